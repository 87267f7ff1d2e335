// Paths of light from the eye into a scene that a panorama lights, `PATHS` a pixel and sub-frame, added to the sums of
// the sub-frames before (Kajiya 1986). At every bounce one direction is drawn from a mixture of the surface's lobes and
// the panorama's bright parts, weighed by the density of the whole mixture: light is met by going there, so that one
// ray a bounce does for both (the one-sample model of Veach 1997, section 9.2.4).
layout(local_size_x = 8, local_size_y = 8) in;
#include "inc/sampling.glsl"
#include "inc/rays.glsl"
#include "inc/traced_surface.glsl"
#include "inc/panorama_light.glsl"
#include "inc/scatter.glsl"
#ifdef LAMPS
#include "inc/lights.glsl"
uniform int light_count;
#endif

// sums over paths: colour and cover; albedo and squared brightness; normal and nearness of what is seen first
layout(rgba32f, binding = 0) uniform image2D color_sum;
layout(rgba32f, binding = 1) uniform image2D albedo_sum;
layout(rgba32f, binding = 2) uniform image2D normal_sum;
uniform int first_path;
uniform int all_paths;   // a power of two
uniform int shown;       // the panorama is behind the scene

const float MOST = 16.0;   // radiance of one path after its first bounce: rarer light is let go for calm

struct Seen { vec3 color; float cover; vec3 albedo; vec3 normal; float near; };

#ifdef LAMPS
// Light of one lamp, chosen by how much it sends here.
vec3 lamp_light(Layers b, Surface s, Met m, float u) {
    float total = 0.0, chosen = 0.0, distance = 0.0;
    vec3 way = vec3(0.0), e = vec3(0.0), p = m.fragment.position;
    for (int i = 0; i < light_count; i++) {
        vec3 l, arriving = light_irradiance(lights[i], p, l);
        float w = max3(arriving);
        if (w <= 0.0) continue;
        total += w;
        float keep = w / total;
        if (u < keep) {
            way = l;
            e = arriving;
            chosen = w;
            distance = lights[i].kind == uint(KIND_DIRECTIONAL) ? 1e30 : length(lights[i].position - p);
            u /= keep;
        } else {
            u = (u - keep) / max(1.0 - keep, 1e-6);
        }
    }
    if (total <= 0.0) return vec3(0.0);
    float density;
    vec3 c = layers_value(b, s, m.fragment.view, way, density) * e * (total / chosen);
    vec3 o = lifted(m.origin, dot(way, m.face) > 0.0 ? m.face : -m.face);
    return max3(c) > 0.0 && nearest(o, way, distance, true).place < 0 ? c : vec3(0.0);
}
#endif

float calm(vec3 c, int bounce) { return bounce > 1 ? min(1.0, MOST / max(max3(c), 1e-6)) : 1.0; }

