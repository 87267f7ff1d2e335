// A shop or a café behind the arcade, seen into: the view ray is followed to the back wall, the side walls and the
// floor. uv: 0 to 1 over the bay. Colour: seed, light, hue of the sign. params0.x: radiance.
vec3 shop_wall(vec2 p, float trade, float seed, float side, float detail) {
    // shelves with goods, racks of clothes, or a café's panelling with pictures
    vec3 wood = vec3(0.55, 0.34, 0.18);
    if (trade < 0.40) {
        vec2 cell = p * (trade < 0.2 ? vec2(7.0, 6.0) : vec2(11.0, 5.0));
        vec2 q = fract(cell), id = floor(cell) + seed + side;
        float tall = 0.35 + 0.5 * hash21(id);
        float there = step(q.y, tall) * step(abs(q.x - 0.5), 0.28 + 0.16 * hash21(id + 7.0)) * step(0.14, hash21(id + 2.0));
        vec3 goods = mix(vec3(0.95, 0.72, 0.40), vec3(0.50, 0.16, 0.08), hash21(id + 4.0));
        goods = mix(goods, vec3(0.30, 0.42, 0.32), step(0.82, hash21(id + 9.0)));
        vec3 c = mix(wood * 0.30, goods * 0.8, there * 0.9);
        c = mix(c, vec3(0.9, 0.62, 0.34), smoothstep(0.90, 0.97, q.y) * 0.8);
        return mix(vec3(0.46, 0.32, 0.18), c, detail);
    }
    if (trade < 0.60) {
        float hem = 0.30 + 0.10 * hash11(floor(p.x * 16.0) + seed);
        vec3 cloth = mix(vec3(0.6, 0.5, 0.42), vec3(0.30, 0.07, 0.08), hash11(floor(p.x * 16.0) + seed + 3.0));
        float hung = step(hem, p.y) * step(p.y, 0.66) * step(0.08, fract(p.x * 16.0));
        return mix(vec3(0.72, 0.62, 0.50), cloth, hung * detail);
    }
    vec2 frame = abs(fract(p * vec2(3.0, 1.6) + vec2(seed, 0.25)) - 0.5);
    float picture = step(frame.x, 0.24) * step(frame.y, 0.26) * step(0.35, p.y);
    vec3 paint = mix(vec3(0.28, 0.38, 0.34), vec3(0.70, 0.46, 0.26), hash11(floor(p.x * 3.0 + seed) + 5.0));
    return mix(mix(wood * 0.55, vec3(0.70, 0.58, 0.42), step(0.32, p.y)), paint, picture * detail);
}

