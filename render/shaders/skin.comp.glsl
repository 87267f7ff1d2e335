// Morph targets, then linear blend skinning, from rest vertices to copies in the same heap (render/skinning.py).
// Defines: EIGHT_INFLUENCES, MORPHED_TANGENTS.
layout(local_size_x = 64) in;

#include "inc/octahedral.glsl"

uniform uint first_vertex;
uniform uint end_vertex;

// eight words a vertex: render/geometry_heap.py
layout(std430, binding = 0) writeonly buffer Heap { uint words[]; };
// Read as texels, two of a vertex of the heap, three of a SkinVertex, two of a Morph or SkinMore, three rows of a joint:
// software drivers fetch those eight at a time, but storage word by word.
layout(binding = 0) uniform usamplerBuffer heap_texels;
layout(binding = 1) uniform usamplerBuffer vertex_texels;
layout(binding = 2) uniform usamplerBuffer morph_texels;
layout(binding = 3) uniform samplerBuffer joint_rows;
layout(binding = 4) uniform samplerBuffer morph_weights;
#ifdef EIGHT_INFLUENCES
layout(binding = 5) uniform usamplerBuffer more_texels;
#endif
#ifdef MORPHED_TANGENTS
layout(binding = 6) uniform samplerBuffer morph_tangents;
#endif

// Adds the joints' rows by their weights.
void add_joints(uvec4 joints, vec4 weights, inout vec4 r0, inout vec4 r1, inout vec4 r2) {
    for (int k = 0; k < 4; k++) {
        int row = int(joints[k]) * 3;
        r0 += weights[k] * texelFetch(joint_rows, row);
        r1 += weights[k] * texelFetch(joint_rows, row + 1);
        r2 += weights[k] * texelFetch(joint_rows, row + 2);
    }
}

void main() {
    uint which = first_vertex + gl_GlobalInvocationID.x;
    if (which >= end_vertex) return;
    int at = int(which) * 3;
    uvec4 plan = texelFetch(vertex_texels, at);   // source, target, first morph, morphs
    vec4 weights = uintBitsToFloat(texelFetch(vertex_texels, at + 1));
    uvec4 joints = texelFetch(vertex_texels, at + 2);
    uvec4 rest = texelFetch(heap_texels, int(plan.x) * 2);
    int packed_tangent = int(texelFetch(heap_texels, int(plan.x) * 2 + 1).w);
    vec3 position = uintBitsToFloat(rest.xyz);
    vec3 normal = octahedral_decode(unpackSnorm2x16(rest.w));
    vec3 tangent = vec3(bitfieldExtract(packed_tangent, 0, 10), bitfieldExtract(packed_tangent, 10, 10),
                        bitfieldExtract(packed_tangent, 20, 10)) / 511.0;
    for (int i = int(plan.z); i < int(plan.z + plan.w); i++) {
        uvec4 morph = texelFetch(morph_texels, 2 * i);
        float w = texelFetch(morph_weights, int(morph.w)).r;
        position += w * uintBitsToFloat(morph.xyz);
        normal += w * uintBitsToFloat(texelFetch(morph_texels, 2 * i + 1).xyz);
#ifdef MORPHED_TANGENTS
        tangent += w * texelFetch(morph_tangents, i).xyz;
#endif
    }
    vec4 r0 = vec4(1.0, 0.0, 0.0, 0.0), r1 = r0.yxzw, r2 = r0.yzxw;
    float all = dot(weights, vec4(1.0));
#ifdef EIGHT_INFLUENCES
    vec4 more_weights = uintBitsToFloat(texelFetch(more_texels, int(gl_GlobalInvocationID.x) * 2));
    all += dot(more_weights, vec4(1.0));
#endif
    if (all > 0.0) {
        r0 = r1 = r2 = vec4(0.0);
        add_joints(joints, weights, r0, r1, r2);
#ifdef EIGHT_INFLUENCES
        add_joints(texelFetch(more_texels, int(gl_GlobalInvocationID.x) * 2 + 1), more_weights, r0, r1, r2);
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
    uint hand = uint(packed_tangent) & 0xC0000000u, to = plan.y * 8u;
    if (mirrored && hand != 0u) hand ^= 0x80000000u;
    words[to] = floatBitsToUint(position.x);
    words[to + 1u] = floatBitsToUint(position.y);
    words[to + 2u] = floatBitsToUint(position.z);
    words[to + 3u] = packSnorm2x16(octahedral_encode(normal));
    // texture coordinates and colour are there since the heap was filled
    words[to + 7u] = uint(q.x & 0x3FF) | uint(q.y & 0x3FF) << 10 | uint(q.z & 0x3FF) << 20
        | hand;
}
