// Our hill, the valley and the ridges: woods (f.color.g) against fields (f.color.r), hollows in f.color.b.
Surface surface(Fragment f, Material m) {
    Surface s = plain(f, m);
    vec2 p = f.position.xz;
    float pixel = f.distance * 0.0016;
    float crowns = mix(noise2(p * 0.22), 0.5, smoothstep(0.6, 2.2, pixel));
    float leaves = mix(noise2(p * 0.9), 0.5, smoothstep(0.3, 1.0, pixel));
    float stands = noise2(p * 0.013 + f.position.y * vec2(0.014, -0.012));
    float groves = mix(noise2(p * 0.045 + f.position.y * vec2(0.04, -0.05)), 0.5, smoothstep(3.0, 10.0, pixel));
    vec3 wood = mix(vec3(0.010, 0.030, 0.014), vec3(0.040, 0.072, 0.020),
                    clamp(0.3 * crowns + 0.15 * leaves + 0.35 * stands + 0.3 * groves - 0.05, 0.0, 1.0));
    wood *= 0.35 + 0.8 * crowns + 0.6 * (groves - 0.5) + 0.5 * (stands - 0.5);
    vec2 plot = floor(p / 26.0 + 0.7 * vec2(noise2(p * 0.02), noise2(p * 0.02 + 5.0)));
    vec3 field = mix(vec3(0.038, 0.082, 0.016), vec3(0.095, 0.110, 0.030), hash21(plot)) * (0.8 + 0.4 * leaves);
    s.albedo = mix(wood, field, smoothstep(0.35, 0.7, f.color.r));
    s.normal = normalize(f.normal + vec3(crowns + groves - 1.0, 0.0, leaves + groves - 1.0) * 0.35 * f.color.g);
    s.roughness = 0.9;
    s.reflectance = 0.012;
    s.occlusion = f.color.b * (0.5 + 0.5 * crowns);
    s.wrap = 0.25;
    // Clear air scatters blue light towards us before the haze takes over.
    s.emission = vec3(0.000, 0.150, 0.200) * (1.0 - exp(-f.distance / 2600.0)) * (0.65 + 0.45 * stands + 0.25 * groves);
    // The river, params: a smooth dark band along the valley that mirrors the sky.
    float middle = m.params0.x + m.params0.y * p.y + m.params0.z * sin(p.y / m.params0.w) + 16.0 * sin(p.y / 140.0);
    float water = (1.0 - smoothstep(-3.0, 3.0, abs(p.x - middle) - m.params1.x)) * (1.0 - smoothstep(8.0, 11.0, f.position.y));
    s.albedo = mix(s.albedo, vec3(0.020, 0.040, 0.040), water);
    s.roughness = mix(s.roughness, 0.12, water);
    s.reflectance = mix(s.reflectance, 0.04, water);
    s.normal = normalize(mix(s.normal, vec3(0.0, 1.0, 0.0), water));
    s.occlusion = mix(s.occlusion, 1.0, water);
    return s;
}
