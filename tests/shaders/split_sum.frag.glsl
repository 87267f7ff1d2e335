#include "inc/frame.glsl"
#include "inc/sky.glsl"
in vec2 uv;
layout(location = 0) out vec4 result;

void main() { result = vec4(split_sum(uv.x, uv.y), 1.0); }
