// Old deck boards after rain. Colour alpha: the board's own seed.
Surface surface(Fragment f, Material m) {
    Surface s = plain(f, m);
    float near = 1.0 - smoothstep(18.0, 45.0, f.distance);
    float grain = noise2(f.uv * vec2(1.6, 24.0) + f.weight * 57.0);
    float dirt = noise2(f.position.xz * 2.3 + 11.0);
    s.albedo *= 0.55 + 0.45 * mix(0.5, grain, near) + 0.25 * dirt;
    float puddle = fbm2(f.position.xz * vec2(1.3, 0.7) + 3.0) + 0.10 * (grain - 0.5) * near;
    float wet = smoothstep(0.46, 0.60, puddle) * step(0.5, f.normal.y);
    s.albedo *= mix(0.95, 0.42, wet);
    s.roughness = mix(0.56 + 0.15 * dirt, 0.16, wet);
    s.reflectance = mix(0.03, 0.022, wet);
    vec2 rough = vec2(noise2(f.position.xz * 11.0), noise2(f.position.zx * 11.0 + 4.0)) - 0.5;
    s.normal = normalize(f.normal + vec3(rough.x, 0.0, rough.y) * mix(0.40, 0.04, wet) * near);
    return s;
}
