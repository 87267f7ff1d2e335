// Light that is looked for by name at every surface of a path: the key light, one of the lamps, a point of what shines.
// SENDERS says how many of them there are, SENT_BY_KEY, SENT_BY_LAMPS and SENT_BY_EMITTERS which number each has.
#ifdef LAMPS
#include "inc/lights.glsl"
#endif

struct Sent {
    vec3 light;      // irradiance on what faces it, over the density of having chosen it
    vec3 way;        // unit, towards it
    float reach;     // how far it is
    float density;   // over solid angle, of what a path meets too; 0 where only this finds it
    bool glass;      // goes straight through glass, because no path finds it behind
};
const Sent NOTHING_SENT = Sent(vec3(0.0), vec3(0.0, 1.0, 0.0), 0.0, 0.0, true);

#ifdef SENT_BY_KEY
uniform float key_radius;   // angular

Sent sent_by_key(vec2 u) {
    float r = key_radius * sqrt(u.x), a = 2.0 * PI * u.y;
    vec3 way = frame_about(frame.key_direction.xyz) * vec3(r * cos(a), r * sin(a), sqrt(1.0 - r * r));
    return Sent(frame.key_color.rgb, way, 1e30, 0.0, true);
}
#endif

#ifdef LAMPS
uniform int light_count;

#ifdef AREA_LIGHTS
#include "inc/area.glsl"

bool is_surface(Light light) { return light.kind >= uint(KIND_RECTANGLE); }

// Half the angle of a tube's round that a point at this distance from its axis sees; none from inside.
float tube_seen(Light light, vec3 p) {
    vec3 d = light.position - p;
    float far = length(d - light.direction * dot(d, light.direction));
    return far > light.half_size.y ? acos(light.half_size.y / far) : 0.0;
}

// Square metres that are seen from p.
float surface_area(Light light, vec3 p) {
    vec2 h = abs(light.half_size);
    if (light.kind == uint(KIND_TUBE)) return 4.0 * h.x * h.y * tube_seen(light, p);
    return (light.kind == uint(KIND_DISC) ? PI : 4.0) * h.x * h.y;
}

// A point of a luminous surface, evenly over what is seen from p, and the unit normal there.
vec3 surface_point(Light light, vec3 p, vec2 u, out vec3 normal) {
    vec2 h = abs(light.half_size);
    if (light.kind == uint(KIND_TUBE)) {
        vec3 d = p - light.position, x = normalize(d - light.direction * dot(d, light.direction));
        float a = (2.0 * u.x - 1.0) * tube_seen(light, p);
        normal = x * cos(a) + cross(light.direction, x) * sin(a);
        return light.position + normal * h.y + light.direction * ((2.0 * u.y - 1.0) * h.x);
    }
    normal = light.direction;
    vec2 at = 2.0 * u - 1.0;
    if (light.kind == uint(KIND_DISC)) at = sqrt(u.x) * vec2(cos(2.0 * PI * u.y), sin(2.0 * PI * u.y));
    return light.position + light.across * (at.x * h.x) + cross(light.direction, light.across) * (at.y * h.y);
}

// Cosine with which a luminous surface of that normal shines along `way`, which leads to it; 0 from its dark side.
float surface_cosine(Light light, vec3 normal, vec3 way) {
    float c = -dot(normal, way);
    return light.half_size.x < 0.0 ? abs(c) : max(c, 0.0);
}

// Distance to a luminous surface along a ray, or -1, and its cosine there.
float surface_met(Light light, vec3 o, vec3 d, out float cosine) {
    vec3 to = light.position - o;
    vec2 h = abs(light.half_size);
    if (light.kind == uint(KIND_TUBE)) {
        float along = dot(d, light.direction), far = dot(to, light.direction);
        vec3 dr = d - light.direction * along, r = light.direction * far - to;
        float a = dot(dr, dr), b = dot(dr, r), c = dot(r, r) - h.y * h.y, root = b * b - a * c;
        if (c <= 0.0 || b >= 0.0 || root <= 0.0 || a < 1e-12) return -1.0;
        float t = (-b - sqrt(root)) / a;
        cosine = -dot(r + t * dr, d) / h.y;
        return abs(t * along - far) <= h.x ? t : -1.0;
    }
    cosine = surface_cosine(light, light.direction, d);
    float t = dot(to, light.direction) / dot(d, light.direction);
    if (cosine <= 0.0 || t <= 0.0) return -1.0;
    vec3 at = t * d - to;
    vec2 within = vec2(dot(at, light.across), dot(at, cross(light.direction, light.across))) / h;
    bool inside = light.kind == uint(KIND_DISC) ? dot(within, within) <= 1.0 : all(lessThanEqual(abs(within), vec2(1.0)));
    return inside ? t : -1.0;
}
#endif

// About what a lamp sends to a point: the more it is, the more often it is chosen.
float lamp_pull(Light light, vec3 p) {
#ifdef AREA_LIGHTS
    if (is_surface(light)) {
        vec3 to = light.position - p;
        float r2 = max(dot(to, to), 1e-12), area = surface_area(light, p);
        float facing = light.kind == uint(KIND_TUBE) ? 1.0 : surface_cosine(light, light.direction, to * inversesqrt(r2));
        return facing > 0.0 ? max3(light.color) * area_window(light, p) * area * max(facing, 0.1) / (r2 + area) : 0.0;
    }
#endif
    vec3 way;
    return max3(light_irradiance(light, p, way));
}

