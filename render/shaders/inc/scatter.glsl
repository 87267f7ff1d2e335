// How a surface scatters one ray: the layers of inc/lobes.glsl as densities to choose directions by and values to weigh
// them with. Energy is kept: what is below a layer gets what the layer's directional albedo leaves.
#include "inc/lobes.glsl"
#include "inc/image_light.glsl"

struct Layers {
    Lobes lobes;
    mat3 frame;         // tangent, bitangent, shading normal
    vec3 view;          // towards where the ray came from, in that frame
    vec2 alpha;
    vec3 diffuse;       // albedo of the base, this side and the other
    vec3 leaf;
    vec3 glass;         // what passes straight through or enters the body, before Fresnel
    vec3 boost;         // of the reflection, for what bounces several times between microfacets
    vec3 bright;        // what is reflected straight back, so boosted
    vec4 chance;        // of choosing diffuse, reflection, coat, the far side
    float pass;         // of going through glass
    float broad;        // share of the energy that leaves in a broad lobe
};

float smith_lambda(vec3 w, vec2 alpha) {
    vec2 s = alpha * w.xy;
    return 0.5 * (sqrt(1.0 + dot(s, s) / max(w.z * w.z, 1e-10)) - 1.0);
}

Layers layers_of(inout Surface s, vec3 v) {
    Layers b;
    float away = dot(s.normal, v);
    if (away < 0.02) s.normal = normalize(s.normal + v * (0.02 - away));
    b.lobes = lobes_of(s, v);
    float roughness = b.lobes.roughness;
#ifdef ANISOTROPY
    vec3 x = normalize(s.brushed.along - s.normal * dot(s.brushed.along, s.normal));
    b.frame = mat3(x, cross(s.normal, x), s.normal);
    b.alpha = brushed_alpha(b.lobes, s);
    roughness = sqrt(sqrt(b.alpha.x * b.alpha.y));
#else
    b.frame = frame_about(s.normal);
    b.alpha = vec2(roughness * roughness);
#endif
    b.view = v * b.frame;
    vec3 split = split_sum(b.view.z, roughness);
    float white = max(split.x + split.y, 0.05);
    float again = (1.0 - white) / white;   // Turquin 2019
    vec3 skin, metal;
    even_f0(b.lobes, s, skin, metal);
    vec3 f0 = mix(skin, metal, s.metallic);
    b.boost = 1.0 + mix(skin * skin, metal * metal, s.metallic) / max(f0, vec3(1e-6)) * again;
    vec3 rest = below(min((skin * split.x + b.lobes.skin.a * split.y) * (1.0 + skin * again), vec3(1.0)));
    vec3 glossy = f0 * split.x + mix(b.lobes.skin.a, b.lobes.metal.a, s.metallic) * split.y;
    glossy = min(glossy * b.boost, vec3(1.0));
    b.bright = f0 * b.boost;
    b.diffuse = s.albedo * (1.0 - s.metallic) * rest;
    b.leaf = b.glass = vec3(0.0);
#ifdef TRANSMISSION
    b.glass = s.albedo * ((1.0 - s.metallic) * s.glass.share);
    b.diffuse *= 1.0 - s.glass.share;
    rest *= 1.0 - s.glass.share;
#endif
#ifdef DIFFUSE_TRANSMISSION
    b.leaf = s.leaf.color * ((1.0 - s.metallic) * s.leaf.share) * rest;
    b.diffuse *= 1.0 - s.leaf.share;
#endif
    b.chance = vec4(max3(b.diffuse), max3(glossy), 0.0, max3(b.leaf));
    b.pass = max3(b.glass) * (1.0 - max3(glossy));
#ifdef SHEEN
    float cloth = sheen_albedo(b.view.z, clamp(s.sheen.roughness, 0.07, 1.0)) * max3(s.sheen.color);
    b.chance *= 1.0 - cloth;
    b.pass *= 1.0 - cloth;
    b.chance.x += cloth;
#endif
#ifdef CLEARCOAT
    float under = coat_passes(s, v);
    b.chance *= under;
    b.pass *= under;
    b.chance.z = 1.0 - under;
#endif
    float all = max(dot(b.chance, vec4(1.0)) + b.pass, 1e-6);
    b.chance /= all;
    b.pass /= all;
    b.broad = b.chance.x + b.chance.w + b.chance.y * smoothstep(0.1, 0.5, roughness);
    return b;
}

// What a surface shines with by itself towards v.
vec3 shining(Surface s, vec3 v) {
#ifdef CLEARCOAT
    return s.emission * coat_passes(s, v);
#else
    return s.emission;
#endif
}

// Share that the layers above leave of the base.
float layers_over(Surface s, vec3 v) {
    float over = 1.0;
#ifdef SHEEN
    over -= max3(s.sheen.color) * sheen_albedo(max(dot(s.normal, v), 1e-3), clamp(s.sheen.roughness, 0.07, 1.0));
#endif
#ifdef CLEARCOAT
    over *= coat_passes(s, v);
#endif
    return over;
}

