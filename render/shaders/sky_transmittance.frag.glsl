// Transmittance from a height along a ray to the top of the atmosphere; Hillaire 2020, section 5.2.
#include "inc/atmosphere.glsl"
in vec2 uv;
layout(location = 0) out vec4 result;
uniform float aerosol;

void main() {
    // inverse of transmittance_uv, at texel centres
    float h = sqrt(TOP_RADIUS * TOP_RADIUS - GROUND_RADIUS * GROUND_RADIUS);
    float rho = h * uv.y;
    float r = sqrt(rho * rho + GROUND_RADIUS * GROUND_RADIUS);
    float nearest = TOP_RADIUS - r;
    float d = nearest + uv.x * (rho + h - nearest);
    float mu = d <= 0.0 ? 1.0 : clamp((h * h - rho * rho - d * d) / (2.0 * r * d), -1.0, 1.0);
    const int STEPS = 40;
    vec3 depth = vec3(0.0);
    for (int i = 0; i < STEPS; ++i) {
        float t = (float(i) + 0.5) / float(STEPS) * d;
        float height = sqrt(r * r + t * t + 2.0 * r * mu * t) - GROUND_RADIUS;
        depth += air_at(max(height, 0.0), aerosol).extinction * (d / float(STEPS));
    }
    result = vec4(exp(-depth), 1.0);
}
