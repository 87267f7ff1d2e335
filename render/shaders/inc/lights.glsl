// Local lights by hash grid: render/light_grid.py.
#include "struct/Light"

layout(std430, row_major, binding = SSBO_LIGHTS) readonly buffer Lights { Light lights[]; };
layout(std430, binding = SSBO_CLUSTERS) readonly buffer Cells { uvec2 cells[]; };
layout(std430, binding = SSBO_LIGHT_INDICES) readonly buffer LightIndices { uint light_indices[]; };

uvec2 light_cell(vec3 p, int level) {
    uvec3 c = uvec3(ivec3(floor(p * exp2(-float(level)))));
    uint h = c.x * 0x8DA6B343u + c.y * 0xD8163841u + c.z * 0xCB1AB31Fu + uint(level) * 0x9E3779B9u;
    h = (h ^ (h >> 16)) * 0x7FEB352Du;
    h ^= h >> 15;
    return cells[h & uint(LIGHT_BUCKETS - 1)];
}

// The light of an index if it belongs to the level looked up: cells of two levels may share a bucket.
bool light_of(uint entry, int level, out Light light) {
    if (int(entry >> LIGHT_LEVEL_SHIFT) != level) return false;
    light = lights[entry & ((1u << LIGHT_LEVEL_SHIFT) - 1u)];
    return true;
}

// Irradiance of a light on a surface that faces it, and the direction to it; zero out of its reach.
vec3 light_irradiance(Light light, vec3 p, out vec3 to_light) {
    vec3 d = light.position - p;
    float r2 = dot(d, d);
    float x = r2 / (light.range * light.range);
    float window = clamp(1.0 - x * x, 0.0, 1.0);
    to_light = d * inversesqrt(max(r2, 1e-8));
    float cone = clamp(dot(light.direction, -to_light) * light.cone_scale + light.cone_offset, 0.0, 1.0);
    return light.color * (window * window * cone * cone / (r2 + light.radius2));
}
