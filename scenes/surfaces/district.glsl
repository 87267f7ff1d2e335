// Houses of a town seen from afar. Walls: uv in bays and storeys, colour alpha the share of lit rooms, 0.1 to 0.8.
// Roofs have alpha 0 and uv in metres; edges that some houses light have alpha 1. params0: radiance, street light.
Surface surface(Fragment f, Material m) {
    Surface s = plain(f, m);
    float own = f.seed;
    s.roughness = 0.85;
    if (f.weight > 0.9) {
        vec3 hue = hash11(own * 91.0) < 0.6 ? vec3(1.0, 0.52, 0.18) : vec3(0.95, 0.74, 0.50);
        s.emission = hue * step(0.80, hash11(own * 57.0 + 3.0)) * m.params0.x * 0.9;
        return s;
    }
    if (f.weight < 0.05) {
        // rows of tiles on slopes, stained concrete on flats
        float slope = step(f.normal.y, 0.97) * step(0.2, f.normal.y);
        float rows = fract(f.uv.x / 0.45), foot = fwidth(f.uv.x / 0.45);
        float tiles = 0.72 + 0.5 * mix(abs(rows - 0.5), 0.25, smoothstep(0.3, 0.9, foot));
        s.albedo *= mix(0.7 + 0.5 * noise2(f.position.xz * 0.35), tiles, slope);
        return s;
    }
    vec2 cell = floor(f.uv), q = fract(f.uv), foot = fwidth(f.uv);
    float face = dot(floor(f.normal * 2.5 + 0.5), vec3(1.0, 3.0, 7.0));
    float r = hash31(vec3(cell, 3.0 + 61.0 * own + face));
    float again = fract(r * 57.3), third = fract(r * 911.7);
    float ground = step(cell.y, 0.5);
    // one face of a house in three is all kitchens: small panes; the ground floor is glazed for shops on some
    float shop = ground * step(0.55, hash11(own * 31.0));
    vec2 half_ = mix(vec2(0.18 + 0.16 * hash11(own * 7.0 + face), 0.22 + 0.10 * hash11(own * 3.0)), vec2(0.44, 0.34), shop);
    vec2 d = abs(q - vec2(0.5, 0.52));
    float glass = step(d.x, half_.x) * step(d.y, half_.y) * (1.0 - 0.9 * step(d.x, 0.025));
    float blur = smoothstep(0.4, 1.1, max(foot.x, foot.y));
    glass = mix(glass, 3.4 * half_.x * half_.y, blur);
    float share = clamp(f.weight * (0.35 + 1.1 * hash11(own * 13.0 + 0.37)), 0.04, 0.85);
    float lit = mix(step(1.0 - mix(share, 0.8, shop), r), share, blur);
    vec3 hue = again < 0.52 ? vec3(1.0, 0.42, 0.13) : again < 0.76 ? vec3(1.0, 0.60, 0.27)
             : again < 0.93 ? vec3(0.92, 0.86, 0.74) : vec3(0.42, 0.62, 1.0);
    hue = mix(hue, vec3(1.0, 0.52, 0.22), blur * 0.8);
    // curtains drawn half way, a blind, a lamp to one side
    float drawn = step(abs(q.x - 0.5 - 0.4 * (third - 0.5)), 0.10 + 0.4 * again);
    float level = (0.10 + 0.95 * third * third) * mix(0.55 + 0.6 * drawn, 0.85, blur) + 0.55 * shop;
    s.emission = hue * level * lit * glass * m.params0.x;
    float above = max(f.uv.y * 3.1, 0.0);
    vec3 lamp = hash11(own * 17.0) < 0.7 ? vec3(1.0, 0.50, 0.18) : vec3(1.0, 0.74, 0.44);
    float scallop = 0.55 + 0.45 * cos(f.uv.x * 1.3 + 20.0 * own);
    s.emission += s.albedo * lamp * exp(-above / 3.4) * scallop * m.params0.y;
    // sills and slab edges cast a line of shade; glass is dark where no light is
    s.albedo *= (1.0 - 0.75 * glass) * mix(1.0 - 0.35 * step(0.93, q.y), 0.95, blur);
    s.roughness = mix(0.85, 0.2, glass * (1.0 - blur));
    return s;
}
