// What is behind everything when a panorama lights the scene.
#include "inc/frame.glsl"
#include "inc/sky.glsl"
in vec2 uv;
layout(location = 0) out vec4 result;

void main() { result = vec4(finite(sky_radiance(view_ray(uv))), 1.0); }
