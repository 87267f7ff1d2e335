// Half size. FIRST: four texels, each weighted by its brightness (Karis' average), so that one bright pixel does not
// flicker; else 13 overlapping bilinear reads (Jimenez, "Next Generation Post Processing in Call of Duty", 2014), which
// at full size would cost most and be seen least.
in vec2 uv;
layout(location = 0) out vec4 result;
layout(binding = 0) uniform sampler2D source;

#if FIRST
void main() {
    ivec2 size = textureSize(source, 0), first = ivec2(floor(uv * vec2(size) - 0.5));
    vec4 sum = vec4(0.0);
    for (int i = 0; i < 4; ++i) {
        vec3 c = texelFetch(source, clamp(first + ivec2(i & 1, i >> 1), ivec2(0), size - 1), 0).rgb;
        // the one place where a NaN would spread over the frame
        c = any(isnan(c)) ? vec3(0.0) : clamp(c, 0.0, 4096.0);
        sum += vec4(c, 1.0) / (1.0 + max(c.r, max(c.g, c.b)) * 0.25);
    }
    result = vec4(sum.rgb / sum.a, 1.0);
}
#else
vec3 tap(float x, float y) { return textureLod(source, uv + vec2(x, y) / vec2(textureSize(source, 0)), 0.0).rgb; }

void main() {
    vec3 corners = tap(-2, 2) + tap(2, 2) + tap(-2, -2) + tap(2, -2);
    vec3 sides = tap(0, 2) + tap(-2, 0) + tap(2, 0) + tap(0, -2);
    vec3 inner = tap(-1, 1) + tap(1, 1) + tap(-1, -1) + tap(1, -1);
    result = vec4(inner * 0.125 + tap(0, 0) * 0.125 + sides * 0.0625 + corners * 0.03125, 1.0);
}
#endif
