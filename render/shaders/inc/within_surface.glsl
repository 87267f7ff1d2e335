// The mean of n x n texels about one, every so many, as far as they lie on its plane. Needs inc/places.glsl and its sampler
// `places`.
vec4 within_surface(sampler2D map, ivec2 here, vec4 place, int n, int apart) {
    ivec2 last = textureSize(places, 0) - 1;
    // off the plane by so much is another surface
    vec3 normal = unpacked_normal(place.w) / (float(n * apart) * pixel_size(axis_distance(place.xyz + frame.eye.xyz)));
    vec4 sum = vec4(0.0);
    float total = 1e-6;
    for (int y = 0; y < n; y++) {
        for (int x = 0; x < n; x++) {
            ivec2 at = clamp(here + (ivec2(x, y) - n / 2) * apart, ivec2(0), last);
            vec4 there = texelFetch(places, at, 0);
            float w = there.w < 1.0 ? 0.0 : max(1.0 - abs(dot(there.xyz - place.xyz, normal)), 1e-6);
            sum += texelFetch(map, at, 0) * w;
            total += w;
        }
    }
    return sum / total;
}
