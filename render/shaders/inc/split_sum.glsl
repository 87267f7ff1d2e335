// Tables over the cosine of the view and the roughness: passes/ibl.py.
layout(binding = TEX_BRDF) uniform sampler2D split_sum_table;

// Scale and bias of F0 for the reflected part of even light: the split sum's second half.
vec2 split_sum(float n_dot_v, float roughness) {
    return textureLod(split_sum_table, vec2(n_dot_v, roughness), 0.0).rg;
}

// Share of even light that a sheen of white colour turns back: its directional albedo.
float sheen_albedo(float n_dot_v, float roughness) {
    return textureLod(split_sum_table, vec2(n_dot_v, roughness), 0.0).b;
}
