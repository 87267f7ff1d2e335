// The sky as everything else looks it up: the clear sky's table, smoothed, with streaks of high ice cloud in front.
// Alpha: the share of what is beyond them that comes through.
#include "inc/atmosphere.glsl"
#include "inc/sky_map.glsl"
#include "inc/noise.glsl"
in vec2 uv;
layout(location = 0) out vec4 result;
layout(binding = 0) uniform sampler2D view_table;
layout(binding = 1) uniform sampler2D transmittance_table;
uniform vec3 sun_direction;
uniform vec3 sun_irradiance;
uniform vec3 moon_direction;
uniform vec3 moon_irradiance;
uniform float cover;

const float CLOUD_HEIGHT = 9.0;

// Cubic B-spline by four bilinear reads (Sigg and Hadwiger, GPU Gems 2, chapter 20): the table is coarse.
vec3 clear_sky(vec2 p) {
    vec2 size = vec2(textureSize(view_table, 0));
    vec2 x = p * size - 0.5;
    vec2 f = fract(x);
    x -= f;
    vec2 w0 = (1.0 - f) * (1.0 - f) * (1.0 - f) / 6.0, w1 = 2.0 / 3.0 - 0.5 * f * f * (2.0 - f);
    vec2 w3 = f * f * f / 6.0, w2 = 1.0 - w0 - w1 - w3;
    vec2 g0 = w0 + w1, g1 = w2 + w3;
    vec2 a = (x - 0.5 + w1 / g0) / size, b = (x + 1.5 + w3 / g1) / size;
    // the first and last rows repeat the poles
    vec2 ya = clamp(vec2(a.y, b.y), 0.5 / size.y, 1.0 - 0.5 / size.y);
    vec3 aa = textureLod(view_table, vec2(a.x, ya.x), 0.0).rgb, ba = textureLod(view_table, vec2(b.x, ya.x), 0.0).rgb;
    vec3 ab = textureLod(view_table, vec2(a.x, ya.y), 0.0).rgb, bb = textureLod(view_table, vec2(b.x, ya.y), 0.0).rgb;
    return (aa * g0.x + ba * g1.x) * g0.y + (ab * g0.x + bb * g1.x) * g1.y;
}

// Light of a body on the cloud layer where the ray d meets it.
vec3 light_at_cloud(vec3 d, vec3 body) {
    float r = GROUND_RADIUS + CLOUD_HEIGHT;
    float t = -GROUND_RADIUS * d.y + sqrt(GROUND_RADIUS * GROUND_RADIUS * (d.y * d.y - 1.0) + r * r);
    vec3 p = vec3(0.0, GROUND_RADIUS, 0.0) + d * t;
    float mu = dot(normalize(p), body);
    float horizon = -sqrt(1.0 - (GROUND_RADIUS / r) * (GROUND_RADIUS / r));
    return textureLod(transmittance_table, transmittance_uv(r, mu), 0.0).rgb * smoothstep(-0.02, 0.02, mu - horizon);
}

// How much of the view the streaks take, in rows along the wind aloft (which here follows the sun's azimuth).
float streaks(vec3 d, vec2 sun_azimuth) {
    vec2 p = d.xz / (d.y + 0.085);
    p = vec2(dot(p, vec2(-sun_azimuth.y, sun_azimuth.x)), dot(p, -sun_azimuth));
    vec2 q = vec2(dot(p, vec2(0.93, 0.36)), dot(p, vec2(-0.36, 0.93)));
    float warp = fbm2(q * 0.55 + 4.0);
    float broad = fbm2(vec2(q.x * 0.38, q.y * 1.15) + warp * 1.1 + 2.0);
    float fine = fbm2(vec2(q.x * 1.3, q.y * 4.6) + warp * 2.2);
    float wisps = fbm2(vec2(q.x * 3.1, q.y * 15.0) + warp * 5.0 + fine * 2.0);
    float density = broad * 0.70 + fine * 0.36 + wisps * 0.12;
    float low = mix(0.82, 0.44, cover);
    return smoothstep(low, low + 0.27, density) * smoothstep(0.015, 0.10, d.y) * smoothstep(1.0, 0.45, d.y)
        * smoothstep(0.0, 0.1, cover);
}

void main() {
    vec3 d = sky_direction(uv);
    vec3 clear = clear_sky(uv);
    vec3 c = clear;
    float through = 1.0;
    if (d.y > 0.005 && cover > 0.0) {
        vec2 flat_sun = normalize(sun_direction.xz + vec2(0.0, -1e-4));
        float along = dot(normalize(d.xz + vec2(0.0, -1e-5)), flat_sun);
        // ice scatters mostly forward
        vec2 cosines = max(vec2(dot(d, sun_direction), dot(d, moon_direction)), 0.0);
        vec2 phase = 0.05 + 0.35 * pow(cosines, vec2(8.0));
        vec3 direct = light_at_cloud(d, sun_direction) * sun_irradiance * phase.x
            + light_at_cloud(d, moon_direction) * moon_irradiance * phase.y;
        // After sunset the ground's shadow covers the streaks and what lights them is the bright arch over the sun,
        // a wide lamp low down: warm, strongest on the streaks that face it.
        vec3 toward = normalize(vec3(mix(d.x, flat_sun.x, 0.25), 0.0, mix(d.z, flat_sun.y, 0.25)));
        vec3 arch = textureLod(view_table, sky_uv(normalize(vec3(toward.x, 0.045, toward.z))), 0.0).rgb;
        float dusk = (1.0 - smoothstep(-0.02, 0.12, sun_direction.y)) * smoothstep(-0.19, -0.09, sun_direction.y);
        float facing = dusk * exp(-2.2 * (1.0 - along) - 1.7 * d.y);
        vec3 shaded = clear * 0.80 + direct;
        vec3 lit = arch * vec3(1.0, 0.56, 0.60) * 1.10 + clear * 0.40 + direct;
        float streak = streaks(d, flat_sun) * 0.82;
        through = 1.0 - streak;
        c = mix(c, mix(shaded, lit, facing), streak);
        // thin dusky bands low over the horizon
        vec3 p = vec3(d.x * 5.0, d.y * 60.0, d.z * 5.0);
        float density = noise3(p) * 0.6 + noise3(p * 2.1 + 7.3) * 0.4;
        float band = smoothstep(0.50, 0.72, density) * exp(-pow((d.y - 0.10) / 0.05, 2.0));
        c = mix(c, c * vec3(0.62, 0.58, 0.66), band * 0.55 * cover);
    }
    result = vec4(any(isnan(c)) ? vec3(0.0) : max(c, vec3(0.0)), through);
}
