// A paper lotus with a candle in it. uv: across and along the petal, 0 to 1. params0: radiance, mirror gain, flicker.
Surface surface(Fragment f, Material m) {
    Surface s = plain(f, m);
    float along = f.uv.y;
    float facing = abs(dot(f.normal, f.view));
    float vein = 0.92 + 0.08 * cos(f.uv.x * 44.0) * (1.0 - smoothstep(6.0, 16.0, f.distance));
    float t = scene_time();
    float flame = 1.0 + m.params0.z * (noise2(vec2(t * 2.6 + 71.0 * f.seed, f.seed * 9.0)) - 0.5);
    vec3 root = vec3(1.0, 0.46, 0.12) * 2.5;
    vec3 tip = f.color * vec3(1.0, 0.58, 0.56) * 0.42;
    vec3 light = mix(root, tip, smoothstep(0.05, 0.80, along)) * (0.72 + 0.28 * facing) * vein;
    s.emission = light * flame * m.params0.x * (f.mirror ? m.params0.y : 1.0);
    s.albedo = f.color * 0.25;
    return s;
}
