// Weathered granite: speckle, beds, dark runs of water, moss where it lies flat and damp.
// Colour alpha: how open the place lies. params0.x: how much moss; y: radiance of light that stands in its clefts.
Surface surface(Fragment f, Material m) {
    Surface s = plain(f, m);
    vec3 p = f.position;
    float near = 1.0 - smoothstep(60.0, 190.0, f.distance);
    float broad = noise3(p * vec3(0.16, 0.30, 0.16)), patch_ = noise3(p * 0.62 + 5.0), fine = 0.5, grit = 0.5;
    if (near > 0.0) {
        fine = noise3(p * vec3(2.3, 3.4, 2.3));
        grit = noise3(p * 7.5 + 2.0);
        vec3 bump = vec3(patch_, fine, grit) - 0.5;
        s.normal = normalize(f.normal + near * (0.55 * bump.yzx + 0.35 * bump.zxy));
    }
    vec3 stone = mix(vec3(0.20, 0.185, 0.165), vec3(0.36, 0.315, 0.265), broad);
    stone *= 0.62 + 0.40 * patch_ + near * (0.30 * fine + 0.22 * grit - 0.26);
    // cracks: where broad noise crosses its middle, ragged by fine noise, open here and closed there
    float crack = smoothstep(0.024, 0.006, abs(patch_ + 0.22 * (fine - 0.5) + 0.16 * (grit - 0.5) - 0.5));
    stone *= 1.0 - 0.55 * near * crack * smoothstep(0.40, 0.6, broad);
    // water runs down steep faces and leaves dark lichen
    float runs = noise2(vec2((p.x + p.z) * 0.8 + 1.6 * patch_, p.y * 0.045)) * noise2(vec2((p.x - p.z) * 1.9, p.y * 0.11));
    stone *= 1.0 - 0.72 * smoothstep(0.16, 0.42, runs) * (1.0 - smoothstep(0.45, 0.8, f.normal.y));
    float damp = f.normal.y * 0.9 + 0.75 * patch_ + 0.35 * fine + 0.55 * (1.0 - f.weight);
    float moss = m.params0.x * smoothstep(1.10, 1.42, damp + 0.32 * broad);
    s.albedo = mix(stone, mix(vec3(0.028, 0.042, 0.014), vec3(0.085, 0.098, 0.030), fine), moss) * f.color;
    s.occlusion = f.weight * (0.75 + 0.25 * fine);
    s.roughness = mix(s.roughness, 1.0, moss);
    s.reflectance = mix(0.035, 0.015, moss);
    // a cleft's light is hot along its edge and breaks up on the stone farther in
    float cleft = smoothstep(0.40, 0.26, f.weight), brim = smoothstep(0.31, 0.37, f.weight) * smoothstep(0.48, 0.38, f.weight);
    float broken = smoothstep(0.42, 0.72, 0.4 * broad + 0.35 * patch_ + 0.25 * fine);
    s.emission = vec3(0.46, 0.74, 1.0) * (m.params0.y * (cleft * (0.015 + 0.20 * broken) + 1.6 * brim));
    return s;
}
