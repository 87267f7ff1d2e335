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
uniform uint copies;          // of every instance, one after the other

layout(std430, row_major, binding = 1) readonly buffer Batches { CullBatch batches[]; };
layout(std430, row_major, binding = 3) readonly buffer Views { CullView views[]; };
#if defined(CLASSIFY) || defined(COPY) || defined(COMMAND)
layout(std430, row_major, binding = 0) buffer Instances { Instance instances[]; };
#endif
#if defined(CLASSIFY) || defined(COPY)
layout(std430, row_major, binding = 2) readonly buffer Blocks { CullBlock blocks[]; };
layout(std430, binding = 4) buffer Levels { uint levels[]; };
#endif
#ifndef COMMAND
layout(std430, binding = 5) buffer Counts { uint counts[]; };  // LEVELS for each block
#endif
#if defined(SUM) || defined(COMMAND)
layout(std430, binding = 6) buffer Totals { uint totals[]; };  // LEVELS for each batch
#endif

const uint NONE = 0xFFFFFFFFu;

#if defined(CLASSIFY) || defined(COPY)
shared uint block_levels[BLOCK];
#endif

#ifdef CLASSIFY
uint level_of(CullView view, uint b, uint index) {
    if ((batches[b].layer & view.hidden) != 0u) return NONE;
    vec4 sphere = batches[b].sphere;
    Instance it = instances[index];
    vec4 local = vec4(sphere.xyz, 1.0);
    vec3 center = vec3(dot(it.row0, local), dot(it.row1, local), dot(it.row2, local));
    vec3 scale = it.row0.xyz * it.row0.xyz + it.row1.xyz * it.row1.xyz + it.row2.xyz * it.row2.xyz;
    float stretch = sqrt(max(scale.x, max(scale.y, scale.z)));
    float radius = sphere.w * stretch;
    bool inside = true;
    for (int i = 0; i < 6; i++) inside = inside && dot(view.planes[i].xyz, center) + view.planes[i].w >= -radius;
    if (!inside) return NONE;
    float pixels = view.eye.w * view.lod_bias, away = distance(center, view.eye.xyz);
    bool flat_view = view.orthographic != 0u;
    float diameter = 2.0 * radius * pixels / (flat_view ? 1.0 : max(max(away, radius), 1e-6));
    float error_scale = stretch * pixels / (flat_view ? 1.0 : max(away - radius, 1e-6));
    uint level = 0u;
    for (uint k = 1u; k < batches[b].levels; k++)
        if (diameter < batches[b].lod_pixels[k] && batches[b].error[k] * error_scale <= view.tolerance) level = k;
    if (diameter < batches[b].cull_pixels[level]) return NONE;
    bool turned = batches[b].mirrored > 0u && dot(it.row0.xyz, cross(it.row1.xyz, it.row2.xyz)) < 0.0;
    return turned ? level + batches[b].mirrored : level;
}

void main() {
    uint lane = gl_LocalInvocationID.x;
    CullBlock block = blocks[gl_WorkGroupID.x];
    uint first = batches[block.batch].first, count = batches[block.batch].count;
    uint slot = views[gl_WorkGroupID.y].slot;
    uint i = block.start + lane;
    uint level = i < count ? level_of(views[gl_WorkGroupID.y], block.batch, first + i) : NONE;
    block_levels[lane] = level;
    if (i < count) levels[slot * instance_count + first + i] = level;
    barrier();
    if (lane < uint(LEVELS)) {
        uint n = 0u;
        for (int k = 0; k < BLOCK; k++) n += uint(block_levels[k] == lane);
        counts[(slot * block_count + gl_WorkGroupID.x) * uint(LEVELS) + lane] = n;
    }
}
#endif

#ifdef SUM
// Turns the counts of a batch's blocks into what came before each block, and keeps the batch's totals; one lane a level.
void main() {
    uint item = gl_GlobalInvocationID.x;
    if (item >= item_count) return;
    uint b = item / uint(LEVELS), level = item % uint(LEVELS);
    uint slot = views[gl_WorkGroupID.y].slot;
    uint at = (slot * block_count + batches[b].first_block) * uint(LEVELS) + level;
    uint sum = 0u;
    for (uint i = 0u; i < batches[b].blocks; i++) {
        uint n = counts[at + i * uint(LEVELS)];
        counts[at + i * uint(LEVELS)] = sum;
        sum += n;
    }
    totals[slot * batch_count * uint(LEVELS) + item] = sum;
}
#endif

#ifdef COPY
layout(std430, binding = 6) readonly buffer Totals { uint totals[]; };

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
    uint rank = counts[(slot * block_count + gl_WorkGroupID.x) * uint(LEVELS) + level];
    for (uint k = 0u; k < lane; k++) rank += uint(block_levels[k] == level);
    uint total = (slot * batch_count + block.batch) * uint(LEVELS);
    for (uint k = 0u; k < level; k++) rank += totals[total + k];
    instances[(slot + 1u) * instance_count + first + rank] = instances[first + i];
}
#endif

#ifdef COMMAND
struct Command { uint count; uint instances; uint first_index; int base_vertex; uint base_instance; };
layout(std430, binding = 4) readonly buffer Draws { CullDraw draws[]; };
layout(std430, binding = 5) writeonly buffer Commands { Command commands[]; };

// Whether any of a piece of a mesh can be in the picture (render/pieces.py).
bool piece_seen(CullView view, CullDraw draw) {
    Instance it = instances[batches[draw.batch].first];
    vec4 local = vec4(draw.sphere.xyz, 1.0);
    vec3 center = vec3(dot(it.row0, local), dot(it.row1, local), dot(it.row2, local));
    mat3 turn = transpose(mat3(it.row0.xyz, it.row1.xyz, it.row2.xyz));
    mat3 square = transpose(turn) * turn;
    float largest = max(square[0].x, max(square[1].y, square[2].z)), stretch = sqrt(largest);
    float radius = draw.sphere.w * stretch;
    for (int i = 0; i < 6; i++)
        if (dot(view.planes[i].xyz, center) + view.planes[i].w < -radius) return false;
    if (view.fronts == 0u || draw.cone.w > 1.0) return true;
    float uneven = 0.0;
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) uneven = max(uneven, abs(square[i][j] - (i == j ? largest : 0.0)));
    if (uneven > 1e-3 * largest) return true;   // the cone would lean
    vec3 to = center - view.eye.xyz;
    return dot(to, turn * draw.cone.xyz) / stretch < draw.cone.w * length(to) + radius;
}

void main() {
    uint d = gl_GlobalInvocationID.x;
    if (d >= item_count) return;
    uint slot = views[gl_WorkGroupID.y].slot;
    CullDraw draw = draws[d];
    uint total = (slot * batch_count + draw.batch) * uint(LEVELS);
    uint before = 0u;
    for (uint k = 0u; k < draw.level; k++) before += totals[total + k];
    uint shown = totals[total + draw.level];
    if (shown > 0u && draw.sphere.w > 0.0 && !piece_seen(views[gl_WorkGroupID.y], draw)) shown = 0u;
    commands[slot * item_count + d] = Command(draw.index_count, shown * copies, draw.first_index,
        int(draw.base_vertex), (slot + 1u) * instance_count + batches[draw.batch].first + before);
}
#endif
