// Radiance of the clear sky from one place: single scattering marched, the rest from the table (Hillaire 2020, 5.3).
#include "inc/atmosphere.glsl"
#include "inc/scattering.glsl"
#include "inc/sky_map.glsl"
in vec2 uv;
layout(location = 0) out vec4 result;
uniform vec3 sun_direction;
uniform vec3 sun_irradiance;
uniform vec3 moon_direction;
uniform vec3 moon_irradiance;
uniform vec3 ground_albedo;
uniform vec3 night;
uniform vec3 town_glow;
uniform float height;

vec3 scattered(vec3 d, vec3 body) {
    const int STEPS = 64;
    float r = GROUND_RADIUS + height;
    float ground = to_ground(r, d.y);
    float reach = ground >= 0.0 ? ground : to_top(r, d.y);
    float c = dot(d, body);
    float rayleigh = rayleigh_phase(c), mie = mie_phase(c);
    vec3 light = vec3(0.0), through = vec3(1.0);
    float before = 0.0;
    for (int i = 0; i < STEPS; ++i) {
        // steps grow with distance: the air is thick near the eye
        float k = float(i + 1) / float(STEPS);
        float after = reach * k * sqrt(k);
        float dt = after - before;
        vec3 p = vec3(0.0, r, 0.0) + d * (before + 0.5 * dt);
        before = after;
        float rp = length(p);
        float mu = dot(p, body) / rp;
        Air a = air_at(max(rp - GROUND_RADIUS, 0.0), aerosol);
        vec3 source = body_transmittance(rp, mu) * (a.rayleigh * rayleigh + a.mie * mie)
            + multiple_scattering(rp, mu) * (a.rayleigh + a.mie);
        vec3 step_through = exp(-a.extinction * dt);
        light += through * source * (1.0 - step_through) / max(a.extinction, vec3(1e-9));
        through *= step_through;
    }
    if (ground >= 0.0) {
        vec3 p = normalize(vec3(0.0, r, 0.0) + d * ground);
        float mu = dot(p, body);
        vec3 arriving = body_transmittance(GROUND_RADIUS, mu) * max(mu, 0.0) / ATMOSPHERE_PI
            + multiple_scattering(GROUND_RADIUS + 0.01, mu);
        light += through * ground_albedo * arriving;
    }
    return light;
}

// Three wavelengths stand for the whole spectrum here, and over the long paths of twilight that costs green and blue:
// the sky comes out mauve over a blood-red rim. This gives them back, judged by eye against photographs.
vec3 twilight_balance(vec3 c, float up) {
    float low = 1.0 - smoothstep(-0.05, 0.06, sun_direction.y);
    vec3 gain = mix(vec3(1.04, 1.12, 0.76), vec3(0.50, 1.14, 1.26), smoothstep(0.04, 0.36, up));
    vec3 balanced = c * gain;
    balanced.gb += c.r * vec2(0.16, 0.01) * exp(-up * up * 130.0);
    return mix(c, balanced, low);
}

void main() {
    vec3 d = sky_direction(uv);
    vec3 light = twilight_balance(scattered(d, sun_direction), abs(d.y)) * sun_irradiance;
    if (any(greaterThan(moon_irradiance, vec3(0.0)))) {
        light += scattered(d, moon_direction) * moon_irradiance;
    }
    // airglow and far towns: the path through the air grows towards the horizon
    float up = max(d.y, 0.0);
    light += night * (0.8 + 0.9 * exp(-up * 4.0)) * (d.y < 0.0 ? ground_albedo : vec3(1.0));
    light += town_glow * exp(-abs(d.y) * 9.0);
    result = vec4(any(isnan(light)) ? vec3(0.0) : light, 1.0);
}
