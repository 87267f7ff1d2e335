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

// What a point sees past its surroundings: the share of an even hemisphere's light; and the directions that it does not
// see, weighted by the cosine over pi and summed up. Over all that is two thirds of the normal.
struct Openness { float share; vec3 hidden; };
const Openness WIDE_OPEN = Openness(1.0, vec3(0.0));

// Solid angle that two round cones have in common, over two pi: the smaller one where it lies within the other, falling
// smoothly to nothing where they part (Oat and Sander 2007, "Ambient Aperture Lighting"). Cosines of half their angles
// and of the angle between them.
float shared_cone(float first, float second, float apart) {
    float a = acos(clamp(first, 0.0, 1.0)), b = acos(clamp(second, 0.0, 1.0)), d = acos(clamp(apart, -1.0, 1.0));
    return smoothstep(a + b, abs(a - b), d) * (1.0 - max(first, second));
}

// Share of the reflected light that gets past what occludes a point: of the cone that is about as wide as the lobe
// round r, what lies in the cone of directions that are open, over what lies above the surface (after Jimenez et al.
// 2016, section 6); or does not lie in the cone of those that are hidden, where that is the smaller one. Half of a GGX
// lobe's light is within 2 atan(alpha) of its middle; the cone has twice that solid angle. A cone round an axis gives
// the squared sine of half its angle, times the axis' cosine, of an even sky's light. What is hidden is no cone with an
// edge: however smooth the surface, its lobe counts as at least 32 degrees wide to either side. A normal map may turn the
// reflection below the surface of the mesh.
float specular_occlusion(float share, vec3 hidden, float roughness, vec3 n, vec3 r, vec3 surface) {
#ifdef PANORAMA
    float open = 1.0, far = length(hidden);
    if (share < 0.999 && far > 1e-4) {
        float a2 = roughness * roughness * roughness * roughness, lobe = clamp((1.0 - 3.0 * a2) / (1.0 + a2), 0.0, 0.85);
        float above = shared_cone(0.0, lobe, dot(n, r));
        vec3 away = hidden / far, mean = normalize(n * (2.0 / 3.0) - hidden);
        float seen = shared_cone(sqrt(1.0 - share), lobe, dot(mean, r)) / above;
        float sine2 = min((1.0 - share) / max(dot(away, surface), 0.2), 1.0);
        float unseen = shared_cone(sqrt(1.0 - sine2), lobe, dot(away, r)) / above;
        open = clamp(mix(seen, 1.0 - unseen, smoothstep(0.3, 0.7, share)), 0.0, 1.0);
    }
    float horizon = clamp(1.0 + dot(r, surface), 0.0, 1.0);
    return open * horizon * horizon;
#else
    return share;
#endif
}

#ifdef BOUNCE
// Radiance towards the eye per mean radiance of what occludes the point (passes/bounce.py), set by whoever shades.
vec3 bounced = vec3(0.0);
// How bright (its green) what is mirrored to and fro is, were the occluders like the point and under the same sky: metals
// that face each other are not the darker for it. Others see it; what is seen of the point itself is known better.
float resent = 0.0;

// Of the reflected light that does not come from all round, what the mean radiance of the occluders stands for.
float reflects_occluders(float passes, float share) { return min((1.0 - passes) / max(1.0 - share, 0.05), 2.0); }
#endif

#ifdef ANISOTROPY
const int BRUSH_TAPS = 24;
#endif

// Radiance that the microfacets see from all round, before Fresnel; from about direction r.
vec3 mirrored_sky(Lobes b, Surface s, vec3 v, vec3 r, float roughness) {
#ifdef ANISOTROPY
    // the narrow lobe, smeared along the brush: facets at the quantiles of the slopes that make up the difference
    vec2 alpha = brushed_alpha(b, s);
    float stretch = sqrt(max(alpha.x * alpha.x - alpha.y * alpha.y, 0.0));
    vec4 sum = vec4(0.0);
    for (int i = 0; i < BRUSH_TAPS; ++i) {
        float q = (2.0 * float(i) + 1.0) / float(BRUSH_TAPS) - 1.0, k = inversesqrt(1.0 - q * q);
        vec3 l = reflect(-v, normalize(s.normal + s.brushed.along * (stretch * q * k)));
        float weight = clamp(dot(s.normal, l), 0.0, 1.0);
        // reaching half of the gap to the next, lest each be seen by itself
        float reach = 0.5 * stretch * k * k * k / float(BRUSH_TAPS) / (1.0 + stretch * stretch * q * q * k * k);
        if (weight > 0.0) sum += vec4(sky_specular(l, min(sqrt(length(vec2(alpha.y, reach))), 1.0)), 1.0) * weight;
    }
    return sum.w > 0.0 ? sum.rgb / sum.w : sky_specular(r, 1.0);
#else
    return sky_specular(r, roughness);
#endif
}

#ifdef SHEEN
// Fibres that stand up turn light back to the side it comes from: the mean of where a sheen's light is from lies towards
// the eye's side, the more the smoother. A fit of Charlie's lobe: the slope of that mean from the normal, within a fifth
// for roughness from 0.2 to 1 and cosines up to 0.8.
vec3 sheen_from(vec3 open, vec3 n, vec3 v, float n_dot_v, float roughness) {
    return normalize(open + (v - n * n_dot_v) * (0.17 * pow(roughness, -1.4) / (1.1 - n_dot_v)));
}
#endif

