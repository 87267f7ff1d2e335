// Where the levels of the mirror pyramid lie in its texture: stacked from below, x0 y0 width height in texels.
const int MIRROR_LEVELS = 7;

vec4 mirror_region(int level, vec2 base_size) {
    float h = base_size.y, y = 0.0;
    for (int i = 0; i < level; ++i) {
        y += h;
        h = max(1.0, floor(h * 0.5));
    }
    return vec4(0.0, y, base_size.x, h);
}
