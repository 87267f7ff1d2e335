// Oiled paper round a candle: a yellow heart, a red rim, ribs, and a slow flicker.
// Local y in lantern heights of 0.5 m. params0: radiance, gain in the mirror, flicker, half height of the body.
Surface surface(Fragment f, Material m) {
    Surface s = plain(f, m);
    float facing = clamp(dot(f.normal, f.view), 0.0, 1.0);
    float y = (f.local.y + 0.03) / m.params0.w;
    float heart = exp(-2.2 * y * y);
    float angle = atan(f.local.z, f.local.x);
    float rib = abs(sin(angle * 12.0));
    float foot = fwidth(angle) * 12.0;
    rib = mix(mix(0.80, 1.0, smoothstep(0.0, 0.35, rib)), 0.95, clamp(foot, 0.0, 1.0));
    float t = scene_time();
    float wind = noise2(vec2(t * 1.9 + 40.0 * f.seed, 3.0 * f.seed));
    float glow = (1.0 + m.params0.z * (wind - 0.5)) * (0.90 + 0.22 * f.seed);
    vec3 hue = mix(vec3(0.80, 0.055, 0.018), vec3(1.0, 0.27, 0.055), heart * pow(facing, 1.3));
    float level = 0.26 + 1.55 * heart * (0.15 + 0.85 * facing * facing);
    s.emission = hue * f.color * level * rib * glow * m.params0.x * (f.mirror ? m.params0.y : 1.0);
    s.albedo = vec3(0.20, 0.02, 0.01);
    s.occlusion = 0.4;
    return s;
}
