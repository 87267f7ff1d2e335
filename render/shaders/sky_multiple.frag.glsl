// Light scattered more than once, per unit of irradiance, isotropic: Hillaire 2020, section 5.5.
// Second-order light gathered over 64 directions, then the geometric series of all further orders.
#include "inc/atmosphere.glsl"
#include "inc/scattering.glsl"
in vec2 uv;
layout(location = 0) out vec4 result;
uniform vec3 ground_albedo;

void main() {
    const int DIRECTIONS = 64;
    const int STEPS = 24;
    const float UNIFORM_PHASE = 1.0 / (4.0 * ATMOSPHERE_PI);
    float c = mix(MULTIPLE_LOWEST_COSINE, 1.0, uv.x);
    float r = GROUND_RADIUS + clamp(uv.y * DEPTH_OF_AIR, 0.01, DEPTH_OF_AIR - 0.01);
    vec3 body = vec3(sqrt(max(0.0, 1.0 - c * c)), c, 0.0);
    vec3 second = vec3(0.0), again = vec3(0.0);
    for (int k = 0; k < DIRECTIONS; ++k) {
        float y = 1.0 - (2.0 * float(k) + 1.0) / float(DIRECTIONS);
        float a = float(k) * 2.39996323;
        vec3 d = vec3(vec2(cos(a), sin(a)) * sqrt(1.0 - y * y), y).xzy;
        float ground = to_ground(r, d.y);
        float length_of_ray = ground >= 0.0 ? ground : to_top(r, d.y);
        float dt = length_of_ray / float(STEPS);
        vec3 through = vec3(1.0);
        for (int i = 0; i < STEPS; ++i) {
            vec3 p = vec3(0.0, r, 0.0) + d * ((float(i) + 0.5) * dt);
            float rp = length(p);
            Air a_here = air_at(max(rp - GROUND_RADIUS, 0.0), aerosol);
            vec3 scattering = a_here.rayleigh + a_here.mie;
            vec3 step_through = exp(-a_here.extinction * dt);
            vec3 gathered = through * (1.0 - step_through) / max(a_here.extinction, vec3(1e-9));
            second += gathered * scattering * body_transmittance(rp, dot(p, body) / rp) * UNIFORM_PHASE;
            again += gathered * scattering;
            through *= step_through;
        }
        if (ground >= 0.0) {
            vec3 p = normalize(vec3(0.0, r, 0.0) + d * ground);
            float mu = dot(p, body);
            second += through * body_transmittance(GROUND_RADIUS, mu) * max(mu, 0.0) * ground_albedo / ATMOSPHERE_PI;
        }
    }
    second /= float(DIRECTIONS);
    again /= float(DIRECTIONS);
    result = vec4(second / max(1.0 - again, vec3(0.05)), 1.0);
}
