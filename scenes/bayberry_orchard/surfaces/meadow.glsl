// Grass blades and fern fronds: tint by seed, straw at some tips, sunlight through them.
Surface surface(Fragment f, Material m) {
    Surface s = plain(f, m);
    float dry = hash11(f.seed * 53.0);
    vec3 green = mix(vec3(0.040, 0.105, 0.012), vec3(0.100, 0.150, 0.022), dry);
    vec3 straw = vec3(0.300, 0.240, 0.095);
    s.albedo = mix(green, straw, smoothstep(0.75, 1.0, dry) * f.uv.y * 0.8 + 0.15 * f.uv.y * f.uv.y) * f.color;
    s.roughness = 0.55;
    s.reflectance = 0.012;
    s.occlusion = mix(0.45, 1.0, f.uv.y);
    s.transmission = vec3(0.16, 0.22, 0.022) * mix(0.5, 1.0, f.uv.y);
    s.wrap = 0.3;
    return s;
}
