// Painted timber: brush streaks along the grain, worn and darker where hands and water reach.
Surface surface(Fragment f, Material m) {
    Surface s = plain(f, m);
    if (f.distance < 45.0) {
        float streak = noise3(f.position * vec3(9.0, 1.7, 9.0));
        s.albedo *= 0.80 + 0.42 * streak;
        s.roughness += 0.22 * (streak - 0.5);
    }
    if (f.position.y < 0.6) {
        float lap = 0.10 * noise2(f.position.xz * 1.9 + vec2(0.5, -0.4) * scene_time());
        float wet = 1.0 - smoothstep(0.10, 0.17, f.position.y - lap);
        s.albedo *= mix(0.7, 1.0, smoothstep(0.0, 0.5, f.position.y)) * mix(1.0, 0.45, wet);
        s.roughness = mix(s.roughness, 0.15, wet);
    }
    return s;
}
