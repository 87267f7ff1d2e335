// Bamboo: split and woven where params0.x is 1, else poles with joints. uv: metres round and along.
Surface surface(Fragment f, Material m) {
    Surface s = plain(f, m);
    float detail = smoothstep(5.0, 1.5, f.distance);
    vec3 tan_skin = vec3(0.600, 0.430, 0.180), old = vec3(0.330, 0.205, 0.080);
    if (m.params0.x > 0.5) {
        vec2 cell = f.uv / 0.016;
        float over = mod(floor(cell.x) + floor(cell.y), 2.0);
        vec2 q = abs(fract(cell) - 0.5) * 2.0;
        float strip = over > 0.5 ? q.x : q.y;
        float bulge = mix(0.72, 1.0 - 0.75 * strip * strip, detail);
        s.albedo = mix(old, tan_skin, 0.35 + 0.45 * hash21(floor(cell * vec2(0.5, 1.0)))) * bulge * f.color;
        s.occlusion = 0.35 + 0.65 * bulge;
    } else {
        float joint = smoothstep(0.05, 0.0, abs(fract(f.uv.y / 0.27) - 0.5));
        s.albedo = mix(tan_skin, vec3(0.230, 0.215, 0.085), noise2(f.uv * vec2(30.0, 3.0))) * (1.0 - 0.4 * joint) * f.color;
    }
    s.roughness = 0.45;
    return s;
}
