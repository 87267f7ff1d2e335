// Rays through a scene's triangles: the trees of render/bvh.py, walked without a stack.
// Read as texels: software drivers fetch those eight at a time, but storage word by word.
layout(binding = TEX_NODES) uniform usamplerBuffer node_texels;
layout(binding = TEX_TRIANGLES) uniform usamplerBuffer triangle_texels;
uniform int node_count;
uniform int orders;   // of octants, a power of two

vec4 node_texel(int i) { return uintBitsToFloat(texelFetch(node_texels, i)); }

// Three of a triangle in leaf order: a corner and the ways to the others.
vec4 triangle_texel(int i) { return uintBitsToFloat(texelFetch(triangle_texels, i)); }

struct Hit {
    float distance;
    int place;        // of the triangle in leaf order, -1 for none
    vec2 weights;     // barycentric, of its second and third corner
};

// The nearest triangle nearer than `reach`; with `any` the first one found.
Hit nearest(vec3 o, vec3 d, float reach, bool any) {
    Hit hit = Hit(reach, -1, vec2(0.0));
    vec3 inverse = 1.0 / mix(d, vec3(1e-20), lessThan(abs(d), vec3(1e-20)));
    int octant = (inverse.x < 0.0 ? 1 : 0) | (inverse.y < 0.0 ? 2 : 0) | (inverse.z < 0.0 ? 4 : 0);
    int base = (octant & (orders - 1)) * node_count, i = 0;
    while (i < node_count) {
        vec4 low = node_texel(2 * (base + i)), high = node_texel(2 * (base + i) + 1);
        vec3 a = (low.xyz - o) * inverse, b = (high.xyz - o) * inverse;
        vec3 first = min(a, b), last = max(a, b);
        float enter = max(max(first.x, first.y), max(first.z, 0.0));
        // two units of rounding: a flat box is not missed
        float leave = min(min(last.x, last.y), min(last.z, hit.distance)) * 1.0000004;
        int leaf = floatBitsToInt(low.w);
        bool inside = enter <= leave;
        if (inside && leaf >= 0) {
            int end = (leaf >> 3) + (leaf & 7);
            for (int k = leaf >> 3; k < end; k++) {
                // Moeller and Trumbore 1997
                vec3 corner = triangle_texel(3 * k).xyz, x = triangle_texel(3 * k + 1).xyz, y = triangle_texel(3 * k + 2).xyz;
                vec3 p = cross(d, y), s = o - corner, q = cross(s, x);
                float scale = 1.0 / dot(x, p), u = dot(s, p) * scale, v = dot(d, q) * scale, t = dot(y, q) * scale;
                if (u >= 0.0 && v >= 0.0 && u + v <= 1.0 && t > 0.0 && t < hit.distance) hit = Hit(t, k, vec2(u, v));
            }
            if (any && hit.place >= 0) return hit;
        }
        i = inside && leaf < 0 ? i + 1 : floatBitsToInt(high.w);
    }
    return hit;
}

// A little off a surface along its normal, by as many units of rounding whatever the size of the coordinates
// (Waechter and Binder 2019, Ray Tracing Gems, chapter 6).
vec3 lifted(vec3 p, vec3 n) {
    ivec3 steps = ivec3(256.0 * n);
    vec3 far = intBitsToFloat(floatBitsToInt(p) + mix(steps, -steps, lessThan(p, vec3(0.0))));
    return mix(far, p + n * (1.0 / 65536.0), lessThan(abs(p), vec3(1.0 / 32.0)));
}
