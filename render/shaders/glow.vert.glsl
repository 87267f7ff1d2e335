// One small quad for each glowing lamp, facing the eye.
#include "inc/frame.glsl"
#include "inc/haze.glsl"
#include "struct/Glow"
layout(std430, binding = SSBO_GLOWS) readonly buffer Glows { Glow glows[]; };
out vec2 corner;
out vec3 position;
flat out vec3 light;
flat out float radius;

void main() {
    Glow g = glows[gl_InstanceID];
    corner = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0;
    vec3 d = -to_eye(g.position);
    float distance = max(length(d), 1e-3);
    d /= distance;
    // a halo never gets thinner than two pixels; what it gains in size it loses in strength
    float pixel = pixel_size(distance);
    radius = max(g.radius, 2.0 * pixel);
    float shrink = g.radius / radius;
    float cover = haze_cover(abs(g.position.y - distance * d.y - frame.water.x), g.position.y - frame.water.x, distance);
    light = g.color * (shrink * shrink * (1.0 - cover));
    vec3 right = normalize(cross(d, vec3(0.0, 1.0, 0.0)) + vec3(1e-5, 0.0, 0.0));
    position = g.position + (right * corner.x + cross(right, d) * corner.y) * radius;
    gl_Position = frame.view_projection * vec4(position, 1.0);
}
