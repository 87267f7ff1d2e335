// The water's sheet in the data planes: level, and still.
#include "inc/frame.glsl"
#include "inc/planes.glsl"
in vec3 position;
uniform vec3 body_color;
uniform mat4 now_matrix;
uniform mat4 before_matrix;

void main() {
    vec4 p = vec4(position, 1.0);
    write_planes(position, vec3(0.0, 1.0, 0.0), body_color, uvec2(0u), pixel_motion(now_matrix * p, before_matrix * p));
}
