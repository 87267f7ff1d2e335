// A laid deck of narrow boards with dark caulking between, pegs at the butts, and the sheen of an oiled, damp surface.
// uv: metres along the boards and across them.
Surface surface(Fragment f, Material m) {
    Surface s = plain(f, m);
    const float WIDTH = 0.125, LENGTH = 2.6;
    float row = floor(f.uv.y / WIDTH);
    float start = f.uv.x / LENGTH + 0.37 * row + 0.2 * hash11(row + 3.0);
    float board = hash21(vec2(row, floor(start)));
    vec2 to_edge = vec2(min(fract(start), 1.0 - fract(start)) * LENGTH,
                        min(fract(f.uv.y / WIDTH), 1.0 - fract(f.uv.y / WIDTH)) * WIDTH);
    // seams are no thinner than a pixel, but paler
    vec2 pixel = max(fwidth(f.uv), vec2(1e-4));
    vec2 open = vec2(0.0022, 0.0045);
    vec2 seam = smoothstep(open + pixel, open * 0.4, to_edge) * min(open / pixel, 1.0);
    float dark = max(seam.x, seam.y);
    float near = 1.0 - smoothstep(8.0, 26.0, f.distance);
    float grain = near > 0.0 ? mix(0.5, noise2(vec2(f.uv.x * 2.1 + 41.0 * board, f.uv.y * 95.0)), near) : 0.5;
    float worn = noise2(f.uv * vec2(0.9, 1.7) + 5.0);
    s.albedo *= (0.62 + 0.55 * board) * (0.78 + 0.44 * grain) * (0.75 + 0.4 * worn);
    vec2 peg = vec2(to_edge.x - 0.045, fract(f.uv.y / WIDTH) * WIDTH - 0.5 * WIDTH);
    float plug = near * smoothstep(0.011, 0.008, length(peg));
    s.albedo *= 1.0 - 0.45 * plug;
    s.albedo = mix(s.albedo, vec3(0.006), dark);
    s.roughness = mix(0.30 + 0.22 * worn + 0.10 * grain, 0.75, dark);
    s.normal = normalize(f.normal + vec3(0.0, 0.0, 0.05 * (grain - 0.5) * near));
    return s;
}
