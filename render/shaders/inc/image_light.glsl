// Light from all round on the layers of a surface: what lights a scene besides its lamps.

// What comes out after several bounces between the microfacets, given what comes out after one (Fdez-Aguera 2019, "A
// Multiple-Scattering Microfacet Model for Real-Time Image Based Lighting"): it leaves evenly, like diffuse light.
vec3 scattered_again(vec3 once, float once_white, vec3 f0) {
    vec3 average = f0 + (1.0 - f0) / 21.0;
    return once * average * (1.0 - once_white) / (1.0 - average * (1.0 - once_white));
}

// What reaches an occluded point in the end: its surroundings, taken to be of its colour, light it again (Jimenez et
// al. 2016, the fit of section 5).
vec3 lit_again(float open, vec3 albedo) {
    vec3 a = 2.0404 * albedo - 0.3324, b = -4.7951 * albedo + 0.6417, c = 2.7552 * albedo + 0.6903;
    return max(vec3(open), ((open * a + b) * open + c) * open);
}

// Share of the reflected light that gets past what occludes a point (Lagarde and de Rousiers 2014, "Moving Frostbite
// to PBR"), and past the surface itself where a normal map turns the reflection below it.
float specular_occlusion(float n_dot_v, float occlusion, float roughness, float above) {
#ifdef PANORAMA
    float open = clamp(pow(n_dot_v + occlusion, exp2(-16.0 * roughness - 1.0)) - 1.0 + occlusion, 0.0, 1.0);
    float horizon = clamp(1.0 + above, 0.0, 1.0);
    return open * horizon * horizon;
#else
    return occlusion;
#endif
}

#ifdef ANISOTROPY
const int BRUSH_TAPS = 16;
#endif

// Radiance that the microfacets see from all round, before Fresnel.
vec3 mirrored_sky(Lobes b, Surface s, vec3 v, vec3 r) {
#ifdef ANISOTROPY
    // the narrow lobe, smeared along the brush: facets at the quantiles of the slopes that make up the difference
    vec2 alpha = brushed_alpha(b, s);
    float stretch = sqrt(max(alpha.x * alpha.x - alpha.y * alpha.y, 0.0));
    vec4 sum = vec4(0.0);
    for (int i = 0; i < BRUSH_TAPS; ++i) {
        float q = (2.0 * float(i) + 1.0) / float(BRUSH_TAPS) - 1.0, k = inversesqrt(1.0 - q * q);
        vec3 l = reflect(-v, normalize(s.normal + s.brushed.along * (stretch * q * k)));
        float weight = clamp(dot(s.normal, l), 0.0, 1.0);
        // as wide as the gap to the next, lest each be seen by itself
        float gap = stretch * k * k * k / float(BRUSH_TAPS) / (1.0 + stretch * stretch * q * q * k * k);
        if (weight > 0.0) sum += vec4(sky_specular(l, min(sqrt(length(vec2(alpha.y, gap))), 1.0)), 1.0) * weight;
    }
    return sum.w > 0.0 ? sum.rgb / sum.w : sky_specular(r, 1.0);
#else
    return sky_specular(r, clamp(s.roughness, 0.0, 1.0));
#endif
}

// F0 that at this cosine gives Schlick's Fresnel the reflectance of the film.
vec3 even_f0(Lobes b, Surface s) {
#ifdef IRIDESCENCE
    float x = min(schlick(b.n_dot_v), 0.9999);
    return clamp((fresnel(b, s, b.n_dot_v) - b.f90 * x) / (1.0 - x), 0.0, 1.0);
#else
    return b.f0;
#endif
}

// `seen` is the radiance from behind a transmissive surface.
vec3 image_light(Fragment f, Surface s, Lobes b, float occlusion, vec3 seen) {
    vec3 f0 = even_f0(b, s);
#ifdef ANISOTROPY
    vec2 alpha = brushed_alpha(b, s);
    float roughness = sqrt(sqrt(alpha.x * alpha.y));
#else
    float roughness = b.roughness;
#endif
    vec2 split = split_sum(b.n_dot_v, roughness);
    vec3 once = f0 * split.x + b.f90 * split.y;
    vec3 more = scattered_again(once, split.x + split.y, f0);
    vec3 r = reflect(-f.view, s.normal);
#ifdef PANORAMA
    vec3 even = sky_irradiance(s.normal) * lit_again(occlusion, s.albedo);
#else
    vec3 even = sky_irradiance(s.normal) * occlusion;
#endif
    vec3 base = b.diffuse * even;
#ifdef DIFFUSE_TRANSMISSION
    vec3 leaf = s.leaf.color * ((1.0 - s.metallic) / PI) * sky_irradiance(-s.normal) * occlusion;
#ifdef VOLUME
    leaf *= volume_passes(s, s.volume.thickness);
#endif
    base = mix(base, leaf, s.leaf.share);
#endif
#ifdef TRANSMISSION
    base = mix(base, seen * s.albedo * (1.0 - s.metallic), s.glass.share);
#endif
    vec3 c = below(once + more) * base + more / PI * even
        + once * mirrored_sky(b, s, f.view, r) * specular_occlusion(b.n_dot_v, occlusion, roughness, dot(r, f.normal));
    if (any(greaterThan(s.transmission, vec3(0.0)))) c += s.transmission * sky_irradiance(-s.normal) * (0.5 * occlusion / PI);
#ifdef SHEEN
    float cloth = sheen_albedo(b.n_dot_v, clamp(s.sheen.roughness, 0.07, 1.0));
    c = c * (1.0 - max3(s.sheen.color) * cloth) + s.sheen.color * cloth * even / PI;
#endif
#ifdef CLEARCOAT
    float coat_v = max(dot(s.coat.normal, f.view), 1e-3), coat_roughness = clamp(s.coat.roughness, 0.0, 1.0);
    vec2 coat_split = split_sum(coat_v, coat_roughness);
    vec3 coat_r = reflect(-f.view, s.coat.normal);
    float gloss = s.coat.strength * (0.04 * coat_split.x + coat_split.y)
        * specular_occlusion(coat_v, occlusion, coat_roughness, dot(coat_r, f.normal));
    c = c * coat_passes(s, f.view) + gloss * sky_specular(coat_r, coat_roughness);
#endif
    return c;
}
