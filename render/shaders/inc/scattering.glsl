// In-scattering along a ray through the atmosphere, from the two tables. Needs inc/atmosphere.glsl.
layout(binding = 0) uniform sampler2D transmittance_table;
layout(binding = 1) uniform sampler2D multiple_table;
uniform float aerosol;

// Light of a distant body that arrives at radius r: nothing from below the horizon (the disc is half a degree wide,
// so the edge is soft by that much).
vec3 body_transmittance(float r, float mu) {
    float horizon = -sqrt(max(0.0, 1.0 - (GROUND_RADIUS / r) * (GROUND_RADIUS / r)));
    return textureLod(transmittance_table, transmittance_uv(r, mu), 0.0).rgb
        * smoothstep(-0.0047, 0.0047, mu - horizon);
}

vec3 multiple_scattering(float r, float mu) {
    return textureLod(multiple_table, multiple_uv(r - GROUND_RADIUS, mu), 0.0).rgb
        * smoothstep(MULTIPLE_LOWEST_COSINE, MULTIPLE_LOWEST_COSINE + 0.05, mu);
}
