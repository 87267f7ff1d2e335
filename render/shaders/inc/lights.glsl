// Lights near a point, by hash grid (render/light_grid.py), and what reaches a point from each. Defines:
// LIGHT_TABLES (1, or 2 where some move), SPOT_LIGHTS, ENDLESS_LIGHTS, AREA_LIGHTS: what the frame has; LIGHT_MASKS:
// where it says which levels are in use, `frame.lights` by default; FEW_LIGHTS: how many there are, where few enough to
// look at each.
#include "struct/Light"

#ifdef FEW_LIGHTS
// software drivers read a uniform block once for all pixels, storage pixel by pixel
layout(std140, row_major, binding = UBO_LIGHTS) uniform FewLights { Light few_lights[FEW_LIGHTS]; };

bool light_of(int i, out Light light) {
    light = few_lights[i];
    return true;
}

// The statement that follows is run for every light that may reach point p.
#define EACH_LIGHT(p, light) for (int i_ = 0; i_ < FEW_LIGHTS; i_++) if (light_of(i_, light))
#else

#ifndef LIGHT_MASKS
#define LIGHT_MASKS frame.lights
#endif

layout(std430, row_major, binding = SSBO_LIGHTS) readonly buffer Lights { Light lights[]; };
layout(std430, binding = SSBO_CLUSTERS) readonly buffer Cells { uvec2 cells[]; };
layout(std430, binding = SSBO_LIGHT_INDICES) readonly buffer LightIndices { uint light_indices[]; };

// First and end in light_indices of the cell round a point on a level of a table (0: what stands still).
uvec2 light_cell(vec3 p, int level, int table) {
#ifdef ENDLESS_LIGHTS
    if (level == LIGHT_EVERYWHERE) return uvec2(0u, LIGHT_MASKS.z);
#endif
    uvec3 c = uvec3(ivec3(floor(p * exp2(-float(level)))));
    uint h = c.x * 0x8DA6B343u + c.y * 0xD8163841u + c.z * 0xCB1AB31Fu + uint(level) * 0x9E3779B9u;
    h = (h ^ (h >> 16)) * 0x7FEB352Du;
    h ^= h >> 15;
    return cells[table == 0 ? h & uint(LIGHT_BUCKETS - 1)
                            : uint(LIGHT_BUCKETS) + (h & uint(LIGHT_MOVING_BUCKETS - 1))];
}

// The light of an index if it belongs to the level looked up: cells of two levels may share a bucket.
bool light_of(uint entry, int level, out Light light) {
    if (int(entry >> LIGHT_LEVEL_SHIFT) != level) return false;
    light = lights[entry & ((1u << LIGHT_LEVEL_SHIFT) - 1u)];
    return true;
}

// The statement that follows is run for every light that may reach point p.
#define EACH_LIGHT(p, light) \
    for (int table_ = 0; table_ < LIGHT_TABLES; table_++) \
        for (uint levels_ = LIGHT_MASKS[table_]; levels_ != 0u; levels_ &= levels_ - 1u) \
            for (uvec2 run_ = light_cell(p, findLSB(levels_), table_); run_.x < run_.y; run_.x++) \
                if (light_of(light_indices[run_.x], findLSB(levels_), light))
#endif

// Share of a light that is left at a squared distance: its window function.
float light_window(Light light, float r2) {
    float x = r2 / (light.range * light.range);
    float window = clamp(1.0 - x * x, 0.0, 1.0);
    return window * window;
}

// Irradiance of a point, spot or directional light on a surface that faces it, and the direction to it; zero out of
// its reach. A spot falls off as KHR_lights_punctual asks.
vec3 light_irradiance(Light light, vec3 p, out vec3 to_light) {
    vec3 d = light.position - p;
    float r2 = dot(d, d);
    to_light = d * inversesqrt(max(r2, 1e-8));
    float share = light_window(light, r2) / (r2 + light.radius2);
#ifdef SPOT_LIGHTS
    float cone = clamp(dot(light.direction, -to_light) * light.cone_scale + light.cone_offset, 0.0, 1.0);
    share *= cone * cone;
#endif
#ifdef ENDLESS_LIGHTS
    if (light.kind == uint(KIND_DIRECTIONAL)) {
        to_light = -light.direction;
        share = 1.0;
    }
#endif
    return light.color * share;
}
