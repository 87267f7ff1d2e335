// Light on a surface: the sky from all round, the key light with its shadow, the lamps in reach.
#include "inc/pbr.glsl"
#include "inc/lights.glsl"
#include "inc/shadow.glsl"

#ifdef OCCLUSION
layout(binding = TEX_OCCLUSION) uniform sampler2D occlusion_map;
float screen_occlusion() { return textureLod(occlusion_map, gl_FragCoord.xy * frame.viewport.zw, 0.0).r; }
#else
float screen_occlusion() { return 1.0; }
#endif

struct Shading { vec3 diffuse; vec3 f0; float f90; float a2; float n_dot_v; };

// Radiance towards the eye from irradiance e (of a facing surface) out of direction l.
vec3 reflected(Shading b, Surface s, vec3 v, vec3 l, vec3 e) {
    float cosine = dot(s.normal, l);
    float n_dot_l = clamp(cosine, 0.0, 1.0);
    float wrapped = clamp((cosine + s.wrap) / (1.0 + s.wrap), 0.0, 1.0);
    vec3 h = normalize(l + v);
    vec3 f = b.f0 + (b.f90 - b.f0) * schlick(dot(v, h));
    float specular = ggx_distribution(clamp(dot(s.normal, h), 0.0, 1.0), b.a2)
        * smith_visibility(n_dot_l, b.n_dot_v, b.a2) * n_dot_l;
    return e * (b.diffuse * (1.0 - f) * wrapped + f * min(specular, 200.0)
        + s.transmission * (clamp(-cosine, 0.0, 1.0) / PI));
}

vec3 shade(Fragment f, Surface s) {
    float roughness = clamp(s.roughness, 0.045, 1.0);
    vec3 f0 = mix(vec3(s.reflectance), s.albedo, s.metallic);
    // Below 4 % the surface is broken up on a finer scale than it is drawn: it loses its grazing sheen as well.
    float f90 = clamp(25.0 * max(f0.r, max(f0.g, f0.b)), 0.0, 1.0);
    Shading b = Shading(s.albedo * ((1.0 - s.metallic) / PI), f0, f90, roughness * roughness * roughness * roughness,
                        max(dot(s.normal, f.view), 1e-3));
    float occlusion = s.occlusion * screen_occlusion();
    vec2 split = split_sum(b.n_dot_v, roughness);
    vec3 sheen = b.f0 * split.x + b.f90 * split.y;
    vec3 r = reflect(-f.view, s.normal);
    vec3 c = (1.0 - sheen) * b.diffuse * sky_irradiance(s.normal) * occlusion
        + sheen * sky_specular(r, roughness) * occlusion;
    if (any(greaterThan(s.transmission, vec3(0.0)))) c += s.transmission * sky_irradiance(-s.normal) * (0.5 * occlusion / PI);
    vec3 key = frame.key_color.rgb;
    if (key.r + key.g + key.b > 0.0) {
        vec3 l = frame.key_direction.xyz;
        c += reflected(b, s, f.view, l, key * key_shadow(f.position, f.normal, l));
    }
    for (uint mask = frame.lights.x; mask != 0u; mask &= mask - 1u) {
        uvec2 cell = light_cell(f.position, findLSB(mask));
        for (uint i = 0u; i < cell.y; i++) {
            vec3 l;
            vec3 e = light_irradiance(lights[light_indices[cell.x + i]], f.position, l);
            if (e.r + e.g + e.b > 0.0) c += reflected(b, s, f.view, l, e);
        }
    }
    return c + s.emission;
}
