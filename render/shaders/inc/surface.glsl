// What a surface is given and what it answers; `plain` is glTF 2.0 metallic-roughness as the material says.
#include "inc/frame.glsl"
#include "inc/noise.glsl"
#include "inc/sky.glsl"
#include "inc/lobes.glsl"
#include "struct/Material"
#include "struct/Draw"

struct Fragment {
    vec3 position;   // world, metres
    vec3 local;      // object space, after skinning
    vec3 normal;     // unit, world; faces the viewer where the material is double-sided
    vec3 view;       // unit, towards the eye
    vec2 uv;
    vec3 color;      // vertex colour times instance tint, linear
    float weight;    // vertex colour alpha
    float seed;      // of the instance, 0 to 1
    float distance;  // from the eye, metres
    float scale;     // of the instance: world metres per metre of the mesh; known to materials with a volume
    bool mirror;     // in the water's reflection: lamps show their true radiance there
};

layout(std430, binding = SSBO_MATERIALS) readonly buffer Materials { Material materials[]; };
layout(std430, binding = SSBO_DRAWS) readonly buffer Draws { Draw draws[]; };
#ifdef ONE_MATERIAL
// software drivers read storage word by word and pixel by pixel, but this only once
layout(std140, binding = UBO_MATERIAL) uniform OneMaterial { Material one_material; };
#endif

#ifdef TANGENTS
vec4 surface_tangent;

// Unit vectors along u and v of the coordinates: with the mesh's tangents, else from derivatives (Schueler 2013).
void tangent_frame(Fragment f, vec2 uv, out vec3 x, out vec3 y) {
    vec3 n = f.normal;
#ifndef TRACED
    if (surface_tangent.w != 0.0) {
#endif
        x = normalize(surface_tangent.xyz - n * dot(n, surface_tangent.xyz));
        y = surface_tangent.w * cross(n, x);
#ifndef TRACED
        return;
    }
    vec3 px = dFdx(f.position), py = dFdy(f.position);
    vec2 ux = dFdx(uv), uy = dFdy(uv);
    vec3 across = cross(py, n), up = cross(n, px);
    x = across * ux.x + up * uy.x;
    y = -(across * ux.y + up * uy.y);
    float scale = inversesqrt(max(max(dot(x, x), dot(y, y)), 1e-20));
#ifdef DOUBLE_SIDED
    if (!gl_FrontFacing) scale = -scale;   // the whole frame turns round, and so a mapped normal
#endif
    x *= scale;
    y *= scale;
#endif
}
#endif

#ifdef TEXTURED
#include "inc/material_textures.glsl"

// The arrays of the common slots, where all materials of a program agree; NO_... where none has the texture.
#ifndef ARRAY_BASE_COLOR
#define ARRAY_BASE_COLOR (m.base_color_texture >> 24)
#endif
#ifndef ARRAY_METALLIC_ROUGHNESS
#define ARRAY_METALLIC_ROUGHNESS (m.metallic_roughness_texture >> 24)
#endif
#ifndef ARRAY_NORMAL
#define ARRAY_NORMAL (m.normal_texture >> 24)
#endif
#ifndef ARRAY_OCCLUSION
#define ARRAY_OCCLUSION (m.occlusion_texture >> 24)
#endif
#ifndef ARRAY_EMISSIVE
#define ARRAY_EMISSIVE (m.emissive_texture >> 24)
#endif

