// Of each texel at half the picture's size where its surface is, relative to the eye, and as the fourth number which way
// it faces; 0 where there is nothing (passes/ao.py).
#include "inc/octahedral.glsl"

// A unit vector in 24 bits, which a float holds exactly, from 1 on.
float packed_normal(vec3 n) {
    vec2 p = floor((octahedral_encode(n) * 0.5 + 0.5) * 4094.0 + 0.5);
    return p.x * 4096.0 + p.y + 1.0;
}

// The same way, not of length one.
vec3 unpacked_way(float packed_) {
    float x = floor((packed_ - 1.0) * (1.0 / 4096.0));
    vec2 e = vec2(x, packed_ - 1.0 - x * 4096.0) * (1.0 / 2047.0) - 1.0;
    vec3 n = vec3(e, 1.0 - abs(e.x) - abs(e.y));
    n.xy -= sign(e) * max(-n.z, 0.0);
    return n;
}

vec3 unpacked_normal(float packed_) { return normalize(unpacked_way(packed_)); }
