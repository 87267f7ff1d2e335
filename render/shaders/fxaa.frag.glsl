// Edges smoothed in the finished picture, after the idea of FXAA (Lottes 2009): find where brightness steps, walk along
// the step to both its ends, and shift the read across it by how near the closer end is. With FIND it only marks the
// steps, for a depth test to pick: software drivers run both sides of every branch.
#ifndef FIND
in vec2 uv;
layout(location = 0) out vec4 result;
#endif
layout(binding = 0) uniform sampler2D picture;

const float LEAST = 0.035, RELATIVE = 0.11;
const float STRIDES[7] = float[](1.0, 1.5, 2.0, 2.0, 3.0, 4.0, 8.0);

#ifdef TRANSPARENT
// premultiplied: judged over a grey that few surfaces have
float luma(vec4 c) { return dot(c.rgb, vec3(0.299, 0.587, 0.114)) + 0.45 * (1.0 - c.a); }
#else
// tone mapping has left it there
float luma(vec4 c) { return c.a; }
#endif
float luma_at(vec2 p) { return luma(textureLod(picture, p, 0.0)); }

// A pixel and its neighbours need no filtering: software drivers take a third of the time for a plain read.
vec4 texel(ivec2 offset) {
    return texelFetch(picture, clamp(ivec2(gl_FragCoord.xy) + offset, ivec2(0), textureSize(picture, 0) - 1), 0);
}

void main() {
    float m = luma(texel(ivec2(0)));
    float n = luma(texel(ivec2(0, 1))), s = luma(texel(ivec2(0, -1)));
    float e = luma(texel(ivec2(1, 0))), w = luma(texel(ivec2(-1, 0)));
    float high = max(m, max(max(n, s), max(e, w))), low = min(m, min(min(n, s), min(e, w)));
#ifdef FIND
    if (high - low < max(LEAST, high * RELATIVE)) discard;
#else
    vec2 pixel = 1.0 / vec2(textureSize(picture, 0));

    float ne = luma_at(uv + pixel), sw = luma_at(uv - pixel);
    float nw = luma_at(uv + vec2(-pixel.x, pixel.y)), se = luma_at(uv + vec2(pixel.x, -pixel.y));
    // a single bright or dark pixel blends by how far it stands out from all its neighbours
    float around = (2.0 * (n + s + e + w) + ne + nw + se + sw) / 12.0;
    float lone = smoothstep(0.0, 1.0, clamp(abs(around - m) / (high - low), 0.0, 1.0));
    lone = lone * lone * 0.7;

    float across_rows = abs(n + s - 2.0 * m) * 2.0 + abs(ne + se - 2.0 * e) + abs(nw + sw - 2.0 * w);
    float across_columns = abs(e + w - 2.0 * m) * 2.0 + abs(ne + nw - 2.0 * n) + abs(se + sw - 2.0 * s);
    bool horizontal = across_rows >= across_columns;
    float plus = horizontal ? n : e, minus = horizontal ? s : w;
    bool to_plus = abs(plus - m) >= abs(minus - m);
    float other = to_plus ? plus : minus, gradient = abs(other - m);
    vec2 across = (horizontal ? vec2(0.0, pixel.y) : vec2(pixel.x, 0.0)) * (to_plus ? 1.0 : -1.0);
    vec2 along = horizontal ? vec2(pixel.x, 0.0) : vec2(0.0, pixel.y);

    float edge = 0.5 * (m + other);
    vec2 middle = uv + across * 0.5;
    float to_p = 0.0, to_q = 0.0, end_p = 0.0, end_q = 0.0;
    bool done_p = false, done_q = false;
    for (int i = 0; i < 7 && !(done_p && done_q); ++i) {
        if (!done_p) {
            to_p += STRIDES[i];
            end_p = luma_at(middle + along * to_p) - edge;
            done_p = abs(end_p) >= gradient * 0.25;
        }
        if (!done_q) {
            to_q += STRIDES[i];
            end_q = luma_at(middle - along * to_q) - edge;
            done_q = abs(end_q) >= gradient * 0.25;
        }
    }
    bool p_nearer = to_p < to_q;
    bool step_ends_here = ((p_nearer ? end_p : end_q) < 0.0) != (m - edge < 0.0);
    float walked = step_ends_here ? 0.5 - min(to_p, to_q) / (to_p + to_q) : 0.0;
    result = textureLod(picture, uv + across * max(walked, lone), 0.0);
#endif
}
