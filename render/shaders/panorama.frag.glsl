// What is behind everything when a panorama lights the scene.
#include "inc/frame.glsl"
#include "inc/sky.glsl"
#include "inc/haze.glsl"
in vec2 uv;
layout(location = 0) out vec4 result;

void main() {
    vec3 d = view_ray(uv);
    result = vec4(finite(aerial_sky(sky_radiance(d), d)), 1.0);
}
