// One triangle over the whole target: three vertices, no attributes. Reversed z: depth 0 is infinitely far.
// With TOP_FIRST the target's first row is the upper edge, as files have it; otherwise the lower, as GL has it.
out vec2 uv;

void main() {
    uv = vec2((gl_VertexID << 1) & 2, gl_VertexID & 2);
    gl_Position = vec4(uv * 2.0 - 1.0, 0.0, 1.0);
#ifdef TOP_FIRST
    gl_Position.y = -gl_Position.y;
#endif
}
