// The picture with the bounced light: of the four nearest texels of half size those count that lie on the pixel's plane.
#include "inc/frame.glsl"
in vec2 uv;
layout(location = 0) out vec4 result;
layout(binding = 0) uniform sampler2D places;
layout(binding = 1) uniform sampler2D even;
layout(binding = 2) uniform sampler2D color_map;
layout(binding = 3) uniform sampler2D takes_map;
layout(binding = 4) uniform sampler2D depth_map;
#include "inc/places.glsl"

void main() {
    ivec2 at = ivec2(gl_FragCoord.xy);
    result = texelFetch(color_map, at, 0);
    vec3 takes = texelFetch(takes_map, at, 0).rgb;
    if (takes.r + takes.g + takes.b <= 0.0) return;
    float depth = texelFetch(depth_map, at, 0).r;
    vec3 p = world_position(uv, depth) - frame.eye.xyz, sum = vec3(0.0);
    ivec2 last = textureSize(places, 0) - 1;
    // a texel is the first of its four pixels
    vec2 f = 0.5 * (gl_FragCoord.xy - 0.5);
    ivec2 first = ivec2(floor(f));
    f -= vec2(first);
    vec4 own = texelFetch(places, min(at / 2, last), 0);
    if (own.w < 1.0) own.w = packed_normal(vec3(0.0, 1.0, 0.0));
    vec3 normal = unpacked_normal(own.w) / (3.0 * pixel_size(axis_distance(p + frame.eye.xyz)));
    float total = 1e-6;
    for (int i = 0; i < 4; i++) {
        ivec2 corner = ivec2(i & 1, i >> 1), texel = min(first + corner, last);
        vec4 there = texelFetch(places, texel, 0);
        vec2 near = mix(1.0 - f, f, vec2(corner)) + 0.03;
        float w = near.x * near.y * max(1.0 - abs(dot(there.xyz - p, normal)), 1e-5);
        if (there.w < 1.0) w = 0.0;
        sum += texelFetch(even, texel, 0).rgb * w;
        total += w;
    }
    result.rgb = finite(result.rgb + takes * (sum / total));
}
