// Column by column another point and view over a light: form factor of the surface, of the lobe, and both below.
#include "inc/frame.glsl"
#include "inc/lights.glsl"
#include "inc/area_light.glsl"
uniform vec3 light_position;
uniform vec3 light_direction;
uniform vec3 light_across;
uniform vec2 light_half_size;
uniform uint light_kind;
uniform vec3 points[32];
uniform vec3 normal;
uniform vec3 views[32];
uniform float roughness;
layout(location = 0) out vec4 result;

void main() {
    int i = int(gl_FragCoord.x);
    Light light = Light(light_position, 1e9, vec3(1.0), 0.0, light_direction, 0.0, light_across, 1.0, light_half_size,
                        light_kind, 0u);
    mat3 local = area_frame(normal, views[i]);
    result = vec4(area_form(light, points[i], local), 0.0, area_window(light, points[i]));
    result.z = area_form(light, points[i], area_lobe(local, roughness, dot(normal, views[i]))).x;
}
