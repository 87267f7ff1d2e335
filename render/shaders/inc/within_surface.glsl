// The mean of 4x4 texels about one, every so many, as far as they lie on its plane. Needs inc/places.glsl and its sampler `places`.
vec4 within_surface(sampler2D map, ivec2 here, vec4 place, int apart) {
    ivec2 last = textureSize(places, 0) - 1;
    vec3 n = unpacked_normal(place.w);
    vec4 sum = vec4(0.0);
    // off the plane by so much is another surface
    float total = 0.0, slack = 1.0 / (float(4 * apart) * pixel_size(axis_distance(place.xyz + frame.eye.xyz)));
    for (int i = 0; i < 16; i++) {
        ivec2 at = clamp(here + (ivec2(i & 3, i >> 2) - 2) * apart, ivec2(0), last);
        vec4 there = texelFetch(places, at, 0);
        if (there.w < 1.0) continue;
        float turned = max(dot(n, unpacked_normal(there.w)), 0.0);
        float w = exp2(-abs(dot(there.xyz - place.xyz, n)) * slack) * turned * turned + 1e-6;
        sum += texelFetch(map, at, 0) * w;
        total += w;
    }
    return sum / max(total, 1e-6);
}
