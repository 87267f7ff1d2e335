// Mean radiance that each point gets from what is in the picture, weighted by the cosine, at half size. Shares of light
// sum up to one, so that no more comes in than the brightest surface sends out.
#include "inc/frame.glsl"
#include "inc/sky.glsl"
layout(location = 0) out vec4 result;
layout(binding = 0) uniform sampler2D places;
layout(binding = 1) uniform sampler2D source;
uniform float reach;   // world units within which occlusion is known already; 0 where it grows with distance
#include "inc/horizon.glsl"

const int STEPS = 10;
const float PI = 3.14159265, SPAN = 0.75;   // heights of the image

void main() {
    ivec2 size = textureSize(places, 0);
    vec4 place = texelFetch(places, ivec2(gl_FragCoord.xy), 0);
    result = vec4(0.0);
    if (place.w < 1.0) return;
    vec3 p = place.xyz, n = unpacked_normal(place.w), v = normalize(to_eye(p + frame.eye.xyz));
    float away = axis_distance(p + frame.eye.xyz), known = reach > 0.0 ? reach : clamp(away * 0.018, 0.40, 2.5);
    float ends = reach > 0.0 ? reach : 2.0 * known, thickness = 0.25 * known, span = SPAN * float(size.y);
    vec2 random = pattern();
    // how brightly the sky lights what faces the eye: nearly what is seen of other surfaces
    vec3 sum = vec3(0.0), white = max(sky_irradiance(v) / PI, vec3(1e-6));
    for (int i = 0; i < SLICES; i++) {
        Slice s = slice_at((float(i) + random.x) / float(SLICES), fract(random.y * 7.0 + 0.5 * float(i)), v, n);
        for (int side = -1; side <= 1; side += 2) {
            // light from all round on this side, and on what turns to the point from there
            vec3 out_there = normalize(s.across * float(side) + 0.5 * n);
            vec3 beyond = sky_irradiance(out_there) / PI, on_backs = sky_irradiance(-out_there) / (2.0 * PI);
            for (int k = 0; k < STEPS; k++) {
                float along = (float(k) + random.y) / float(STEPS), stride = 2.0 * along * span / float(STEPS);
                ivec2 at = step_out(s, float(side), along, span);
                if (any(lessThan(at, ivec2(0))) || any(greaterThanEqual(at, size))) break;
                vec4 there = texelFetch(places, at, 0);
                if (there.w < 1.0) continue;
                float size_there = 2.0 * pixel_size(axis_distance(there.xyz + frame.eye.xyz));
                vec3 q, end;
                float light = hides(s, there, p, n, v, float(side), stride * size_there, thickness, q, end);
                if (light <= 0.0) continue;
                int level = findMSB(int(0.7 * stride) | 1);
                vec4 seen = texelFetch(source, min(at >> level, max(size >> level, 1) - 1), level);
                vec3 given = seen.rgb / max(seen.a, 1e-3);
                // a back is lit by half of the light from all round, and has the colour of the front, if that is lit by
                // nothing else
                if (dot(unpacked_way(there.w), q) > 0.0) given = min(given / white, 1.0) * on_backs;
                // light from all round was taken to come past what is farther off
                given -= beyond * clamp(2.0 * distance(there.xyz, p) / ends - 1.0, 0.0, 1.0);
                sum += given * light;
            }
        }
    }
    result = vec4(sum / float(SLICES), 1.0);
    if (any(isnan(result)) || any(isinf(result))) result = vec4(0.0);
}
