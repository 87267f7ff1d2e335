// What a surface does with light: the layers of a glTF 2.0 material and their sum, as functions of the surface and the
// ways to eye and light alone. Layers that no material of a program has are compiled away; their defines are CLEARCOAT,
// SHEEN, SPECULAR, IRIDESCENCE, ANISOTROPY, TRANSMISSION, VOLUME, DISPERSION, DIFFUSE_TRANSMISSION.
#include "inc/pbr.glsl"
#include "inc/split_sum.glsl"
#ifdef IRIDESCENCE
#include "inc/thin_film.glsl"
#endif

struct Coat { float strength; float roughness; vec3 normal; };
struct Sheen { vec3 color; float roughness; };
struct Film { float strength; float ior; float thickness; };            // thickness in nm
struct Brushed { vec3 along; vec3 across; float strength; };            // unit, in the surface: rougher along
struct Glass { float share; float ior; float dispersion; };             // share of the light that is not reflected
struct Volume { float thickness; vec3 absorption; };                    // world metres; per metre
struct Leaf { vec3 color; float share; };                               // even light through the surface

struct Surface {
    vec3 albedo;
    float metallic;
    float roughness;
    float reflectance;   // F0 of a dielectric
    vec3 normal;
    vec3 emission;
    float occlusion;
    float alpha;
    vec3 transmission;   // colour of light through thin leaves
    float wrap;          // 0 to 1: diffuse light reaches round the edge
#ifdef CLEARCOAT
    Coat coat;
#endif
#ifdef SHEEN
    Sheen sheen;
#endif
#ifdef SPECULAR
    vec4 dielectric;     // F0 and F90; takes the place of `reflectance`
#endif
#ifdef IRIDESCENCE
    Film film;
#endif
#ifdef ANISOTROPY
    Brushed brushed;
#endif
#ifdef TRANSMISSION
    Glass glass;
#endif
#ifdef VOLUME
    Volume volume;
#endif
#ifdef DIFFUSE_TRANSMISSION
    Leaf leaf;
#endif
};

// A surface as seen from somewhere, ready for any number of lights. It is a dielectric and a metal side by side, in the
// shares that `metallic` says (glTF 2.0, appendix B): F0 and F90 of the one's skin, below which it scatters light, and of
// the other.
struct Lobes { vec3 diffuse; vec4 skin; vec4 metal; float roughness; float a2; float n_dot_v; };

float max3(vec3 c) { return max(c.r, max(c.g, c.b)); }

Lobes lobes_of(Surface s, vec3 v) {
    float roughness = clamp(s.roughness, 0.045, 1.0);
#ifdef SPECULAR
    vec4 skin = s.dielectric;
#else
    // Below 4 % a surface is broken up on a finer scale than it is drawn: it loses its grazing sheen as well.
    vec4 skin = vec4(vec3(s.reflectance), clamp(25.0 * s.reflectance, 0.0, 1.0));
#endif
    return Lobes(s.albedo * ((1.0 - s.metallic) / PI), skin, vec4(s.albedo, 1.0), roughness,
                 roughness * roughness * roughness * roughness, max(dot(s.normal, v), 1e-3));
}

vec3 fresnel_of(vec4 f, Surface s, float cosine) {
    vec3 r = f.rgb + (f.a - f.rgb) * schlick(cosine);
#ifdef IRIDESCENCE
    float outside = 1.0, above = clamp(cosine, 0.0, 1.0);
#ifdef CLEARCOAT
    // under a coat the light comes out of that, and steeper
    outside = mix(1.0, 1.5, s.coat.strength);
    above = sqrt(1.0 - (1.0 - above * above) / (outside * outside));
#endif
    r = mix(r, thin_film(outside, s.film.ior, above, s.film.thickness, f.rgb), s.film.strength);
#endif
    return r;
}

// What either reflects. A film takes long: what is all of one kind has no other, and zero for it.
void fresnel_parts(Lobes b, Surface s, float cosine, out vec3 skin, out vec3 metal) {
#ifdef IRIDESCENCE
    skin = metal = vec3(0.0);
    if (s.metallic < 1.0) skin = fresnel_of(b.skin, s, cosine);
    if (s.metallic > 0.0) metal = fresnel_of(b.metal, s, cosine);
#else
    skin = fresnel_of(b.skin, s, cosine);
    metal = fresnel_of(b.metal, s, cosine);
#endif
}

vec3 fresnel(Lobes b, Surface s, float cosine, out vec3 skin) {
    vec3 metal;
    fresnel_parts(b, s, cosine, skin, metal);
    return mix(skin, metal, s.metallic);
}

// Share of the light that gets past the skin of the dielectric. Where that is coloured the strongest channel counts for
// all, lest what is below take on the complement (KHR_materials_specular, KHR_materials_iridescence).
vec3 below(vec3 skin) {
#if defined(SPECULAR) || defined(IRIDESCENCE)
    return vec3(1.0 - max3(skin));
#else
    return 1.0 - skin;
#endif
}

// Roughness along and across the brush (KHR_materials_anisotropy), as alpha.
#ifdef ANISOTROPY
vec2 brushed_alpha(Lobes b, Surface s) {
    float a = b.roughness * b.roughness;
    return vec2(mix(a, 1.0, s.brushed.strength * s.brushed.strength), a);
}

vec3 in_brush(Surface s, vec3 d) { return vec3(dot(s.brushed.along, d), dot(s.brushed.across, d), dot(s.normal, d)); }
#endif

