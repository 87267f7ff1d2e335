// A glazed sash with a room behind it, drawn by intersecting the view ray with the room's box.
// uv: 0 to 1 over the pane. Colour: seed, light in the room, warmth. params0: room width, height, depth, radiance.
vec3 window_hue(float warmth, float seed) {
    // candle to daylight, and the restless blue of a screen
    float screen = 0.7 + 0.5 * noise2(vec2(scene_time() * 2.3, seed * 91.0));
    return warmth < 0.34 ? vec3(1.0, 0.37, 0.09) : warmth < 0.62 ? vec3(1.0, 0.50, 0.17)
         : warmth < 0.80 ? vec3(1.0, 0.66, 0.34) : warmth < 0.92 ? vec3(0.90, 0.82, 0.66) : vec3(0.30, 0.52, 1.0) * screen;
}

vec3 window_room(Fragment f, vec3 size, float seed, float warmth) {
    vec3 side = normalize(cross(vec3(0.0, 1.0, 0.0), f.normal) + vec3(1e-5, 0.0, 0.0));
    vec3 ray = vec3(-dot(f.view, side), -f.view.y, max(dot(f.view, f.normal), 0.05));
    vec3 start = vec3(f.uv * size.xy, 0.0);
    vec3 wall = vec3(ray.x > 0.0 ? size.x : 0.0, ray.y > 0.0 ? size.y : 0.0, size.z);
    vec3 reach = (wall - start) / (ray + vec3(1e-4));
    float hit = min(min(abs(reach.x), abs(reach.y)), reach.z);
    vec3 p = (start + ray * hit) / size;
    vec3 paint = mix(vec3(0.90, 0.80, 0.66), vec3(0.75, 0.52, 0.40), hash11(seed * 37.0));
    float k = hash11(seed * 23.0 + 1.0);
    // a pendant, a wall lamp or a standard lamp, never in the same place
    vec3 lamp = vec3(0.22 + 0.56 * hash11(seed * 29.0), k < 0.5 ? 0.90 : k < 0.75 ? 0.62 : 0.42, 0.25 + 0.6 * hash11(seed * 41.0));
    float bulb = length((p - lamp) * vec3(1.0, 1.3, 0.8));
    vec3 c = paint * (0.22 + 1.05 * exp(-2.6 * bulb)) + vec3(1.0) * smoothstep(0.16, 0.05, bulb);
    if (hit == abs(reach.y) && ray.y < 0.0) c *= 0.4;
    if (p.z > 0.97) {
        vec2 at = p.xy * vec2(3.0, 2.0) + hash11(seed * 19.0);
        vec2 q = abs(fract(at) - 0.5);
        float hung = step(q.x, 0.3) * step(q.y, 0.34) * step(0.35, hash31(vec3(floor(at), seed * 7.0)));
        c *= 1.0 - 0.55 * hung * step(0.3, p.y);
        c *= 1.0 - 0.6 * step(p.y, 0.28 + 0.3 * step(0.6, k)) * step(abs(p.x - k), 0.3);   // a chest, a wardrobe
    }
    // somebody at home, now and then
    vec2 who = vec2((f.uv.x - 0.25 - 0.5 * hash11(seed * 67.0)) * size.x, f.uv.y * size.y);
    float figure = max(step(abs(who.x), 0.22) * step(who.y, 1.05), step(length(who - vec2(0.0, 1.22)), 0.13));
    c *= 1.0 - 0.85 * figure * step(0.90, hash11(seed * 71.0));
    float curtain = hash11(seed * 13.0 + 2.0) * 0.46;
    float edge = hash11(seed * 17.0) < 0.25 ? f.uv.x : min(f.uv.x, 1.0 - f.uv.x);   // one of two stays undrawn
    vec3 cloth = mix(vec3(0.58, 0.48, 0.36), vec3(0.52, 0.26, 0.20), step(0.7, hash11(seed * 83.0)));
    cloth = mix(cloth, vec3(0.36, 0.46, 0.44), step(0.85, hash11(seed * 83.0)));
    c = mix(c, cloth * (0.50 + 0.22 * sin(f.uv.x * 60.0)), smoothstep(curtain, curtain - 0.03, edge) * 0.88);
    float blind = 0.25 + 0.55 * hash11(seed * 3.0 + 5.0);
    if (hash11(seed * 5.0 + 9.0) > 0.72) c = mix(c, vec3(0.58, 0.50, 0.40) * (0.8 + 0.25 * step(0.5, fract(f.uv.y * 22.0))), step(blind, f.uv.y) * 0.9);
    return c * window_hue(warmth, seed) * (0.30 + 0.95 * hash11(seed * 51.0 + 4.0));
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
                                       : window_hue(f.color.b, seed) * (0.14 + 0.42 * hash11(seed * 51.0 + 4.0));
        glass += room * f.color.g * m.params0.w;
    }
    s.emission = glass * (1.0 - frame);
    s.albedo = mix(vec3(0.01), vec3(0.05, 0.045, 0.04), frame);
    s.roughness = mix(0.08, 0.6, frame);
    s.reflectance = 0.05;
    return s;
}
