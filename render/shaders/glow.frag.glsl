// The halo of a lamp in damp air, fading softly into what stands in front of it.
#include "inc/frame.glsl"
in vec2 corner;
in vec3 position;
flat in vec3 light;
flat in float radius;
layout(location = 0) out vec4 result;
layout(binding = 0) uniform sampler2D depth_map;

void main() {
    float r = length(corner);
    if (r >= 1.0) discard;
    float a = smoothstep(1.0, 0.0, r);
    a = a * a * a / (1.0 + 14.0 * r * r);
    vec2 uv = gl_FragCoord.xy * frame.viewport.zw;
    float depth = textureLod(depth_map, uv, 0.0).r;
    float behind = 1e6;
    if (depth > 0.0) behind = length(to_eye(world_position(uv, depth))) - length(to_eye(position));
    result = vec4(finite(light * (a * smoothstep(-0.6 * radius, 0.4 * radius, behind))), 0.0);
}
