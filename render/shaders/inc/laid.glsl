// A surface in six words, for deferred shading (render/passes/deferred.py): albedo to 2 as square roots of 10 bits; the
// normal; roughness of 10 bits, metallic, the square root of the reflectance, occlusion; emission with a shared exponent.
// LAID_MORE has what only scanned normals and foliage have: the mesh's own normal; light through leaves and wrap.
#include "inc/octahedral.glsl"

uint pack_albedo(vec3 c) {
    uvec3 q = uvec3(round(sqrt(clamp(c, 0.0, 2.0)) * 723.0));
    return q.r | (q.g << 10) | (q.b << 20);
}

vec3 unpack_albedo(uint x) {
    vec3 c = vec3(x & 1023u, (x >> 10) & 1023u, (x >> 20) & 1023u) / 723.0;
    return c * c;
}

uint pack_direction(vec3 n) { return packSnorm2x16(octahedral_encode(n)); }
vec3 unpack_direction(uint x) { return octahedral_decode(unpackSnorm2x16(x)); }

// Nine bits of each channel and a common exponent (EXT_texture_shared_exponent), to 65408.
uint pack_light(vec3 c) {
    c = clamp(c, 0.0, 65408.0);
    float most = max(c.r, max(c.g, c.b));
    int e = max(-16, most > 0.0 ? int(floor(log2(most))) : -16) + 1;
    if (round(most * exp2(float(9 - e))) > 511.0) ++e;
    uvec3 q = uvec3(round(c * exp2(float(9 - e))));
    return q.r | (q.g << 9) | (q.b << 18) | (uint(e + 15) << 27);
}

vec3 unpack_light(uint x) {
    return vec3(x & 511u, (x >> 9) & 511u, (x >> 18) & 511u) * exp2(float(int(x >> 27) - 24));
}

// Eight bits of roughness would show in the highlights of what is smooth: its last two are beside the albedo.
uvec4 lay(Surface s) {
    uint rough = uint(round(clamp(s.roughness, 0.0, 1.0) * 1023.0));
    vec4 small = vec4(0.0, s.metallic, sqrt(max(s.reflectance, 0.0)), s.occlusion);
    return uvec4(pack_albedo(s.albedo) | (rough << 30), pack_direction(s.normal),
                 packUnorm4x8(small) | (rough >> 2), pack_light(s.emission));
}

uvec2 lay_more(vec3 mesh_normal, Surface s) {
    return uvec2(pack_direction(mesh_normal), packUnorm4x8(vec4(s.transmission, s.wrap)));
}

// What `lay` was given; alpha is 1.
Surface taken_up(uvec4 laid) {
    Surface s;
    vec4 small = unpackUnorm4x8(laid.z);
    s.albedo = unpack_albedo(laid.x);
    s.normal = unpack_direction(laid.y);
    s.roughness = float((laid.x >> 30) | ((laid.z & 255u) << 2)) / 1023.0;
    s.metallic = small.y;
    s.reflectance = small.z * small.z;
    s.occlusion = small.w;
    s.emission = unpack_light(laid.w);
    s.alpha = 1.0;
    s.transmission = vec3(0.0);
    s.wrap = 0.0;
    return s;
}
