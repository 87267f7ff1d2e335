// MToon 1.0 (VRMC_materials_mtoon) under the scene's own lights: two tones split by the light's angle, even ambient
// light, a rim. All radiance is that of a diffuse surface, so that a figure sits in the exposure of its surroundings.
#include "inc/shading.glsl"

// Share of the lit tone: 0 in shade, 1 in light.
float toon_share(Material m, float cosine, float shadow) {
    float shading = cosine + m.shading_shift;
    float low = m.shading_toony - 1.0, high = 1.0 - m.shading_toony;
    return clamp((shading - low) / max(high - low, 1e-3), 0.0, 1.0) * shadow;
}

// A drawn figure keeps its own hues: under saturated lamps it takes a little more than half of their colour.
vec3 softened(vec3 e) {
    return mix(vec3(dot(e, vec3(0.2126, 0.7152, 0.0722))), e, 0.55);
}

vec3 shade_toon(Fragment f, Surface s, Material m) {
    vec3 base = s.albedo, dark = m.shade_color * s.albedo / max(m.base_color.rgb, vec3(1e-3));
    float occlusion = s.occlusion * screen_occlusion();
    vec3 around = 0.5 * (sky_irradiance(vec3(0.0, 1.0, 0.0)) + sky_irradiance(vec3(0.0, -1.0, 0.0)));
    vec3 ambient = mix(around, sky_irradiance(s.normal), 0.35) * occlusion;
    vec3 light = ambient, c = ambient * base;
#ifdef KEY_LIGHT
    vec3 key = frame.key_color.rgb, sun = frame.key_direction.xyz;
    c += key * mix(dark, base, toon_share(m, dot(s.normal, sun), key_shadow(f.position, f.normal, sun)));
    light += key;
#endif
#ifdef LAMPS
    vec3 l;
    Light lamp;
    EACH_LIGHT(f.position, lamp)
#ifdef AREA_LIGHTS
        vec3 e = lamp.kind >= uint(KIND_RECTANGLE) ? area_irradiance(lamp, f.position, l)
                                                   : light_irradiance(lamp, f.position, l);
#else
        vec3 e = light_irradiance(lamp, f.position, l);
#endif
        if (e.r + e.g + e.b <= 0.0) continue;
        e = softened(e);
        c += e * mix(dark, base, toon_share(m, dot(s.normal, l), light_shadow(lamp, f.position, f.normal, l)));
        light += e;
    END_LIGHTS
#endif
#ifdef OUTLINE
    return m.outline_color * mix(light, c, m.outline_lighting_mix) / PI;
#endif
    float rim = pow(clamp(1.0 - dot(s.normal, f.view), 0.0, 1.0), max(m.rim_power, 1e-2));
    return (c + light * m.rim_color * rim) / PI + s.emission;
}
