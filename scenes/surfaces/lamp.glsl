// Anything that simply shines: globes, flames, LED lines. Colour: hue. Colour alpha: its own level.
// Roughness: how much its cover scatters, 0 a clear tube with a hot core, 1 an opal globe.
// params0: radiance for the eye, gain in the mirror (the water must see the true lamp), flicker, and how far the hue
// gives way to the material's colour. params1: waves of light a metre along x and z, where they are, how deep they go.
Surface surface(Fragment f, Material m) {
    Surface s = plain(f, m);
    float t = scene_time();
    float flicker = 1.0 + m.params0.z * (noise2(vec2(t * 3.1 + 53.0 * f.seed, f.seed * 7.0)) - 0.5);
    float along = fract(dot(f.position.xz, m.params1.xy) - m.params1.z);
    float from_crest = min(along, 1.0 - along) / 0.08;
    flicker *= mix(1.0, exp(-0.5 * from_crest * from_crest), m.params1.w);
    vec3 hue = mix(f.color, m.base_color.rgb, m.params0.w);
    // near by one sees the source within its cover: hot in the middle, deep in hue at the rim
    float near = f.mirror ? 0.0 : 1.0 - smoothstep(14.0, 60.0, f.distance);
    if (near > 0.0) {
        float middle = pow(clamp(dot(f.normal, f.view), 0.0, 1.0), mix(9.0, 2.0, m.roughness));
        flicker *= mix(1.0, mix(0.14, mix(1.1, 0.5, m.roughness), middle), near);
        hue = mix(hue, hue * hue, near * mix(0.6, 1.0, m.roughness) * (1.0 - mix(1.0, 0.5, m.roughness) * middle));
    }
    s.emission = hue * f.weight * m.params0.x * flicker * (f.mirror ? m.params0.y : 1.0);
    s.albedo = vec3(0.05);
    return s;
}