// Where a texture is read: KHR_texture_transform. The first coordinates are the mesh's own; a material whose textures
// differ has more, and UV_ and the slot's name say which. The vertex shader has transformed them.
#ifdef TRACED
#ifdef FURTHER_UVS
vec2 surface_further_uv[FURTHER_UVS];
#endif
uint surface_material;   // here UV_ and the slot's name is the slot: a program draws every material
vec2 moved_uv(int slot, vec2 uv) {
#ifdef UV_COUNT
    uint which = bitfieldExtract(materials[surface_material].uv_slots[slot >> 3], 4 * (slot & 7), 4);
    if (which == 0u) return uv;
    vec3 p = vec3(uv, 1.0);
    uint row = 2u * (which - 1u);
#ifdef FURTHER_UVS
    uint set = uint(materials[surface_material].uv_rows[row].w);
    if (set > 0u) p.xy = surface_further_uv[min(set, uint(FURTHER_UVS)) - 1u];
#endif
    return vec2(dot(materials[surface_material].uv_rows[row].xyz, p),
                dot(materials[surface_material].uv_rows[row + 1u].xyz, p));
#else
    return uv;
#endif
}
#elif defined(UV_COUNT)
in vec2 uv_moved_in[UV_COUNT];
#ifdef UV_ANIMATED
vec2 uv_moved[UV_COUNT];   // what comes in is not transformed yet (inc/uv_animation.glsl)
#else
#define uv_moved uv_moved_in
#endif
vec2 moved_uv(int which, vec2 uv) { return which == 0 ? uv : uv_moved[max(which - 1, 0)]; }
#else
vec2 moved_uv(int which, vec2 uv) { return uv; }
#endif

// A texture of the material at its own coordinates, read as `otherwise` where there is none.
#define SLOT(slot, UV, otherwise) (has_texture(m.slot) ? sample_texture(m.slot, moved_uv(UV, f.uv)) : vec4(otherwise))

vec3 texture_normal(Fragment f, uint array, uint place, vec2 uv, float scale) {
    vec3 t = sample_array(array, place, uv).xyz * (255.0 / 127.0) - (128.0 / 127.0), x, y;
    t = normalize(t * vec3(scale, scale, 1.0) + vec3(0.0, 0.0, 1e-6));
    tangent_frame(f, uv, x, y);
    return normalize(t.x * x + t.y * y + t.z * f.normal);
}
#endif

// What only some materials have.
void plain_lobes(Fragment f, Material m, inout Surface s) {
#ifdef CLEARCOAT
    s.coat = Coat(m.clearcoat, m.clearcoat_roughness, f.normal);
#ifdef CLEARCOAT_TEXTURED
    s.coat.strength *= SLOT(clearcoat_texture, UV_CLEARCOAT, 1.0).r;
    s.coat.roughness *= SLOT(clearcoat_roughness_texture, UV_CLEARCOAT_ROUGHNESS, 1.0).g;
    if (has_texture(m.clearcoat_normal_texture))
        s.coat.normal = texture_normal(f, m.clearcoat_normal_texture >> 24, m.clearcoat_normal_texture,
                                       moved_uv(UV_CLEARCOAT_NORMAL, f.uv), m.clearcoat_normal_scale);
#endif
#endif
#ifdef SHEEN
    s.sheen = Sheen(m.sheen_color, m.sheen_roughness);
#ifdef SHEEN_TEXTURED
    s.sheen.color *= SLOT(sheen_color_texture, UV_SHEEN_COLOR, 1.0).rgb;
    s.sheen.roughness *= SLOT(sheen_roughness_texture, UV_SHEEN_ROUGHNESS, 1.0).a;
#endif
#endif
#ifdef SPECULAR
    float weight = m.specular;
    vec3 f0 = m.f0;
#ifdef SPECULAR_TEXTURED
    weight *= SLOT(specular_texture, UV_SPECULAR, 1.0).a;
    f0 *= SLOT(specular_color_texture, UV_SPECULAR_COLOR, 1.0).rgb;
#endif
    s.dielectric = vec4(min(f0, 1.0) * weight, weight);
#endif
#ifdef IRIDESCENCE
    s.film = Film(m.iridescence, m.iridescence_ior, m.iridescence_thickness.y);
#ifdef IRIDESCENCE_TEXTURED
    s.film.strength *= SLOT(iridescence_texture, UV_IRIDESCENCE, 1.0).r;
    s.film.thickness = mix(m.iridescence_thickness.x, m.iridescence_thickness.y,
                           SLOT(iridescence_thickness_texture, UV_IRIDESCENCE_THICKNESS, 1.0).g);
#endif
#endif
#ifdef ANISOTROPY
    vec3 x, y;
    vec2 turn = m.anisotropy.yz;   // cosine and sine
    s.brushed.strength = m.anisotropy.x;
#ifdef ANISOTROPY_TEXTURED
    vec3 brush = SLOT(anisotropy_texture, UV_ANISOTROPY, vec4(1.0, 0.5, 1.0, 1.0)).rgb;
    brush.xy = brush.xy * 2.0 - 1.0;
    brush.xy *= inversesqrt(max(dot(brush.xy, brush.xy), 1e-8));
    turn = vec2(turn.x * brush.x - turn.y * brush.y, turn.y * brush.x + turn.x * brush.y);
    s.brushed.strength *= brush.z;
    tangent_frame(f, moved_uv(UV_ANISOTROPY, f.uv), x, y);
#else
    tangent_frame(f, f.uv, x, y);
#endif
    vec3 along = turn.x * x + turn.y * y;
    s.brushed.along = normalize(along - s.normal * dot(along, s.normal) + vec3(1e-8));
    s.brushed.across = cross(s.normal, s.brushed.along);
#endif
#ifdef TRANSMISSION
    s.glass = Glass(m.transmission, m.ior, m.dispersion);
#ifdef TRANSMISSION_TEXTURED
    s.glass.share *= SLOT(transmission_texture, UV_TRANSMISSION, 1.0).r;
#endif
#endif
#ifdef VOLUME
    s.volume = Volume(m.thickness * f.scale, m.absorption);
#ifdef VOLUME_TEXTURED
    s.volume.thickness *= SLOT(thickness_texture, UV_THICKNESS, 1.0).g;
#endif
#endif
#ifdef DIFFUSE_TRANSMISSION
    s.leaf = Leaf(m.diffuse_transmission_color, m.diffuse_transmission);
#ifdef DIFFUSE_TRANSMISSION_TEXTURED
    s.leaf.share *= SLOT(diffuse_transmission_texture, UV_DIFFUSE_TRANSMISSION, 1.0).a;
    s.leaf.color *= SLOT(diffuse_transmission_color_texture, UV_DIFFUSE_TRANSMISSION_COLOR, 1.0).rgb;
#endif
#endif
}

