// The bare loop's vertices: one transform, one colour a draw. Defines: SKINNED, TEXTURED, DEPTH_ONLY.
layout(location = 0) in vec3 position;
layout(location = 1) in vec3 normal;
layout(location = 2) in vec2 uv;
layout(location = 3) in vec4 tangent;
layout(location = 4) in uvec4 joints;
layout(location = 5) in vec4 weights;
layout(location = 6) in vec4 row0;
layout(location = 7) in vec4 row1;
layout(location = 8) in vec4 row2;
layout(location = 9) in vec4 color;
layout(location = 10) in vec4 draw;  // first joint; layers of the colour, roughness and normal maps

uniform mat4 view_projection;
#ifdef SKINNED
layout(binding = 0) uniform sampler2D joint_rows;
#endif
#ifndef DEPTH_ONLY
out vec3 world;
out vec3 world_normal;
flat out vec4 paint;
#ifdef TEXTURED
out vec2 texture_uv;
out vec4 world_tangent;
flat out vec3 layers;
#endif
#endif

void main() {
    vec4 p = vec4(position, 1.0), r0 = row0, r1 = row1, r2 = row2;
#ifdef SKINNED
    if (draw.x >= 0.0) {
        r0 = r1 = r2 = vec4(0.0);
        for (int k = 0; k < 4; k++) {
            int row = int(draw.x) + int(joints[k]);
            r0 += weights[k] * texelFetch(joint_rows, ivec2(0, row), 0);
            r1 += weights[k] * texelFetch(joint_rows, ivec2(1, row), 0);
            r2 += weights[k] * texelFetch(joint_rows, ivec2(2, row), 0);
        }
    }
#endif
    vec3 at = vec3(dot(r0, p), dot(r1, p), dot(r2, p));
    gl_Position = view_projection * vec4(at, 1.0);
#ifndef DEPTH_ONLY
    world = at;
    world_normal = vec3(dot(r0.xyz, normal), dot(r1.xyz, normal), dot(r2.xyz, normal));
    paint = color;
#ifdef TEXTURED
    texture_uv = uv;
    world_tangent = vec4(dot(r0.xyz, tangent.xyz), dot(r1.xyz, tangent.xyz), dot(r2.xyz, tangent.xyz), tangent.w);
    layers = draw.yzw;
#endif
#endif
}
