// A character as a quad: turned as its text is, or to the eye. Defines: CELL and EM, texels; REACH, em.
#include "inc/frame.glsl"
#include "inc/haze.glsl"
#include "struct/Glyph"
layout(std430, binding = SSBO_GLYPHS) readonly buffer Glyphs { Glyph glyphs[]; };
uniform float scale;          // pixels here for one of the picture's
uniform int all_round;        // this view's axes are not those of the picture
out vec2 em;                  // from the cell's left top
flat out vec2 texel;
flat out vec4 color, rim;
out float above;              // of the clip plane

void main() {
    Glyph g = glyphs[gl_InstanceID];
    vec3 right = g.right.xyz, up = g.up.xyz;
    if (dot(right, right) == 0.0) {
        right = vec3(frame.view[0].x, frame.view[1].x, frame.view[2].x);
        up = vec3(frame.view[0].y, frame.view[1].y, frame.view[2].y);
        // what is seen in the water faces the eye above it
        if (frame.time.w > 0.5) { right.y = -right.y; up.y = -up.y; }
    }
    float distance = axis_distance(g.at.xyz);
    if (all_round != 0) {
        vec3 eye = frame.eye.xyz;
        if (frame.time.w > 0.5) eye.y = 2.0 * frame.water.x - eye.y;
        vec3 to = eye - g.at.xyz;
        distance = length(to);
        if (dot(g.right.xyz, g.right.xyz) == 0.0) {
            right = normalize(vec3(to.z, 0.0, -to.x) + vec3(1e-6, 0.0, 0.0));
            up = normalize(cross(to, right));
        }
    }
    float height = g.at.w >= 0.0 ? g.at.w : -g.at.w * scale * pixel_size(distance);
    const float side = float(CELL) / EM;
    vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
    vec2 at = vec2(g.right.w, g.up.w) + (corner - 0.5) * side;
    vec3 position = g.at.xyz + (right * at.x + up * at.y) * height;
    em = vec2(corner.x, 1.0 - corner.y) * side;
    texel = g.texel.xy;
    color = vec4(aerial(g.color.rgb, g.at.xyz), g.color.a);
    rim = vec4(aerial(g.rim.rgb, g.at.xyz), g.rim.a);
    above = dot(frame.clip_plane, vec4(position, 1.0));
    gl_Position = frame.view_projection * vec4(position, 1.0);
    gl_Position.z = depth_before(gl_Position.z / gl_Position.w) * gl_Position.w;   // the surface it is written on
}
