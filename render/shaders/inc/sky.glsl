// Light from all round: one read each. With STUDIO it is even (`passes/studio.py`). With PANORAMA it is a measured environment's (`passes/panorama.py`).
// Else the sky's: The maps are made by `passes/sky.py` when the sky changes, not every frame.
#if defined(STUDIO)
#elif defined(PANORAMA)
#include "inc/panorama.glsl"
layout(binding = TEX_IRRADIANCE) uniform sampler2D irradiance_map;
#else
#include "inc/sky_map.glsl"
#endif
#include "inc/split_sum.glsl"
#ifndef STUDIO
layout(binding = TEX_SKY) uniform sampler2D sky_map;
layout(binding = TEX_ENVIRONMENT) uniform sampler2D sky_environment;
#endif

#if defined(STUDIO)
vec3 sky_radiance(vec3 direction) { return frame.airlight[0].rgb; }
vec3 sky_irradiance(vec3 n) { return frame.irradiance[0].rgb; }
vec3 sky_specular(vec3 r, float roughness) { return frame.airlight[0].rgb; }
#elif defined(PANORAMA)
vec2 turned_uv(vec3 d) { return panorama_uv(d) + vec2(frame.panorama.x, 0.0); }
vec3 sky_radiance(vec3 direction) { return textureLod(sky_map, turned_uv(direction), 0.0).rgb; }
vec3 sky_irradiance(vec3 n) { return textureLod(irradiance_map, turned_uv(n), 0.0).rgb; }
vec3 sky_specular(vec3 r, float roughness) {
    return textureLod(sky_environment, turned_uv(r), panorama_level(roughness, textureQueryLevels(sky_environment))).rgb;
}
#else
// Radiance from a direction, without the discs of sun and moon and without stars.
vec3 sky_radiance(vec3 direction) {
    return textureLod(sky_map, sky_uv(direction), 0.0).rgb;
}

// Irradiance of the sky and the lit ground on a surface (Ramamoorthi and Hanrahan 2001): pi times the radiance where
// that is the same all round.
vec3 sky_irradiance(vec3 n) {
    vec3 e = frame.irradiance[0].rgb
        + frame.irradiance[1].rgb * n.y + frame.irradiance[2].rgb * n.z + frame.irradiance[3].rgb * n.x
        + frame.irradiance[4].rgb * (n.x * n.y) + frame.irradiance[5].rgb * (n.y * n.z)
        + frame.irradiance[6].rgb * (3.0 * n.z * n.z - 1.0) + frame.irradiance[7].rgb * (n.x * n.z)
        + frame.irradiance[8].rgb * (n.x * n.x - n.y * n.y);
    return max(e, vec3(0.0));
}

// Radiance of the sky blurred as a surface of this roughness reflects it about direction r.
vec3 sky_specular(vec3 r, float roughness) {
    return textureLod(sky_environment, sky_uv(r), roughness * float(textureQueryLevels(sky_environment) - 1)).rgb;
}
#endif
