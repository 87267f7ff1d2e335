// Lake water: the mirrored view, bent by the waves that can be seen and blurred along the vertical by those that
// cannot (slope mean and variance from mip levels: Olano and Baker, "LEAN Mapping", 2010), Fresnel for a rough
// surface and the glitter of sun and moon (Bruneton, Neyret and Holzschuch, "Real-time Realistic Ocean Lighting",
// 2010). No noise: the blur is looked up, so a single sample is clean and still pictures stay still.
#include "inc/frame.glsl"
#include "inc/noise.glsl"
#include "inc/sky.glsl"
#include "inc/haze.glsl"
#include "inc/mirror.glsl"
#ifdef WAKES
#include "inc/wakes.glsl"
#ifdef LAMPS
#include "inc/lights.glsl"
#endif
#endif
in vec3 position;
layout(location = 0) out vec4 result;
layout(binding = 0) uniform sampler2D mirror;
layout(binding = 1) uniform sampler2D broad_waves;
layout(binding = 2) uniform sampler2D ripples;
uniform vec2 mirror_size;
uniform vec4 regions[MIRROR_LEVELS];
uniform vec2 tiles;
uniform vec3 body_color;

// rms slope of the waves too small for the tiles
const float FLOOR = 0.012;

vec4 mirror_level(vec2 q, int level) {
    vec4 r = regions[level];
    return textureLod(mirror, (r.xy + clamp(q * r.zw, vec2(0.5), r.zw - 0.5)) / vec2(textureSize(mirror, 0)), 0.0);
}

vec4 mirror_at(vec2 q, float level) {
    int low = int(level);
    return mix(mirror_level(q, low), mirror_level(q, min(low + 1, MIRROR_LEVELS - 1)), level - float(low));
}

// Where a point is in the mirrored picture; z is the distance along its axis.
vec3 mirror_point(vec3 p) {
    vec4 c = frame.mirror_view_projection * vec4(p, 1.0);
    float z = parallel_rays() ? axis_distance(vec3(p.x, 2.0 * frame.water.x - p.y, p.z)) : c.w;
    return vec3(c.xy / max(c.w, 1e-4) * 0.5 + 0.5, z);
}

vec3 reflected(vec3 v, vec2 slope) {
    vec3 n = normalize(vec3(-slope.x, 1.0, -slope.y));
    // the far side of a wave is hidden: what is seen instead is its crest, nearly edge on
    float facing = dot(n, v);
    if (facing < 0.03) n = normalize(n + v * (0.05 - facing));
    vec3 d = reflect(-v, n);
    d.y = abs(d.y) + 0.002;
    return normalize(d);
}

const float MOON_PATH = 2.2;  // radiance that a fleck of the moon's path approaches
const float MOON_EYE = 0.12;  // how much darker than it is the moon is drawn
const vec3 SILVER = vec3(0.90, 0.98, 1.12);

// The normal distribution's exp(-x^2/2) at a slope, broken into what single facets send: those of a cell of the water
// share one tilt, which turns with time, and about it their slopes lie closer together (after Yan et al., "Rendering
// Glints on High-Resolution Normal-Mapped Specular Surfaces", 2014, reduced to one lobe a cell). Its mean over many
// cells is the distribution; a cell is at least as broad as a pixel and so never flickers between frames.
float flecks(vec2 p, vec2 needed, vec2 variance, float pixel) {
    const float SHARED = 0.9;
    float edge = exp2(ceil(log2(max(1.2 * pixel, 0.035))));
    vec2 at = p / edge, cell = floor(at);
    float a = hash21(cell), b = hash21(cell + 57.0);
    float turn = 6.2832 * (b + frame.time.x * (0.25 + 0.5 * fract(a * 7.0)));
    vec2 tilt = sqrt(variance * (-2.0 * SHARED * log(a + 1e-4))) * vec2(cos(turn), sin(turn));
    vec2 left = needed - tilt;
    vec2 from = at - cell - 0.5;
    return exp(-0.5 * dot(left * left, 1.0 / ((1.0 - SHARED) * variance))) / (1.0 - SHARED)
        * 2.0 * max(1.0 - 4.0 * dot(from, from), 0.0);
}

