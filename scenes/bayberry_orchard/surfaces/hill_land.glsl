// Our hill, the valley and the ridges: woods (f.color.g) against fields (f.color.r), hollows in f.color.b.
Surface surface(Fragment f, Material m) {
    Surface s = plain(f, m);
    vec2 p = f.position.xz;
    float pixel = f.distance * 0.0016;
    float crowns = mix(noise2(p * 0.22), 0.5, smoothstep(0.6, 2.2, pixel));
    float leaves = mix(noise2(p * 0.9), 0.5, smoothstep(0.3, 1.0, pixel));
    float stands = noise2(p * 0.013);
    vec3 wood = mix(vec3(0.016, 0.036, 0.012), vec3(0.055, 0.085, 0.022), 0.45 * crowns + 0.25 * leaves + 0.3 * stands);
    vec2 plot = floor(p / 26.0 + 0.7 * vec2(noise2(p * 0.02), noise2(p * 0.02 + 5.0)));
    vec3 field = mix(vec3(0.070, 0.110, 0.026), vec3(0.150, 0.150, 0.050), hash21(plot)) * (0.8 + 0.4 * leaves);
    s.albedo = mix(wood, field, smoothstep(0.35, 0.7, f.color.r));
    s.normal = normalize(f.normal + vec3(crowns - 0.5, 0.0, leaves - 0.5) * 0.5 * f.color.g);
    s.roughness = 0.9;
    s.reflectance = 0.012;
    s.occlusion = f.color.b * (0.5 + 0.5 * crowns);
    s.wrap = 0.25;
    // The river: a smooth dark band along the valley's axis that mirrors the sky.
    float axis = -190.0 + 0.10 * p.y + 130.0 * sin(p.y / 900.0) + 18.0 * sin(p.y / 140.0);
    float water = smoothstep(3.0, -3.0, abs(p.x - axis) - 34.0) * smoothstep(9.0, 5.0, f.position.y);
    s.albedo = mix(s.albedo, vec3(0.020, 0.040, 0.040), water);
    s.roughness = mix(s.roughness, 0.12, water);
    s.reflectance = mix(s.reflectance, 0.04, water);
    s.normal = normalize(mix(s.normal, vec3(0.0, 1.0, 0.0), water));
    s.occlusion = mix(s.occlusion, 1.0, water);
    return s;
}
