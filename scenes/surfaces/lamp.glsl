// Anything that simply shines: globes, flames, LED lines. Colour: hue. Colour alpha: its own level.
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
    s.emission = hue * f.weight * m.params0.x * flicker * (f.mirror ? m.params0.y : 1.0);
    s.albedo = vec3(0.05);
    return s;
}
