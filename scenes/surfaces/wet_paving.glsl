// Granite slabs after rain before a lit front: the film of water mirrors the arcade, its windows and the sky by a ray to
// the front's plane. uv: metres along the front, metres in front of the promenade's edge. Colour: red and blue carry
// the way along the front, (1 + x) / 2 and (1 + z) / 2, green the stone. params0: uv.y of the front, height of its
// arcade, radiance, wetness; without an arcade the front is a wall under up-light.
vec3 front(vec2 p, float arcade, float soft) {
    vec3 warm = vec3(1.0, 0.46, 0.15);
    if (arcade < 0.5) return warm * (0.12 + 0.5 * exp(-abs(p.y - 0.6) / 0.5) * (0.5 + 0.5 * cos(p.x * 1.70)));
    float bay = floor(p.x / 3.9), open = abs(fract(p.x / 3.9) - 0.5);
    float own = hash21(vec2(bay, 5.0));
    vec3 shop = mix(warm, vec3(1.0, 0.68, 0.40), own) * (0.12 + 1.5 * own * own);
    vec3 low = mix(warm * 0.10, shop, smoothstep(0.40 + soft, 0.32 - soft, open));
    vec2 cell = floor(p / vec2(1.95, 3.7));
    float lit = step(0.55, hash21(cell + 3.0));
    vec3 high = warm * (0.035 + 0.5 * lit * smoothstep(0.45, 0.25, abs(fract(p.x / 1.95) - 0.5)));
    vec3 c = mix(low, high, smoothstep(arcade - 0.6, arcade + 0.4, p.y));
    return c;
}

Surface surface(Fragment f, Material m) {
    Surface s = plain(f, m);
    vec2 along = vec2(f.color.r, f.color.b) * 2.0 - 1.0;
    along /= max(length(along), 1e-3);
    vec2 town = vec2(along.y, -along.x);
    // slabs in courses with staggered joints; a dark band every fourth lamp
    float course = floor(f.uv.y / 0.62);
    vec2 slab = vec2(f.uv.x / 0.95 + 0.5 * mod(course, 2.0), f.uv.y / 0.62);
    vec2 foot = fwidth(slab), joint = abs(fract(slab) - 0.5);
    float sharp = 1.0 - smoothstep(0.15, 0.6, max(foot.x, foot.y));
    float gap = max(smoothstep(0.470, 0.492, joint.x), smoothstep(0.465, 0.49, joint.y)) * sharp;
    float tone = mix(0.5, hash21(floor(slab)), sharp);
    float grain = noise2(f.uv * 2.3);
    float border = step(0.94, fract(f.uv.x / 12.5)) + step(abs(f.uv.y - 1.1), 0.3);
    s.albedo = vec3(1.0, 0.93, 0.84) * f.color.g * (0.62 + 0.45 * tone + 0.25 * grain) * (1.0 - 0.45 * clamp(border, 0.0, 1.0));
    float pool = smoothstep(0.46, 0.62, noise2(f.uv * vec2(0.21, 0.33) + 4.0) + 0.18 * noise2(f.uv * 1.3));
    float wet = m.params0.w * mix(0.55, 1.0, pool) * (1.0 - 0.7 * gap);
    s.albedo *= (1.0 - 0.62 * wet) * (1.0 - 0.5 * gap);
    s.roughness = mix(0.6, mix(0.24, 0.10, pool), wet);
    s.reflectance = 0.008;   // the front hides most of the sky; what is seen of it is traced
    vec2 tilt = (vec2(noise2(f.uv * 5.1), noise2(f.uv * 5.1 + 31.0)) - 0.5) * mix(0.050, 0.012, pool);
    tilt += (vec2(tone, fract(tone * 7.0)) - 0.5) * 0.014 * (1.0 - pool);
    vec3 n = normalize(f.normal + vec3(tilt.x, 0.0, tilt.y));
    float cosine = clamp(dot(n, f.view), 0.0, 1.0);
    float mirror = 0.02 + 0.98 * pow(1.0 - cosine, 5.0);
    vec3 seen = vec3(0.0);
    for (int k = 0; k < 3; k++) {
        // a rough film draws reflections out towards the eye
        vec3 r = reflect(-f.view, normalize(n + vec3(f.view.x, 0.0, f.view.z) * (float(k) - 1.0) * mix(0.055, 0.012, pool)));
        float deep = dot(r.xz, town);
        float reach = (m.params0.x - f.uv.y) / max(deep, 0.02);
        vec2 at = vec2(f.uv.x + reach * dot(r.xz, along), reach * r.y);
        float hit = step(0.02, deep) * smoothstep(21.0, 17.0, at.y);
        seen += mix(sky_radiance(r) / m.params0.z, front(at, m.params0.y, 0.04), hit);
    }
    s.emission = seen / 3.0 * min(mirror, 0.45) * wet * m.params0.z;
    s.occlusion = 0.8;
    s.normal = normalize(f.normal + 0.6 * vec3(tilt.x, 0.0, tilt.y));
    return s;
}
