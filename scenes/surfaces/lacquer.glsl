// Painted timber: brush streaks along the grain, worn and darker where hands and water reach.
Surface surface(Fragment f, Material m) {
    Surface s = plain(f, m);
    if (f.distance < 45.0) {
        float streak = noise3(f.position * vec3(9.0, 1.7, 9.0));
        s.albedo *= 0.80 + 0.42 * streak;
        s.roughness += 0.22 * (streak - 0.5);
    }
    s.albedo *= mix(0.55, 1.0, smoothstep(-0.1, 0.5, f.position.y));
    return s;
}
