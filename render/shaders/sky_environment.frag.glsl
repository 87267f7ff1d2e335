// One roughness of the sky for glossy reflections: what GGX microfacets reflect of it to an eye along the normal (after
// Karis, "Real Shading in Unreal Engine 4", 2013). Roughness 0 is a smaller copy.
#include "inc/atmosphere.glsl"
#include "inc/sky_map.glsl"
in vec2 uv;
layout(location = 0) out vec4 result;
layout(binding = 0) uniform sampler2D source;
uniform float roughness;

void main() {
    vec3 n = sky_direction(uv);
    if (roughness <= 0.0) {
        // average the texels of the source that fall into this one
        vec3 sum = vec3(0.0);
        vec2 spread = fwidth(uv);
        for (int i = 0; i < 16; ++i) {
            vec2 o = (vec2(i & 3, i >> 2) + 0.5) / 4.0 - 0.5;
            sum += textureLod(source, vec2(uv.x + o.x * spread.x, clamp(uv.y + o.y * spread.y, 0.002, 0.998)), 0.0).rgb;
        }
        result = vec4(sum / 16.0, 1.0);
        return;
    }
    vec3 x = normalize(cross(abs(n.y) < 0.99 ? vec3(0.0, 1.0, 0.0) : vec3(1.0, 0.0, 0.0), n));
    vec3 y = cross(n, x);
    float a = roughness * roughness;
    const int SAMPLES = 192;
    vec4 sum = vec4(0.0);
    for (int i = 0; i < SAMPLES; ++i) {
        float u = (float(i) + 0.5) / float(SAMPLES);
        float angle = float(i) * 2.39996323;
        float c = sqrt((1.0 - u) / (1.0 + (a * a - 1.0) * u));
        float s = sqrt(max(0.0, 1.0 - c * c));
        vec3 h = x * (cos(angle) * s) + y * (sin(angle) * s) + n * c;
        vec3 l = 2.0 * c * h - n;
        float l_n = dot(l, n);
        if (l_n > 0.0) {
            float weight = l_n / (l_n + sqrt(l_n * l_n * (1.0 - a * a) + a * a));   // what is not shadowed
            sum += vec4(textureLod(source, sky_uv(l), 0.0).rgb, 1.0) * weight;
        }
    }
    result = vec4(sum.rgb / max(sum.w, 1e-4), 1.0);
}
