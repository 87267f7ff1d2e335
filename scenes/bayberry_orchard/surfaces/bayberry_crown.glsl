// The inside of a bough: foliage in shade, its leaves as speckle that fades into its mean with distance.
// f.color.r: the share of the sky seen through the crown.
Surface surface(Fragment f, Material m) {
    Surface s = plain(f, m);
    float detail = smoothstep(150.0, 15.0, f.distance);
    float clumps = noise3(f.local * 4.5 + f.seed * 31.0);
    // Two stretched noises cross like leaves lying both ways.
    vec3 q = f.local * 9.0 + f.seed * 57.0;
    float speckle = mix(0.5, abs(noise3(q * vec3(2.6, 1.0, 1.3)) - noise3(q * vec3(0.9, 1.5, 2.4) + 9.0)) * 1.9, detail);
    float tone = (0.4 + 0.6 * clumps) * (0.15 + 1.7 * speckle);
    vec3 green = mix(vec3(0.012, 0.030, 0.011), vec3(0.032, 0.066, 0.016), clumps);
    s.albedo = green * (0.45 + tone);
    s.normal = normalize(f.normal + 1.2 * (vec3(clumps, speckle, fract(clumps * 7.0)) - 0.5) * vec3(1.0, 1.4, 1.0));
    s.roughness = 0.85;
    s.reflectance = 0.008;
    s.occlusion = mix(0.10, 0.9, f.color.r) * (0.4 + 0.6 * tone);
    s.transmission = vec3(0.016, 0.028, 0.003) * tone;
    return s;
}
