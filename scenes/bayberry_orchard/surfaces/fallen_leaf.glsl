// Fallen leaves, from wet brown to straw by the green of their colour.
Surface surface(Fragment f, Material m) {
    Surface s = plain(f, m);
    vec3 brown = vec3(0.085, 0.042, 0.020), straw = vec3(0.300, 0.185, 0.075), rust = vec3(0.230, 0.085, 0.028);
    s.albedo = mix(mix(brown, rust, smoothstep(0.1, 0.5, f.color.g)), straw, smoothstep(0.6, 1.0, f.color.g));
    s.roughness = 0.6;
    s.transmission = s.albedo * 0.3;
    return s;
}
