// A particle: a round spot that is brightest in its middle, drawn out along its flight, soft against what is behind.
#include "inc/frame.glsl"
in vec2 along;
in vec3 position;
flat in float half_length;
flat in vec4 color;
flat in float added;
flat in float softness;
layout(location = 0) out vec4 result;
layout(binding = 0) uniform sampler2D depth_map;

void main() {
    vec2 from = vec2(max(abs(along.x) - half_length, 0.0), along.y);
    float r2 = dot(from, from);
    if (r2 >= 1.0 || dot(frame.clip_plane, vec4(position, 1.0)) < 0.0) discard;
    float behind = linear_depth(texelFetch(depth_map, ivec2(gl_FragCoord.xy), 0).r) - linear_depth(gl_FragCoord.z);
    if (behind <= 0.0) discard;
    float a = clamp(color.a, 0.0, 1.0) * (1.0 - r2) * (1.0 - r2) * clamp(behind / max(softness, 1e-4), 0.0, 1.0);
    result = vec4(finite(color.rgb) * a, a * (1.0 - added));
}
