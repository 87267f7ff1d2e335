// What is behind everything when a panorama lights the scene: the panorama, or nothing (a transparent picture).
#include "inc/frame.glsl"
#include "inc/sky.glsl"
in vec2 uv;
layout(location = 0) out vec4 result;
uniform float shown;

void main() { result = shown > 0.0 ? vec4(finite(sky_radiance(view_ray(uv))), 1.0) : vec4(0.0); }
