// A whole crown as one skin: the leaves are speckle, finer than a few pixels they fade into their mean.
Surface surface(Fragment f, Material m) {
    Surface s = plain(f, m);
    float open_sky = f.color.r;
    float detail = smoothstep(120.0, 15.0, f.distance);
    float clumps = noise3(f.local * 4.5 + f.seed * 31.0);
    // Two stretched noises cross like leaves lying both ways.
    vec3 q = f.local * 11.0 + f.seed * 57.0;
    float speckle = mix(0.5, abs(noise3(q * vec3(2.6, 1.0, 1.3)) - noise3(q * vec3(0.9, 1.5, 2.4) + 9.0)) * 1.9, detail);
    float tone = (0.35 + 0.75 * clumps) * (0.15 + 1.7 * speckle);
    vec3 green = mix(vec3(0.012, 0.034, 0.010), vec3(0.040, 0.080, 0.016), clumps * clumps);
    s.albedo = green * mix(vec3(1.0), f.color.ggg * 2.0, 0.5) * (0.5 + tone);
    s.normal = normalize(f.normal + 0.9 * (vec3(clumps, speckle, fract(clumps * 7.0)) - 0.5) * vec3(1.0, 1.4, 1.0));
    s.roughness = 0.8;
    s.reflectance = 0.01;
    s.occlusion = mix(0.16, 1.0, open_sky) * (0.55 + 0.45 * tone);
    s.transmission = vec3(0.040, 0.060, 0.005) * tone;
    s.wrap = 0.1;
    return s;
}
