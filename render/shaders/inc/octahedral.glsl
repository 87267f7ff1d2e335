// Unit vectors as two numbers in -1..1 (Cigolle et al. 2014).
vec3 octahedral_direction(vec2 e) {   // of any length
    vec3 v = vec3(e, 1.0 - abs(e.x) - abs(e.y));
    float fold = max(-v.z, 0.0);
    v.x += v.x >= 0.0 ? -fold : fold;
    v.y += v.y >= 0.0 ? -fold : fold;
    return v;
}

vec3 octahedral_decode(vec2 e) { return normalize(octahedral_direction(e)); }

vec2 octahedral_encode(vec3 v) {
    v /= max(abs(v.x) + abs(v.y) + abs(v.z), 1e-12);
    vec2 folded = (1.0 - abs(v.yx)) * vec2(v.x >= 0.0 ? 1.0 : -1.0, v.y >= 0.0 ? 1.0 : -1.0);
    return v.z < 0.0 ? folded : v.xy;
}
