// Red hill soil with grass cover (f.color.r), leaf litter (f.color.g) and open sky (f.color.b).
float clods(vec2 p, float fine) { return 0.6 * noise2(p * 3.1) + 0.4 * mix(0.5, noise2(p * 13.0), fine); }

Surface surface(Fragment f, Material m) {
    Surface s = plain(f, m);
    vec2 p = f.position.xz;
    float fine = smoothstep(26.0, 6.0, f.distance), finest = smoothstep(9.0, 3.0, f.distance);
    float broad = noise2(p * 0.55), height = clods(p, fine);
    float crumbs = mix(0.5, noise2(p * 47.0), finest);
    vec3 soil = mix(vec3(0.135, 0.045, 0.020), vec3(0.375, 0.145, 0.062), 0.35 * broad + 0.40 * height + 0.25 * crumbs);
    float blades = mix(0.5, noise2(p * vec2(61.0, 57.0)), finest);
    float cover = smoothstep(0.36, 0.60, f.color.r + 0.35 * (height - 0.5) + 0.2 * (blades - 0.5));
    vec3 grass = mix(vec3(0.024, 0.054, 0.010), vec3(0.080, 0.112, 0.022), 0.5 * broad + 0.5 * blades);
    float leaves = mix(0.5, noise2(p * 21.0 + 3.0), fine);
    float fallen = smoothstep(0.50, 0.72, f.color.g * 0.75 + 0.45 * (leaves - 0.35));
    vec3 litter = mix(vec3(0.085, 0.045, 0.022), vec3(0.235, 0.140, 0.060), hash21(floor(p * 21.0)));
    s.albedo = mix(mix(soil, litter, fallen), grass, cover * (1.0 - 0.6 * fallen));
    if (fine > 0.0) {
        const float e = 0.03;
        vec2 slope = vec2(clods(p + vec2(e, 0.0), fine), clods(p + vec2(0.0, e), fine)) - height;
        s.normal = normalize(f.normal - vec3(slope.x, 0.0, slope.y) / e * 0.05 * fine);
    }
    s.roughness = 0.95;
    s.reflectance = 0.012;
    s.occlusion = f.color.b * mix(1.0, 0.65 + 0.35 * height, fine);
    s.wrap = 0.1 * cover;
    return s;
}
