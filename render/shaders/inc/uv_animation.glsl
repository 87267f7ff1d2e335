// Coordinates that scroll, and turn about (0.5, 0.5), by themselves: VRMC_materials_mtoon 1.0, "UV Animation". Before any
// transform of a texture; `share` is what the mask leaves of it. Records stay where they are: a copy reads all of one.
vec2 animated_uv(vec2 uv, vec2 scroll, float spin, float share) {
    float turn = spin * scene_time() * share, c = cos(turn), s = sin(turn);
    vec2 p = uv - 0.5;
    return vec2(c * p.x + s * p.y, c * p.y - s * p.x) + 0.5 + scroll * (scene_time() * share);
}

// By an entry of the material's transforms: its two rows.
vec2 transformed_uv(vec2 uv, vec4 u, vec4 v) { return vec2(dot(u.xyz, vec3(uv, 1.0)), dot(v.xyz, vec3(uv, 1.0))); }
#define TRANSFORMED(uv, m, row) transformed_uv(uv, (m).uv_rows[2 * (row)], (m).uv_rows[2 * (row) + 1])
#define ANIMATED(uv, m, share) animated_uv(uv, (m).uv_scroll, (m).uv_spin, share)
