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

float schlick(float cosine) {
    float x = clamp(1.0 - cosine, 0.0, 1.0), x2 = x * x;
    return x2 * x2 * x;
}
