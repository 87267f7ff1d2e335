// Anything that simply shines: globes, flames, LED lines. Colour: hue. Colour alpha: its own level.
// params0: radiance for the eye, gain in the mirror (the water must see the true lamp), flicker.
Surface surface(Fragment f, Material m) {
    Surface s = plain(f, m);
    float t = scene_time();
    float flicker = 1.0 + m.params0.z * (noise2(vec2(t * 3.1 + 53.0 * f.seed, f.seed * 7.0)) - 0.5);
    s.emission = f.color * f.weight * m.params0.x * flicker * (f.mirror ? m.params0.y : 1.0);
    s.albedo = vec3(0.05);
    return s;
}
