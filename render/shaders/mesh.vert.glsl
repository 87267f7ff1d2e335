// Every mesh: heap vertex, instance record as attributes, wind. Defines: DEPTH_ONLY, OUTLINE, PLANE_ID, PLANE_MOTION,
// STROKES (lines and points), POINTS; EYES (inc/frame.glsl); SWAY where the materials do; what fragments need: NEEDS_UV,
// NEEDS_SEED, NEEDS_LOCAL. Storage is read only where it must be: software drivers gather it word by word.
#include "inc/frame.glsl"
#include "inc/octahedral.glsl"
#if defined(OUTLINE) && defined(OUTLINE_TEXTURED)
#define OUTLINE_WIDTHS
#endif
uniform uint first_draw;
#if defined(SWAY) || defined(OUTLINE) || defined(UV_COUNT) || defined(PLANE_ID) || defined(PLANE_MOTION)
#include "struct/Draw"
layout(std430, binding = SSBO_DRAWS) readonly buffer Draws { Draw draws[]; };
#endif

layout(location = ATTRIBUTE_POSITION) in vec3 mesh_position;
layout(location = ATTRIBUTE_NORMAL) in vec2 mesh_normal;
layout(location = ATTRIBUTE_UV) in vec2 mesh_uv;
#ifdef FURTHER_UVS
layout(location = ATTRIBUTE_FURTHER_UV) in vec4 mesh_further_uv[FURTHER_UVS];
#endif
#ifdef FINE_COLOR
layout(location = ATTRIBUTE_FINE_COLOR) in vec4 mesh_color;
#else
layout(location = ATTRIBUTE_COLOR) in vec4 mesh_color;
#endif
layout(location = ATTRIBUTE_TANGENT) in vec4 mesh_tangent;
layout(location = ATTRIBUTE_ROW0) in vec4 row0;
layout(location = ATTRIBUTE_ROW0 + 1) in vec4 row1;
layout(location = ATTRIBUTE_ROW0 + 2) in vec4 row2;
layout(location = ATTRIBUTE_TINT) in vec4 tint;
layout(location = ATTRIBUTE_IDS) in uvec2 ids;

invariant gl_Position;
#ifdef CLIPPED
out gl_PerVertex { vec4 gl_Position; float gl_PointSize; float gl_ClipDistance[1]; };
#endif

#ifndef DEPTH_ONLY
out vec3 world_position_in;
out vec3 world_normal_in;
out vec4 color_in;
flat out uint draw_in;
#ifdef NEEDS_UV
out vec2 uv_in;
#endif
#ifdef NEEDS_SEED
flat out float seed_in;
#endif
#ifdef NEEDS_LOCAL
out vec3 local_in;
#endif
#ifdef TANGENTS
out vec4 tangent_in;
#endif
#ifdef VOLUME
flat out float scale_in;
#endif
#if defined(UV_COUNT) || defined(OUTLINE_WIDTHS)
#include "struct/Material"
layout(std430, binding = SSBO_MATERIALS) readonly buffer Materials { Material materials[]; };
#include "inc/uv_animation.glsl"
#endif
#ifdef UV_COUNT
out vec2 uv_moved_in[UV_COUNT];
// The coordinates that a transform begins with, by its first row.
vec2 read_uv(vec4 u) {
#ifdef FURTHER_UVS
    int further = int(u.w) - 1;
    if (further >= 0) return (further & 1) == 0 ? mesh_further_uv[further >> 1].xy : mesh_further_uv[further >> 1].zw;
#endif
    return mesh_uv;
}
#endif
#endif

#ifdef OUTLINE_WIDTHS
#include "inc/material_textures.glsl"
// Where a slot is read: which of the transforms, 0 for none; and what that makes of coordinates.
#ifdef UV_COUNT
#define READ(m, which) ((which) == 0 ? mesh_uv : read_uv(m.uv_rows[2 * max((which) - 1, 0)]))
#define MOVED(uv, m, which) ((which) == 0 ? (uv) : TRANSFORMED(uv, m, max((which) - 1, 0)))
#else
#define READ(m, which) mesh_uv
#define MOVED(uv, m, which) (uv)
#endif
// What the texture leaves of an outline's width.
float outline_share(uint material) {
    vec2 at = READ(materials[material], UV_OUTLINE_WIDTH_MULTIPLY);
#ifdef UV_ANIMATED
    float share = 1.0;
#ifdef UV_MASKED
    vec2 mask_at = MOVED(READ(materials[material], UV_UV_ANIMATION_MASK), materials[material], UV_UV_ANIMATION_MASK);
    share = sample_texture(materials[material].uv_animation_mask_texture, mask_at).b;
#endif
    at = ANIMATED(at, materials[material], share);
#endif
    at = MOVED(at, materials[material], UV_OUTLINE_WIDTH_MULTIPLY);
    return sample_texture(materials[material].outline_width_multiply_texture, at).g;
}
#endif

#ifdef PLANE_ID
flat out uvec2 id_in;
#endif
#ifdef PLANE_MOTION
#include "struct/Instance"
#include "struct/CullBatch"
layout(std430, row_major, binding = SSBO_BATCHES) readonly buffer Batches { CullBatch batches[]; };
layout(std430, row_major, binding = SSBO_PAST_INSTANCES) readonly buffer PastInstances { Instance past_instances[]; };
// eight words a vertex: render/geometry_heap.py
layout(std430, binding = SSBO_PAST_VERTICES) readonly buffer PastVertices { uint past_words[]; };
uniform mat4 now_matrix;
uniform mat4 before_matrix;
uniform float before_time;
uniform int first_posed;
out vec4 now_in;
out vec4 before_in;
#endif

