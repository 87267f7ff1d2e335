// Lists of a pixel's blended fragments: render/passes/tangle.py.
layout(std430, binding = SSBO_TANGLE) buffer Tangle {
    uint tangle_taken;
    uint tangle[];   // for each pixel of the rectangle its first fragment's number, 0 for none; then the fragments
};
uniform ivec4 within;   // x, y, width, height

uint tangle_pixel() {
    ivec2 p = ivec2(gl_FragCoord.xy) - within.xy;
    return uint(p.y * within.z + p.x);
}

// Where fragment `number`, counted from 1, begins: the next one's number, depth, order, colour twice 16 bits twice.
uint tangle_at(uint number) { return uint(within.z * within.w) + 5u * (number - 1u); }

#ifdef TANGLED
uniform uint room;   // fragments that the lists hold; of what is left out at least the number is known

void tangle_keep(vec4 color, uint draw) {
    uint number = atomicAdd(tangle_taken, 1u) + 1u;
    if (number > room) return;
    uint at = tangle_at(number), pixel = tangle_pixel();
    tangle[at + 1u] = floatBitsToUint(gl_FragCoord.z);
    tangle[at + 2u] = draw << 12 | (uint(gl_PrimitiveID) & 0xFFFu);
    tangle[at + 3u] = packHalf2x16(color.rg);
    tangle[at + 4u] = packHalf2x16(color.ba);
    tangle[at] = atomicExchange(tangle[pixel], number);
}
#endif
