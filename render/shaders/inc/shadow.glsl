// Cascaded shadow of the sun or the moon: the first cascade that reaches the fragment, filtered.
#ifdef SHADOWED
#ifdef STUDIO
const int SHADOW_MAPS = 1;
#else
const int SHADOW_MAPS = CASCADES;
#endif
layout(binding = TEX_SHADOW) uniform sampler2DArrayShadow shadow_map;

float key_shadow(vec3 p, vec3 n, vec3 light) {
    // which map is read is found first: software drivers run both sides of every branch
    float offset = 0.6 + 1.6 * (1.0 - clamp(dot(n, light), 0.0, 1.0));
    vec4 at = vec4(0.0, 0.0, -1.0, 0.0);
    for (int i = SHADOW_MAPS - 1; i >= 0; i--) {
        vec3 q = (frame.shadow[i] * vec4(p + n * (frame.shadow_texel[i] * offset), 1.0)).xyz;
        vec2 edge = abs(q.xy - 0.5);
        if (max(edge.x, edge.y) <= 0.49) at = vec4(q.xy, float(i), min(q.z + 1e-4, 1.0));
    }
#if SHADOW_TAPS == 1
    float lit = texture(shadow_map, at);
#else
    // a golden-angle disc, turned from pixel to pixel by a hash that sub-frames change
    float turn = 6.2832 * hash21(gl_FragCoord.xy + 7.13 * frame.time.y), lit = 0.0;
    vec2 x = vec2(cos(turn), sin(turn)) * (1.8 / float(textureSize(shadow_map, 0).x)), y = vec2(-x.y, x.x);
    for (int k = 0; k < SHADOW_TAPS; k++) {
        float a = 2.39996 * float(k), r = sqrt((float(k) + 0.5) / float(SHADOW_TAPS));
        lit += texture(shadow_map, vec4(at.xy + x * (r * cos(a)) + y * (r * sin(a)), at.zw));
    }
    lit /= float(SHADOW_TAPS);
#endif
    return at.z < 0.0 ? 1.0 : lit;
}
#else
float key_shadow(vec3 p, vec3 n, vec3 light) { return 1.0; }
#endif