// Displacement by wind: closed form in time; the same wherever and in whatever order frames are drawn.
vec3 wind(vec3 p, float seed, float amount, float t) {
    float along = frame.water.z;
    vec2 to = vec2(cos(along), sin(along));
    float phase = 6.2832 * seed - 0.35 * dot(p.xz, to);
    float gust = 0.6 + 0.4 * sin(0.43 * t + 0.05 * dot(p.xz, to) + 2.0 * seed);
    float swing = gust * (0.55 + 0.45 * sin(1.7 * t + phase)) + 0.18 * sin(4.3 * t + 2.3 * phase + p.y);
    float across = 0.25 * sin(2.3 * t + 1.7 * phase);
    return amount * vec3(to.x * swing - to.y * across, 0.12 * sin(3.1 * t + phase), to.y * swing + to.x * across);
}

#ifdef PLANE_MOTION
// Where the vertex was the instant before.
vec3 past_position(Draw draw) {
    vec4 local = vec4(mesh_position, 1.0);
    if (gl_VertexID >= first_posed) {
        uint at = uint(gl_VertexID - first_posed) * 8u;
        local.xyz = uintBitsToFloat(uvec3(past_words[at], past_words[at + 1u], past_words[at + 2u]));
    }
    Instance it = past_instances[batches[draw.batch].first + ids.y];
    vec3 p = vec3(dot(it.row0, local), dot(it.row1, local), dot(it.row2, local));
    vec3 origin = vec3(it.row0.w, it.row1.w, it.row2.w);
    return draw.sway > 0.0 ? p + wind(origin, tint.w, draw.sway * mesh_color.a, before_time) : p;
}
#endif

void main() {
    uint draw = first_draw + uint(gl_DrawIDARB);
    vec4 local = vec4(mesh_position, 1.0);
    vec3 p = vec3(dot(row0, local), dot(row1, local), dot(row2, local));
#ifdef SWAY
    float sway = draws[draw].sway;
    if (sway > 0.0) p += wind(vec3(row0.w, row1.w, row2.w), tint.w, sway * mesh_color.a, scene_time());
#endif
#ifndef DEPTH_ONLY
    // normals go by the cofactors: right for any scale, and no inverse
    vec3 a = row0.xyz, b = row1.xyz, c = row2.xyz;
    vec3 n = octahedral_direction(mesh_normal);
    vec3 bc = cross(b, c);
    n = vec3(dot(bc, n), dot(cross(c, a), n), dot(cross(a, b), n)) * sign(dot(a, bc));
    n = normalize(n);
#ifdef OUTLINE
    // a line thinner than a pixel breaks into dashes: it keeps that width, up to twice what the material asks for
    float drawn = draws[draw].outline_width;
    float pixel = pixel_size(length(to_eye(p)));
#ifdef OUTLINE_ON_SCREEN
    drawn *= pixel * frame.viewport.y;
#endif
#ifdef OUTLINE_WIDTHS
    drawn *= outline_share(draws[draw].material);
#endif
    p += n * clamp(1.4 * pixel, drawn, 2.0 * drawn);
#endif
    world_position_in = p;
    world_normal_in = n;
    color_in = vec4(mesh_color.rgb * tint.rgb, mesh_color.a);
    draw_in = draw;
#ifdef NEEDS_UV
    uv_in = mesh_uv;
#endif
#ifdef NEEDS_SEED
    seed_in = tint.w;
#endif
#ifdef NEEDS_LOCAL
    local_in = mesh_position;
#endif
#ifdef TANGENTS
    vec3 t = mesh_tangent.xyz;
    // a mirrored frame is of the other hand
    tangent_in = vec4(dot(a, t), dot(b, t), dot(c, t), mesh_tangent.w * sign(dot(a, bc)));
#endif
#ifdef VOLUME
    scale_in = pow(abs(dot(a, bc)), 1.0 / 3.0);
#endif
#ifdef UV_COUNT
    uint material = draws[draw].material;
    for (int i = 0; i < UV_COUNT; ++i) {
        uv_moved_in[i] = read_uv(materials[material].uv_rows[2 * i]);
#ifndef UV_ANIMATED
        uv_moved_in[i] = TRANSFORMED(uv_moved_in[i], materials[material], i);
#endif
    }
#endif
#endif
#ifdef PLANE_ID
    id_in = uvec2(draws[draw].batch + 1u, ids.y);
#endif
#ifdef PLANE_MOTION
    now_in = now_matrix * vec4(p, 1.0);
    before_in = before_matrix * vec4(past_position(draws[draw]), 1.0);
#endif
    gl_Position = frame.view_projection * vec4(p, 1.0);
#ifdef EYES
    gl_Layer = gl_InstanceID & 1;
#endif
#ifdef STROKES
    // lines drawn on a surface lie in front of it
    gl_Position.z = depth_before(gl_Position.z / gl_Position.w) * gl_Position.w;
#endif
#ifdef POINTS
    gl_PointSize = max(3.0, frame.viewport.y / 240.0);
#endif
#ifdef CLIPPED
    gl_ClipDistance[0] = dot(frame.clip_plane, vec4(p, 1.0));
#endif
}
