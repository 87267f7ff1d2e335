// The underside of an arch over water: washed stone, and light thrown up by the ripples.
// uv: metres along, metres above the row of fixtures. params0: wash gain, decay in metres, caustic gain, metres of a net's cell.
float net(vec2 p) {
    // bright where two drifting fields both pass their middle: thin lines that join and part
    float t = scene_time();
    vec2 bend = vec2(noise2(p * 0.7 + vec2(0.0, 0.23 * t)), noise2(p * 0.7 + vec2(7.3, -0.19 * t)));
    float a = noise2(p + 1.6 * bend + vec2(0.21, 0.13) * t), b = noise2(p * 1.3 - 1.4 * bend + vec2(-0.17, 0.24) * t + 3.1);
    float ridge = (1.0 - abs(2.0 * a - 1.0)) * (1.0 - abs(2.0 * b - 1.0));
    return smoothstep(0.35, 1.0, ridge);
}

Surface surface(Fragment f, Material m) {
    Surface s = plain(f, m);
    s.albedo *= 0.80 + 0.30 * noise2(f.position.xz * 0.9 + f.position.y) + 0.12 * noise2(f.position.xz * 4.1);
    float climb = max(f.uv.y, 0.0);
    float wash = 2.0 * f.weight * 0.32 * exp(-climb / m.params0.y);
    float fade = 1.0 - smoothstep(40.0, 140.0, f.distance);
    float ripple = fade > 0.0 ? fade * net(f.position.xz / m.params0.w) : 0.0;
    s.emission = s.albedo * vec3(1.0, 0.55, 0.22) * (wash * m.params0.x + ripple * m.params0.z);
    return s;
}
