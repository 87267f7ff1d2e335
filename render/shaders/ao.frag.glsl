// Ambient occlusion from depth alone, at half size: how much of the hemisphere nearby surfaces fill (after Bunnell,
// GPU Gems 2, chapter 14, and McGuire's "Alchemy" estimator, 2011). Reach grows with distance.
#include "inc/frame.glsl"
in vec2 uv;
layout(location = 0) out float result;
layout(binding = 0) uniform sampler2D depth_map;

const int TAPS = 7;

vec3 from_eye(vec2 p) { return world_position(p, textureLod(depth_map, p, 0.0).r) - frame.eye.xyz; }

void main() {
    float depth = textureLod(depth_map, uv, 0.0).r;
    result = 1.0;
    float away = linear_depth(depth);
    if (depth <= 0.0 || away > 400.0) return;
    vec3 p = world_position(uv, depth) - frame.eye.xyz;
    vec2 pixel = frame.viewport.zw;
    // of the two neighbours each way, the one at the nearer depth lies on the same surface
    vec3 r = from_eye(uv + vec2(pixel.x, 0.0)) - p, l = p - from_eye(uv - vec2(pixel.x, 0.0));
    vec3 u = from_eye(uv + vec2(0.0, pixel.y)) - p, d = p - from_eye(uv - vec2(0.0, pixel.y));
    vec3 n = cross(dot(r, r) < dot(l, l) ? r : l, dot(u, u) < dot(d, d) ? u : d);
    n *= inversesqrt(max(dot(n, n), 1e-20));
    float reach = clamp(away * 0.018, 0.40, 2.5);
    float scale = reach / pixel_size(away) * pixel.y;
    // sixteen turns in a 4x4 pattern, which the blur averages out
    ivec2 cell = ivec2(gl_FragCoord.xy) & 3;
    float turn = float((cell.x * 4 + cell.y * 11 + (cell.x ^ cell.y) * 2) & 15) * 0.3927;
    float sum = 0.0;
    for (int i = 0; i < TAPS; ++i) {
        float k = (float(i) + 0.5) / float(TAPS), a = turn + float(i) * 2.4;
        vec2 o = vec2(cos(a) * frame.viewport.y / frame.viewport.x, sin(a)) * (scale * k);
        vec3 q = from_eye(clamp(uv + o, vec2(0.001), vec2(0.999))) - p;
        float far = length(q);
        sum += max(dot(q, n) / (far + 0.02) - 0.08, 0.0) * smoothstep(reach * 2.0, reach * 0.4, far);
    }
    float occlusion = min(sum / float(TAPS) * 2.2, 0.85) * smoothstep(400.0, 250.0, away);
    result = isnan(occlusion) ? 1.0 : 1.0 - occlusion;
}
