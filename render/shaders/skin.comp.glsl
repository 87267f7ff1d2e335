// Morph targets, then linear blend skinning, from rest vertices to copies in the same heap (render/skinning.py).
// Defines: EIGHT_INFLUENCES, MORPHED_TANGENTS.
layout(local_size_x = 64) in;

#include "inc/octahedral.glsl"
#include "struct/SkinVertex"
#include "struct/Morph"

uniform uint first_vertex;
uniform uint end_vertex;

// eight words a vertex: render/geometry_heap.py
layout(std430, binding = 0) buffer Heap { uint words[]; };
layout(std430, binding = 1) readonly buffer Vertices { SkinVertex vertices[]; };
layout(std430, binding = 2) readonly buffer Morphs { Morph morphs[]; };
layout(std430, binding = 3) readonly buffer Joints { vec4 joints[]; };
layout(std430, binding = 4) readonly buffer Weights { float morph_weights[]; };

#ifdef EIGHT_INFLUENCES
#include "struct/SkinMore"
layout(std430, binding = 5) readonly buffer More { SkinMore more[]; };
#endif
#ifdef MORPHED_TANGENTS
layout(std430, binding = 6) readonly buffer Tangents { vec4 tangents[]; };
#endif

void main() {
    uint which = first_vertex + gl_GlobalInvocationID.x;
    if (which >= end_vertex) return;
    SkinVertex v = vertices[which];
    uint from = v.source * 8u, to = v.target * 8u;
    vec3 position = uintBitsToFloat(uvec3(words[from], words[from + 1u], words[from + 2u]));
    vec3 normal = octahedral_decode(unpackSnorm2x16(words[from + 3u]));
    int packed_tangent = int(words[from + 7u]);
    vec3 tangent = vec3(bitfieldExtract(packed_tangent, 0, 10), bitfieldExtract(packed_tangent, 10, 10),
                        bitfieldExtract(packed_tangent, 20, 10)) / 511.0;
    for (uint i = 0u; i < v.morphs; i++) {
        Morph m = morphs[v.first_morph + i];
        float w = morph_weights[m.weight];
        position += w * m.position;
        normal += w * m.normal;
#ifdef MORPHED_TANGENTS
        tangent += w * tangents[v.first_morph + i].xyz;
#endif
    }
    vec4 r0 = vec4(1.0, 0.0, 0.0, 0.0), r1 = r0.yxzw, r2 = r0.yzxw;
#ifdef EIGHT_INFLUENCES
    SkinMore also = more[gl_GlobalInvocationID.x];
    if (dot(v.weights, vec4(1.0)) + dot(also.weights, vec4(1.0)) > 0.0) {
#else
    if (dot(v.weights, vec4(1.0)) > 0.0) {
#endif
        r0 = r1 = r2 = vec4(0.0);
        for (int k = 0; k < 4; k++) {
            uint j = v.joints[k] * 3u;
            r0 += v.weights[k] * joints[j];
            r1 += v.weights[k] * joints[j + 1u];
            r2 += v.weights[k] * joints[j + 2u];
        }
#ifdef EIGHT_INFLUENCES
        for (int k = 0; k < 4; k++) {
            uint j = also.joints[k] * 3u;
            r0 += also.weights[k] * joints[j];
            r1 += also.weights[k] * joints[j + 1u];
            r2 += also.weights[k] * joints[j + 2u];
        }
#endif
    }
    vec4 p = vec4(position, 1.0);
    position = vec3(dot(r0, p), dot(r1, p), dot(r2, p));
    // normals go by the cofactors: right for any scale, and no inverse
    vec3 c0 = cross(r1.xyz, r2.xyz);
    vec3 facing = vec3(dot(c0, normal), dot(cross(r2.xyz, r0.xyz), normal), dot(cross(r0.xyz, r1.xyz), normal));
    bool mirrored = dot(r0.xyz, c0) < 0.0;
    normal = mirrored ? -facing : facing;
    tangent = vec3(dot(r0.xyz, tangent), dot(r1.xyz, tangent), dot(r2.xyz, tangent));
    ivec3 q = ivec3(round(tangent * (511.0 / max(length(tangent), 1e-9))));
    // a mirrored frame is of the other hand: 1 and -1 in two bits
    uint hand = words[from + 7u] & 0xC0000000u;
    if (mirrored && hand != 0u) hand ^= 0x80000000u;
    words[to] = floatBitsToUint(position.x);
    words[to + 1u] = floatBitsToUint(position.y);
    words[to + 2u] = floatBitsToUint(position.z);
    words[to + 3u] = packSnorm2x16(octahedral_encode(normal));
    // texture coordinates and colour are there since the heap was filled
    words[to + 7u] = uint(q.x & 0x3FF) | uint(q.y & 0x3FF) << 10 | uint(q.z & 0x3FF) << 20
        | hand;
}
