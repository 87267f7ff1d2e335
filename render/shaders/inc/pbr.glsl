// The metallic-roughness BRDF of glTF 2.0, appendix B: GGX, Smith height-correlated visibility, Schlick.
const float PI = 3.14159265;

float ggx_distribution(float n_dot_h, float a2) {
    float d = n_dot_h * n_dot_h * (a2 - 1.0) + 1.0;
    return a2 / (PI * d * d);
}

// Visibility G / (4 n.l n.v); Heitz 2014.
float smith_visibility(float n_dot_l, float n_dot_v, float a2) {
    float l = n_dot_v * sqrt(n_dot_l * n_dot_l * (1.0 - a2) + a2);
    float v = n_dot_l * sqrt(n_dot_v * n_dot_v * (1.0 - a2) + a2);
    return 0.5 / max(l + v, 1e-6);
}

// The same stretched: `alpha` along the tangent and along the bitangent, directions in the frame of both and the normal
// (KHR_materials_anisotropy; Heitz 2014, "Understanding the Masking-Shadowing Function", section 5.4).
float ggx_distribution(vec3 h, vec2 alpha) {
    float a2 = alpha.x * alpha.y;
    vec3 f = vec3(alpha.yx * h.xy, a2 * h.z);
    float w = a2 / dot(f, f);
    return a2 * w * w / PI;
}

float smith_visibility(vec3 l, vec3 v, vec2 alpha) {
    float a = l.z * length(vec3(alpha * v.xy, v.z)), b = v.z * length(vec3(alpha * l.xy, l.z));
    return 0.5 / max(a + b, 1e-6);
}

// Charlie sheen (Estevez and Kulla 2017, "Production Friendly Microfacet Sheen BRDF"): distribution and the fit of its
// shadowing. `a` is the square of the roughness.
float charlie_distribution(float n_dot_h, float a) {
    float sine2 = max(1.0 - n_dot_h * n_dot_h, 0.0078125);
    return (2.0 + 1.0 / a) * pow(sine2, 0.5 / a) / (2.0 * PI);
}

float charlie_lambda(float cosine, float a) {
    vec4 low = vec4(25.3245, 3.32435, 0.16801, -1.27393), high = vec4(21.5473, 3.82987, 0.19823, -1.97760);
    float t = (1.0 - a) * (1.0 - a), e = mix(-4.32054, -4.85967, t);
    vec4 k = mix(high, low, t);
    vec2 x = vec2(cosine < 0.5 ? cosine : 1.0 - cosine, 0.5);
    vec2 l = k.x / (1.0 + k.y * pow(x, vec2(k.z))) + k.w * x + e;
    return exp(cosine < 0.5 ? l.x : 2.0 * l.y - l.x);
}

float charlie_visibility(float n_dot_l, float n_dot_v, float a) {
    return 1.0 / ((1.0 + charlie_lambda(n_dot_v, a) + charlie_lambda(n_dot_l, a)) * max(4.0 * n_dot_l * n_dot_v, 1e-4));
}

float schlick(float cosine) {
    float x = clamp(1.0 - cosine, 0.0, 1.0), x2 = x * x;
    return x2 * x2 * x;
}
