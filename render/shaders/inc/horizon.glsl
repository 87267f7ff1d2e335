// What is round a pixel in the picture, at half its size: slices through the eye, half planes that hold the line of
// sight and turn about it (Jimenez et al. 2016, "Practical Realtime Strategies for Accurate Indirect Occlusion"), walked
// outwards on both sides. What stands there hides, with a certain thickness, a run of the slice's 32 sectors (Therrien,
// Levesque and Gilet 2023, "Screen Space Indirect Lighting with Visibility Bitmask"); here they are sectors of equal
// light, weighted by the cosine, so that those of a whole slice sum up to one.
// Needs inc/frame.glsl.
#include "inc/places.glsl"
const float QUARTER_TURN = 1.57079633;
const float LOWEST = 0.02;   // sine above the surface up to which something is that surface itself

// Two numbers in 0..1: sixteen turns, and sixteen places along a slice, in a 4x4 pattern that a blur averages out; other
// places in each cell of 4x4, and other ones of both in each sub-frame.
vec2 pattern() {
    ivec2 at = ivec2(gl_FragCoord.xy), cell = at & 3, block = at >> 2;
    float turn = float((cell.x * 4 + cell.y * 11 + (cell.x ^ cell.y) * 2) & 15) / 16.0;
    float offset = float((cell.x * 5 + cell.y * 3) & 15) / 16.0 + dot(vec2(block), vec2(0.754878, 0.569840));
    return fract(vec2(turn + dot(vec2(block), vec2(0.0381966, 0.0145898)), offset) + frame.time.y * vec2(0.618034, 0.754878));
}

// Of the light from an even hemisphere, what comes through the angles from the line of sight to h, were all slices as
// this one: the integral of cos(x - tilt) |sin x|.
float arc(float h, float tilt, float cosine, float sine) { return 0.25 * (cosine + 2.0 * h * sine - cos(2.0 * h - tilt)); }

// Angles in a slice are measured from the line of sight, positive towards where `way` points.
struct Slice {
    vec2 way;       // in the picture, a unit vector
    vec3 along;     // the same in the world
    vec3 across;    // at right angles to the line of sight, unit
    float tilt;     // angle of the normal's part in the slice, and its cosine and sine
    float cosine;
    float sine;
    float light;    // of an even hemisphere what comes through the slice; one on average over all
    float low;      // what comes through the angles below the line of sight, were the normal in the slice
    float whole;    // through all, likewise
    float dither;   // rounding of sectors, 0..1
    uint hidden;    // sectors, from the lowest angle upwards
};

Slice slice_at(float turn, float dither, vec3 v, vec3 n) {
    vec3 right = vec3(frame.view[0][0], frame.view[1][0], frame.view[2][0]);
    vec3 up = vec3(frame.view[0][1], frame.view[1][1], frame.view[2][1]);
    Slice s;
    s.way = vec2(cos(2.0 * QUARTER_TURN * turn), sin(2.0 * QUARTER_TURN * turn));
    s.along = right * s.way.x + up * s.way.y;
    s.across = s.along - v * dot(s.along, v);
    s.across *= inversesqrt(max(dot(s.across, s.across), 1e-20));
    vec2 m = vec2(dot(n, s.across), dot(n, v));
    float share = max(length(m), 1e-6);
    s.tilt = acos(clamp(m.y / share, -1.0, 1.0)) * (m.x < 0.0 ? -1.0 : 1.0);
    s.cosine = cos(s.tilt);
    s.sine = sin(s.tilt);
    s.low = arc(s.tilt - QUARTER_TURN, s.tilt, s.cosine, s.sine);
    s.whole = max(s.cosine + s.tilt * s.sine, 1e-6);
    s.light = share * s.whole;
    s.dither = dither;
    s.hidden = 0u;
    return s;
}

uint run(int first, int end) { return first >= end ? 0u : (0xFFFFFFFFu >> (32 - end + first)) << first; }

// Which part of the slice's light comes from below a direction above the surface, on the side of 1 or -1; `c` is its
// cosine with the line of sight.
float light_below(Slice s, float c, float side) {
    c = clamp(c, -1.0, 1.0);
    float h = side * acos(c), turned = (2.0 * c * c - 1.0) * s.cosine + 2.0 * c * side * sqrt(1.0 - c * c) * s.sine;
    return (s.low + side * 0.25 * (s.cosine + 2.0 * h * s.sine - turned)) / s.whole;
}

// Share of the slice's light that the surface `there` newly hides from p, of which it is a step of so many units; `q`
// is the direction to it, `end` that in which it ends. It goes on in its plane for half a step to either side, so that
// walls have no gaps and what is smaller than a step counts on average.
float hides(inout Slice s, vec4 there, vec3 p, vec3 n, vec3 v, float side, float stride, float thickness, out vec3 q, out vec3 end) {
    vec3 w = normalize(to_eye(there.xyz + frame.eye.xyz)), m = unpacked_way(there.w), e = s.along * (0.5 * side * stride);
    e -= w * clamp(dot(m, e) / max(dot(m, w), 1e-3), -2.0 * stride, 2.0 * stride);
    q = there.xyz - p + e;
    end = q - 2.0 * e - w * thickness;
    q *= inversesqrt(max(dot(q, q), 1e-18));
    end *= inversesqrt(max(dot(end, end), 1e-18));
    if (dot(q, n) < LOWEST) return 0.0;
    vec2 up = vec2(light_below(s, dot(q, v), side), side > 0.0 ? 1.0 : 0.0);
    if (dot(end, n) > 0.0) up.y = light_below(s, dot(end, v), side);
    else end = side * (s.across * s.cosine - v * s.sine);   // along the surface
    ivec2 sector = clamp(ivec2(floor(vec2(min(up.x, up.y), max(up.x, up.y)) * 32.0 + s.dither)), 0, 32);
    uint fresh = run(sector.x, sector.y) & ~s.hidden;
    s.hidden |= fresh;
    return s.light * float(bitCount(fresh)) / 32.0;
}

// Step `along` (0..1) of a walk outwards that spans so many texels: where, and how far apart steps are there.
ivec2 step_out(Slice s, float side, float along, float span) {
    return ivec2(floor(gl_FragCoord.xy + s.way * (side * (along * along * span + 1.0))));
}
