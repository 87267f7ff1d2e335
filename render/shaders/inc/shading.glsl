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

float max3(vec3 c) { return max(c.r, max(c.g, c.b)); }

#ifdef CLEARCOAT
// Share of the light that the coat lets through towards the eye (KHR_materials_clearcoat).
float coat_passes(vec3 v) {
    return 1.0 - surface_coat.strength * (0.04 + 0.96 * schlick(max(dot(surface_coat.normal, v), 0.0)));
}
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
    vec3 c = b.diffuse * (1.0 - f) * wrapped + f * min(specular, 200.0)
        + s.transmission * (clamp(-cosine, 0.0, 1.0) / PI);
#ifdef SHEEN
    float rough = clamp(surface_sheen.roughness, 0.07, 1.0), most = max3(surface_sheen.color);
    float soft = charlie_distribution(clamp(dot(s.normal, h), 0.0, 1.0), rough * rough)
        * charlie_visibility(n_dot_l, b.n_dot_v, rough * rough) * n_dot_l;
    c *= 1.0 - most * max(sheen_albedo(b.n_dot_v, rough), sheen_albedo(n_dot_l, rough));
    c += surface_sheen.color * min(soft, 200.0);
#endif
#ifdef CLEARCOAT
    float coat_a = clamp(surface_coat.roughness, 0.045, 1.0), coat_l = clamp(dot(surface_coat.normal, l), 0.0, 1.0);
    float coat_v = max(dot(surface_coat.normal, v), 1e-3);
    coat_a *= coat_a;
    float gloss = ggx_distribution(clamp(dot(surface_coat.normal, h), 0.0, 1.0), coat_a * coat_a)
        * smith_visibility(coat_l, coat_v, coat_a * coat_a) * coat_l;
    c = c * coat_passes(v) + surface_coat.strength * (0.04 + 0.96 * schlick(dot(v, h))) * min(gloss, 200.0);
#endif
    return e * c;
}

// What comes out after several bounces between the microfacets, given what comes out after one (Fdez-Aguera 2019, "A
// Multiple-Scattering Microfacet Model for Real-Time Image Based Lighting"): it leaves evenly, like diffuse light.
vec3 scattered_again(vec3 once, float once_white, vec3 f0) {
    vec3 average = f0 + (1.0 - f0) / 21.0;
    return once * average * (1.0 - once_white) / (1.0 - average * (1.0 - once_white));
}

// Share of the reflected light that gets past what occludes a point (Lagarde and de Rousiers 2014, "Moving Frostbite
// to PBR"), and past the surface itself where a normal map turns the reflection below it.
float specular_occlusion(float n_dot_v, float occlusion, float roughness, float above) {
#ifdef PANORAMA
    float open = clamp(pow(n_dot_v + occlusion, exp2(-16.0 * roughness - 1.0)) - 1.0 + occlusion, 0.0, 1.0);
    float horizon = clamp(1.0 + above, 0.0, 1.0);
    return open * horizon * horizon;
#else
    return occlusion;
#endif
}

vec3 shade(Fragment f, Surface s) {
    float roughness = clamp(s.roughness, 0.045, 1.0);
#ifdef SPECULAR
    vec3 f0 = mix(surface_reflectance.rgb, s.albedo, s.metallic);
    float f90 = mix(surface_reflectance.a, 1.0, s.metallic);
#else
    vec3 f0 = mix(vec3(s.reflectance), s.albedo, s.metallic);
    // Below 4 % the surface is broken up on a finer scale than it is drawn: it loses its grazing sheen as well.
    float f90 = clamp(25.0 * max3(f0), 0.0, 1.0);
#endif
    Shading b = Shading(s.albedo * ((1.0 - s.metallic) / PI), f0, f90, roughness * roughness * roughness * roughness,
                        max(dot(s.normal, f.view), 1e-3));
    float occlusion = s.occlusion * screen_occlusion();
    vec2 split = split_sum(b.n_dot_v, roughness);
    vec3 once = b.f0 * split.x + b.f90 * split.y;
    vec3 more = scattered_again(once, split.x + split.y, b.f0);
    vec3 r = reflect(-f.view, s.normal);
    vec3 even = sky_irradiance(s.normal) * occlusion;
    vec3 c = ((1.0 - once - more) * b.diffuse + more / PI) * even
        + once * sky_specular(r, clamp(s.roughness, 0.0, 1.0)) * specular_occlusion(b.n_dot_v, occlusion, roughness, dot(r, f.normal));
    if (any(greaterThan(s.transmission, vec3(0.0)))) c += s.transmission * sky_irradiance(-s.normal) * (0.5 * occlusion / PI);
#ifdef SHEEN
    float cloth = sheen_albedo(b.n_dot_v, clamp(surface_sheen.roughness, 0.07, 1.0));
    c = c * (1.0 - max3(surface_sheen.color) * cloth) + surface_sheen.color * cloth * even / PI;
#endif
    vec3 emission = s.emission;
#ifdef CLEARCOAT
    float coat_v = max(dot(surface_coat.normal, f.view), 1e-3), coat_roughness = clamp(surface_coat.roughness, 0.0, 1.0);
    vec2 coat_split = split_sum(coat_v, coat_roughness);
    vec3 coat_r = reflect(-f.view, surface_coat.normal);
    float gloss = surface_coat.strength * (0.04 * coat_split.x + coat_split.y)
        * specular_occlusion(coat_v, occlusion, coat_roughness, dot(coat_r, f.normal));
    c = c * coat_passes(f.view) + gloss * sky_specular(coat_r, coat_roughness);
    emission *= coat_passes(f.view);
#endif
    vec3 key = frame.key_color.rgb;
    if (key.r + key.g + key.b > 0.0) {
        vec3 l = frame.key_direction.xyz;
        c += reflected(b, s, f.view, l, key * key_shadow(f.position, f.normal, l));
    }
    Light light;
    EACH_LIGHT(f.position, light) {
        vec3 l;
        vec3 e = light_irradiance(light, f.position, l);
        if (e.r + e.g + e.b > 0.0) c += reflected(b, s, f.view, l, e);
    }
    return c + emission;
}
