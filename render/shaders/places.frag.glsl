// At half size: where surfaces are, relative to the eye, and which way they face (inc/places.glsl). A texel is the first
// of its four pixels: between them the depth would lie off a slanted surface.
#include "inc/frame.glsl"
layout(location = 0) out vec4 place;
layout(binding = 0) uniform sampler2D depth_map;
#include "inc/places.glsl"

vec3 from_eye(ivec2 at) {
    vec2 p = (vec2(at) + 0.5) * frame.viewport.zw;
    return world_position(p, texelFetch(depth_map, at, 0).r) - frame.eye.xyz;
}

void main() {
    ivec2 last = textureSize(depth_map, 0) - 1, at = min(2 * ivec2(gl_FragCoord.xy), last);
    place = vec4(0.0);
    if (texelFetch(depth_map, at, 0).r <= 0.0) return;
    // of the two neighbours each way, the one at the nearer depth lies on the same surface
    vec3 p = from_eye(at);
    vec3 r = from_eye(min(at + ivec2(1, 0), last)) - p, l = p - from_eye(max(at - ivec2(1, 0), 0));
    vec3 u = from_eye(min(at + ivec2(0, 1), last)) - p, d = p - from_eye(max(at - ivec2(0, 1), 0));
    if (at.x == 0 || (at.x < last.x && dot(r, r) < dot(l, l))) l = r;
    if (at.y == 0 || (at.y < last.y && dot(u, u) < dot(d, d))) d = u;
    vec3 n = cross(l, d);
    n *= inversesqrt(max(dot(n, n), 1e-30));
    place = vec4(p, any(isnan(n)) || dot(n, n) < 0.5 ? 0.0 : packed_normal(n));
}
