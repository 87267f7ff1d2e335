// A street by night: asphalt in pools of lamp light, footways, cars as points of light. uv: metres along, and across
// from -1 to 1. Colour alpha: traffic. params0: metres from lamp to lamp, radiance of the pools, half width in metres.
Surface surface(Fragment f, Material m) {
    Surface s = plain(f, m);
    float across = abs(f.uv.y), along = f.uv.x;
    float walk = smoothstep(0.66, 0.70, across);
    float grain = noise2(f.position.xz * 0.9);
    s.albedo = mix(vec3(0.045, 0.045, 0.05), vec3(0.13, 0.12, 0.11), walk) * (0.75 + 0.5 * grain);
    s.roughness = mix(0.32, 0.75, walk);
    // lamps stand on alternate sides
    float k = along / m.params0.x, side = mod(floor(k + 0.5), 2.0) * 2.0 - 1.0;
    vec2 off = vec2((fract(k + 0.5) - 0.5) * m.params0.x, (f.uv.y - 0.8 * side) * m.params0.z);
    float pool = 1.0 / (1.0 + dot(off, off) / 14.0);
    s.emission = vec3(1.0, 0.50, 0.19) * (s.albedo + 0.02) * pool * pool * m.params0.y;
    if (f.weight > 0.05) {
        // a car in each slot of the lane, or none: the left lane comes, the right lane goes
        float lane = f.uv.y < 0.0 ? -1.0 : 1.0;
        float run = (along + lane * scene_time() * 8.0) / 26.0;
        float there = step(hash21(vec2(floor(run), 3.0 + lane)), 0.7 * f.weight);
        vec2 d = vec2((fract(run) - 0.5) * 26.0, (across - 0.33) * m.params0.z);
        float foot = max(fwidth(along), 0.35);
        float spot = exp(-dot(d, d) / (foot * foot)) * there;
        s.emission += (lane < 0.0 ? vec3(1.0, 0.86, 0.62) * 2.4 : vec3(1.0, 0.06, 0.02) * 1.5) * spot;
    }
    return s;
}
