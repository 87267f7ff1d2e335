// What a surface is given and what it answers; `plain` is glTF 2.0 metallic-roughness as the material says.
#include "inc/frame.glsl"
#include "inc/noise.glsl"
#include "inc/sky.glsl"
#include "struct/Material"

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
    bool mirror;     // in the water's reflection: lamps show their true radiance there
};

struct Surface {
    vec3 albedo;
    float metallic;
    float roughness;
    float reflectance;   // F0 of a dielectric
    vec3 normal;
    vec3 emission;
    float occlusion;
    float alpha;
    vec3 transmission;   // colour of light through thin leaves
    float wrap;          // 0 to 1: diffuse light reaches round the edge
};

layout(std430, binding = SSBO_MATERIALS) readonly buffer Materials { Material materials[]; };

#ifdef TEXTURED
layout(binding = TEX_MATERIALS) uniform sampler2DArray material_textures[TEXTURE_ARRAYS];
vec4 surface_tangent;

vec4 sample_texture(uint place, vec2 uv) {
    vec3 at = vec3(uv, float(place & 0xFFFFFFu));
    switch (place >> 24) {
        case 0u: return texture(material_textures[0], at);
#if TEXTURE_ARRAYS > 1
        case 1u: return texture(material_textures[1], at);
#endif
#if TEXTURE_ARRAYS > 2
        case 2u: return texture(material_textures[2], at);
#endif
#if TEXTURE_ARRAYS > 3
        case 3u: return texture(material_textures[3], at);
#endif
#if TEXTURE_ARRAYS > 4
        case 4u: return texture(material_textures[4], at);
#endif
#if TEXTURE_ARRAYS > 5
        case 5u: return texture(material_textures[5], at);
#endif
#if TEXTURE_ARRAYS > 6
        case 6u: return texture(material_textures[6], at);
#endif
#if TEXTURE_ARRAYS > 7
        case 7u: return texture(material_textures[7], at);
#endif
    }
    return vec4(1.0);
}

// Slots of Material.uv_rows; their twin is SLOTS in materials.py.
const int UV_BASE = 0, UV_METALLIC_ROUGHNESS = 1, UV_NORMAL = 2, UV_OCCLUSION = 3, UV_EMISSIVE = 4, UV_COAT = 5,
          UV_COAT_ROUGHNESS = 6, UV_COAT_NORMAL = 7, UV_SHEEN = 8, UV_SHEEN_ROUGHNESS = 9;

// Where a slot's texture is read: KHR_texture_transform, where a material's textures differ in it.
// The vertex shader has read the rows: reading them here, pixel by pixel, takes llvmpipe's compiler minutes.
#ifdef UV_TRANSFORMS
flat in vec3 uv_rows_in[20];
#endif

vec2 slot_uv(int slot, vec2 uv) {
#ifdef UV_TRANSFORMS
    vec3 p = vec3(uv, 1.0);
    return vec2(dot(uv_rows_in[2 * slot], p), dot(uv_rows_in[2 * slot + 1], p));
#else
    return uv;
#endif
}

bool has_texture(uint place) { return place != 0xFFFFFFFFu; }

// Tangent-space normal to world: with the mesh's tangents, else a frame from derivatives (Schueler 2013).
vec3 mapped_normal(Fragment f, vec3 t, vec2 uv) {
    vec3 n = f.normal;
    if (surface_tangent.w != 0.0) {
        vec3 x = normalize(surface_tangent.xyz - n * dot(n, surface_tangent.xyz));
        return normalize(t.x * x + t.y * surface_tangent.w * cross(n, x) + t.z * n);
    }
    vec3 px = dFdx(f.position), py = dFdy(f.position);
    vec2 ux = dFdx(uv), uy = dFdy(uv);
    vec3 across = cross(py, n), up = cross(n, px);
    vec3 x = across * ux.x + up * uy.x, y = across * ux.y + up * uy.y;
    float scale = inversesqrt(max(max(dot(x, x), dot(y, y)), 1e-20));
    return normalize(t.x * scale * x - t.y * scale * y + t.z * n);
}

