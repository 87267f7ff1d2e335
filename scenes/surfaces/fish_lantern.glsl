// A fish of oiled paper over bamboo hoops with a lamp inside: painted scales, a bright heart, darker hoops and rims.
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
    float scales = 1.0 - 0.45 * rim * near * (1.0 - fin);
    float hoops = 1.0 - 0.35 * (1.0 - fin) * near * smoothstep(0.03, 0.01, abs(fract(f.uv.x / 0.23) - 0.5) * 0.23);
    float rays = 1.0 - 0.30 * fin * near * (0.5 + 0.5 * cos(95.0 * f.uv.y));

    float t = scene_time();
    float flame = 1.0 + m.params0.z * (noise2(vec2(t * 2.3 + 61.0 * f.seed, f.seed * 8.0)) - 0.5);
    float heart = exp(-5.0 * f.uv.x * f.uv.x);
    float body = 0.30 + 2.1 * heart * (0.22 + 0.78 * facing * facing);
    float level = mix(body, 0.24 + 0.40 * (1.0 - f.weight), fin) * scales * hoops * rays;
    // thin paper lets the lamp's own colour through where it is brightest
    vec3 hue = mix(f.color, vec3(1.0, 0.46, 0.13), 0.35 * heart * facing * (1.0 - fin));
    s.emission = hue * level * flame * m.params0.x * (f.mirror ? m.params0.y : 1.0);
    s.albedo = f.color * 0.30;
    return s;
}
