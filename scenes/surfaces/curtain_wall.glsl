// Distant high-rise: uv in window cells. Colour: concrete. Colour alpha: share of lit rooms. params0: radiance, seed.
Surface surface(Fragment f, Material m) {
    Surface s = plain(f, m);
    vec2 cell = floor(f.uv), q = fract(f.uv), foot = fwidth(f.uv);
    float r = hash31(vec3(cell, m.params0.y + 31.0 * f.seed));
    float storey = hash21(vec2(cell.y, 7.0 + f.seed));
    float lit = step(1.0 - f.weight, 0.72 * r + 0.28 * storey);
    float glass = step(0.18, q.x) * step(q.x, 0.86) * step(0.28, q.y) * step(q.y, 0.82);
    float blur = smoothstep(0.35, 1.0, max(foot.x, foot.y));
    glass = mix(glass, 0.37, blur);
    lit = mix(lit, f.weight, blur);
    float pick = hash31(vec3(cell, 9.0 + f.seed));
    vec3 hue = pick < 0.65 ? vec3(1.0, 0.46, 0.17) : pick < 0.88 ? vec3(1.0, 0.70, 0.42) : vec3(0.60, 0.78, 1.0);
    float level = mix(0.15 + 0.85 * pow(hash31(vec3(cell, 2.0 + f.seed)), 2.0), 0.40, blur);
    s.emission = hue * level * lit * glass * m.params0.x;
    s.albedo *= (0.80 + 0.3 * storey) * (1.0 - 0.6 * glass);
    s.roughness = mix(0.8, 0.15, glass);
    return s;
}
