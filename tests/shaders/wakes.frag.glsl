// Slope, variance and foam of one hull's wake over the rectangle `area` (x0, z0, x1, z1)
#define WAKES 8
#include "inc/frame.glsl"
#include "inc/noise.glsl"
#include "inc/wakes.glsl"
in vec2 uv;
layout(location = 0) out vec4 result;
uniform vec4 area;

void main() {
    vec2 slope = vec2(0.0), variance = vec2(0.0);
    float foam = wakes(mix(area.xy, area.zw, uv), slope, variance);
    result = vec4(slope, variance.x, foam);
}
