// Leaf masses. Colour: species tint. Colour alpha: how far out in the crown (0 heart, 1 skin); params0.x: noise scale.
Surface surface(Fragment f, Material m) {
    Surface s = plain(f, m);
    float clump = 0.5, sprig = 0.5;
    if (f.distance < 700.0) clump = noise3(f.position * m.params0.x);
    if (f.distance < 60.0) sprig = noise3(f.position * m.params0.x * 6.0);
    vec3 dark = vec3(0.040, 0.060, 0.026), light = vec3(0.105, 0.122, 0.045);
    s.albedo = mix(dark, light, f.seed) * f.color * (0.55 + 0.55 * clump + 0.35 * sprig);
    float near = 1.0 - smoothstep(250.0, 900.0, f.distance);
    s.normal = normalize(f.normal + 0.45 * near * (vec3(clump, sprig, 1.0 - clump) - 0.5));
    s.occlusion = 0.22 + 0.78 * f.weight * f.weight;
    s.roughness = 0.72;
    s.reflectance = 0.025;
    s.wrap = 0.5;
    s.transmission = s.albedo * 0.4;
    return s;
}