Seen path(vec3 o, vec3 d, Sequence s) {
    Seen seen = Seen(vec3(0.0), 0.0, vec3(0.0), vec3(0.0), 0.0);
    vec3 share = vec3(1.0), absorption = vec3(0.0);
    // half a pixel: the paths filter too
    float far = 0.0, half_pixel = frame.viewport.w / focal_length(), spread = parallel_rays() ? 0.0 : half_pixel;
    float narrowest = half_pixel - spread;
    int bounce = 0;
#ifdef DISPERSION
    int color = -1;   // red, green or blue: which a path has become that was bent by a dispersive body
#endif
    for (int step = 0; step < BOUNCES + THROUGH; step++) {
        Hit hit = nearest(o, d, 1e30, false);
        if (hit.place < 0) {
            if (bounce > 0 || shown != 0) {
                vec3 c = share * sky_radiance(d);
                seen.color += c * calm(c, bounce);
                if (bounce == 0) {
                    seen.cover = 1.0;
                    seen.albedo = vec3(1.0);   // as if it were a picture, so that edges before it are smoothed like others
                }
            }
            break;
        }
        far += hit.distance;
        share *= exp(-absorption * hit.distance);
        Met m = met_surface(hit, d, narrowest + far * spread);
        vec3 v = -d;
        vec2 u = next_pair(s), w = next_pair(s);
        Material material = materials[m.material];
        Surface f = plain(m.fragment, material);
        bool two_sided = (m.bits & DOUBLE_SIDED_BIT) != 0;
#ifdef DIFFUSE_TRANSMISSION
        two_sided = two_sided || bounce > 0 && f.leaf.share > 0.0;   // light that came in goes out again
#endif
        bool through = m.back && bounce == 0 && !two_sided, body = false;
#if defined(TRANSMISSION) && defined(VOLUME)
        body = f.glass.share > 0.0 && f.volume.thickness > 0.0;
#endif
        if ((m.bits & (MASK_BIT | BLEND_BIT)) != 0) f.alpha *= m.fragment.weight;
        // the weights of a triangle's corners do not quite add up to one
        if ((m.bits & MASK_BIT) != 0) through = through || f.alpha < material.alpha_cutoff - 1e-6;
        if ((m.bits & BLEND_BIT) != 0) {
            through = through || w.y >= f.alpha;
            w.y /= max(f.alpha, 1e-4);
        }
#ifdef TRANSMISSION
        // of a pane that has no back only the front is there
        through = through || m.back && !two_sided && !body && f.glass.share > 0.0;
#endif
        if (through) {
            o = lifted(m.fragment.position, -m.face);
            continue;
        }
        seen.cover = 1.0;
        if (bounce == 0) seen.near = 1.0 / max(far, 1e-6);
        if ((m.bits & UNLIT_BIT) != 0) {
            seen.color += share * (f.albedo + f.emission);
            if (bounce == 0) {
                seen.albedo = vec3(1.0);
                seen.normal = m.face;
            }
            break;
        }
        if (m.back && !two_sided && !body) break;   // the inside of something solid
        Layers b = layers_of(f, v);
        vec3 glow = share * f.emission;
#ifdef CLEARCOAT
        glow *= coat_passes(f, v);
#endif
        seen.color += glow * calm(glow, bounce);
        if (bounce == 0) {
            seen.albedo = b.diffuse + b.leaf + b.glass + b.bright + 0.02;
            seen.normal = b.frame[2];
        }
        bool inside = m.back && body;
#ifdef DISPERSION
        if (body && f.glass.dispersion > 0.0 && (inside || w.x >= 1.0 - b.pass)) {
            if (color < 0) {
                color = min(int(fract(w.y * 797.0) * 3.0), 2);
                share *= 3.0 * vec3(equal(ivec3(color), ivec3(0, 1, 2)));
            }
            // KHR_materials_dispersion: the index differs by this from red to green and from green to blue
            f.glass.ior += float(color - 1) * (f.glass.ior - 1.0) * 0.025 * f.glass.dispersion;
        }
#endif
#ifdef LAMPS
        if (!inside) {
            vec3 c = share * lamp_light(b, f, m, fract(w.y * 613.0));
            seen.color += c * calm(c, bounce + 1);
        }
#endif
        if (++bounce > BOUNCES) break;
        float lamp = (1.0 - b.pass) * 0.5 * b.broad, density;
        bool gone = false;   // to the other side
#ifdef TRANSMISSION
        if (inside) {
            share *= layers_leave(b, f, w.x, u, d, gone);
            if (gone) absorption = vec3(0.0);
        } else if (w.x >= 1.0 - b.pass) {
            gone = true;
            share *= layers_pass(b, f, v, body, u, d) / b.pass;
#ifdef VOLUME
            if (body) absorption = f.volume.absorption;
#endif
        } else
#endif
        {
            d = w.x < lamp ? panorama_sample(u) : layers_choose(b, f, v, (w.x - lamp) / (1.0 - b.pass - lamp), u);
            vec3 value = layers_value(b, f, v, d, density);
            // what the lobes' densities sum to already leaves the pane out
            density = density * (1.0 - b.pass - lamp) / (1.0 - b.pass) + lamp * panorama_density(d);
            if (density <= 0.0) break;
            share *= value / density;
            gone = dot(d, b.frame[2]) < 0.0;
            // above the shading normal's horizon and yet below the triangle: a plane does not light itself
            float low = gone ? 0.0 : dot(d, m.face);
            if (low < 0.0) d -= 2.0 * low * m.face;
        }
        float left = max3(share);
        if (!(left > 0.0)) break;
        if (bounce > 2) {
            // Russian roulette
            float stay = min(left, 0.95);
            if (w.y >= stay) break;
            share /= stay;
        }
        spread += 0.2 * b.broad;
        o = gone ? lifted(m.fragment.position, -m.face) : lifted(m.origin, m.face);
    }
    return seen;
}

void main() {
    ivec2 at = ivec2(gl_GlobalInvocationID.xy);
    if (any(greaterThanEqual(at, ivec2(frame.viewport.xy)))) return;
    vec4 color = vec4(0.0), albedo = vec4(0.0), normal = vec4(0.0);
    for (int i = 0; i < PATHS; i++) {
        Sequence s = Sequence(uint(first_path + i), uint(all_paths - 1), hashed(uint(at.x) + 65536u * uint(at.y)));
        vec2 within = next_pair(s);
        vec2 uv = (vec2(at) + within) * frame.viewport.zw;
        vec3 o = parallel_rays() ? world_position(uv, 1.0) : frame.eye.xyz;
        Seen seen = path(o, view_ray(uv), s);
        if (any(isnan(seen.color)) || any(isinf(seen.color))) seen.color = vec3(0.0);
        float bright = dot(seen.color, vec3(0.2126, 0.7152, 0.0722));
        color += vec4(seen.color, seen.cover);
        albedo += vec4(seen.albedo, bright * bright);
        normal += vec4(seen.normal, seen.near);
    }
    imageStore(color_sum, at, imageLoad(color_sum, at) + color);
    imageStore(albedo_sum, at, imageLoad(albedo_sum, at) + albedo);
    imageStore(normal_sum, at, imageLoad(normal_sum, at) + normal);
}
