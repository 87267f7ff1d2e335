// A path of light from the eye into a scene for each pixel, added to the sums of those before (Kajiya 1986). At every bounce one direction is drawn from a mixture of the surface's lobes and the bright parts of
// what surrounds the scene, weighed by the density of the whole mixture: light is met by going there, so that one ray a
// bounce does for both (the one-sample model of Veach 1997, section 9.2.4). What is small is looked for by name: the
// key light, lamps, what shines; what both find is shared by the balance heuristic (section 9.2.2).
layout(local_size_x = 8, local_size_y = 8) in;
#include "inc/sampling.glsl"
#include "inc/rays.glsl"
#include "inc/traced_surface.glsl"
#include "inc/around_light.glsl"
#include "inc/scatter.glsl"
#include "inc/light_left.glsl"
#include "inc/sent_light.glsl"

// sums over paths: colour and cover; albedo and squared brightness; normal and nearness of what is seen first
layout(rgba32f, binding = 0) uniform image2D color_sum;
layout(rgba32f, binding = 1) uniform image2D albedo_sum;
layout(rgba32f, binding = 2) uniform image2D normal_sum;
uniform int path_number;
uniform int all_paths;   // a power of two
uniform int shown;       // there is something behind the scene
#if defined(STUDIO)
uniform vec3 behind;
#elif !defined(PANORAMA)
layout(binding = 2) uniform sampler2D behind;   // the sky as this sub-frame's view has it, with its discs and stars
#endif

// Radiance, as the camera is exposed, of one path after its first bounce: rarer light is let go for calm.
const float MOST = 16.0;
const float HARDLY_SEEN = 0.03;
float exposure() { return frame.time.z > 0.0 ? frame.time.z : 1.0; }

struct Seen { vec3 color; float cover; vec3 albedo; vec3 normal; float near; };

vec3 calm(vec3 c, int bounce) {
    return bounce > 1 ? c * min(1.0, MOST / max(max3(c) * exposure(), 1e-6)) : c;
}

// What a path sees that leaves the scene: `at` the eye's pixel where it has not been turned, else the light itself.
vec3 backdrop(vec3 d, ivec2 at, int bounce) {
#if defined(STUDIO)
    if (bounce == 0) return behind;
#elif !defined(PANORAMA)
    if (bounce == 0) return texelFetch(behind, at, 0).rgb;
#endif
    return sky_radiance(d);
}

// Of the key light's disc, what is seen through glass alone: everything else is sent its light by name.
vec3 disc(vec3 d) {
#if defined(SENT_BY_KEY) && !defined(STUDIO)
    if (dot(d, frame.key_direction.xyz) > cos(key_radius))
        return min(frame.key_color.rgb / (PI * key_radius * key_radius), vec3(MOST / exposure()));
#endif
    return vec3(0.0);
}

// Of the chances, that of a direction to the light from all round.
float around_chance(Layers b) {
#ifdef STUDIO
    return 0.0;
#else
    return (1.0 - b.pass) * 0.5 * b.broad;
#endif
}

// Density of a direction among all that a path may take but through glass; `lobes` is that of the lobes alone.
float drawn(Layers b, vec3 d, float lobes) {
    float around = around_chance(b);
    // what the lobes' densities sum to already leaves the pane out
    lobes *= (1.0 - b.pass - around) / (1.0 - b.pass);
#ifndef STUDIO
    lobes += around * around_density(d);
#endif
    return lobes;
}

#ifdef SENDERS
// Of a path that has this share left, the light that arrives from what is looked for by name. Where that would hardly be
// seen only some look, and count for all. `pulls`: of the lamps, for `lamps_met`.
vec3 sent_here(vec3 share, Layers b, Surface f, Met m, inout Sequence s, out float pulls) {
    vec3 sum = vec3(0.0), v = m.fragment.view;
    pulls = 0.0;
    for (int k = 0; k < SENDERS; k++) {
        vec2 u = next_pair(s);
        Sent sent = NOTHING_SENT;
#ifdef SENT_BY_KEY
        if (k == SENT_BY_KEY) sent = sent_by_key(u);
#endif
#ifdef SENT_BY_LAMPS
        if (k == SENT_BY_LAMPS) sent = sent_by_lamp(m.fragment.position, vec3(next_pair(s).x, u), pulls);
#endif
#ifdef SENT_BY_EMITTERS
        if (k == SENT_BY_EMITTERS) sent = sent_by_emitter(m.fragment.position, next_pair(s).x, u);
#endif
        if (max3(sent.light) <= 0.0) continue;
        float lobes;
        vec3 c = share * layers_value(b, f, v, sent.way, lobes) * sent.light;
        if (sent.density > 0.0) c *= sent.density / (sent.density + drawn(b, sent.way, lobes));
        float worth = max3(c) * exposure() / HARDLY_SEEN;
        if (worth <= 0.0) continue;
        if (worth < 1.0) {
            if (any_number(s) >= worth) continue;
            c /= worth;
        }
        vec3 o = lifted(m.origin, dot(sent.way, m.face) > 0.0 ? m.face : -m.face);
        sum += c * light_left(o, sent.way, sent.reach, sent.glass);
    }
    return sum;
}
#endif

