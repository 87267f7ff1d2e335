// Light on a surface: the sky from all round, the key light with its shadow, the lamps in reach.
#include "inc/lights.glsl"
#include "inc/shadow.glsl"
#include "inc/lamp_shadow.glsl"
#ifdef AREA_LIGHTS
#include "inc/area_light.glsl"
#endif
#include "inc/image_light.glsl"
#ifdef TRANSMISSION
#include "inc/refraction.glsl"
#endif

// Of what is shaded: a pass over the whole picture has none of its own.
#ifndef PIXEL_DEPTH
#define PIXEL_DEPTH gl_FragCoord.z
#endif

#ifdef OCCLUSION
layout(binding = TEX_OCCLUSION) uniform sampler2D occlusion_map;
#ifdef EYES
layout(binding = TEX_OCCLUSION_RIGHT) uniform sampler2D occlusion_right;
#define OF_EYE(one, right) (gl_Layer == 0 ? one : right)
#else
#define OF_EYE(one, right) one
#endif
#ifdef PANORAMA
layout(binding = TEX_HIDDEN) uniform sampler2D hidden_map;
#ifdef EYES
layout(binding = TEX_HIDDEN_RIGHT) uniform sampler2D hidden_right;
#endif

// Of the four nearest texels those count that are of this depth.
Openness openness_in(sampler2D map, sampler2D hides) {
    vec2 uv = gl_FragCoord.xy * frame.viewport.zw, size = vec2(textureSize(map, 0)), f = fract(uv * size - 0.5);
    vec4 open = textureGather(map, uv, 0), depth = textureGather(map, uv, 1);
    vec4 w = vec4((1.0 - f.x) * f.y, f.x * f.y, f.x * (1.0 - f.y), (1.0 - f.x) * (1.0 - f.y));
    w *= exp2(-abs(depth / PIXEL_DEPTH - 1.0) * 400.0) + 1e-4;
    w /= dot(w, vec4(1.0));
    vec3 hidden = vec3(dot(textureGather(hides, uv, 0), w), dot(textureGather(hides, uv, 1), w),
                     dot(textureGather(hides, uv, 2), w));
    return Openness(dot(open, w), hidden);
}
Openness screen_openness() { return OF_EYE(openness_in(occlusion_map, hidden_map), openness_in(occlusion_right, hidden_right)); }
#else
float openness_in(sampler2D map) { return textureLod(map, gl_FragCoord.xy * frame.viewport.zw, 0.0).r; }
Openness screen_openness() { return Openness(OF_EYE(openness_in(occlusion_map), openness_in(occlusion_right)), vec3(0.0)); }
#endif
#else
Openness screen_openness() { return WIDE_OPEN; }
#endif

// The side of a surface that a light shines on: what lets light through shows that of its far side too.
vec3 lit_side(vec3 normal, vec3 to_light) {
#if defined(TRANSMISSION) || defined(DIFFUSE_TRANSMISSION)
    return faceforward(normal, -to_light, normal);
#else
    return normal;
#endif
}

vec3 shade(Fragment f, Surface s) {
    Lobes b = lobes_of(s, f.view);
#ifdef TRANSMISSION
    vec3 seen = seen_through(f, s, b);
#else
    const vec3 seen = vec3(0.0);
#endif
    vec3 c = image_light(f, s, b, screen_openness(), seen), emission = s.emission;
#ifdef CLEARCOAT
    emission *= coat_passes(s, f.view);
#endif
#ifdef KEY_LIGHT
    vec3 sun = frame.key_direction.xyz;
    c += frame.key_color.rgb * key_shadow(f.position, lit_side(f.normal, sun), sun) * scattered(b, s, f.view, sun);
#endif
#ifdef LAMPS
    Light light;
    EACH_LIGHT(f.position, light)
        vec3 l;
#ifdef AREA_LIGHTS
        if (light.kind >= uint(KIND_RECTANGLE)) {
            vec3 reflected = area_light(light, f.position, b, s, f.view);
            l = normalize(light.position - f.position);
            if (max3(reflected) > 0.0) c += reflected * light_shadow(light, f.position, lit_side(f.normal, l), l);
            continue;
        }
#endif
        vec3 e = light_irradiance(light, f.position, l);
        if (e.r + e.g + e.b > 0.0)
            c += e * light_shadow(light, f.position, lit_side(f.normal, l), l) * scattered(b, s, f.view, l);
    END_LIGHTS
#endif
    return c + emission;
}
