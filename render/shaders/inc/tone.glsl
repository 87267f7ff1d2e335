// Tone curves: scene-linear Rec.709 to 0..1. Each has a twin in `tests/test_tonemap.py`.

// AgX (Troy Sobotka), the compact form by Benjamin Wrensch (MIT): a log curve in a slightly rotated, inset gamut.
// Unlike the others it answers values coded for the display (gamma 2.2); contrast and saturation are its "look".
vec3 tone_agx(vec3 c, float contrast, float saturation) {
    const mat3 INSET = mat3(0.842479062253094, 0.0423282422610123, 0.0423756549057051,
                            0.0784335999999992, 0.878468636469772, 0.0784336,
                            0.0792237451477643, 0.0791661274605434, 0.879142973793104);
    const mat3 OUTSET = mat3(1.19687900512017, -0.0528968517574562, -0.0529716355144438,
                             -0.0980208811401368, 1.15190312990417, -0.0980434501171241,
                             -0.0990297440797205, -0.0989611768448433, 1.15107367264116);
    const float LOWEST = -12.47393, HIGHEST = 4.026069;
    vec3 x = (clamp(log2(max(INSET * c, 1e-10)), LOWEST, HIGHEST) - LOWEST) / (HIGHEST - LOWEST);
    vec3 x2 = x * x, x4 = x2 * x2;
    x = 15.5 * x4 * x2 - 40.14 * x4 * x + 31.96 * x4 - 6.868 * x2 * x + 0.4298 * x2 + 0.1191 * x - 0.00232;
    x = pow(max(x, 0.0), vec3(contrast));
    float luma = dot(x, vec3(0.2126, 0.7152, 0.0722));
    return clamp(OUTSET * (luma + (x - luma) * saturation), 0.0, 1.0);
}

// PBR Neutral (Khronos, 2024): base colours stay as they are up to 0.8, above it highlights compress and desaturate.
vec3 tone_neutral(vec3 c) {
    const float START = 0.8 - 0.04, DESATURATION = 0.15;
    float x = min(c.r, min(c.g, c.b));
    c -= x < 0.08 ? x - 6.25 * x * x : 0.04;
    float peak = max(c.r, max(c.g, c.b));
    if (peak < START) return max(c, 0.0);
    const float D = 1.0 - START;
    float compressed = 1.0 - D * D / (peak + D - START);
    float g = 1.0 - 1.0 / (DESATURATION * (peak - compressed) + 1.0);
    return mix(c * (compressed / peak), vec3(compressed), g);
}

// ACES RRT and ODT, the fit by Stephen Hill (MIT).
vec3 tone_aces(vec3 c) {
    const mat3 TO = mat3(0.59719, 0.07600, 0.02840, 0.35458, 0.90834, 0.13383, 0.04823, 0.01566, 0.83777);
    const mat3 FROM = mat3(1.60475, -0.10208, -0.00327, -0.53108, 1.10813, -0.07276, -0.07367, -0.00605, 1.07602);
    vec3 v = TO * c;
    v = (v * (v + 0.0245786) - 0.000090537) / (v * (0.983729 * v + 0.4329510) + 0.238081);
    return clamp(FROM * v, 0.0, 1.0);
}

vec3 srgb_encode(vec3 c) {
    c = clamp(c, 0.0, 1.0);
    return mix(12.92 * c, 1.055 * pow(c, vec3(1.0 / 2.4)) - 0.055, step(0.0031308, c));
}