vec3 texture_normal(Fragment f, uint place, vec2 uv, float scale) {
    vec3 t = sample_texture(place, uv).xyz * (255.0 / 127.0) - (128.0 / 127.0);
    return mapped_normal(f, normalize(t * vec3(scale, scale, 1.0) + vec3(0.0, 0.0, 1e-6)), uv);
}
#endif

// What only some materials have; `plain` fills it in, `shade` uses it.
#ifdef CLEARCOAT
struct Coat { float strength; float roughness; vec3 normal; };
Coat surface_coat;
#endif
#ifdef SHEEN
struct Sheen { vec3 color; float roughness; };
Sheen surface_sheen;
#endif
#ifdef SPECULAR
vec4 surface_reflectance;   // F0 of the dielectric, F90
#endif

void plain_lobes(Fragment f, Material m) {
#ifdef CLEARCOAT
    surface_coat = Coat(m.clearcoat, m.clearcoat_roughness, f.normal);
#ifdef CLEARCOAT_TEXTURED
    if (has_texture(m.clearcoat_texture))
        surface_coat.strength *= sample_texture(m.clearcoat_texture, slot_uv(UV_COAT, f.uv)).r;
    if (has_texture(m.clearcoat_roughness_texture))
        surface_coat.roughness *= sample_texture(m.clearcoat_roughness_texture, slot_uv(UV_COAT_ROUGHNESS, f.uv)).g;
    if (has_texture(m.clearcoat_normal_texture))
        surface_coat.normal = texture_normal(f, m.clearcoat_normal_texture, slot_uv(UV_COAT_NORMAL, f.uv),
                                             m.clearcoat_normal_scale);
#endif
#endif
#ifdef SHEEN
    surface_sheen = Sheen(m.sheen_color, m.sheen_roughness);
#ifdef SHEEN_TEXTURED
    if (has_texture(m.sheen_color_texture))
        surface_sheen.color *= sample_texture(m.sheen_color_texture, slot_uv(UV_SHEEN, f.uv)).rgb;
    if (has_texture(m.sheen_roughness_texture))
        surface_sheen.roughness *= sample_texture(m.sheen_roughness_texture, slot_uv(UV_SHEEN_ROUGHNESS, f.uv)).a;
#endif
#endif
#ifdef SPECULAR
    surface_reflectance = vec4(m.f0, m.f90);
#endif
}

Surface plain(Fragment f, Material m) {
    Surface s = Surface(m.base_color.rgb * f.color, m.metallic, m.roughness, 0.04, f.normal, m.emissive, 1.0,
                        m.base_color.a, vec3(0.0), 0.0);
#ifdef TEXTURED
    if (has_texture(m.base_color_texture)) {
        vec4 c = sample_texture(m.base_color_texture, slot_uv(UV_BASE, f.uv));
        s.albedo *= c.rgb;
        s.alpha *= c.a;
    }
    if (has_texture(m.metallic_roughness_texture)) {
        vec4 c = sample_texture(m.metallic_roughness_texture, slot_uv(UV_METALLIC_ROUGHNESS, f.uv));
        s.roughness *= c.g;
        s.metallic *= c.b;
    }
    if (has_texture(m.occlusion_texture)) {
        float open = sample_texture(m.occlusion_texture, slot_uv(UV_OCCLUSION, f.uv)).r;
        s.occlusion = mix(1.0, open, m.occlusion_strength);
    }
    if (has_texture(m.emissive_texture))
        s.emission *= sample_texture(m.emissive_texture, slot_uv(UV_EMISSIVE, f.uv)).rgb;
    if (has_texture(m.normal_texture))
        s.normal = texture_normal(f, m.normal_texture, slot_uv(UV_NORMAL, f.uv), m.normal_scale);
#endif
    plain_lobes(f, m);
    return s;
}
