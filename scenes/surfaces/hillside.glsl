// Wooded slopes seen from afar: undergrowth, soil, granite where it is steep, and the bumps of crowns too far to draw.
// Colour: light that hollows and crests get of the sky. Colour alpha: 1 woods, 0 terraced fields.
vec4 crowns(vec3 p) {
    // value noise in space, so that no slope draws it out, and its gradient
    vec3 i = floor(p), f = fract(p), u = f * f * (3.0 - 2.0 * f), d = 6.0 * f * (1.0 - f);
    vec2 o = vec2(0.0, 1.0);
    float a = hash31(i), b = hash31(i + o.yxx), c = hash31(i + o.xyx), e = hash31(i + o.yyx);
    float g = hash31(i + o.xxy), h = hash31(i + o.yxy), k = hash31(i + o.xyy), l = hash31(i + o.yyy);
    float xy = a - b - c + e, xyz = -xy + g - h - k + l;
    float x = b - a, y = c - a, z = g - a, yz = a - c - g + k, zx = a - b - g + h;
    return vec4(a + x * u.x + y * u.y + z * u.z + xy * u.x * u.y + yz * u.y * u.z + zx * u.z * u.x + xyz * u.x * u.y * u.z,
                d * (vec3(x, y, z) + u.yzx * vec3(xy, yz, zx) + u.zxy * vec3(zx, xy, yz) + xyz * u.yzx * u.zxy));
}

Surface surface(Fragment f, Material m) {
    Surface s = plain(f, m);
    // the plan, sheared by height: on a steep slope it would be drawn out into curtains
    vec2 plan = f.position.xz + f.position.y * vec2(0.83, -0.67);
    float patch_ = noise2(plan * 0.012 + 5.0);
    float stand = noise2(plan * 0.05);
    vec3 wood = mix(vec3(0.022, 0.036, 0.018), vec3(0.066, 0.072, 0.024), 0.5 * patch_ + 0.5 * stand);
    float bare = smoothstep(0.76, 0.60, f.normal.y) * smoothstep(0.40, 0.55, noise2(plan * 0.11));
    vec3 rock = vec3(0.105, 0.095, 0.085);
    float near = 1.0 - smoothstep(70.0, 240.0, f.distance);
    if (near > 0.0) {
        // grass, litter and stones; beds and cracks in bare rock
        float tufts = noise2(plan * 1.7), blades = noise2(plan * 6.0 + tufts);
        wood *= 1.0 + near * (0.9 * tufts + 0.7 * blades - 0.85);
        wood = mix(wood, vec3(0.085, 0.066, 0.042), 0.5 * near * smoothstep(0.55, 0.75, noise2(plan * 0.31 + 9.0)));
        float beds = noise2(vec2(f.position.y * 0.9 + 2.0 * patch_, (plan.x + plan.y) * 0.11));
        rock *= 1.0 + near * (1.1 * beds + 0.5 * tufts - 0.8);
    }
    // Crowns 7 m wide, twice that each time they would shrink below a few pixels; sizes blend, they do not grow.
    float level = max(log2(f.distance / 900.0), 0.0);
    float size = 7.0 * exp2(floor(level));
    vec4 n = mix(crowns(f.position / size), crowns(f.position / (2.0 * size) + 17.0), fract(level));
    float dome = smoothstep(0.22, 0.78, n.x);
    float grown = 1.0 - 0.6 * near;   // up close the trees themselves stand there
    s.normal = normalize(f.normal - n.yzw * 0.42 * grown * (1.0 - 0.5 * bare));
    s.occlusion = mix(1.0, 0.42 + 0.58 * dome, grown);
    wood *= mix(0.9, 0.60 + 0.66 * dome, grown);
    s.albedo = mix(wood, rock, 0.62 * bare) * f.color * 2.3;
    s.roughness = 0.95;
    s.reflectance = 0.012;
    s.wrap = 0.35;
    float field = 1.0 - f.weight;
    if (field > 0.02) {
        // terraces follow the contours: a bank of grass, then rice, straw or a flooded paddy
        float rise = f.position.y / 1.9 + 0.6 * noise2(f.position.xz * 0.021), foot = fwidth(rise);
        vec2 parcel = floor(vec2(dot(f.position.xz, vec2(0.8, 0.6)) / 34.0, rise));
        float crop = hash21(parcel), bank = smoothstep(0.30, 0.18, fract(rise)) * (1.0 - smoothstep(0.5, 1.2, foot));
        vec3 c = crop < 0.45 ? vec3(0.085, 0.125, 0.030) : crop < 0.68 ? vec3(0.150, 0.140, 0.050) : vec3(0.060, 0.085, 0.030);
        float water = step(0.72, crop) * (1.0 - bank) * smoothstep(0.45, 0.6, field);
        float path = smoothstep(0.035, 0.02, abs(fract(dot(f.position.xz, vec2(0.8, 0.6)) / 34.0) - 0.5));
        c = mix(c * (0.8 + 0.4 * stand), vec3(0.16, 0.14, 0.10), 0.7 * path * (1.0 - water));
        c = mix(c, vec3(0.028, 0.040, 0.016), 0.8 * bank);
        float share = smoothstep(0.25, 0.6, field + 0.3 * (patch_ - 0.5));
        s.albedo = mix(s.albedo, mix(c, vec3(0.030, 0.042, 0.050), water) * f.color * 1.8, share);
        s.normal = normalize(mix(s.normal, mix(f.normal, vec3(0.0, 1.0, 0.0), water), share));
        s.occlusion = mix(s.occlusion, 0.9, share);
        s.roughness = mix(s.roughness, mix(0.9, 0.28, water), share);
        s.reflectance = mix(s.reflectance, mix(0.02, 0.012, water), share);
    }
    return s;
}