void main() {
    vec3 v = to_eye(position);
    float distance = length(v);
    v /= distance;
    vec2 toward = v.xz * inversesqrt(max(dot(v.xz, v.xz), 1e-6));

    // smooth and ruffled patches drift over the lake
    vec2 p = position.xz;
    float patch_noise = noise2(p * vec2(0.021, 0.013) + 4.0) * 0.65 + noise2(p * vec2(0.06, 0.034) + 9.0) * 0.35;
    float calm = mix(0.55, 1.25, smoothstep(0.3, 0.7, patch_noise));
    calm *= mix(1.0, 0.72, smoothstep(120.0, 500.0, distance));
    vec4 a = texture(broad_waves, p / tiles.x, -1.2), b = texture(ripples, p / tiles.y + 0.37, -1.2);
    vec2 slope = (a.xy + b.xy) * calm;
    vec2 variance = (max(a.zw - a.xy * a.xy, 0.0) + max(b.zw - b.xy * b.xy, 0.0)) * calm * calm + FLOOR * FLOOR;
#ifdef WAKES
    float foam = wakes(p, slope, variance);
#endif
    float along = sqrt(dot(variance, toward * toward));

    // distance beyond the water to what the flat surface would show here: along one ray depths are proportional
    vec3 q = mirror_point(position);
    float inverse = mirror_level(q.xy, 0).a;
    float reach = clamp(distance * (1.0 / max(inverse * q.z, 1e-5) - 1.0), 0.05, 4000.0);

    // three slopes along the line of sight, each blurred by what lies between them
    vec3 sum = vec3(0.0);
    vec3 d[3];
    vec2 at[3];
    for (int i = 0; i < 3; ++i) {
        d[i] = reflected(v, slope + toward * (along * 0.93 * float(i - 1)));
        at[i] = mirror_point(position + d[i] * reach).xy;
    }
    // a slope turns the ray by twice its angle; seen from the eye that shrinks with what lies before the water
    float blur = 2.0 * along * reach / pixel_size(reach + distance) * (mirror_size.y * frame.viewport.w) * (0.50 / 0.6);
    float level = clamp(log2(max(blur, 1e-3)) + 0.3, 0.0, float(MIRROR_LEVELS) - 1.001);
    for (int i = 0; i < 3; ++i) {
        vec3 c = mirror_at(at[i], level).rgb;
        float outside = max(-at[i].y, at[i].y - 1.0);
        if (outside > -0.03) c = mix(c, sky_radiance(d[i]), smoothstep(-0.03, 0.0, outside));
        sum += c;
    }
    vec3 light = sum / 3.0;

    float cosine = max(dot(normalize(vec3(-slope.x, 1.0, -slope.y)), v), 0.02);
    float rough = sqrt(0.5 * (variance.x + variance.y));
    float fresnel = 0.02 + 0.98 * pow(1.0 - cosine, 5.0 * exp(-2.69 * rough)) / (1.0 + 22.7 * pow(rough, 1.5));

    // glitter: the share of slopes that mirror the sun or moon to the eye
    vec3 key = frame.key_direction.xyz;
    vec3 h = normalize(key + v);
    vec2 needed = -h.xz / max(h.y, 0.05) - slope;
    vec3 glitter = vec3(0.0);
    float off = dot(needed * needed, 1.0 / variance);
    if (key.y > 0.0 && off < 40.0) {
        // gusts and swell that the tiles do not have draw the path out towards the light
        vec2 spread = variance * (1.0 + 1.2 * toward * toward);
        float chance = flecks(p, needed, spread, pixel_size(distance)) / (6.2832 * sqrt(spread.x * spread.y));
        float glint = chance / (4.0 * pow(max(h.y, 0.05), 4.0) * max(cosine, 0.08));
        glint *= 0.02 + 0.98 * pow(1.0 - max(dot(h, v), 0.0), 5.0);
        glitter = min(frame.key_color.rgb * glint, vec3(60.0));
        // the moon's disc is drawn far darker than it is, for the eye's sake, and so is its path: silver
        if (dot(key, frame.moon.xyz) > 0.999) {
            float much = dot(glitter, vec3(0.2126, 0.7152, 0.0722));
            glitter = mix(glitter, SILVER * much, 0.7) * (MOON_PATH / (MOON_PATH + MOON_EYE * much)) * MOON_EYE;
        }
    }
    // nothing glitters where boats or hills stand before the sun: where the mirror shows, in the sun's direction and as
    // far away as what is mirrored here, something at about that distance
    if (glitter.g > 1e-4 && reach < 3999.0) {
        vec3 toward_key = mirror_point(position + key * reach);
        float there = mirror_at(toward_key.xy, 1.5).a * toward_key.z;
        glitter *= 1.0 - smoothstep(0.70, 0.85, there) * (1.0 - smoothstep(1.2, 1.4, there));
    }

    vec3 body = body_color * sky_irradiance(vec3(0.0, 1.0, 0.0)) * (0.9 / 3.14159);
    vec3 c = light * fresnel + body * (1.0 - fresnel) + glitter;
    // the foot of what stands in the water is mirrored close by: a dark seam that laps, and a broken bright line
    float width = 0.10 + 1.5 * pixel_size(distance);
    if (reach < 0.2 + 2.3 * width) {
        vec2 lapping = p * 2.6 + vec2(0.31, -0.23) * frame.time.x;
        float from = reach - 0.16 * noise2(lapping);
        c *= 1.0 - 0.6 * exp(-max(from, 0.0) / width);
        float line = smoothstep(width, 0.0, abs(from - 1.2 * width)) * smoothstep(0.35, 0.75, noise2(lapping * 2.3 + 4.0));
        c += (0.08 * sky_irradiance(vec3(0.0, 1.0, 0.0)) + 0.25 * light) * line;
    }
#ifdef WAKES
    if (foam > 0.01) {
        // foam scatters what falls on it: the sky, the lamps in reach, and about what is mirrored there
        vec3 falls = 1.4 * sky_irradiance(vec3(0.0, 1.0, 0.0));
#ifdef LAMPS
        Light lamp;
        EACH_LIGHT(position, lamp)
            vec3 to_lamp;
            vec3 lit = light_irradiance(lamp, position, to_lamp);
            falls += lit * max(to_lamp.y, 0.0);
        END_LIGHTS
#endif
        c = mix(c, 0.5 / 3.14159 * falls + 0.4 * light, 0.6 * foam);
    }
#endif
    result = vec4(finite(aerial(c, position)), 1.0);
}
