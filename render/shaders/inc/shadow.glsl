// Cascaded shadow of the sun or the moon: the first cascade that reaches the fragment, filtered.
#ifdef SHADOWED
layout(binding = TEX_SHADOW) uniform sampler2DArrayShadow shadow_map;

float key_shadow(vec3 p, vec3 n, vec3 light) {
    for (int i = 0; i < CASCADES; i++) {
        float texel = frame.shadow_texel[i];
        float slope = 1.0 - clamp(dot(n, light), 0.0, 1.0);
        vec3 q = (frame.shadow[i] * vec4(p + n * (texel * (0.6 + 1.6 * slope)), 1.0)).xyz;
        vec2 edge = abs(q.xy - 0.5);
        if (max(edge.x, edge.y) > 0.49) continue;
        float step = 1.0 / float(textureSize(shadow_map, 0).x);
        float depth = min(q.z + 1e-4, 1.0);
#if SHADOW_TAPS == 1
        return texture(shadow_map, vec4(q.xy, float(i), depth));
#else
        float lit = 0.0;
        for (int k = 0; k < SHADOW_TAPS; k++) {
            // a golden-angle disc, turned from pixel to pixel by a hash that sub-frames change
            float a = 2.39996 * float(k) + 6.2832 * hash21(gl_FragCoord.xy + 7.13 * frame.time.y);
            float r = sqrt((float(k) + 0.5) / float(SHADOW_TAPS)) * 1.8;
            lit += texture(shadow_map, vec4(q.xy + vec2(cos(a), sin(a)) * (r * step), float(i), depth));
        }
        return lit / float(SHADOW_TAPS);
#endif
    }
    return 1.0;
}
#else
float key_shadow(vec3 p, vec3 n, vec3 light) { return 1.0; }
#endif
