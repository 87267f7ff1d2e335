// Directions to a panorama's light by its brightness: a table over cells (render/passes/trace.py).
layout(std430, binding = 7) readonly buffer PanoramaLight { float light_sums[]; };

const ivec2 LIGHT_CELLS = ivec2(LIGHT_COLUMNS, LIGHT_ROWS);

// The step of a running sum, `count` of them from `first` (0 to 1), in which x falls, and how far into it.
int step_of(int first, int count, float x, out float within) {
    int low = 0, high = count;
    while (high - low > 1) {
        int middle = (low + high) >> 1;
        if (light_sums[first + middle] <= x) low = middle; else high = middle;
    }
    float a = light_sums[first + low], b = light_sums[first + low + 1];
    within = clamp((x - a) / max(b - a, 1e-12), 0.0, 0.999999);
    return low;
}

int row_sums(int row) { return LIGHT_ROWS + 1 + row * (LIGHT_COLUMNS + 1); }

vec3 panorama_sample(vec2 u) {
    float v, h;
    int row = step_of(0, LIGHT_ROWS, u.x, v), column = step_of(row_sums(row), LIGHT_COLUMNS, u.y, h);
    return panorama_direction((vec2(column, row) + vec2(h, v)) / vec2(LIGHT_CELLS) - vec2(frame.panorama.x, 0.0));
}

// Density of that over solid angle.
float panorama_density(vec3 d) {
    vec2 uv = fract(turned_uv(d)) * vec2(LIGHT_CELLS);
    ivec2 cell = clamp(ivec2(uv), ivec2(0), LIGHT_CELLS - 1);
    int at = row_sums(cell.y) + cell.x;
    float share = (light_sums[cell.y + 1] - light_sums[cell.y]) * (light_sums[at + 1] - light_sums[at]);
    return share * float(LIGHT_COLUMNS * LIGHT_ROWS) / (19.7392088 * max(sqrt(max(1.0 - d.y * d.y, 0.0)), 1e-4));
}
