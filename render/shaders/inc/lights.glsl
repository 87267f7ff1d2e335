// Lights near a point, by hash grid (render/light_grid.py), and what reaches a point from each. Defines:
// LIGHT_TABLES (1, or 2 where some move), SPOT_LIGHTS, ENDLESS_LIGHTS, AREA_LIGHTS: what the frame has; LIGHT_MASKS:
// where it says which levels are in use, `frame.lights` by default; FEW_LIGHTS: how many there are, where few enough to
// look at each; LIGHT_BLOCK: how many a uniform block holds, where there are no more.
#include "struct/Light"

#ifdef FEW_LIGHTS
// software drivers read a uniform block once for all pixels, storage pixel by pixel
layout(std140, row_major, binding = UBO_LIGHTS) uniform FewLights { Light few_lights[FEW_LIGHTS]; };

bool light_of(int i, out Light light) {
    light = few_lights[i];
    return true;
}

// What stands between the two is run for every light.
#define EACH_LIGHT(p, light) for (int i_ = 0; i_ < FEW_LIGHTS; i_++) if (light_of(i_, light)) {
#define END_LIGHTS }
#else

#ifndef LIGHT_MASKS
#define LIGHT_MASKS frame.lights
#endif

layout(std430, row_major, binding = SSBO_LIGHTS) readonly buffer Lights { Light lights[]; };
#ifdef LIGHT_BLOCK
// what is read of every light, where it fits: software drivers read a uniform block in half the time
layout(std140, binding = UBO_LIGHTS) uniform LightBlock {
    vec4 light_places[LIGHT_BLOCK];   // position and range
    vec4 light_colors[LIGHT_BLOCK];   // colour and the squared radius
};
#endif
layout(std430, binding = SSBO_CLUSTERS) readonly buffer Cells { uvec2 cells[]; };
layout(std430, binding = SSBO_LIGHT_INDICES) readonly buffer LightIndices { uint light_indices[]; };

// The levels of both tables that are in use, x of what stands still; moving ones alone count where there are any.
uvec2 light_levels() {
#if LIGHT_TABLES > 1
    return LIGHT_MASKS.xy;
#else
    return uvec2(LIGHT_MASKS.x, 0u);
#endif
}

int first_level(uvec2 levels) { return findLSB(levels.x != 0u ? levels.x : levels.y); }

uvec2 later_levels(uvec2 levels) {
    return levels.x != 0u ? uvec2(levels.x & (levels.x - 1u), levels.y) : uvec2(0u, levels.y & (levels.y - 1u));
}

// First and end in light_indices of the cell round a point on the first of the levels.
uvec2 light_cell(vec3 p, uvec2 levels) {
    int level = first_level(levels);
#ifdef ENDLESS_LIGHTS
    if (level == LIGHT_EVERYWHERE) return uvec2(0u, LIGHT_MASKS.z);
#endif
    uvec3 c = uvec3(ivec3(floor(p * exp2(-float(level)))));
    uint h = c.x * 0x8DA6B343u + c.y * 0xD8163841u + c.z * 0xCB1AB31Fu + uint(level) * 0x9E3779B9u;
    h = (h ^ (h >> 16)) * 0x7FEB352Du;
    h ^= h >> 15;
    return cells[levels.x != 0u ? h & uint(LIGHT_BUCKETS - 1)
                                : uint(LIGHT_BUCKETS) + (h & uint(LIGHT_MOVING_BUCKETS - 1))];
}

// The light of an index if it belongs to the level looked up: cells of two levels may share a bucket.
bool light_of(uint entry, int level, out Light light) {
    if (int(entry >> LIGHT_LEVEL_SHIFT) != level) return false;
    uint i = entry & ((1u << LIGHT_LEVEL_SHIFT) - 1u);
    light = lights[i];
#ifdef LIGHT_BLOCK
    light.position = light_places[i].xyz;
    light.range = light_places[i].w;
    light.color = light_colors[i].rgb;
    light.radius2 = light_colors[i].a;
#endif
    return true;
}

// What stands between the two is run for every light that may reach point p. Loops test at their end: software drivers
// run a body once more than a test at the beginning lets through.
#define EACH_LIGHT(p, light) { \
    uvec2 levels_ = light_levels(); \
    if ((levels_.x | levels_.y) != 0u) do { \
        uvec2 run_ = light_cell(p, levels_); \
        if (run_.x < run_.y) do { if (light_of(light_indices[run_.x], first_level(levels_), light)) {
#define END_LIGHTS } } while (++run_.x < run_.y); \
        levels_ = later_levels(levels_); \
    } while ((levels_.x | levels_.y) != 0u); }
#endif

// Share of a light that is left at a squared distance: its window function.
float light_window(Light light, float r2) {
    float x = r2 / (light.range * light.range);
    float window = clamp(1.0 - x * x, 0.0, 1.0);
    return light.radius2 < 0.0 ? window : window * window;
}

// Irradiance of a point, spot or directional light on a surface that faces it, and the direction to it; zero out of
// its reach. A spot falls off as KHR_lights_punctual asks.
vec3 light_irradiance(Light light, vec3 p, out vec3 to_light) {
    vec3 d = light.position - p;
    float r2 = dot(d, d);
    to_light = d * inversesqrt(max(r2, 1e-8));
    float share = light_window(light, r2) / (r2 + abs(light.radius2));
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
