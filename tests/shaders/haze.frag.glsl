// x is the distance over 1000 m, y the height from -50 m to 100 m; the eye is at 3.5 m
#define HAZE
#include "inc/frame.glsl"
#include "inc/haze.glsl"
in vec2 uv;
layout(location = 0) out vec4 result;

void main() {
    float away = uv.x * 1000.0, height = uv.y * 150.0 - 50.0;
    result = vec4(haze_cover(3.5, height, away), airlight(vec2(sin(uv.x * 6.2832), -cos(uv.x * 6.2832))).r,
                  aerial(vec3(0.25), frame.eye.xyz + vec3(away, 0.0, 0.0)).rg);
}
