// How much of an even sky each point does not see for what is in the picture, at half size, and which way that lies.
#include "inc/frame.glsl"
layout(location = 0) out vec4 hidden;   // directions, weighted by the cosine, and share of the light
layout(binding = 0) uniform sampler2D places;
uniform float reach;   // world units beyond which nothing occludes
#include "inc/horizon.glsl"

const int SLICES = 2, STEPS = 6;

void main() {
    hidden = vec4(0.0);
    ivec2 size = textureSize(places, 0);
    vec4 place = texelFetch(places, ivec2(gl_FragCoord.xy), 0);
    if (place.w < 1.0) return;
    vec3 p = place.xyz, n = unpacked_normal(place.w), v = normalize(to_eye(p + frame.eye.xyz));
    vec2 random = pattern();
    // never less than a few texels, nor more than most of the picture
    float texel = 2.0 * pixel_size(axis_distance(p + frame.eye.xyz));
    float span = clamp(reach / texel, 4.0, 0.6 * float(size.y));
    for (int i = 0; i < SLICES; i++) {
        Slice s = slice_at((float(i) + random.x) / float(SLICES), fract(random.y * 7.0 + 0.5 * float(i)), v, n);
        for (int side = -1; side <= 1; side += 2) {
            for (int k = 0; k < STEPS; k++) {
                float along = (float(k) + random.y) / float(STEPS);
                vec4 there = texelFetch(places, clamp(step_out(s, float(side), along, span), ivec2(0), size - 1), 0);
                if (there.w < 1.0) continue;
                float stride = 2.0 * along * span / float(STEPS) * texel;
                vec3 q, end;
                float light = hides(s, there, p, n, v, float(side), stride, 0.25 * reach, q, end);
                light *= clamp(2.0 - 2.0 * distance(there.xyz, p) / reach, 0.0, 1.0);
                if (light > 0.0) hidden += light * vec4(normalize(q + end), 1.0);
            }
        }
    }
    hidden /= float(SLICES);
    if (any(isnan(hidden))) hidden = vec4(0.0);
}
