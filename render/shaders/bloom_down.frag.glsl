// Half size by 13 overlapping bilinear reads (Jimenez, "Next Generation Post Processing in Call of Duty", 2014).
// FIRST: each group of four is weighted by its brightness (Karis' average), so that one bright pixel does not flicker.
in vec2 uv;
layout(location = 0) out vec4 result;
layout(binding = 0) uniform sampler2D source;

float weight(vec3 c) {
#if FIRST
    return 1.0 / (1.0 + max(c.r, max(c.g, c.b)) * 0.25);
#else
    return 1.0;
#endif
}

vec3 tap(float x, float y) {
    vec3 c = textureLod(source, uv + vec2(x, y) / vec2(textureSize(source, 0)), 0.0).rgb;
    // the one place where a NaN would spread over the frame
    return any(isnan(c)) ? vec3(0.0) : clamp(c, 0.0, 4096.0);
}

void main() {
    vec3 a = tap(-2, 2), b = tap(0, 2), c = tap(2, 2);
    vec3 d = tap(-2, 0), e = tap(0, 0), f = tap(2, 0);
    vec3 g = tap(-2, -2), h = tap(0, -2), i = tap(2, -2);
    vec3 inner = (tap(-1, 1) + tap(1, 1) + tap(-1, -1) + tap(1, -1)) * 0.25;
    vec3 nw = (a + b + d + e) * 0.25, ne = (b + c + e + f) * 0.25;
    vec3 sw = (d + e + g + h) * 0.25, se = (e + f + h + i) * 0.25;
    vec4 sum = vec4(inner, 1.0) * (0.5 * weight(inner));
    sum += vec4(nw, 1.0) * (0.125 * weight(nw)) + vec4(ne, 1.0) * (0.125 * weight(ne));
    sum += vec4(sw, 1.0) * (0.125 * weight(sw)) + vec4(se, 1.0) * (0.125 * weight(se));
    result = vec4(sum.rgb / sum.a, 1.0);
}