// Share of light from direction `towards` that goes to v (its cosine included), and the density with which
// `layers_choose` picks that direction.
vec3 layers_value(Layers b, Surface s, vec3 v, vec3 towards, out float density) {
    vec3 l = towards * b.frame, w = b.view;
    float over = layers_over(s, v);
    density = b.chance.w * max(-l.z, 0.0) / PI;
    if (l.z <= 0.0) return b.leaf * (over * -l.z / PI);
    vec3 h = normalize(l + w), skin;
    float shadow_w = smith_lambda(w, b.alpha), lobe = ggx_distribution(h, b.alpha) / (4.0 * w.z);
    vec3 c = b.diffuse * (l.z / PI)
        + fresnel(b.lobes, s, dot(w, h), skin) * b.boost * (lobe / (1.0 + shadow_w + smith_lambda(l, b.alpha)));
    c *= over;
    density += b.chance.x * l.z / PI + b.chance.y * lobe / (1.0 + shadow_w);
#ifdef SHEEN
    float a = clamp(s.sheen.roughness, 0.07, 1.0);
    a *= a;
    vec3 cloth = s.sheen.color * (charlie_distribution(h.z, a) * charlie_visibility(l.z, w.z, a) * l.z);
#ifdef CLEARCOAT
    cloth *= coat_passes(s, v);
#endif
    c += cloth;
#endif
#ifdef CLEARCOAT
    float x = dot(s.coat.normal, towards), y = dot(s.coat.normal, v);
    if (x > 0.0 && y > 0.0) {
        vec3 m = normalize(towards + v);
        c += coat_gloss(s, v, towards, m, 1e30);
        float r = clamp(s.coat.roughness, 0.045, 1.0), a2 = r * r * r * r;
        float seen = 0.5 * (sqrt(1.0 + a2 * (1.0 / (y * y) - 1.0)) + 1.0);
        density += b.chance.z * ggx_distribution(clamp(dot(s.coat.normal, m), 0.0, 1.0), a2) / (4.0 * y * seen);
    }
#endif
    return c;
}

// A direction of one of the layers but glass; `pick` in 0..1 chooses which.
vec3 layers_choose(Layers b, Surface s, vec3 v, float pick, vec2 u) {
    pick *= 1.0 - b.pass;
    if (pick < b.chance.x) return b.frame * cosine_direction(u);
    pick -= b.chance.x;
    if (pick < b.chance.w) return b.frame * (cosine_direction(u) * vec3(1.0, 1.0, -1.0));
#ifdef CLEARCOAT
    if (pick - b.chance.w < b.chance.z) {
        mat3 coat = frame_about(s.coat.normal);
        float r = clamp(s.coat.roughness, 0.045, 1.0);
        vec3 y = v * coat;
        y.z = max(y.z, 1e-3);
        return coat * reflect(-y, visible_normal(y, vec2(r * r), u));
    }
#endif
    return b.frame * reflect(-b.view, visible_normal(b.view, b.alpha, u));
}

#ifdef TRANSMISSION
// Through the surface: past a pane, or into a body of index `ior`. Answers what is left; zero is a way that is lost.
vec3 layers_pass(Layers b, Surface s, vec3 v, bool body, vec2 u, out vec3 d) {
    vec3 h = visible_normal(b.view, b.alpha, u);
    vec3 l = body ? refract(-b.view, h, 1.0 / s.glass.ior) : reflect(-b.view, h) * vec3(1.0, 1.0, -1.0);
    d = b.frame * l;
    if (l.z >= 0.0) return vec3(0.0);
    float shadow_v = smith_lambda(b.view, b.alpha), shadow_l = smith_lambda(l, b.alpha);
    // a body's colour is met twice, where light enters and where it leaves
    vec3 color = body ? sqrt(b.glass * (1.0 / max(s.glass.share, 1e-4))) * s.glass.share : b.glass;
    vec3 skin;
    fresnel(b.lobes, s, dot(b.view, h), skin);
    return color * below(skin) * (layers_over(s, v) * (1.0 + shadow_v) / (1.0 + shadow_v + shadow_l));
}

float dielectric_fresnel(float cosine, float eta) {
    float sine2 = eta * eta * (1.0 - cosine * cosine);
    if (sine2 >= 1.0) return 1.0;
    float t = sqrt(1.0 - sine2), a = (eta * cosine - t) / (eta * cosine + t), c = (cosine - eta * t) / (cosine + eta * t);
    return 0.5 * (a * a + c * c);
}

// A body's skin met from inside: out, or back in by Fresnel's share.
vec3 layers_leave(Layers b, Surface s, float pick, vec2 u, out vec3 d, out bool out_of_it) {
    vec3 h = visible_normal(b.view, b.alpha, u);
    out_of_it = pick >= dielectric_fresnel(clamp(dot(b.view, h), 0.0, 1.0), s.glass.ior);
    vec3 l = out_of_it ? refract(-b.view, h, s.glass.ior) : reflect(-b.view, h);
    d = b.frame * l;
    if (out_of_it ? l.z >= 0.0 : l.z <= 0.0) return vec3(0.0);
    float shadow_v = smith_lambda(b.view, b.alpha), shadow_l = smith_lambda(l, b.alpha);
    return (out_of_it ? sqrt(s.albedo) : vec3(1.0)) * ((1.0 + shadow_v) / (1.0 + shadow_v + shadow_l));
}
#endif
