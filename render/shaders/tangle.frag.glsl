// A pixel's blended fragments from the farthest to the nearest, those of one depth as they were drawn.
#include "inc/tangle.glsl"
layout(location = 0) out vec4 color;   // premultiplied

void main() {
    uint first = tangle[tangle_pixel()];
    if (first == 0u) discard;
    vec4 sum = vec4(0.0);
    // depths are positive floats, which are ordered as their bits are
    uvec2 last = uvec2(0u);
    for (;;) {
        uvec2 next = uvec2(0xFFFFFFFFu);
        uint found = 0u;
        for (uint i = first; i != 0u;) {
            uint at = tangle_at(i);
            uvec2 key = uvec2(tangle[at + 1u], tangle[at + 2u]);
            bool beyond = key.x > last.x || (key.x == last.x && key.y > last.y);
            if (beyond && (key.x < next.x || (key.x == next.x && key.y < next.y))) {
                next = key;
                found = at;
            }
            i = tangle[at];
        }
        if (found == 0u) break;
        vec4 c = vec4(unpackHalf2x16(tangle[found + 3u]), unpackHalf2x16(tangle[found + 4u]));
        sum = sum * (1.0 - c.a) + c;
        last = next;
    }
    color = sum;
}
