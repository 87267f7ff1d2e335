// A leathery evergreen leaf: dark and glossy above, pale below, yellow-green against the light.
// f.color: red the share of the sky seen through the crown, green the age (0 fresh).
Surface surface(Fragment f, Material m) {
    Surface s = plain(f, m);
    float open_sky = f.color.r;
    float age = clamp(f.color.g, 0.0, 1.0);
    bool under = !gl_FrontFacing;
    float season = 0.75 + 0.5 * hash11(f.seed * 91.7);
    vec3 fresh = vec3(0.046, 0.104, 0.015), old = vec3(0.014, 0.045, 0.012) * vec3(season, 1.0, 1.0);
    vec3 upper = mix(fresh, old, smoothstep(0.0, 0.45, age));
    // One leaf in a hundred is yellowing before it falls.
    upper = mix(upper, vec3(0.32, 0.20, 0.03), step(0.988, fract(age * 37.0 + f.seed * 11.0)));
    float near = smoothstep(9.0, 3.0, f.distance);
    float rib = smoothstep(0.16, 0.02, abs(f.uv.x)) * near;
    float veins = smoothstep(0.22, 0.06, abs(fract(f.uv.y * 9.0 - abs(f.uv.x) * 1.1) - 0.5)) * near;
    s.albedo = mix(upper, vec3(0.120, 0.165, 0.075), under ? 0.8 : 0.0) * (1.0 + 0.9 * rib + 0.30 * veins);
    // Far leaves are many to a pixel: their mean highlight is broad.
    s.roughness = mix(under ? 0.65 : mix(0.34, 0.40, age), 0.75, smoothstep(5.0, 20.0, f.distance));
    s.reflectance = mix(under ? 0.012 : 0.032, 0.010, smoothstep(1.5, 9.0, f.distance));
    s.occlusion = mix(0.10, 1.0, open_sky);
    s.transmission = mix(vec3(0.190, 0.310, 0.020), vec3(0.040, 0.115, 0.008), smoothstep(0.0, 0.5, age))
        * (1.0 - 0.5 * rib) * (1.0 - 0.35 * veins) * mix(0.45, 1.0, open_sky);
    s.wrap = 0.08;
    return s;
}
