// Dressed stone and render with analytic architectural up-light.
// uv: metres along the wall, metres above the row of fixtures. Colour alpha: level of the wash, 0 to 1 for 0 to 2.
// params0: wash gain, decay in metres, spacing of the fixtures in metres, world height of the wet line. params1.x: height
// of its courses of blocks in metres, 0 for render.
Surface surface(Fragment f, Material m) {
    Surface s = plain(f, m);
    float near = 1.0 - smoothstep(60.0, 220.0, f.distance);
    float grain = 0.5 * noise2(f.uv * vec2(0.7, 0.35) + f.position.y) + 0.25;
    if (near > 0.0) grain += near * (0.30 * noise2(f.uv * 3.1) + 0.18 * noise2(f.uv * vec2(9.0, 1.2) + 5.0) - 0.24);
    s.albedo *= 0.70 + 0.55 * grain;

    if (m.params1.x > 0.0 && near > 0.0) {
        // blocks in courses, a shade apart, with joints that hold the damp
        float row = floor(f.uv.y / m.params1.x);
        vec2 block = vec2(f.uv.x / (2.1 * m.params1.x) + 0.37 * mod(row * 1.7, 3.0), f.uv.y / m.params1.x), q = abs(fract(block) - 0.5);
        vec2 foot = fwidth(block);
        float sharp = near * (1.0 - smoothstep(0.2, 0.7, max(foot.x, foot.y)));
        float joint = max(smoothstep(0.470, 0.495, q.x), smoothstep(0.445, 0.485, q.y));
        s.albedo *= 1.0 + sharp * (0.55 * hash21(floor(block) + 3.0) - 0.28 - 0.5 * joint);
        float seep = smoothstep(0.5, 0.8, noise2(f.uv * vec2(0.55, 0.10) + 9.0));
        s.albedo *= 1.0 - 0.35 * seep;
        s.roughness = mix(s.roughness, 0.34, seep);
    }
    float above_water = f.position.y - m.params0.w;
    if (above_water < 2.0) {
        // weed to where the water rises, and below it a dark band that every ripple wets anew
        float lap = 0.09 * noise2(f.position.xz * 1.7 + vec2(0.4, -0.5) * scene_time()) + 0.12 * grain;
        float wet = 1.0 - smoothstep(0.16, 0.26, above_water - lap), damp = 1.0 - smoothstep(0.2, 1.3, above_water);
        s.albedo *= mix(vec3(1.0), vec3(0.50, 0.60, 0.44) * (0.8 + 0.4 * noise2(f.uv * vec2(1.3, 4.0))), damp);
        s.albedo *= mix(1.0, 0.38, wet);
        s.roughness = mix(mix(s.roughness, 0.5, damp), 0.18, wet);
    }

    // Each fixture throws a scallop that widens as it climbs; a weak even tail comes from the street.
    float climb = max(f.uv.y, 0.0);
    float aside = (fract(f.uv.x / m.params0.z + 0.5) - 0.5) * m.params0.z;
    float lamp = hash21(vec2(floor(f.uv.x / m.params0.z + 0.5), 7.0));
    float spread = 0.28 + 0.42 * climb;
    float scallop = exp(-aside * aside / (spread * spread)) * exp(-climb / m.params0.y) * (0.75 + 0.5 * lamp);
    float level = 2.0 * f.weight * (scallop + 0.11 * exp(-climb / (3.0 * m.params0.y)));
    // every building has its own lamps: from sodium to a cool white
    float tone = clamp(0.7 * lamp + 1.5 * (f.seed - 0.45), 0.0, 1.6);
    vec3 warm = mix(vec3(1.0, 0.44, 0.13), vec3(1.0, 0.66, 0.36), tone);
    // brightest at the foot of each wash, hardly anything above its reach
    s.emission = s.albedo * warm * level * (1.0 + 0.5 * exp(-climb / 0.9)) * m.params0.x;
    return s;
}
