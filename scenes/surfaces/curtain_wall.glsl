// A high-rise: uv in window cells, whole faces apart. Colour: concrete. Colour alpha: share of lit rooms.
// params0: radiance, seed. One in three is an office, whose floors are lit alike, the others are flats.
Surface surface(Fragment f, Material m) {
    Surface s = plain(f, m);
    vec2 cell = floor(f.uv), q = fract(f.uv), foot = fwidth(f.uv);
    float own = f.seed + m.params0.y;
    float office = step(0.66, hash11(own * 43.0 + 1.0));
    float r = hash31(vec3(cell, 31.0 * own));
    float again = fract(r * 57.3), third = fract(r * 911.7);
    float storey = hash21(vec2(cell.y, 7.0 + 13.0 * own)), stack = hash21(vec2(cell.x, 3.0 + 17.0 * own));
    float blur = smoothstep(0.4, 1.1, max(foot.x, foot.y));
    // the stairs: one column of small panes with a cold tube on every floor
    float stairs = step(stack, 0.09) * (1.0 - office);
    vec2 half_ = mix(vec2(0.22 + 0.14 * stack, 0.24 + 0.05 * hash11(own * 9.0)), vec2(0.46, 0.33), office);
    half_ = mix(half_, vec2(0.16, 0.30), stairs);
    vec2 d = abs(q - vec2(0.5, 0.55));
    float glass = mix(step(d.x, half_.x) * step(d.y, half_.y), 4.0 * half_.x * half_.y, blur);
    // flats are lit one by one, fewer the higher; of an office some floors, and one end of others
    float share = f.weight * (0.75 + 0.6 * stack) * (1.0 - 0.25 * smoothstep(4.0, 24.0, cell.y));
    float end = step(0.5, fract(cell.x / 7.0 + storey));
    share = mix(share, step(1.0 - 0.55 * f.weight, storey) * 0.9 + 0.22 * end * f.weight, office);
    float lit = mix(step(1.0 - share, r), share, blur);
    lit = mix(lit, 0.9, stairs);
    vec3 hue = again < 0.50 ? vec3(1.0, 0.42, 0.13) : again < 0.75 ? vec3(1.0, 0.62, 0.30)
             : again < 0.94 ? vec3(0.88, 0.86, 0.78) : vec3(0.40, 0.62, 1.0);
    hue = mix(hue, mix(vec3(0.80, 0.90, 1.0), vec3(1.0, 0.78, 0.48), step(0.55, storey)), office);
    hue = mix(hue, vec3(0.70, 0.85, 0.80), stairs);
    hue = mix(hue, vec3(1.0, 0.60, 0.30), 0.6 * blur * (1.0 - office));
    float drawn = step(q.y, 0.5 + 0.5 * third) * (0.5 + 0.5 * step(abs(q.x - 0.5), 0.08 + 0.4 * again));
    float level = mix(0.12 + 0.9 * third * third, 0.34, max(blur, 0.6 * office)) * mix(0.35 + 0.65 * drawn, 0.7, blur);
    level = mix(level, 0.16, stairs);
    s.emission = hue * level * lit * glass * m.params0.x * 1.5;
    // slabs in pale bands, and every twelfth storey a dark one for plant
    float band = 1.0 - smoothstep(0.05, 0.12, q.y) * smoothstep(1.0, 0.93, q.y);
    float plant = step(11.0, mod(cell.y + floor(9.0 * hash11(own)), 12.0));
    s.emission *= 1.0 - plant;
    s.albedo *= (0.86 + 0.2 * storey + 0.35 * band * (1.0 - blur)) * (1.0 - 0.65 * glass) * (1.0 - 0.5 * plant);
    s.roughness = mix(0.8, 0.15, glass);
    return s;
}
