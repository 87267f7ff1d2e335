// A segment of a line as a quad in the picture, wide enough for its round ends and smooth edges.
#include "inc/frame.glsl"
#include "inc/haze.glsl"
#include "struct/Stroke"
layout(std430, binding = SSBO_STROKES) readonly buffer Strokes { Stroke strokes[]; };
uniform float scale;          // pixels here for one of the picture's
flat out vec4 ends;           // both, in pixels
flat out vec2 half_width;     // at either end, pixels
flat out vec2 nearness;       // 1 / distance of either end
flat out vec4 first, second;  // colours of the ends
flat out vec2 above;          // of the clip plane
flat out float soft;

float half_pixels(float width, float distance) {
    return 0.5 * (width >= 0.0 ? width * scale : -width / pixel_size(distance));
}

void main() {
    Stroke s = strokes[gl_InstanceID];
    vec4 a = frame.view_projection * vec4(s.a.xyz, 1.0), b = frame.view_projection * vec4(s.b.xyz, 1.0);
    first = vec4(aerial(s.color_a.rgb, s.a.xyz), s.color_a.a);
    second = vec4(aerial(s.color_b.rgb, s.b.xyz), s.color_b.a);
    above = vec2(dot(frame.clip_plane, vec4(s.a.xyz, 1.0)), dot(frame.clip_plane, vec4(s.b.xyz, 1.0)));
    soft = s.look.x;
    ends = vec4(0.0);
    half_width = nearness = vec2(0.0);
    gl_Position = vec4(0.0, 0.0, 2.0, 1.0);   // outside
    float near = frame.eye.w;
    float from = axis_distance(s.a.xyz), to = axis_distance(s.b.xyz), da = max(from, near), db = max(to, near);
    if (from < near && to < near) return;
    // what lies behind the eye is cut off
    vec4 whole_a = a, whole_b = b, color_a = first, color_b = second;
    vec2 sides = above;
    if (from < near) {
        float t = (near - from) / (to - from);
        a = mix(whole_a, whole_b, t);
        first = mix(color_a, color_b, t);
        above.x = mix(sides.x, sides.y, t);
    }
    if (to < near) {
        float t = (near - to) / (from - to);
        b = mix(whole_b, whole_a, t);
        second = mix(color_b, color_a, t);
        above.y = mix(sides.y, sides.x, t);
    }
    vec2 size = frame.viewport.xy;
    vec2 p = (a.xy / a.w * 0.5 + 0.5) * size, q = (b.xy / b.w * 0.5 + 0.5) * size;
    half_width = vec2(half_pixels(s.a.w, da), half_pixels(s.b.w, db));
    ends = vec4(p, q);
    nearness = 1.0 / vec2(a.w, b.w);
    vec2 way = q - p;
    float len = length(way);
    way = len > 1e-4 ? way / len : vec2(1.0, 0.0);
    float reach = max(max(half_width.x, half_width.y), 0.5) + 1.0;
    bool end = (gl_VertexID & 1) == 1;
    vec2 at = (end ? q + way * reach : p - way * reach) + vec2(-way.y, way.x) * (gl_VertexID < 2 ? reach : -reach);
    float z = end ? b.z / b.w : a.z / a.w;
    gl_Position = vec4(at / size * 2.0 - 1.0, min(depth_before(z), 1.0), 1.0);
}
