// The sky behind everything, with the discs of sun and moon and the stars.
#include "inc/frame.glsl"
#include "inc/noise.glsl"
#include "inc/sky.glsl"
#include "inc/haze.glsl"
in vec2 uv;
layout(location = 0) out vec4 result;
uniform vec3 sun_light;
uniform vec3 moon_light;

const float STAR_CELLS = 56.0;

// Stars are points scattered over the six faces of a cube, one cell in eight, their brightness falling off as the real
// count of stars rises; a star smaller than a pixel is spread over one so that its light stays the same.
vec3 star_light(vec3 d, float pixel) {
    vec3 m = abs(d);
    int axis = m.x > m.y && m.x > m.z ? 0 : m.y > m.z ? 1 : 2;
    float face = float(2 * axis) + (d[axis] > 0.0 ? 0.0 : 1.0);
    vec3 q = axis == 0 ? d.yzx : axis == 1 ? d.xzy : d.xyz;
    vec2 p = (q.xy / abs(q.z) + 1.0) * STAR_CELLS;
    vec2 cell = floor(p);
    float chance = hash31(vec3(cell, face * 17.0 + 3.0));
    if (chance < 0.86) return vec3(0.0);
    vec2 at = vec2(hash31(vec3(cell, face + 31.0)), hash31(vec3(cell, face + 67.0))) * 0.7 + 0.15;
    // angular distance, about: a cell spans 1 / STAR_CELLS at the face's centre
    float away = length(p - cell - at) / STAR_CELLS * abs(q.z);
    float radius = max(pixel * 0.9, 0.0007);
    float brightness = 0.12 + 2.4 * pow((chance - 0.86) / 0.14, 7.0);
    vec3 tint = mix(vec3(0.74, 0.85, 1.0), vec3(1.0, 0.88, 0.72), hash31(vec3(cell, face + 5.0)));
    float spot = exp(-3.0 * away * away / (radius * radius)) * min(1.0, 1.6e-6 / (radius * radius));
    return tint * (brightness * spot * 3.0);
}

void main() {
    vec3 d = view_ray(uv);
    vec3 sky = sky_radiance(d);
    vec3 c = sky;
    if (d.y < 0.0) c = aerial_sky(c, d);  // beyond the scene's own ground the plain goes on, under the same haze
    if (frame.time.w < 0.5) {
        float pixel = length(vec2(length(dFdx(d)), length(dFdy(d)))) * 0.7 + 1e-6;
        // a disc half a degree wide; brighter than half floats hold, so the sun is held back to what bloom needs
        const float DISC = 0.00465, SOLID_ANGLE = 6.8e-5;
        float sun = acos(clamp(dot(d, frame.sun.xyz), -1.0, 1.0));
        c += min(sun_light / SOLID_ANGLE, vec3(400.0)) * (1.0 - smoothstep(DISC - pixel, DISC + pixel, sun));
        vec3 offset = d - frame.moon.xyz;
        float moon = 2.0 * asin(clamp(length(offset) * 0.5, 0.0, 1.0));
        if (moon < 0.02) {
            // maria: a few soft dark patches, the same at every hour
            vec2 face = vec2(dot(offset, normalize(cross(vec3(0.0, 1.0, 0.0), frame.moon.xyz))), offset.y) / DISC;
            float maria = smoothstep(0.42, 0.62, noise2(face * 1.7 + 11.0)) * 0.35 + noise2(face * 5.0) * 0.12;
            float inside = 1.0 - smoothstep(DISC - pixel, DISC + pixel, moon);
            // the half that faces the sun, and a little light from the earth on the rest
            vec3 bulge = offset / DISC;
            vec3 n = bulge - frame.moon.xyz * sqrt(max(1.0 - dot(bulge, bulge), 0.0));
            float day = smoothstep(-pixel / DISC, 0.12 + pixel / DISC, dot(n, frame.sun.xyz));
            c += min(moon_light / SOLID_ANGLE, vec3(3.0)) * (1.0 - maria) * inside * mix(0.012, 1.0, day);
        }
        if (frame.sky.z > 0.0 && d.y > 0.0) {
            // stars drown in a bright sky and in the haze near the horizon
            float drowned = clamp(0.16 / (dot(sky, vec3(0.3333)) + 0.05) - 0.25, 0.0, 1.0);
            c += star_light(d, pixel) * (frame.sky.z * drowned * smoothstep(0.05, 0.40, d.y));
        }
    }
    if (d.y >= 0.0) c = aerial_sky(c, d);
    result = vec4(finite(c), 1.0);
}
