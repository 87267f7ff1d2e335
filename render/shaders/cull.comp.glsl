// Culling in four steps, one define each: CLASSIFY, SUM, COPY, COMMAND. x is the item, y the view.
// See render/culling.py, which has the same rule in numpy.
layout(local_size_x = 64) in;

#include "struct/Instance"
#include "struct/CullBatch"
#include "struct/CullBlock"
#include "struct/CullView"
#include "struct/CullDraw"

uniform uint instance_count;  // of the whole scene
uniform uint batch_count;
uniform uint block_count;
uniform uint item_count;

layout(std430, row_major, binding = 1) readonly buffer Batches { CullBatch batches[]; };
layout(std430, row_major, binding = 3) readonly buffer Views { CullView views[]; };
#if defined(CLASSIFY) || defined(COPY)
layout(std430, row_major, binding = 0) buffer Instances { Instance instances[]; };
layout(std430, row_major, binding = 2) readonly buffer Blocks { CullBlock blocks[]; };
layout(std430, binding = 4) buffer Levels { uint levels[]; };
#endif
#ifndef COMMAND
layout(std430, binding = 5) buffer Counts { uvec4 counts[]; };
#endif
#if defined(SUM) || defined(COMMAND)
layout(std430, binding = 6) buffer Totals { uvec4 totals[]; };
#endif

const uint NONE = 0xFFFFFFFFu;

#if defined(CLASSIFY) || defined(COPY)
shared uint block_levels[BLOCK];
#endif

#ifdef CLASSIFY
uint level_of(CullView view, CullBatch batch, uint index) {
    if ((batch.layer & view.hidden) != 0u) return NONE;
    Instance it = instances[index];
    vec4 local = vec4(batch.sphere.xyz, 1.0);
    vec3 center = vec3(dot(it.row0, local), dot(it.row1, local), dot(it.row2, local));
    vec3 scale = it.row0.xyz * it.row0.xyz + it.row1.xyz * it.row1.xyz + it.row2.xyz * it.row2.xyz;
    float radius = batch.sphere.w * sqrt(max(scale.x, max(scale.y, scale.z)));
    bool inside = true;
    for (int i = 0; i < 6; i++) inside = inside && dot(view.planes[i].xyz, center) + view.planes[i].w >= -radius;
    float diameter = 2.0 * radius * view.eye.w * view.lod_bias;
    if (view.orthographic == 0u) diameter /= max(max(distance(center, view.eye.xyz), radius), 1e-6);
    uint level = 0u;
    for (int i = 0; i < LEVELS - 1; i++)
        if (level + 1u < batch.levels && diameter < batch.lod_pixels[level]) level++;
    return inside && diameter >= batch.cull_pixels[level] ? level : NONE;
}

void main() {
    uint lane = gl_LocalInvocationID.x;
    CullBlock block = blocks[gl_WorkGroupID.x];
    CullBatch batch = batches[block.batch];
    uint slot = views[gl_WorkGroupID.y].slot;
    uint i = block.start + lane;
    uint level = i < batch.count ? level_of(views[gl_WorkGroupID.y], batch, batch.first + i) : NONE;
    block_levels[lane] = level;
    if (i < batch.count) levels[slot * instance_count + batch.first + i] = level;
    barrier();
    if (lane == 0u) {
        uvec4 n = uvec4(0u);
        for (int k = 0; k < BLOCK; k++) n += uvec4(equal(uvec4(block_levels[k]), uvec4(0u, 1u, 2u, 3u)));
        counts[slot * block_count + gl_WorkGroupID.x] = n;
    }
}
#endif

#ifdef SUM
// Turns the counts of a batch's blocks into what came before each block, and keeps the batch's totals.
void main() {
    uint b = gl_GlobalInvocationID.x;
    if (b >= item_count) return;
    uint slot = views[gl_WorkGroupID.y].slot;
    uint at = slot * block_count + batches[b].first_block;
    uvec4 sum = uvec4(0u);
    for (uint i = 0u; i < batches[b].blocks; i++) {
        uvec4 n = counts[at + i];
        counts[at + i] = sum;
        sum += n;
    }
    totals[slot * batch_count + b] = sum;
}
#endif

#ifdef COPY
layout(std430, binding = 6) readonly buffer Totals { uvec4 totals[]; };

void main() {
    uint lane = gl_LocalInvocationID.x;
    CullBlock block = blocks[gl_WorkGroupID.x];
    uint first = batches[block.batch].first;
    uint count = batches[block.batch].count;
    uint slot = views[gl_WorkGroupID.y].slot;
    uint i = block.start + lane;
    uint level = i < count ? levels[slot * instance_count + first + i] : NONE;
    block_levels[lane] = level;
    barrier();
    if (level == NONE) return;
    uint rank = counts[slot * block_count + gl_WorkGroupID.x][level];
    for (uint k = 0u; k < lane; k++) rank += uint(block_levels[k] == level);
    uvec4 total = totals[slot * batch_count + block.batch];
    for (uint k = 0u; k < level; k++) rank += total[k];
    instances[(slot + 1u) * instance_count + first + rank] = instances[first + i];
}
#endif

#ifdef COMMAND
struct Command { uint count; uint instances; uint first_index; int base_vertex; uint base_instance; };
layout(std430, binding = 4) readonly buffer Draws { CullDraw draws[]; };
layout(std430, binding = 5) writeonly buffer Commands { Command commands[]; };

void main() {
    uint d = gl_GlobalInvocationID.x;
    if (d >= item_count) return;
    uint slot = views[gl_WorkGroupID.y].slot;
    CullDraw draw = draws[d];
    uvec4 total = totals[slot * batch_count + draw.batch];
    uint before = 0u;
    for (uint k = 0u; k < draw.level; k++) before += total[k];
    commands[slot * item_count + d] = Command(draw.index_count, total[draw.level], draw.first_index,
        int(draw.base_vertex), (slot + 1u) * instance_count + batches[draw.batch].first + before);
}
#endif
