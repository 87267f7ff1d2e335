// Wooded slopes seen from afar: undergrowth, soil, granite where it is steep, and the bumps of crowns too far to draw.
Surface surface(Fragment f, Material m) {
    Surface s = plain(f, m);
    // the plan, sheared by height: on a steep slope it would be drawn out into curtains
    vec2 plan = f.position.xz + f.position.y * vec2(0.83, -0.67);
    float patch_ = noise2(plan * 0.012 + 5.0);
    float stand = noise2(plan * 0.085);
    vec3 wood = mix(vec3(0.024, 0.038, 0.017), vec3(0.058, 0.066, 0.024), 0.55 * patch_ + 0.45 * stand);
    float bare = smoothstep(0.76, 0.60, f.normal.y) * smoothstep(0.40, 0.55, noise2(plan * 0.11));
    vec3 rock = vec3(0.105, 0.095, 0.085);
    float near = 1.0 - smoothstep(70.0, 240.0, f.distance);
    if (near > 0.0) {
        // grass, litter and stones; beds and cracks in bare rock
        float tufts = noise2(plan * 1.7), blades = noise2(plan * 6.0 + tufts);
        wood *= 1.0 + near * (0.9 * tufts + 0.7 * blades - 0.85);
        wood = mix(wood, vec3(0.085, 0.066, 0.042), 0.5 * near * smoothstep(0.55, 0.75, noise2(plan * 0.31 + 9.0)));
        float beds = noise2(vec2(f.position.y * 0.9 + 2.0 * patch_, (plan.x + plan.y) * 0.11));
        rock *= 1.0 + near * (1.1 * beds + 0.5 * tufts - 0.8);
    }
    s.albedo = mix(wood, rock, 0.62 * bare) * f.color * 2.2;
    // Crowns as a bumped field: spacing grows with distance so that they never shrink below a pixel.
    float size = max(6.5, 0.006 * f.distance);
    vec2 q = plan / size;
    vec2 slope = vec2(noise2(q + vec2(0.35, 0.0)) - noise2(q - vec2(0.35, 0.0)), noise2(q + vec2(0.0, 0.35)) - noise2(q - vec2(0.0, 0.35)));
    s.normal = normalize(f.normal - vec3(slope.x, 0.0, slope.y) * 1.3);
    s.occlusion = 0.62 + 0.38 * smoothstep(0.2, 0.8, noise2(q));
    s.roughness = 0.95;
    s.reflectance = 0.012;
    s.wrap = 0.35;
    return s;
}
