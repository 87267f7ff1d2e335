// A glazed sash with a room behind it, drawn by intersecting the view ray with the room's box.
// uv: 0 to 1 over the pane. Colour: seed, light in the room, warmth. params0: room width, height, depth, radiance.
vec3 window_room(Fragment f, vec3 size, float seed, float warmth) {
    vec3 side = normalize(cross(vec3(0.0, 1.0, 0.0), f.normal) + vec3(1e-5, 0.0, 0.0));
    vec3 ray = vec3(-dot(f.view, side), -f.view.y, max(dot(f.view, f.normal), 0.05));
    vec3 start = vec3(f.uv * size.xy, 0.0);
    vec3 wall = vec3(ray.x > 0.0 ? size.x : 0.0, ray.y > 0.0 ? size.y : 0.0, size.z);
    vec3 reach = (wall - start) / (ray + vec3(1e-4));
    float hit = min(min(abs(reach.x), abs(reach.y)), reach.z);
    vec3 p = (start + ray * hit) / size;
    vec3 paint = mix(vec3(0.90, 0.80, 0.66), vec3(0.75, 0.52, 0.40), hash11(seed * 37.0));
    float bulb = length((p - vec3(0.5, 0.90, 0.5)) * vec3(1.0, 1.3, 0.8));
    vec3 c = paint * (0.30 + 0.95 * exp(-2.4 * bulb)) + vec3(1.0) * smoothstep(0.16, 0.05, bulb);
    if (hit == abs(reach.y) && ray.y < 0.0) c *= 0.4;
    if (p.z > 0.97) c *= 0.65 + 0.5 * step(0.5, hash31(vec3(floor(p.xy * vec2(3.0, 2.0)), seed * 7.0)));
    float curtain = hash11(seed * 13.0 + 2.0) * 0.42;
    float edge = min(f.uv.x, 1.0 - f.uv.x);
    c = mix(c, vec3(0.55, 0.46, 0.36) * (0.55 + 0.2 * sin(f.uv.x * 60.0)), smoothstep(curtain, curtain - 0.03, edge) * 0.85);
    float blind = 0.35 + 0.4 * hash11(seed * 3.0 + 5.0);
    if (hash11(seed * 5.0 + 9.0) > 0.78) c = mix(c, vec3(0.58, 0.50, 0.40), step(blind, f.uv.y) * 0.9);
    vec3 hue = warmth < 0.60 ? vec3(1.0, 0.37, 0.09) : warmth < 0.86 ? vec3(1.0, 0.54, 0.20)
             : warmth < 0.95 ? vec3(0.95, 0.78, 0.56) : vec3(0.50, 0.76, 1.0);
    return c * hue * (0.35 + 0.9 * hash11(seed * 51.0 + 4.0));
}

Surface surface(Fragment f, Material m) {
    Surface s = plain(f, m);
    float seed = f.color.r;
    vec2 foot = fwidth(f.uv);
    vec2 q = abs(f.uv - 0.5);
    float frame = max(smoothstep(0.440, 0.455, q.x), smoothstep(0.460, 0.472, q.y));
    frame = max(frame, max(smoothstep(0.030, 0.018, q.x), smoothstep(0.022, 0.012, abs(f.uv.y - 0.66))));
    frame = mix(frame, 0.22, smoothstep(0.10, 0.35, max(foot.x, foot.y)));
    vec3 glass = vec3(0.008, 0.009, 0.012);
    if (f.color.g > 0.1) {
        vec3 room = f.distance < 190.0 ? window_room(f, m.params0.xyz, seed, f.color.b)
                                       : vec3(1.0, 0.42, 0.13) * (0.22 + 0.34 * hash11(seed * 51.0 + 4.0));
        glass += room * f.color.g * m.params0.w;
    }
    s.emission = glass * (1.0 - frame);
    s.albedo = mix(vec3(0.01), vec3(0.05, 0.045, 0.04), frame);
    s.roughness = mix(0.08, 0.6, frame);
    s.reflectance = 0.05;
    return s;
}
