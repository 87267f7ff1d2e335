// Luminous surfaces on the layers of a surface: linearly transformed cosines (render/ltc.py).
#include "inc/area.glsl"
#include "inc/lobes.glsl"
layout(binding = TEX_LTC) uniform sampler2D ltc_table;

// World to the frame in which the GGX lobe round a normal is a clamped cosine; `local` as `area_frame` has it.
mat3 area_lobe(mat3 local, float roughness, float n_dot_v) {
    vec2 size = vec2(textureSize(ltc_table, 0)), at = vec2(sqrt(max(1.0 - n_dot_v, 0.0)), roughness);
    vec4 m = textureLod(ltc_table, (at * (size - 1.0) + 0.5) / size, 0.0);
    return mat3(m.x, 0.0, m.z, 0.0, 1.0, 0.0, m.y, 0.0, m.w) * local;
}

// Radiance towards v from the light on the surface at p.
vec3 area_light(Light light, vec3 p, Lobes b, Surface s, vec3 v) {
    vec3 radiance = light.color * area_window(light, p);
    if (radiance.r + radiance.g + radiance.b <= 0.0) return vec3(0.0);
    mat3 local = area_frame(s.normal, v);
    vec2 even = area_form(light, p, local);
#ifdef ANISOTROPY
    vec2 alpha = brushed_alpha(b, s);
    float roughness = sqrt(sqrt(alpha.x * alpha.y));
#else
    float roughness = b.roughness;
#endif
    vec3 split = split_sum(b.n_dot_v, roughness);
#ifdef IRIDESCENCE
    vec3 skin, once = fresnel(b, s, b.n_dot_v, skin) * (split.x + split.y);
    skin *= split.x + split.y;
#else
    vec3 skin = b.skin.rgb * split.x + b.skin.a * split.y;
    vec3 once = mix(skin, b.metal.rgb * split.x + b.metal.a * split.y, s.metallic);
#endif
    vec3 base = b.diffuse * (PI * even.x);
#ifdef DIFFUSE_TRANSMISSION
    base = mix(base, s.leaf.color * ((1.0 - s.metallic) * even.y), s.leaf.share);
#endif
#ifdef TRANSMISSION
    base *= 1.0 - s.glass.share;
#endif
    vec3 c = base * below(skin) + once * area_form(light, p, area_lobe(local, roughness, b.n_dot_v)).x
        + s.transmission * even.y;
#ifdef SHEEN
    float cloth = sheen_albedo(b.n_dot_v, clamp(s.sheen.roughness, 0.07, 1.0));
    c = c * (1.0 - max3(s.sheen.color) * cloth) + s.sheen.color * (cloth * even.x);
#endif
#ifdef CLEARCOAT
    float coat_v = max(dot(s.coat.normal, v), 1e-3), coat_roughness = clamp(s.coat.roughness, 0.045, 1.0);
    vec3 coat_split = split_sum(coat_v, coat_roughness);
    mat3 coat = area_lobe(area_frame(s.coat.normal, v), coat_roughness, coat_v);
    c = c * coat_passes(s, v)
        + s.coat.strength * (0.04 * coat_split.x + coat_split.y) * area_form(light, p, coat).x;
#endif
    return radiance * c;
}

// Irradiance on a surface at p that faces the light's middle, and the direction to it.
vec3 area_irradiance(Light light, vec3 p, out vec3 to_light) {
    to_light = normalize(light.position - p);
    mat3 local = area_frame(to_light, to_light);
    return light.color * (PI * area_window(light, p) * area_form(light, p, local).x);
}