// Microfacets: distribution times visibility times the cosine of the light; `h` is halfway between eye and light.
float microfacets(Lobes b, Surface s, vec3 v, vec3 l, vec3 h) {
    float n_dot_l = clamp(dot(s.normal, l), 0.0, 1.0);
#ifdef ANISOTROPY
    vec2 alpha = brushed_alpha(b, s);
    vec3 bv = in_brush(s, v), bl = in_brush(s, l);
    bv.z = b.n_dot_v;
    bl.z = n_dot_l;
    return ggx_distribution(in_brush(s, h), alpha) * smith_visibility(bl, bv, alpha) * n_dot_l;
#else
    return ggx_distribution(clamp(dot(s.normal, h), 0.0, 1.0), b.a2) * smith_visibility(n_dot_l, b.n_dot_v, b.a2) * n_dot_l;
#endif
}

#ifdef VOLUME
// Share of the light that is left after a way through the volume (KHR_materials_volume: Beer's law).
vec3 volume_passes(Surface s, float way) { return exp(-s.volume.absorption * way); }
#endif

#ifdef TRANSMISSION
// Roughness of what is seen through the surface. Thin: that of the reflection. A volume bends the light at either face
// by n - 1 times a facet's tilt where a mirror would turn it by twice the tilt; the two add up as variances.
float seen_through_roughness(Lobes b, Surface s) {
#ifdef VOLUME
    return b.roughness * sqrt(clamp(0.7071 * abs(s.glass.ior - 1.0), 0.0, 1.0));
#else
    return b.roughness;
#endif
}

// A lamp behind glass: the reflection's lobe about the way straight through (KHR_materials_transmission).
vec3 transmitted(Lobes b, Surface s, vec3 v, vec3 l) {
    vec3 mirrored = l - 2.0 * dot(s.normal, l) * s.normal, h = normalize(mirrored + v);
    Lobes through = b;
    through.roughness = max(seen_through_roughness(b, s), 0.045);
    through.a2 = through.roughness * through.roughness * through.roughness * through.roughness;
    vec3 skin;
    fresnel(b, s, dot(v, h), skin);
    vec3 c = s.albedo * (1.0 - s.metallic) * below(skin) * min(microfacets(through, s, v, mirrored, h), 200.0);
#ifdef VOLUME
    c *= volume_passes(s, s.volume.thickness);
#endif
    return c;
}
#endif

#ifdef CLEARCOAT
// Share of the light that the coat lets through towards the eye (KHR_materials_clearcoat).
float coat_passes(Surface s, vec3 v) {
    return 1.0 - s.coat.strength * (0.04 + 0.96 * schlick(max(dot(s.coat.normal, v), 0.0)));
}

// What it reflects itself; a lamp is a point, whose image on a smooth coat `most` keeps within bounds.
float coat_gloss(Surface s, vec3 v, vec3 l, vec3 h, float most) {
    float a = clamp(s.coat.roughness, 0.045, 1.0), n_dot_l = clamp(dot(s.coat.normal, l), 0.0, 1.0);
    float n_dot_v = max(dot(s.coat.normal, v), 1e-3);
    a *= a;
    float gloss = ggx_distribution(clamp(dot(s.coat.normal, h), 0.0, 1.0), a * a)
        * smith_visibility(n_dot_l, n_dot_v, a * a) * n_dot_l;
    return s.coat.strength * (0.04 + 0.96 * schlick(dot(v, h))) * min(gloss, most);
}
#endif

// All layers: radiance towards v per irradiance (of a facing surface) out of direction l, on either side.
vec3 scattered(Lobes b, Surface s, vec3 v, vec3 l) {
    float cosine = dot(s.normal, l);
    float n_dot_l = clamp(cosine, 0.0, 1.0), behind = clamp(-cosine, 0.0, 1.0);
    float wrapped = clamp((cosine + s.wrap) / (1.0 + s.wrap), 0.0, 1.0);
#if defined(TRANSMISSION) || defined(DIFFUSE_TRANSMISSION)
    vec3 h = normalize(v + l + 2.0 * behind * s.normal);   // of a light behind, as if it came from its mirror place
#else
    vec3 h = normalize(l + v);
#endif
    vec3 skin, f = fresnel(b, s, dot(v, h), skin), base = b.diffuse * wrapped;
#ifdef DIFFUSE_TRANSMISSION
    base = mix(base, s.leaf.color * ((1.0 - s.metallic) / PI * behind), s.leaf.share);
#endif
#ifdef TRANSMISSION
    base *= 1.0 - s.glass.share;
#endif
    vec3 c = base * below(skin) + f * min(microfacets(b, s, v, l, h), 200.0) + s.transmission * (behind / PI);
#ifdef TRANSMISSION
    if (behind > 0.0) c += s.glass.share * transmitted(b, s, v, l);
#endif
#ifdef SHEEN
    float rough = clamp(s.sheen.roughness, 0.07, 1.0);
    float soft = charlie_distribution(clamp(dot(s.normal, h), 0.0, 1.0), rough * rough)
        * charlie_visibility(n_dot_l, b.n_dot_v, rough * rough) * n_dot_l;
    c *= 1.0 - max3(s.sheen.color) * max(sheen_albedo(b.n_dot_v, rough), sheen_albedo(n_dot_l, rough));
    c += s.sheen.color * min(soft, 200.0);
#endif
#ifdef CLEARCOAT
    c = c * coat_passes(s, v) + coat_gloss(s, v, l, h, 200.0);
#endif
    return c;
}
