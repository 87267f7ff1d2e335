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

bool has_texture(uint place) { return place != 0xFFFFFFFFu; }

// Tangent-space normal to world: with the mesh's tangents, else a frame from derivatives (Schueler 2013).
vec3 mapped_normal(Fragment f, vec3 t) {
    vec3 n = f.normal;
    if (surface_tangent.w != 0.0) {
        vec3 x = normalize(surface_tangent.xyz - n * dot(n, surface_tangent.xyz));
        return normalize(t.x * x + t.y * surface_tangent.w * cross(n, x) + t.z * n);
    }
    vec3 px = dFdx(f.position), py = dFdy(f.position);
    vec2 ux = dFdx(f.uv), uy = dFdy(f.uv);
    vec3 across = cross(py, n), up = cross(n, px);
    vec3 x = across * ux.x + up * uy.x, y = across * ux.y + up * uy.y;
    float scale = inversesqrt(max(max(dot(x, x), dot(y, y)), 1e-20));
    return normalize(t.x * scale * x - t.y * scale * y + t.z * n);
}
#endif

Surface plain(Fragment f, Material m) {
    Surface s = Surface(m.base_color.rgb * f.color, m.metallic, m.roughness, 0.04, f.normal, m.emissive, 1.0,
                        m.base_color.a, vec3(0.0), 0.0);
#ifdef TEXTURED
    if (has_texture(m.base_color_texture)) {
        vec4 c = sample_texture(m.base_color_texture, f.uv);
        s.albedo *= c.rgb;
        s.alpha *= c.a;
    }
    if (has_texture(m.metallic_roughness_texture)) {
        vec4 c = sample_texture(m.metallic_roughness_texture, f.uv);
        s.roughness *= c.g;
        s.metallic *= c.b;
    }
    if (has_texture(m.occlusion_texture))
        s.occlusion = mix(1.0, sample_texture(m.occlusion_texture, f.uv).r, m.occlusion_strength);
    if (has_texture(m.emissive_texture)) s.emission *= sample_texture(m.emissive_texture, f.uv).rgb;
    if (has_texture(m.normal_texture)) {
        vec3 t = sample_texture(m.normal_texture, f.uv).xyz * (255.0 / 127.0) - (128.0 / 127.0);
        s.normal = mapped_normal(f, normalize(t * vec3(m.normal_scale, m.normal_scale, 1.0) + vec3(0.0, 0.0, 1e-6)));
    }
#endif
    return s;
}
