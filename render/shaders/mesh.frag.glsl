// Every mesh's pixels. Defines: SURFACE file by include, TOON, UNLIT, ALPHA_MASK, BLEND, DOUBLE_SIDED, TEXTURED, TANGENTS,
// TANGLED (blended fragments are kept, not drawn), KEY_LIGHT, SHADOWED, OCCLUSION, POINTS, DECALS, ONE_MATERIAL (of all
// draws), those of the layers (inc/lobes.glsl), OUTLINE (the line round a toon surface), ALPHA_TEST_ONLY (nothing is
// shaded; with PLANES it is described instead, with LAID and LAID_MORE laid down for deferred shading).
#include "inc/surface.glsl"
#include "surface"
#ifndef ALPHA_TEST_ONLY
#include "inc/toon.glsl"
#include "inc/haze.glsl"
#include "inc/forward.glsl"
#endif
#ifdef LAID
#include "inc/laid.glsl"
#endif
#ifdef PLANES
#include "inc/planes.glsl"
#endif
#ifdef DECALS
#include "inc/decals.glsl"
#endif

in vec3 world_position_in;
in vec3 world_normal_in;
in vec4 color_in;
flat in uint draw_in;
#ifdef NEEDS_UV
in vec2 uv_in;
#endif
#ifdef NEEDS_SEED
flat in float seed_in;
#endif
#ifdef NEEDS_LOCAL
in vec3 local_in;
#endif
#ifdef TANGENTS
in vec4 tangent_in;
#endif
#ifdef VOLUME
flat in float scale_in;
#endif

#ifdef PLANE_ID
flat in uvec2 id_in;
#else
const uvec2 id_in = uvec2(0u);
#endif
#ifdef PLANE_MOTION
in vec4 now_in;
in vec4 before_in;
#else
const vec4 now_in = vec4(1.0), before_in = vec4(1.0);
#endif

#if defined(UV_ANIMATED) && defined(TEXTURED)
#include "inc/uv_animation.glsl"
void animate(Material m, inout vec2 uv) {
    float share = 1.0;
#ifdef UV_MASKED
#if UV_UV_ANIMATION_MASK > 0
    vec2 at = TRANSFORMED(uv_moved_in[UV_UV_ANIMATION_MASK - 1], m, UV_UV_ANIMATION_MASK - 1);
#else
    vec2 at = uv;
#endif
    share = sample_texture(m.uv_animation_mask_texture, at).b;
#endif
#ifdef UV_COUNT
    for (int i = 0; i < UV_COUNT; ++i) uv_moved[i] = TRANSFORMED(ANIMATED(uv_moved_in[i], m, share), m, i);
#endif
    uv = ANIMATED(uv, m, share);
}
#endif

#ifdef LAID
layout(location = 0) out uvec4 laid_out;
#ifdef LAID_MORE
layout(location = 1) out uvec2 more_out;
#endif
#endif

#ifdef TANGLED
#include "inc/tangle.glsl"
layout(early_fragment_tests) in;
#endif

void main() {
#ifdef POINTS
    if (distance(gl_PointCoord, vec2(0.5)) > 0.5) discard;   // round
#endif
#if defined(BLEND) && defined(DOUBLE_SIDED)
    if (draws[draw_in].faces == (gl_FrontFacing ? 1u : 2u)) discard;
#endif
    Fragment f;
    vec3 way = to_eye(world_position_in);
    f.position = world_position_in;
    f.distance = length(way);
    f.view = way / max(f.distance, 1e-6);
    f.normal = normalize(world_normal_in);
#ifdef DOUBLE_SIDED
    if (!gl_FrontFacing) f.normal = -f.normal;
#endif
#ifdef NEEDS_LOCAL
    f.local = local_in;
#else
    f.local = vec3(0.0);
#endif
#ifdef NEEDS_UV
    f.uv = uv_in;
#else
    f.uv = vec2(0.0);
#endif
    f.color = color_in.rgb;
    f.weight = color_in.a;
#ifdef NEEDS_SEED
    f.seed = seed_in;
#else
    f.seed = 0.0;
#endif
    f.mirror = frame.time.w > 0.5;
#ifdef VOLUME
    f.scale = scale_in;
#else
    f.scale = 1.0;
#endif
#ifdef TANGENTS
    surface_tangent = tangent_in;
#ifdef DOUBLE_SIDED
    if (!gl_FrontFacing) surface_tangent = -tangent_in;   // the whole frame turns round, and so a mapped normal
#endif
#endif
#ifdef ONE_MATERIAL
    Material m = one_material;
#else
    Material m = materials[draws[draw_in].material];
#endif
#if defined(UV_ANIMATED) && defined(TEXTURED)
    animate(m, f.uv);
#endif
    Surface s = surface(f, m);
#ifdef DECALS
    project_decals(f, s);
#endif
#if defined(ALPHA_MASK) || defined(BLEND)
    if (m.sway == 0.0) s.alpha *= f.weight;   // of what sways, the colour's alpha says how much
#endif
#ifdef ALPHA_MASK
    if (s.alpha < m.alpha_cutoff) discard;
#endif
#ifdef TANGLED
    if (s.alpha <= 0.0) discard;
#endif
#ifdef PLANES
#ifdef BLEND
    if (s.alpha < least_alpha) discard;
#endif
    write_planes(f.position, s.normal, s.albedo, id_in, pixel_motion(now_in, before_in));
#endif
#ifdef LAID
    laid_out = lay(s);
#ifdef LAID_MORE
    more_out = lay_more(f.normal, s);
#endif
#endif
#ifndef ALPHA_TEST_ONLY
#if defined(UNLIT)
    vec3 c = s.albedo + s.emission;
#elif defined(TOON)
    vec3 c = shade_toon(f, s, m);
#else
    vec3 c = shade(f, s);
#endif
#ifdef BLEND
    write_forward(f.position, c, clamp(s.alpha, 0.0, 1.0));
#ifdef TANGLED
    tangle_keep(color_out, draw_in);
#endif
#else
    write_forward(f.position, c, 1.0);
#endif
#endif
}
