// Shadows of lamps: render/lamp_shadows.py. Some lights have one map, others six by the axis that the direction
// away from the light follows most closely.
#ifdef LIGHT_SHADOWS
#include "inc/noise.glsl"

layout(std140, row_major, binding = UBO_LAMP_SHADOWS) uniform LampShadows {
#include "members/LampBlock"
} lamp_shadows;
layout(binding = TEX_LAMP_SHADOW) uniform sampler2DArrayShadow lamp_shadow_map;

// Share of a light that reaches point p of a surface with normal n; `to_light` is the direction to it.
float light_shadow(Light light, vec3 p, vec3 n, vec3 to_light) {
    if (light.shadow == 0u) return 1.0;
    int map = int(light.shadow & uint(LIGHT_CUBE - 1)) - 1;
    vec4 source = lamp_shadows.sources[map];
    vec3 d = p - source.xyz, a = abs(d);
    if ((light.shadow & uint(LIGHT_CUBE)) != 0u) {
        float most = max(a.x, max(a.y, a.z));
        map += a.x == most ? (d.x > 0.0 ? 0 : 1) : a.y == most ? (d.y > 0.0 ? 2 : 3) : (d.z > 0.0 ? 4 : 5);
    }
    float texel = source.w < 0.0 ? -source.w : source.w * length(d);
    float slope = 1.0 - clamp(dot(n, to_light), 0.0, 1.0);
    vec4 h = lamp_shadows.maps[map] * vec4(p + n * (texel * (0.6 + 1.6 * slope)), 1.0);
    if (h.w <= 0.0) return 1.0;
    vec3 q = h.xyz / h.w;
    vec2 edge = abs(q.xy - 0.5);
    if (max(edge.x, edge.y) > 0.5) return 1.0;
    // reversed z: a little nearer to the light, by a share of the depth and no less than a step of a directional one's
    float depth = min(q.z * 1.002 + (light.kind == uint(KIND_DIRECTIONAL) ? 1e-4 : 0.0), 1.0);
#if LAMP_SHADOW_TAPS == 1
    return texture(lamp_shadow_map, vec4(q.xy, float(map), depth));
#else
    float step = 1.0 / float(textureSize(lamp_shadow_map, 0).x), lit = 0.0;
    float turn = 6.2832 * hash21(gl_FragCoord.xy + 7.13 * frame.time.y + 3.7 * float(map));
    for (int k = 0; k < LAMP_SHADOW_TAPS; k++) {
        float angle = 2.39996 * float(k) + turn;
        float r = sqrt((float(k) + 0.5) / float(LAMP_SHADOW_TAPS)) * 1.8;
        lit += texture(lamp_shadow_map, vec4(q.xy + vec2(cos(angle), sin(angle)) * (r * step), float(map), depth));
    }
    return lit / float(LAMP_SHADOW_TAPS);
#endif
}
#else
float light_shadow(Light light, vec3 p, vec3 n, vec3 to_light) { return 1.0; }
#endif