// F0 of either part, that at this cosine gives Schlick's Fresnel the reflectance of the film.
void even_f0(Lobes b, Surface s, out vec3 skin, out vec3 metal) {
#ifdef IRIDESCENCE
    float x = min(schlick(b.n_dot_v), 0.9999);
    fresnel_parts(b, s, b.n_dot_v, skin, metal);
    skin = clamp((skin - b.skin.a * x) / (1.0 - x), 0.0, 1.0);
    metal = clamp((metal - b.metal.a * x) / (1.0 - x), 0.0, 1.0);
#else
    skin = b.skin.rgb;
    metal = b.metal.rgb;
#endif
}

// `seen` is the radiance from behind a transmissive surface.
vec3 image_light(Fragment f, Surface s, Lobes b, Openness open, vec3 seen) {
#ifdef ANISOTROPY
    vec2 alpha = brushed_alpha(b, s);
    float roughness = sqrt(sqrt(alpha.x * alpha.y));
#else
    float roughness = b.roughness;
#endif
    vec3 split = split_sum(b.n_dot_v, roughness);
    vec3 skin, metal;
    even_f0(b, s, skin, metal);
    vec3 once_skin = skin * split.x + b.skin.a * split.y, once_metal = metal * split.x + b.metal.a * split.y;
    vec3 more_skin = scattered_again(once_skin, split.x + split.y, skin);
    vec3 once = mix(once_skin, once_metal, s.metallic);
    vec3 more = mix(more_skin, scattered_again(once_metal, split.x + split.y, metal), s.metallic);
    vec3 past_skin = below(once_skin + more_skin);
    float grazing = mix(b.skin.a, b.metal.a, s.metallic) * split.y / max(max3(once), 1e-4);
    vec3 r = reflected_from(reflect(-f.view, s.normal), s.normal, split.z, grazing);
    roughness = reflected_roughness(roughness, grazing);
#ifdef PANORAMA
    // a model's own map of occlusion and the picture tell of the same hollows; the map says what arrives in the end
    // (glTF 2.0, 3.9.3), the picture what does at first
    float share = open.share, occlusion = min(share, s.occlusion);
    vec3 mean = normalize(s.normal * (2.0 / 3.0) - open.hidden);
#ifdef BOUNCE
    vec3 arrives = vec3(occlusion);
#else
    vec3 arrives = min(lit_again(share, s.albedo), vec3(s.occlusion));
#endif
#else
    float occlusion = open.share * s.occlusion, share = occlusion;
    vec3 mean = s.normal, arrives = vec3(occlusion);
#endif
    vec3 even = sky_irradiance(mean) * arrives, base = b.diffuse * even;
    float unhidden = specular_occlusion(share, open.hidden, roughness, s.normal, r, f.normal);
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
    vec3 sky = once * mirrored_sky(b, s, f.view, r, reflected_roughness(clamp(s.roughness, 0.0, 1.0), grazing));
    vec3 c = past_skin * base + more / PI * even + sky * min(unhidden, s.occlusion);
    if (any(greaterThan(s.transmission, vec3(0.0)))) c += s.transmission * sky_irradiance(-s.normal) * (0.5 * occlusion / PI);
#ifdef SHEEN
    float rough = clamp(s.sheen.roughness, 0.07, 1.0), cloth = sheen_albedo(b.n_dot_v, rough);
    vec3 soft = sky_irradiance(sheen_from(mean, s.normal, f.view, b.n_dot_v, rough)) * arrives;
    c = c * (1.0 - max3(s.sheen.color) * cloth) + s.sheen.color * cloth * soft / PI;
#endif
#ifdef CLEARCOAT
    float coat_v = max(dot(s.coat.normal, f.view), 1e-3), coat_roughness = clamp(s.coat.roughness, 0.0, 1.0);
    vec3 coat_split = split_sum(coat_v, coat_roughness);
    float coat_reflects = 0.04 * coat_split.x + coat_split.y, coat_grazing = coat_split.y / coat_reflects;
    vec3 coat_r = reflected_from(reflect(-f.view, s.coat.normal), s.coat.normal, coat_split.z, coat_grazing);
    coat_roughness = reflected_roughness(coat_roughness, coat_grazing);
    float gloss = s.coat.strength * coat_reflects;
    float coat_unhidden = specular_occlusion(share, open.hidden, coat_roughness, s.coat.normal, coat_r, f.normal);
    c = c * coat_passes(s, f.view) + gloss * min(coat_unhidden, s.occlusion) * sky_specular(coat_r, coat_roughness);
#endif
#ifdef BOUNCE
    vec3 own = PI * b.diffuse;
#ifdef DIFFUSE_TRANSMISSION
    own *= 1.0 - s.leaf.share;
#endif
#ifdef TRANSMISSION
    own *= 1.0 - s.glass.share;
#endif
    bounced = past_skin * own + more + once * reflects_occluders(unhidden, share);
    resent = sky.g * once.g * (1.0 - unhidden) * share / max(1.0 - once.g * (1.0 - share), 1e-3);
#ifdef SHEEN
    bounced = bounced * (1.0 - max3(s.sheen.color) * cloth) + s.sheen.color * cloth;
#endif
#ifdef CLEARCOAT
    bounced = bounced * coat_passes(s, f.view) + gloss * reflects_occluders(coat_unhidden, share);
#endif
#endif
    return c;
}
