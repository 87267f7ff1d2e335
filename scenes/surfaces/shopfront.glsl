// A lit ground-floor shop behind the arcade: goods on shelves, a counter, people, a sign.
// uv: 0 to 1 over the bay. Colour: seed, light, hue of the sign. params0.x: radiance.
Surface surface(Fragment f, Material m) {
    Surface s = plain(f, m);
    vec2 q = f.uv;
    float seed = f.color.r * 91.0, foot = max(fwidth(q.x), fwidth(q.y));
    float detail = 1.0 - smoothstep(0.02, 0.10, foot);
    vec3 hue = f.color.b < 0.7 ? vec3(1.0, 0.42, 0.13) : vec3(1.0, 0.62, 0.30);
    float lamps = exp(-6.0 * abs(q.y - 0.70)) * (0.6 + 0.4 * cos((q.x * 3.0 + seed) * 6.2832));
    vec3 c = hue * (0.30 + 0.55 * lamps);
    float shelf = hash21(floor(vec2(q.x * 9.0 + seed, q.y * 7.0)));
    vec3 goods = mix(vec3(0.9, 0.5, 0.25), vec3(0.5, 0.7, 0.4), hash21(floor(vec2(q.x * 9.0, q.y * 7.0 + seed))));
    c = mix(c, hue * goods * (0.15 + 0.8 * shelf), 0.65 * detail * step(q.y, 0.62));
    float figure = length((q - vec2(0.25 + 0.5 * hash11(seed + 1.0), 0.20)) * vec2(1.0, 0.42));
    c *= 1.0 - 0.8 * smoothstep(0.105, 0.075, figure) * step(0.35, hash11(seed + 3.0));
    float sign_band = step(0.79, q.y) * step(q.y, 0.93) * step(abs(q.x - 0.5), 0.42);
    float pick = hash11(seed + 8.0);
    vec3 tube = pick < 0.55 ? vec3(1.0, 0.44, 0.14) : pick < 0.75 ? vec3(1.0, 0.13, 0.07) : pick < 0.9 ? vec3(0.22, 0.70, 0.62) : vec3(1.0, 0.72, 0.42);
    float strokes = mix(0.42, step(0.42, noise2(vec2(q.x * 21.0 + seed, q.y * 30.0))), detail);
    c = mix(c, tube * 1.1 * strokes + 0.02, sign_band);
    float bars = step(0.955, fract(q.x * 3.0)) + step(0.975, q.y) + step(abs(q.y - 0.75), 0.010);
    bars = mix(0.12, clamp(bars, 0.0, 1.0), detail);
    s.emission = mix(c, vec3(0.02), bars) * f.color.g * m.params0.x;
    s.albedo = vec3(0.06, 0.05, 0.04);
    s.roughness = 0.25;
    return s;
}
