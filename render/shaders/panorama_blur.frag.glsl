// One roughness of a panorama: what GGX microfacets reflect of it to an eye along the normal (after Karis 2013). Each sample reads the mip level of its own solid angle (Krivanek and Colbert, GPU Gems 3, chapter 20),
// so that few samples and small bright lamps do not make spots.
#include "inc/panorama.glsl"
in vec2 uv;
layout(location = 0) out vec4 result;
layout(binding = 0) uniform sampler2D source;
uniform float roughness;
uniform int samples;
uniform float shrink;   // log2 of the source's width over the target's

void main() {
    vec3 n = panorama_direction(uv);
    if (roughness <= 0.0) {
        result = vec4(textureLod(source, uv, shrink).rgb, 1.0);
        return;
    }
    vec3 x = normalize(cross(abs(n.y) < 0.9 ? vec3(0.0, 1.0, 0.0) : vec3(1.0, 0.0, 0.0), n));
    vec3 y = cross(n, x);
    vec2 size = vec2(textureSize(source, 0));
    float texel = 19.7392088 / (size.x * size.y);   // solid angle at the equator: 2 pi^2 / texels
    float a2 = roughness * roughness * roughness * roughness;
    vec4 sum = vec4(0.0);
    for (int i = 0; i < samples; ++i) {
        float u = (float(i) + 0.5) / float(samples), angle = float(i) * 2.39996323;
        float c = sqrt((1.0 - u) / (1.0 + (a2 - 1.0) * u)), s = sqrt(max(0.0, 1.0 - c * c));
        vec3 h = x * (cos(angle) * s) + y * (sin(angle) * s) + n * c;
        vec3 l = 2.0 * c * h - n;
        float l_n = dot(l, n);
        if (l_n <= 0.0) continue;
        float weight = l_n / (l_n + sqrt(l_n * l_n * (1.0 - a2) + a2));   // what is not shadowed
        float d = c * c * (a2 - 1.0) + 1.0;
        float density = a2 / (3.14159265 * d * d) * 0.25;
        float own = max(texel * sqrt(max(1.0 - l.y * l.y, 1e-4)), 1e-12);
        float level = max(0.5 * log2(1.0 / (float(samples) * density * own)), 0.0);
        sum += vec4(textureLod(source, panorama_uv(l), level).rgb, 1.0) * weight;
    }
    result = vec4(sum.rgb / max(sum.w, 1e-6), 1.0);
}
