// How much of an even sky each point sees past what is in the picture, at half size: the horizon on both sides in two
// slices through the eye, integrated with the cosine in closed form (Jimenez et al. 2016, "Practical Realtime
// Strategies for Accurate Indirect Occlusion"). y of the result is the depth that it is of.
#include "inc/frame.glsl"
in vec2 uv;
layout(location = 0) out vec2 result;
layout(binding = 0) uniform sampler2D depth_map;
uniform float reach;   // world units beyond which nothing occludes

const int SLICES = 2, STEPS = 8;
const float PI = 3.14159265;

// Depth is that of a texel's middle: anywhere else it would lie off a slanted surface.
vec2 middle(vec2 p) { return (floor(p * frame.viewport.xy) + 0.5) * frame.viewport.zw; }

vec3 from_eye(vec2 p) {
    p = middle(p);
    return world_position(p, textureLod(depth_map, p, 0.0).r) - frame.eye.xyz;
}

// The integral of cosine-weighted visibility up to a horizon angle h.
float arc(float h, float tilt, float cosine, float sine) { return 0.25 * (cosine + 2.0 * h * sine - cos(2.0 * h - tilt)); }

void main() {
    vec2 pixel = frame.viewport.zw, here = middle(uv - 0.25 * pixel);
    float depth = textureLod(depth_map, here, 0.0).r;
    result = vec2(1.0, depth);
    if (depth <= 0.0) return;
    vec3 p = world_position(here, depth) - frame.eye.xyz;
    // of the two neighbours each way, the one at the nearer depth lies on the same surface
    vec3 r = from_eye(here + vec2(pixel.x, 0.0)) - p, l = p - from_eye(here - vec2(pixel.x, 0.0));
    vec3 u = from_eye(here + vec2(0.0, pixel.y)) - p, d = p - from_eye(here - vec2(0.0, pixel.y));
    vec3 n = cross(dot(r, r) < dot(l, l) ? r : l, dot(u, u) < dot(d, d) ? u : d);
    n *= inversesqrt(max(dot(n, n), 1e-30));
    vec3 v = normalize(to_eye(p + frame.eye.xyz)), right = vec3(frame.view[0][0], frame.view[1][0], frame.view[2][0]);
    vec3 up = vec3(frame.view[0][1], frame.view[1][1], frame.view[2][1]);
    // heights of the image; never less than a few pixels, nor more than most of it
    float span = clamp(reach / pixel_size(linear_depth(depth)) * pixel.y, 6.0 * pixel.y, 0.6);
    // sixteen turns in a 4x4 pattern, which the blur averages out, and other ones in each sub-frame
    ivec2 cell = ivec2(gl_FragCoord.xy) & 3;
    float turn = float((cell.x * 4 + cell.y * 11 + (cell.x ^ cell.y) * 2) & 15) / 16.0 + frame.time.y * 0.618034;
    float offset = fract(float((cell.x * 5 + cell.y * 3) & 15) / 16.0 + frame.time.y * 0.754878);
    float seen = 0.0;
    for (int slice = 0; slice < SLICES; slice++) {
        float angle = PI * (float(slice) + fract(turn)) / float(SLICES);
        vec2 way = vec2(cos(angle), sin(angle));
        vec3 along = right * way.x + up * way.y, flat_way = along - v * dot(along, v);
        vec3 axis = normalize(cross(along, v)), m = n - axis * dot(n, axis);
        float share = length(m), cosine = clamp(dot(m, v) / max(share, 1e-6), -1.0, 1.0);
        float tilt = acos(cosine) * (dot(flat_way, m) < 0.0 ? -1.0 : 1.0), sine = sin(tilt);
        for (int side = -1; side <= 1; side += 2) {
            float lowest = cos(tilt + float(side) * 0.5 * PI), horizon = lowest;
            for (int i = 0; i < STEPS; i++) {
                float k = (float(i) + offset) / float(STEPS);
                vec2 o = way * vec2(pixel.x / pixel.y, 1.0) * (float(side) * (k * k * span + 1.5 * pixel.y));
                vec3 q = from_eye(clamp(here + o, vec2(0.001), vec2(0.999))) - p;
                float far = length(q), near = clamp(2.0 - 2.0 * far / reach, 0.0, 1.0);
                horizon = max(horizon, mix(lowest, dot(q, v) / max(far, 1e-20), near));
            }
            float h = float(side) * acos(clamp(horizon, -1.0, 1.0));
            h = tilt + clamp(h - tilt, -0.5 * PI, 0.5 * PI);
            seen += share * arc(h, tilt, cosine, sine);
        }
    }
    result.x = clamp(seen / float(SLICES), 0.03, 1.0);
}
