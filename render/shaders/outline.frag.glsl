// The inverted hull of a toon material.
#include "inc/frame.glsl"
#include "inc/sky.glsl"
#include "inc/haze.glsl"
#include "struct/Material"
#include "struct/Draw"

layout(std430, binding = SSBO_MATERIALS) readonly buffer Materials { Material materials[]; };
layout(std430, binding = SSBO_DRAWS) readonly buffer Draws { Draw draws[]; };
in vec3 world_position_in;
flat in uint draw_in;
layout(location = 0) out vec4 color_out;

void main() {
    vec3 light = sky_irradiance(vec3(0.0, 1.0, 0.0)) + 0.3 * frame.key_color.rgb;
    vec3 c = materials[draws[draw_in].material].outline_color * light / 3.14159;
    color_out = vec4(finite(aerial(c, world_position_in)), 1.0);
}
