// A fish of oiled paper over bamboo hoops with a lamp inside: thin paper that glows where the eye looks straight through
// to the flame and grows deep in colour to the rims, dark hoops and ribs, painted scales, mottled pulp.
// uv: metres along the body from its lamp, metres round it from the back. Colour: the paint. Colour alpha: 1 at the
// edge of a fin, 0 on the body. params0: radiance, gain in the mirror, flicker, size of a scale in metres.
Surface surface(Fragment f, Material m) {
    Surface s = plain(f, m);
    float facing = abs(dot(f.normal, f.view));
    float fin = smoothstep(0.02, 0.2, f.weight);
    float near = 1.0 - smoothstep(10.0, 30.0, f.distance);

    // rows of scales, each row shifted by half a scale; what is left of one is the arc of its rim
    vec2 cell = f.uv / m.params0.w;
    float row = floor(cell.x);
    vec2 q = vec2(fract(cell.x), fract(cell.y + 0.5 * mod(row, 2.0)) - 0.5);
    float rim = smoothstep(0.10, 0.02, abs(length(vec2(q.x - 0.05, 1.1 * q.y)) - 0.55));
    float scales = 1.0 - 0.42 * rim * near * (1.0 - fin);
    // bamboo behind the paper: hoops across and ribs along, which throw soft shadows on it
    float hoop = abs(fract(f.uv.x / 0.16) - 0.5) * 0.16, rib = abs(fract(f.uv.y / 0.12) - 0.5) * 0.12;
    float bamboo = 1.0 - (1.0 - fin) * near * (0.60 * smoothstep(0.018, 0.004, hoop) + 0.14 * smoothstep(0.014, 0.003, rib));
    float rays = 1.0 - 0.45 * fin * near * (0.5 + 0.5 * cos(95.0 * f.uv.y));
    float pulp = 1.0 + 0.5 * near * (noise2(f.uv * 38.0 + 17.0 * f.seed) - 0.5);

    float t = scene_time();
    float flame = 1.0 + m.params0.z * (noise2(vec2(t * 2.3 + 61.0 * f.seed, f.seed * 8.0)) - 0.5);
    float heart = exp(-4.2 * f.uv.x * f.uv.x);
    float through = facing * facing;
    float body = 0.10 + heart * (0.35 + 3.4 * through * through) + 0.26 * facing;
    float level = mix(body, 0.22 + 0.50 * (1.0 - f.weight), fin) * scales * bamboo * rays * pulp;
    // the paint soaks up light where it is seen edge on; before the flame its own colour comes through
    vec3 deep = f.color * mix(vec3(1.0), f.color, 0.6 * (1.0 - facing) * (1.0 - fin));
    vec3 hue = mix(deep, vec3(1.0, 0.50, 0.15), (0.16 + 0.50 * heart * through) * (1.0 - fin));
    s.emission = hue * level * flame * m.params0.x * (f.mirror ? m.params0.y : 1.0);
    s.albedo = f.color * 0.22;
    s.roughness = 0.85;
    s.reflectance = 0.02;
    return s;
}
