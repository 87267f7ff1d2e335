// What comes back of a surface that was laid down. PART: 0 albedo and roughness, 1 normal and metallic, 2 emission and
// reflectance.
#include "inc/surface.glsl"
#include "inc/laid.glsl"
layout(location = 0) out vec4 result;
uniform vec3 albedo;
uniform vec3 normal;
uniform vec3 emission;
uniform vec3 small;   // roughness, metallic, reflectance

void main() {
    Surface s;
    s.albedo = albedo;
    s.normal = normal;
    s.emission = emission;
    s.roughness = small.x;
    s.metallic = small.y;
    s.reflectance = small.z;
    s.occlusion = 1.0;
    Surface back = taken_up(lay(s));
    result = vec4(back.albedo, back.roughness);
#if PART == 1
    result = vec4(back.normal, back.metallic);
#elif PART == 2
    result = vec4(back.emission, back.reflectance);
#endif
}
