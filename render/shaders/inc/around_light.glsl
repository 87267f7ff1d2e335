// Directions to the light from all round by its brightness: a table over the cells of a panorama, or of the sky's map
// (render/light_table.py). Even light has none: lobes find it by themselves.
#ifndef STUDIO
layout(std430, binding = 7) readonly buffer AroundLight { float light_sums[]; };

const ivec2 LIGHT_CELLS = ivec2(LIGHT_COLUMNS, LIGHT_ROWS);

// Where the map has a direction, and back; the solid angle that the whole map would cover if it were as here everywhere.
#ifdef PANORAMA
vec2 around_uv(vec3 d) { return fract(turned_uv(d)); }
vec3 around_direction(vec2 uv) { return panorama_direction(uv - vec2(frame.panorama.x, 0.0)); }
float around_spread(vec3 d, vec2 uv) { return 2.0 * PI * PI * sqrt(max(1.0 - d.y * d.y, 0.0)); }
#else
vec2 around_uv(vec3 d) { return sky_uv(d); }
vec3 around_direction(vec2 uv) { return sky_direction(uv); }
float around_spread(vec3 d, vec2 uv) {
    float rows = uv.y < SKY_BELOW ? SKY_BELOW : 1.0 - SKY_BELOW, k = abs(uv.y - SKY_BELOW) / rows;
    return 2.0 * PI * PI * k / rows * sqrt(max(1.0 - d.y * d.y, 0.0));
}
#endif

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

vec3 around_sample(vec2 u) {
    float v, h;
    int row = step_of(0, LIGHT_ROWS, u.x, v), column = step_of(row_sums(row), LIGHT_COLUMNS, u.y, h);
    return around_direction((vec2(column, row) + vec2(h, v)) / vec2(LIGHT_CELLS));
}

// Density of that over solid angle.
float around_density(vec3 d) {
    vec2 uv = around_uv(d);
    ivec2 cell = clamp(ivec2(uv * vec2(LIGHT_CELLS)), ivec2(0), LIGHT_CELLS - 1);
    int at = row_sums(cell.y) + cell.x;
    float share = (light_sums[cell.y + 1] - light_sums[cell.y]) * (light_sums[at + 1] - light_sums[at]);
    return share * float(LIGHT_COLUMNS * LIGHT_ROWS) / max(around_spread(d, uv), 1e-4);
}
#endif
