// Barrel tiles or slates. uv: metres along the eave, metres up the slope. params0: tile width, course length, bump, sheen.
Surface surface(Fragment f, Material m) {
    Surface s = plain(f, m);
    vec2 cell = f.uv / m.params0.xy;
    vec2 foot = fwidth(cell);
    float sharp = 1.0 - smoothstep(0.25, 0.9, max(foot.x, foot.y));
    float ridge = abs(fract(cell.x) - 0.5) * 2.0;
    float lap = smoothstep(0.0, 0.16, fract(cell.y));
    float shade = mix(1.0, (0.62 + 0.55 * ridge) * (0.6 + 0.4 * lap), sharp);
    s.albedo *= shade * (0.82 + 0.36 * mix(0.5, hash21(floor(cell)), sharp));
    vec3 along = normalize(cross(vec3(0.0, 1.0, 0.0), f.normal) + vec3(1e-4, 0.0, 0.0));
    s.normal = normalize(f.normal + along * (fract(cell.x) - 0.5) * m.params0.z * sharp);
    s.roughness = mix(0.62, 0.40, m.params0.w);
    return s;
}
