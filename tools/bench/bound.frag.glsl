// The bare loop's pixels: one sun with Lambert's law, an even light, and what the scene has of lamps, maps and shadow.
#ifdef LAMPS
uniform uvec3 light_masks;
#define LIGHT_MASKS light_masks
#include "inc/lights.glsl"
#endif
in vec3 world;
in vec3 world_normal;
flat in vec4 paint;
#ifdef TEXTURED
in vec2 texture_uv;
in vec4 world_tangent;
flat in vec3 layers;
layout(binding = 1) uniform sampler2DArray color_maps;
layout(binding = 2) uniform sampler2DArray data_maps;
#endif
#ifdef SHADOWED
layout(binding = 3) uniform sampler2DShadow shadow_map;
uniform mat4 light_matrix;
#endif
uniform vec3 eye;
uniform vec3 sun;
layout(location = 0) out vec4 result;

void main() {
    vec3 n = normalize(world_normal), c = paint.rgb, light = vec3(0.25);
    float lit = max(dot(n, sun), 0.0), gloss = 0.0;
#ifdef TEXTURED
    if (layers.x >= 0.0) c *= texture(color_maps, vec3(texture_uv, layers.x)).rgb;
    vec2 rough_metal = layers.y >= 0.0 ? texture(data_maps, vec3(texture_uv, layers.y)).gb : vec2(0.8, 0.0);
    if (layers.z >= 0.0) {
        vec3 t = texture(data_maps, vec3(texture_uv, layers.z)).xyz * 2.0 - 1.0;
        vec3 x = normalize(world_tangent.xyz);
        n = normalize(t.x * x + t.y * world_tangent.w * cross(n, x) + t.z * n);
    }
    lit = max(dot(n, sun), 0.0);
    vec3 v = normalize(eye - world), h = normalize(v + sun);
    float a2 = rough_metal.x * rough_metal.x, nh = max(dot(n, h), 0.0), d = nh * nh * (a2 * a2 - 1.0) + 1.0;
    gloss = a2 * a2 / (3.14159 * d * d * 4.0 * max(lit, 0.1));
    c = mix(c, vec3(0.04), rough_metal.y * 0.5);
#endif
#ifdef SHADOWED
    vec3 q = (light_matrix * vec4(world + 0.01 * n, 1.0)).xyz;
    lit *= texture(shadow_map, vec3(q.xy * 0.5 + 0.5, q.z));
#endif
    light += lit * (1.0 + gloss);
#ifdef LAMPS
    Light lamp;
    EACH_LIGHT(world, lamp)
        vec3 l, e = light_irradiance(lamp, world, l);
        light += e * max(dot(n, l), 0.0);
    END_LIGHTS
#endif
    result = vec4(pow(clamp(c * light, 0.0, 1.0), vec3(1.0 / 2.2)), 1.0);
}
