// Dry-stone masonry in uneven courses. uv: metres along and up.
Surface surface(Fragment f, Material m) {
    Surface s = plain(f, m);
    float detail = smoothstep(60.0, 12.0, f.distance);
    vec2 p = f.uv + 0.05 * vec2(noise2(f.uv * 2.1), noise2(f.uv * 2.3 + 9.0));
    float course = floor(p.y / 0.23);
    float in_course = fract(p.y / 0.23);
    float width = 0.26 + 0.26 * hash11(course + 3.7);
    float along = p.x / width + hash11(course * 1.7) * 17.0;
    float stone = floor(along);
    // Joints lean, so no two stones are alike.
    float lean = (hash21(vec2(stone, course)) - 0.5) * 0.35 * (in_course - 0.5);
    vec2 q = vec2(fract(along + lean), in_course);
    vec2 edge = min(q, 1.0 - q) * vec2(width, 0.23);
    float gap = min(edge.x, edge.y);
    float joint = smoothstep(0.022, 0.006, gap) * detail;
    float tone = hash21(vec2(floor(along + lean), course) + 0.5);
    float grain = mix(0.5, noise2(f.uv * 19.0), smoothstep(16.0, 5.0, f.distance));
    vec3 grey = mix(vec3(0.115, 0.104, 0.092), vec3(0.300, 0.268, 0.225), 0.65 * tone + 0.35 * grain);
    grey = mix(grey, vec3(0.235, 0.150, 0.095), 0.35 * step(0.72, fract(tone * 5.3)));
    float moss = smoothstep(0.50, 0.68, noise2(f.uv * vec2(1.1, 1.7) + 4.0)) * (0.35 + 0.65 * joint);
    s.albedo = mix(grey, vec3(0.060, 0.085, 0.024), moss * 0.75);
    s.albedo = mix(s.albedo, vec3(0.030, 0.020, 0.014), joint * 0.85);
    vec3 across = normalize(cross(vec3(0.0, 1.0, 0.0), f.normal + vec3(1e-4, 0.0, 0.0)));
    vec2 round_off = (smoothstep(0.0, 0.30, q) - smoothstep(0.70, 1.0, q)) * vec2(1.0) - 1.0;
    vec2 tilt = vec2(q.x < 0.5 ? -1.0 : 1.0, q.y < 0.5 ? -1.0 : 1.0) * -round_off;
    vec2 facet = vec2(fract(tone * 13.0), fract(tone * 29.0)) - 0.5;
    s.normal = normalize(f.normal + detail * (across * (0.45 * tilt.x + 0.35 * facet.x)
                                              + vec3(0.0, 1.0, 0.0) * (0.40 * tilt.y + 0.35 * facet.y)));
    s.roughness = 0.9;
    s.reflectance = 0.012;
    s.occlusion = 1.0 - 0.6 * joint;
    return s;
}
