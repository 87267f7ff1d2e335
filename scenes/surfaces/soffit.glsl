// The underside of an arch over water: washed stone, and light thrown up by the ripples.
// uv: metres round the arch, metres above the row of fixtures. params0: wash gain, decay in metres, caustic gain,
// metres of a cell of the net. params1: half the arch's width, where lines of light run along its edges.
float net(vec2 p, float soft) {
    // caustics are the folds of a bent sheet of light: a net of cells whose corners wander, drawn out and folded over
    float t = scene_time();
    vec2 bend = vec2(noise2(p * 0.9 + vec2(0.0, 0.31 * t)), noise2(p * 0.9 + vec2(7.3, -0.27 * t))) - 0.5;
    p += 1.5 * bend;
    vec2 cell = floor(p), at = p - cell;
    float first = 8.0, second = 8.0;
    for (int y = -1; y <= 1; ++y)
        for (int x = -1; x <= 1; ++x) {
            vec2 next = vec2(x, y);
            float a = hash21(cell + next), b = fract(a * 57.31);
            vec2 corner = next + 0.5 + 0.42 * vec2(cos(6.2832 * (a + 0.21 * t)), sin(6.2832 * (b + 0.17 * t))) - at;
            float d = dot(corner, corner);
            second = min(second, max(first, d));
            first = min(first, d);
        }
    return exp(-(sqrt(second) - sqrt(first)) / soft) * (0.35 + 1.3 * first);
}

Surface surface(Fragment f, Material m) {
    Surface s = plain(f, m);
    float near = 1.0 - smoothstep(25.0, 60.0, f.distance);
    s.albedo *= 0.80 + 0.30 * noise2(f.position.xz * 0.9 + f.position.y) + 0.12 * noise2(f.position.xz * 4.1);
    // voussoirs: courses round the arch, broken joints along it
    vec2 stone = vec2(f.uv.x / 0.62, f.local.z / 1.25);
    stone.y += 0.5 * mod(floor(stone.x), 2.0);
    vec2 joint = min(fract(stone), 1.0 - fract(stone)) * vec2(0.62, 1.25);
    s.albedo *= 1.0 - near * (0.45 * smoothstep(0.030, 0.010, min(joint.x, joint.y)) + 0.16 * (hash21(floor(stone)) - 0.5));
    float climb = max(f.uv.y, 0.0);
    float wash = 2.0 * f.weight * 0.32 * exp(-climb / m.params0.y);
    wash += 0.55 * exp(-max(m.params1.x - abs(f.local.z), 0.0) / 0.8);
    float fade = 1.0 - smoothstep(40.0, 140.0, f.distance);
    float ripple = 0.0;
    if (fade > 0.0) {
        // the farther from the water the wider and softer the folds, and the fainter; the lamps stand at the arch's faces
        float far_off = clamp(climb / 11.0, 0.0, 1.0);
        vec2 p = vec2(f.uv.x, f.local.z * 0.62) / m.params0.w;
        float fine = net(p, mix(0.07, 0.16, far_off));
        float patches = smoothstep(0.15, 0.75, noise2(vec2(f.uv.x, f.local.z) * 0.45 + vec2(0.13, -0.11) * scene_time()));
        ripple = fade * fine * (0.25 + 0.9 * patches) * mix(1.0, 0.28, far_off);
    }
    s.emission = s.albedo * vec3(1.0, 0.58, 0.25) * (wash * m.params0.x + ripple * m.params0.z);
    return s;
}