Surface surface(Fragment f, Material m) {
    Surface s = plain(f, m);
    vec2 q = f.uv;
    float seed = f.color.r * 91.0, foot = max(fwidth(q.x), fwidth(q.y));
    float detail = 1.0 - smoothstep(0.02, 0.09, foot);
    float trade = hash11(seed + 8.3);
    vec3 hue = trade < 0.35 ? vec3(1.0, 0.56, 0.24) : trade < 0.60 ? vec3(1.0, 0.72, 0.46) : vec3(1.0, 0.42, 0.13);
    // a room of one bay, 4.6 m high and 5 m deep
    vec3 side = normalize(cross(vec3(0.0, 1.0, 0.0), f.normal) + vec3(1e-5, 0.0, 0.0)), room = vec3(3.8, 4.6, 5.0);
    vec3 ray = vec3(-dot(f.view, side), -f.view.y, max(dot(f.view, f.normal), 0.05));
    vec3 wall = vec3(ray.x > 0.0 ? 1.0 : 0.0, ray.y > 0.0 ? 1.0 : 0.0, 1.0) * room;
    vec3 start = vec3(q * room.xy, 0.0), reach = (wall - start) / (ray + vec3(1e-4));
    float hit = min(min(abs(reach.x), abs(reach.y)), reach.z);
    vec3 p = (start + ray * hit) / room;
    vec3 c;
    float lamps = 0.38 + 1.0 * exp(-2.6 * length((p - vec3(0.5, 0.98, 0.45)) * vec3(0.9, 0.8, 0.7)));
    if (hit == abs(reach.y)) {
        c = ray.y < 0.0 ? vec3(0.30, 0.20, 0.12) * (0.8 + 0.3 * noise2(p.xz * 9.0)) : vec3(0.42);
        float tube = abs(fract(p.x * 2.0) - 0.5) + 0.6 * abs(fract(p.z * 2.0) - 0.5);
        if (ray.y > 0.0) c += 2.2 * smoothstep(0.16, 0.08, tube);
    } else {
        bool back = hit == reach.z;
        c = shop_wall(back ? p.xy : p.zy, trade, floor(seed), back ? 0.0 : 3.0 + ray.x, detail);
    }
    c *= lamps;
    // a counter and somebody at it, half way in
    float middle = (2.2 - start.z) / ray.z;
    vec2 at = (start.xy + ray.xy * middle) / room.xy;
    if (middle < hit) {
        float counter = step(at.y, 0.22) * step(abs(at.x - 0.5 - 0.3 * (trade - 0.5)), 0.30);
        c = mix(c, vec3(0.34, 0.19, 0.09) * (0.5 + 0.7 * smoothstep(0.0, 0.22, at.y)), counter * detail);
        vec2 who = (at - vec2(0.25 + 0.5 * hash11(seed + 1.0), 0.0)) * room.xy;
        float body = step(abs(who.x), 0.20 - 0.05 * smoothstep(1.1, 1.5, who.y)) * step(who.y, 1.48);
        float head = step(length((who - vec2(0.0, 1.62)) * vec2(1.0, 0.85)), 0.11);
        float there = step(0.40, hash11(seed + 3.0)) * detail * (1.0 - counter);
        c = mix(c, vec3(0.05, 0.04, 0.05), max(body, head) * there * 0.92);
        float shade = length((at - vec2(0.5 + 0.25 * (hash11(seed + 6.0) - 0.5), 0.62)) * vec2(4.6, 6.5));
        c += vec3(1.4) * smoothstep(0.5, 0.2, shade) * step(0.5, trade);   // a pendant over it
    }
    c *= hue;
    float pick = hash11(seed + 8.0);
    vec3 tube = pick < 0.55 ? vec3(1.0, 0.44, 0.14) : pick < 0.75 ? vec3(1.0, 0.13, 0.07) : pick < 0.9 ? vec3(0.22, 0.70, 0.62) : vec3(1.0, 0.72, 0.42);
    float board = step(0.68, q.y) * step(q.y, 0.80) * step(abs(q.x - 0.5), 0.40);
    vec2 glyph = vec2((q.x - 0.1) * 8.0, (q.y - 0.68) * 8.3);
    vec2 stroke = fract(glyph);
    float ink = step(0.45, noise2(glyph * vec2(5.0, 5.0) + seed)) * step(abs(stroke.x - 0.5), 0.38) * step(abs(stroke.y - 0.5), 0.36);
    c = mix(c, tube * (1.5 * mix(0.3, ink, detail)) + vec3(0.03, 0.02, 0.015), board);
    float door = abs(q.x - 0.5 - 0.18 * (trade - 0.5));
    float bars = step(0.485, abs(q.x - 0.5)) + step(0.975, q.y) + step(abs(q.y - 0.665), 0.010);
    bars += (step(abs(door - 0.13), 0.009) + step(door, 0.005) + step(q.y, 0.03)) * step(q.y, 0.665);
    bars += step(abs(abs(q.x - 0.5) - 0.33), 0.007) * step(q.y, 0.665);
    bars = mix(0.10, clamp(bars, 0.0, 1.0), detail);
    s.emission = mix(c, vec3(0.012), bars) * f.color.g * m.params0.x;
    s.albedo = vec3(0.05, 0.035, 0.025);
    s.roughness = mix(0.12, 0.5, bars);
    return s;
}
