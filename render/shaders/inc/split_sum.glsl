// Tables over the cosine of the view and the roughness: passes/ibl.py.
layout(binding = TEX_BRDF) uniform sampler2D split_sum_table;

// Scale and bias of F0 for the reflected part of even light: the split sum's second half; and the lean of the scale's
// part: the mean of the directions it comes from is the mirrored one for a mirror, nearer to the normal for what is rough.
vec3 split_sum(float n_dot_v, float roughness) {
    return textureLod(split_sum_table, vec2(n_dot_v, roughness), 0.0).rga;
}

// From which way an image's light is reflected: `grazing` is the bias' share of the reflection, which comes from about
// the mirrored direction, and from half as far around it as the rest.
vec3 reflected_from(vec3 mirrored, vec3 n, float lean, float grazing) {
    return normalize(mix(n, mirrored, mix(lean, 1.0, grazing)));
}
float reflected_roughness(float roughness, float grazing) { return roughness * (1.0 - 0.5 * grazing); }

// Share of even light that a sheen of white colour turns back: its directional albedo.
float sheen_albedo(float n_dot_v, float roughness) {
    return textureLod(split_sum_table, vec2(n_dot_v, roughness), 0.0).b;
}
