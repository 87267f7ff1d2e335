// The sky behind everything, with the discs of sun and moon.
#include "inc/frame.glsl"
#include "inc/noise.glsl"
#include "inc/sky.glsl"
#include "inc/haze.glsl"
in vec2 uv;
layout(location = 0) out vec4 result;
uniform vec3 sun_light;
uniform vec3 moon_light;

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
    }
    if (d.y >= 0.0) c = aerial_sky(c, d);
    result = vec4(finite(c), 1.0);
}