// How far the camera sees along a ray.
float sight(vec3 o, vec3 d) {
    vec4 end = frame.clip_plane;
    float along = -dot(end.xyz, d);
    return along > 0.0 ? max(dot(end, vec4(o, 1.0)), 0.0) / along : 1e30;
}

Seen path(vec3 o, vec3 d, ivec2 at, Sequence s) {
    Seen seen = Seen(vec3(0.0), 0.0, vec3(0.0), vec3(0.0), 0.0);
    vec3 share = vec3(1.0), absorption = vec3(0.0);
    // half a pixel: the paths filter too
    float far = 0.0, half_pixel = frame.viewport.w / focal_length(), spread = parallel_rays() ? 0.0 : half_pixel;
    float narrowest = half_pixel - spread;
    int bounce = 0;
    // where the way was drawn, how long it is by now, and its density among those that could have been drawn instead; 0
    // where there was no choice
    vec3 from = o;
    float way = 0.0, density = 0.0, pulls = 0.0;
    bool clear = true;   // so far through nothing but glass
#ifdef DISPERSION
    int color = -1;   // red, green or blue: which a path has become that was bent by a dispersive body
#endif
    for (int step = 0; step < BOUNCES + THROUGH; step++) {
        Hit hit = nearest(o, d, bounce == 0 ? sight(o, d) : 1e30, false);
#if defined(LAMPS) && defined(AREA_LIGHTS)
        if (density > 0.0 && pulls > 0.0)
            seen.color += calm(share * lamps_met(from, o, d, hit.distance, way, density, pulls), bounce);
#endif
        if (hit.place < 0) {
            if (bounce > 0 || shown != 0) {
                vec3 c = backdrop(d, at, bounce);
                if (bounce > 0 && clear) c += disc(d);
                seen.color += calm(share * c, bounce);
                if (bounce == 0) {
                    seen.cover = 1.0;
                    seen.albedo = vec3(1.0);   // as if it were a picture, so that edges before it are smoothed like others
                }
            }
            break;
        }
        far += hit.distance;
        way += hit.distance;
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
        if ((m.bits & (MASK_BIT | BLEND_BIT)) != 0) {
            float stops = opacity(m, f, material);
            through = through || w.y >= stops;
            w.y /= max(stops, 1e-4);
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
        vec3 glow = share * shining(f, v);
#ifdef SENT_BY_EMITTERS
        if (density > 0.0) glow *= density / (density + emitter_density(material, way, abs(dot(m.face, d))));
#endif
        seen.color += calm(glow, bounce);
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
#ifdef SENDERS
        if (!inside) seen.color += calm(sent_here(share, b, f, m, s, pulls), bounce + 1);
#endif
        if (++bounce > BOUNCES) break;
        bool gone = false;   // to the other side
        from = m.fragment.position;
        way = density = 0.0;
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
            float around = around_chance(b), lobes;
#ifndef STUDIO
            if (w.x < around) d = around_sample(u); else
#endif
            d = layers_choose(b, f, v, (w.x - around) / (1.0 - b.pass - around), u);
            vec3 value = layers_value(b, f, v, d, lobes);
            density = drawn(b, d, lobes);
            if (density <= 0.0) break;
            share *= value / density;
            clear = false;
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
    Sequence s = Sequence(uint(path_number), uint(all_paths - 1), hashed(uint(at.x) + 65536u * uint(at.y)));
    vec2 within = next_pair(s);
    vec2 uv = (vec2(at) + within) * frame.viewport.zw;
    vec3 o = parallel_rays() ? world_position(uv, 1.0) : frame.eye.xyz;
    Seen seen = path(o, view_ray(uv), at, s);
    if (any(isnan(seen.color)) || any(isinf(seen.color))) seen.color = vec3(0.0);
    float bright = dot(seen.color, vec3(0.2126, 0.7152, 0.0722));
    imageStore(color_sum, at, imageLoad(color_sum, at) + vec4(seen.color, seen.cover));
    imageStore(albedo_sum, at, imageLoad(albedo_sum, at) + vec4(seen.albedo, bright * bright));
    imageStore(normal_sum, at, imageLoad(normal_sum, at) + vec4(seen.normal, seen.near));
}
