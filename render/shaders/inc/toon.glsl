// MToon 1.0 (VRMC_materials_mtoon) under the scene's own lights: two tones split by the light's angle, even ambient
// light, a rim, a matcap. All radiance is that of a diffuse surface, so that a figure sits in the exposure of its
// surroundings. Defines: TOON_SHADE (the shade has another texture than the base colour), TOON_SHIFT, TOON_RIM, TOON_MATCAP.
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

// Colour of the surface where no light falls.
vec3 toon_shade(Fragment f, Surface s, Material m) {
#if defined(TOON_SHADE) && defined(TEXTURED)
    return m.shade_color * f.color * SLOT(shade_multiply_texture, UV_SHADE_MULTIPLY, 1.0).rgb;
#else
    return m.shade_color * s.albedo / max(m.base_color.rgb, vec3(1e-3));
#endif
}

// Colour at grazing angles, and what the picture of a ball shows at this normal; `light` is the irradiance.
vec3 toon_rim(Fragment f, Surface s, Material m, vec3 light) {
    vec3 rim = m.rim_color * pow(clamp(1.0 - dot(s.normal, f.view) + m.rim_lift, 0.0, 1.0), max(m.rim_power, 1e-2));
#ifdef TOON_MATCAP
    vec3 across = normalize(vec3(f.view.z, 1e-6, -f.view.x)), up = cross(f.view, across);
    vec2 at = 0.5 + 0.495 * vec2(dot(across, s.normal), -dot(up, s.normal));
    rim += m.matcap * sample_texture(m.matcap_texture, at).rgb;
#endif
#ifdef TOON_RIM
    rim *= sample_texture(m.rim_multiply_texture, moved_uv(UV_RIM_MULTIPLY, f.uv)).rgb;
#endif
    return rim * mix(vec3(1.0), light / PI, m.rim_lighting_mix);
}

vec3 shade_toon(Fragment f, Surface s, Material m) {
    vec3 base = s.albedo, dark = toon_shade(f, s, m);
#ifdef TOON_SHIFT
    m.shading_shift += m.shift_scale * sample_texture(m.shading_shift_texture, moved_uv(UV_SHADING_SHIFT, f.uv)).r;
#endif
    float occlusion = s.occlusion * screen_openness().share;
    vec3 around = 0.5 * (sky_irradiance(vec3(0.0, 1.0, 0.0)) + sky_irradiance(vec3(0.0, -1.0, 0.0)));
    vec3 ambient = mix(around, sky_irradiance(s.normal), 1.0 - m.gi_equalization) * occlusion;
    vec3 light = ambient, c = ambient * base;
#if defined(BOUNCE) && !defined(OUTLINE)
    bounced = base;
#endif
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
    return c / PI + toon_rim(f, s, m, light) + s.emission;
}
