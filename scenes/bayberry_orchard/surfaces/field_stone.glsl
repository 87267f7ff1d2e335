// A hewn block of weathered rock: tone by seed, lichen, moss where it faces the sky.
Surface surface(Fragment f, Material m) {
    Surface s = plain(f, m);
    float near = smoothstep(20.0, 5.0, f.distance);
    float grain = mix(0.5, noise3(f.position * 23.0), near);
    float blotch = noise3(f.position * 4.3 + f.seed * 7.0);
    vec3 grey = mix(vec3(0.125, 0.114, 0.100), vec3(0.330, 0.300, 0.255), 0.5 * blotch + 0.5 * grain);
    float lichen = smoothstep(0.60, 0.72, noise3(f.position * 9.0 + 40.0)) * near;
    float moss = smoothstep(0.25, 0.85, f.normal.y) * smoothstep(0.46, 0.62, blotch);
    s.albedo = mix(grey * f.color, vec3(0.34, 0.33, 0.25), lichen * 0.5);
    s.albedo = mix(s.albedo, vec3(0.070, 0.095, 0.022), 0.8 * moss);
    s.normal = normalize(f.normal + 0.35 * near * (vec3(grain, blotch, fract(grain * 5.0)) - 0.5));
    s.roughness = 0.92;
    s.reflectance = 0.012;
    return s;
}
