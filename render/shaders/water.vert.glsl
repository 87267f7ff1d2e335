// One level sheet.
#include "inc/frame.glsl"
uniform vec4 bounds;
out vec3 position;

void main() {
    vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
    position = vec3(mix(bounds.xy, bounds.zw, corner), frame.water.x).xzy;
    gl_Position = frame.view_projection * vec4(position, 1.0);
}
