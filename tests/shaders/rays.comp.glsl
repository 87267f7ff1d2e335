// Distances of rays, and whether anything lies in their way.
layout(local_size_x = 64) in;
#include "inc/rays.glsl"
layout(std430, binding = 0) readonly buffer Rays { vec4 rays[]; };
layout(std430, binding = 1) writeonly buffer Found { vec2 found[]; };

void main() {
    uint i = gl_GlobalInvocationID.x;
    vec3 o = rays[2u * i].xyz, d = rays[2u * i + 1u].xyz;
    found[i] = vec2(nearest(o, d, 1e30, false).distance, nearest(o, d, 1e30, true).place >= 0 ? 1.0 : -1.0);
}
