// All layers of one surface towards one eye, for lights all over the sphere: x is the azimuth, y the cosine from -1 to 1.
#include "inc/lobes.glsl"
in vec2 uv;
layout(location = 0) out vec4 result;
uniform vec3 albedo, view, light, film, leaf;
uniform float metallic, roughness, strength;
uniform int way;   // 0: lights from everywhere; 1: eyes everywhere, one light; 2: the film's reflectance by cosine

void main() {
    Surface s;
    s.albedo = albedo;
    s.metallic = metallic;
    s.roughness = roughness;
    s.reflectance = 0.04;
    s.normal = vec3(0.0, 0.0, 1.0);
    s.emission = s.transmission = vec3(0.0);
    s.occlusion = s.alpha = 1.0;
    s.wrap = 0.0;
#ifdef CLEARCOAT
    s.coat = Coat(strength, roughness, s.normal);
#endif
#ifdef SHEEN
    s.sheen = Sheen(vec3(strength), roughness);
#endif
#ifdef IRIDESCENCE
    s.film = Film(strength, film.x, film.y);
#endif
#ifdef ANISOTROPY
    s.brushed = Brushed(vec3(1.0, 0.0, 0.0), vec3(0.0, 1.0, 0.0), strength);
#endif
#ifdef TRANSMISSION
    s.glass = Glass(strength, 1.5, 0.0);
#endif
#ifdef DIFFUSE_TRANSMISSION
    s.leaf = Leaf(leaf, strength);
#endif
    float z = 2.0 * uv.y - 1.0, angle = 2.0 * PI * uv.x, r = sqrt(1.0 - z * z);
    vec3 d = vec3(r * cos(angle), r * sin(angle), z);
#ifdef IRIDESCENCE
    if (way == 2) {
        result = vec4(thin_film(1.0, film.x, uv.y, film.y, vec3(film.z)), 1.0);
        return;
    }
#endif
    vec3 v = way == 1 ? d : view, l = way == 1 ? light : d;
    result = vec4(scattered(lobes_of(s, v), s, v, l), 1.0);
}