Surface plain(Fragment f, Material m) {
    Surface s;
    s.albedo = m.base_color.rgb * f.color;
    s.alpha = m.base_color.a;
    s.metallic = m.metallic;
    s.roughness = m.roughness;
    s.reflectance = 0.04;
    s.normal = f.normal;
    s.emission = m.emissive;
    s.occlusion = 1.0;
    s.transmission = vec3(0.0);
    s.wrap = 0.0;
#ifdef TEXTURED
#ifndef NO_BASE_COLOR
    if (has_texture(m.base_color_texture)) {
        vec4 c = sample_array(ARRAY_BASE_COLOR, m.base_color_texture, moved_uv(UV_BASE_COLOR, f.uv));
        s.albedo *= c.rgb;
        s.alpha *= c.a;
    }
#endif
#ifndef NO_METALLIC_ROUGHNESS
    if (has_texture(m.metallic_roughness_texture)) {
        vec4 c = sample_array(ARRAY_METALLIC_ROUGHNESS, m.metallic_roughness_texture, moved_uv(UV_METALLIC_ROUGHNESS, f.uv));
        s.roughness *= c.g;
        s.metallic *= c.b;
    }
#endif
#ifndef NO_OCCLUSION
    if (has_texture(m.occlusion_texture)) {
        float open = sample_array(ARRAY_OCCLUSION, m.occlusion_texture, moved_uv(UV_OCCLUSION, f.uv)).r;
        s.occlusion = mix(1.0, open, m.occlusion_strength);
    }
#endif
#ifndef NO_EMISSIVE
    if (has_texture(m.emissive_texture))
        s.emission *= sample_array(ARRAY_EMISSIVE, m.emissive_texture, moved_uv(UV_EMISSIVE, f.uv)).rgb;
#endif
#ifndef NO_NORMAL
    if (has_texture(m.normal_texture))
        s.normal = texture_normal(f, ARRAY_NORMAL, m.normal_texture, moved_uv(UV_NORMAL, f.uv), m.normal_scale);
#endif
#endif
    plain_lobes(f, m, s);
    return s;
}