// One lamp; `pulls` is the sum of them all.
Sent sent_by_lamp(vec3 p, vec3 u, out float pulls) {
    float chosen = 0.0;
    int which = -1;
    pulls = 0.0;
    for (int i = 0; i < light_count; i++) {
        float pull = lamp_pull(lights[i], p);
        if (pull <= 0.0) continue;
        pulls += pull;
        float keep = pull / pulls;
        if (u.x < keep) {
            which = i;
            chosen = pull;
            u.x /= keep;
        } else {
            u.x = (u.x - keep) / max(1.0 - keep, 1e-6);
        }
    }
    if (which < 0) return NOTHING_SENT;
    Light light = lights[which];
    float share = chosen / pulls;
#ifdef AREA_LIGHTS
    if (is_surface(light)) {
        vec3 normal, to = surface_point(light, p, u.yz, normal) - p;
        float r2 = max(dot(to, to), 1e-12), r = sqrt(r2), cosine = surface_cosine(light, normal, to / r);
        if (cosine <= 0.0) return NOTHING_SENT;
        float density = share * r2 / (surface_area(light, p) * cosine);
        return Sent(light.color * (area_window(light, p) / density), to / r, r * 0.9999, density, true);
    }
#endif
    vec3 way, arriving = light_irradiance(light, p, way), to = light.position - p;
    arriving /= share;
    if (light.kind == uint(KIND_DIRECTIONAL)) return Sent(arriving, way, 1e30, 0.0, true);
    // Its shadow falls from a point of its ball, and what is within the ball casts none: the lamp's own glass.
    float r2 = abs(light.radius2), far = length(to);
    if (far * far <= r2) return Sent(arriving, way, 0.0, 0.0, true);
    float off = sqrt(r2 * u.y), a = 2.0 * PI * u.z;
    to += frame_about(way) * vec3(off * cos(a), off * sin(a), 0.0);
    // the shading keeps to the middle, as all lamps' does; only the shadow is soft
    float along = length(to), by = far * off / along;   // how far the ray passes by the middle
    return Sent(arriving, to / along, far * far / along - sqrt(max(r2 - by * by, 0.0)), 0.0, true);
}

#ifdef AREA_LIGHTS
// Light of luminous surfaces that a path meets within `reach`. It was drawn at `from`, `before` metres ago, with that
// density; there the lamps' pulls had that sum.
vec3 lamps_met(vec3 from, vec3 o, vec3 d, float reach, float before, float density, float pulls) {
    vec3 sum = vec3(0.0);
    for (int i = 0; i < light_count; i++) {
        Light light = lights[i];
        if (!is_surface(light)) continue;
        float cosine, t = surface_met(light, o, d, cosine);
        if (t <= 0.0 || t >= reach) continue;
        float r = before + t, pull = lamp_pull(light, from);
        if (pull <= 0.0) continue;
        float other = pull / pulls * r * r / (surface_area(light, from) * max(cosine, 1e-6));
        sum += light.color * (area_window(light, from) * density / (density + other));
    }
    return sum;
}
#endif
#endif

#ifdef SENT_BY_EMITTERS
// Triangles that shine: running share of the light of them all, and place in leaf order (render/emitters.py).
layout(binding = 1) uniform sampler2D emitters;
uniform int emitter_count;
uniform float emitter_light;   // of all: area times emission, summed

vec2 emitter(int i) { return texelFetch(emitters, ivec2(i % EMITTER_ROW, i / EMITTER_ROW), 0).xy; }

// Density over solid angle of a point of a shining triangle of that material.
float emitter_density(Material m, float distance, float cosine) {
    return max3(m.emissive) / emitter_light * distance * distance / max(cosine, 1e-6);
}

Sent sent_by_emitter(vec3 p, float pick, vec2 u) {
    int low = 0, high = emitter_count - 1;
    while (low < high) {
        int middle = (low + high) >> 1;
        if (emitter(middle).x > pick) high = middle; else low = middle + 1;
    }
    int place = int(emitter(low).y);
    float root = sqrt(u.x);
    vec2 weights = vec2(root * (1.0 - u.y), root * u.y);
    vec3 x = triangle_texel(3 * place + 1).xyz, y = triangle_texel(3 * place + 2).xyz;
    vec3 to = triangle_texel(3 * place).xyz + weights.x * x + weights.y * y - p;
    float r = length(to), cosine = -dot(normalize(cross(x, y)), to) / max(r, 1e-12);
    bool two_sided = (floatBitsToInt(triangle_texel(3 * place + 2).w) & DOUBLE_SIDED_BIT) != 0;
    if (r <= 1e-6 || !(two_sided ? abs(cosine) > 1e-6 : cosine > 1e-6)) return NOTHING_SENT;
    vec3 way = to / r;
    Met m = met_surface(Hit(r, place, weights), way, 0.0);
    Material material = materials[m.material];
    Surface f = plain(m.fragment, material);
    vec3 light = shining(f, -way) * opacity(m, f, material);
    float density = emitter_density(material, r, abs(cosine));
    return Sent(light / density, way, r * 0.9999, density, false);
}
#endif
