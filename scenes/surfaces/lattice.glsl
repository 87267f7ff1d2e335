// Paper behind a carved lattice, lit from inside. uv: metres. params0: radiance, mirror gain, pattern (0 grid, 1 diamond,
// 2 bamboo), cell in metres. Colour: hue.
Surface surface(Fragment f, Material m) {
    Surface s = plain(f, m);
    vec2 q = f.uv / m.params0.w, foot = fwidth(q);
    vec2 c = abs(fract(q) - 0.5);
    float bars;
    if (m.params0.z < 0.5) {
        bars = max(smoothstep(0.39, 0.43, c.x), smoothstep(0.39, 0.43, c.y));
        bars = max(bars, 0.85 * smoothstep(0.09, 0.05, abs(c.x + c.y - 0.42)));
    } else if (m.params0.z < 1.5) {
        vec2 d = abs(fract(vec2(q.x + q.y, q.x - q.y)) - 0.5);
        bars = max(smoothstep(0.40, 0.44, d.x), smoothstep(0.40, 0.44, d.y));
    } else {
        bars = smoothstep(0.36, 0.42, c.x);
        bars = max(bars, smoothstep(0.44, 0.47, abs(fract(q.y * 0.25 + 0.5 * hash11(floor(q.x))) - 0.5)));
    }
    bars = mix(bars, 0.42, smoothstep(0.35, 0.9, max(foot.x, foot.y)));
    float uneven = 0.72 + 0.45 * noise2(f.uv * 1.4 + 3.0) + 0.12 * noise2(vec2(scene_time() * 1.3, f.seed * 17.0));
    vec3 paper = f.color * uneven * m.params0.x;
    s.emission = mix(paper, vec3(0.09, 0.022, 0.010), 0.88 * bars) * (f.mirror ? m.params0.y : 1.0);
    s.albedo = mix(vec3(0.20, 0.12, 0.06), vec3(0.10, 0.03, 0.015), bars);
    return s;
}
