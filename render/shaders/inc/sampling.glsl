// Low-discrepancy points: the two-dimensional Sobol sequence, shuffled and scrambled anew for each pixel and pair of
// dimensions (Burley 2020, "Practical Hash-based Owen Scrambling"; the permutation is Vegdahl's of 2021).
uint hashed(uint x) {
    x = (x ^ (x >> 16)) * 0x7FEB352Du;
    x = (x ^ (x >> 15)) * 0x846CA68Bu;
    return x ^ (x >> 16);
}

// Each bit turned or not by the bits above it.
uint scrambled(uint x, uint seed) {
    x = bitfieldReverse(x);
    x ^= x * 0x3D20ADEAu;
    x += seed;
    x *= (seed >> 16) | 1u;
    x ^= x * 0x05526C56u;
    x ^= x * 0x53A22864u;
    return bitfieldReverse(x);
}

struct Sequence {
    uint index;   // of this path among the pixel's
    uint mask;    // the number of them, a power of two, less one
    uint seed;    // of the pixel; changes from pair to pair
};

// The next pair of dimensions, in 0..1.
vec2 next_pair(inout Sequence s) {
    s.seed = hashed(s.seed + 0x9E3779B9u);
    uint i = scrambled(s.index, s.seed) & s.mask, y = 0u;
    uvec2 p = uvec2(bitfieldReverse(i), 0u);
    // the sixteen low bits of the index suffice
    for (uint k = 0u, v = 0x80000000u; k < 16u; k++) {
        p.y ^= (i >> k & 1u) != 0u ? v : 0u;
        v ^= v >> 1;
    }
    p = uvec2(scrambled(p.x, hashed(s.seed)), scrambled(p.y, hashed(s.seed ^ 0x5BD1E995u)));
    return vec2(p >> 8) * (1.0 / 16777216.0);
}

// A number in 0..1 for a choice that need not be even over the pixel's paths.
float any_number(Sequence s) { return float(hashed(s.seed ^ hashed(s.index)) >> 8) * (1.0 / 16777216.0); }

// Any orthonormal frame about z = n (Duff et al. 2017, "Building an Orthonormal Basis, Revisited").
mat3 frame_about(vec3 n) {
    float s = n.z >= 0.0 ? 1.0 : -1.0, a = -1.0 / (s + n.z), b = n.x * n.y * a;
    return mat3(vec3(1.0 + s * n.x * n.x * a, s * b, -s * n.x), vec3(b, s + n.y * n.y * a, -n.y), n);
}

// A direction about +z with density cosine / pi.
vec3 cosine_direction(vec2 u) {
    float r = sqrt(u.x), a = 6.28318531 * u.y;
    return vec3(r * cos(a), r * sin(a), sqrt(max(0.0, 1.0 - u.x)));
}

// A microfacet normal as it is seen from v (Dupuy and Benyoub 2023, "Sampling Visible GGX Normals with Spherical Caps").
vec3 visible_normal(vec3 v, vec2 alpha, vec2 u) {
    vec3 w = normalize(vec3(v.xy * alpha, v.z));
    float phi = 6.28318531 * u.x, z = (1.0 - u.y) * (1.0 + w.z) - w.z, s = sqrt(clamp(1.0 - z * z, 0.0, 1.0));
    vec3 h = vec3(s * cos(phi), s * sin(phi), z) + w;
    return normalize(vec3(h.xy * alpha, max(h.z, 1e-7)));
}
