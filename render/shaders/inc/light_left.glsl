// What is left of light on its way to a surface: what is masked, blended or clear lets some of it through.

// Share of a ray that a met surface stops: of a blended one its alpha, of a masked one all or nothing.
float opacity(Met m, Surface f, Material material) {
    float alpha = f.alpha * m.fragment.weight;
    // the weights of a triangle's corners do not quite add up to one
    if ((m.bits & MASK_BIT) != 0) return alpha < material.alpha_cutoff - 1e-6 ? 0.0 : 1.0;
    return (m.bits & BLEND_BIT) != 0 ? clamp(alpha, 0.0, 1.0) : 1.0;
}

// With `glass` it goes straight through clear panes and bodies, dimmed and coloured by them, though not bent.
vec3 light_left(vec3 o, vec3 d, float reach, bool glass) {
#ifndef SEE_THROUGH
    return nearest(o, d, reach, true).place < 0 ? vec3(1.0) : vec3(0.0);
#else
    vec3 share = vec3(1.0), absorption = vec3(0.0);
    for (int i = 0; i < THROUGH; i++) {
        Hit hit = nearest(o, d, reach, false);
        if (hit.place < 0) return share;
        int bits = floatBitsToInt(triangle_texel(3 * hit.place + 2).w);
        if ((bits & (MASK_BIT | BLEND_BIT | GLASS_BIT | NO_SHADOW_BIT)) == 0) return vec3(0.0);
        Met m = met_surface(hit, d, 0.0);
        share *= exp(-absorption * hit.distance);
        if ((bits & NO_SHADOW_BIT) == 0) {
            Material material = materials[m.material];
            Surface f = plain(m.fragment, material);
            float stops = opacity(m, f, material);
            vec3 through = vec3(0.0);
#ifdef TRANSMISSION
            if (glass && (bits & GLASS_BIT) != 0) {
                bool body = false, two_sided = (bits & DOUBLE_SIDED_BIT) != 0;
                vec3 color = f.albedo;
#ifdef VOLUME
                body = f.volume.thickness > 0.0;
                // a body's colour is met twice, where light enters and where it leaves
                if (body) color = sqrt(color);
                absorption = body && !m.back ? f.volume.absorption : vec3(0.0);
#endif
                Lobes b = lobes_of(f, -d);
                through = color * below(fresnel_of(b.skin, f, b.n_dot_v)) * ((1.0 - f.metallic) * f.glass.share);
                // of a pane that has no back only the front is there
                if (m.back && !two_sided && !body) stops = 0.0;
            }
#endif
            share *= mix(vec3(1.0), through, stops);
            if (max3(share) < 1e-3) return vec3(0.0);
        }
        reach -= hit.distance;
        o = lifted(m.fragment.position, -m.face);
    }
    return vec3(0.0);
#endif
}
