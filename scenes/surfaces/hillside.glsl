// Wooded slopes seen from afar: undergrowth, soil, granite where it is steep, and the bumps of crowns too far to draw.
Surface surface(Fragment f, Material m) {
    Surface s = plain(f, m);
    float patch_ = noise2(f.position.xz * 0.012 + 5.0);
    float stand = noise2(f.position.xz * 0.085);
    vec3 wood = mix(vec3(0.024, 0.038, 0.017), vec3(0.058, 0.066, 0.024), 0.55 * patch_ + 0.45 * stand);
    float bare = smoothstep(0.76, 0.60, f.normal.y) * step(0.45, noise2(f.position.xz * 0.11));
    s.albedo = mix(wood, vec3(0.105, 0.095, 0.085), 0.55 * bare) * f.color * 2.2;
    // Crowns as a bumped field: spacing grows with distance so that they never shrink below a pixel.
    float size = max(6.5, 0.006 * f.distance);
    vec2 q = f.position.xz / size;
    vec2 slope = vec2(noise2(q + vec2(0.35, 0.0)) - noise2(q - vec2(0.35, 0.0)), noise2(q + vec2(0.0, 0.35)) - noise2(q - vec2(0.0, 0.35)));
    s.normal = normalize(f.normal - vec3(slope.x, 0.0, slope.y) * 1.3);
    s.occlusion = 0.62 + 0.38 * smoothstep(0.2, 0.8, noise2(q));
    s.roughness = 0.95;
    s.reflectance = 0.012;
    s.wrap = 0.35;
    return s;
}
