// Grey, nearly smooth bark with rings, lichen and a green foot. uv: metres round and along the branch.
Surface surface(Fragment f, Material m) {
    Surface s = plain(f, m);
    float detail = smoothstep(14.0, 4.0, f.distance);
    float grain = mix(0.5, noise2(f.uv * vec2(60.0, 24.0)), detail);
    float rings = mix(0.5, noise2(vec2(f.uv.x * 8.0, f.uv.y * 70.0)), detail);
    float lichen = smoothstep(0.55, 0.70, noise3(f.local * 7.0 + f.seed * 19.0));
    vec3 wood = mix(vec3(0.085, 0.066, 0.050), vec3(0.190, 0.165, 0.140), 0.6 * grain + 0.4 * rings);
    s.albedo = mix(wood, vec3(0.27, 0.29, 0.22), lichen * 0.6);
    s.albedo = mix(s.albedo, vec3(0.055, 0.075, 0.025), 0.6 * smoothstep(0.35, 0.0, f.local.y));
    s.roughness = 0.85;
    s.occlusion = mix(0.12, 1.0, f.color.r);
    return s;
}
