// How the sky moves: as the camera turns, for it is infinitely far.
#include "inc/frame.glsl"
#define PLANE_MOTION 0
#include "inc/planes.glsl"
in vec2 uv;
uniform mat4 before_from_now;

void main() {
    vec4 now = vec4(uv * 2.0 - 1.0, 0.0, 1.0);
    write_planes(vec3(0.0), vec3(0.0), vec3(0.0), uvec2(0u), pixel_motion(now, before_from_now * now));
}
