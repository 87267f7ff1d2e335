// Deferred shading: the light on every surface that was laid down (inc/laid.glsl), each pixel once. Defines: LAID_MORE and
// those of mesh.frag.glsl that concern light (KEY_LIGHT, SHADOWED, OCCLUSION, BOUNCE, LAMPS...).
layout(binding = TEX_DEPTH) uniform sampler2D depth_map;
float pixel_depth;
#define PIXEL_DEPTH pixel_depth
#include "inc/surface.glsl"
#include "inc/shading.glsl"
#include "inc/haze.glsl"
#include "inc/laid.glsl"
#include "inc/forward.glsl"
layout(binding = TEX_LAID) uniform usampler2D laid_map;
#ifdef LAID_MORE
layout(binding = TEX_LAID_MORE) uniform usampler2D more_map;
#endif
in vec2 uv;

void main() {
    ivec2 at = ivec2(gl_FragCoord.xy);
    pixel_depth = texelFetch(depth_map, at, 0).r;
    Surface s = taken_up(texelFetch(laid_map, at, 0));
    Fragment f;
    f.position = world_position(uv, pixel_depth);
    vec3 way = to_eye(f.position);
    f.distance = length(way);
    f.view = way / max(f.distance, 1e-6);
    f.normal = s.normal;
#ifdef LAID_MORE
    uvec2 more = texelFetch(more_map, at, 0).rg;
    vec4 leaf = unpackUnorm4x8(more.y);
    f.normal = unpack_direction(more.x);
    s.transmission = leaf.rgb;
    s.wrap = leaf.a;
#endif
    write_forward(f.position, shade(f, s), 1.0);
}
