// Earth's atmosphere: Hillaire, "A Scalable and Production Ready Sky and Atmosphere Rendering Technique", EGSR 2020.
// Lengths in kilometres, heights above the ground sphere; `render/atmosphere.py` holds the same numbers for numpy.
const float GROUND_RADIUS = 6360.0;
const float TOP_RADIUS = 6460.0;
const float DEPTH_OF_AIR = TOP_RADIUS - GROUND_RADIUS;
const vec3 RAYLEIGH = vec3(5.802, 13.558, 33.1) * 1e-3;
const float MIE_SCATTERING = 3.996e-3;
const float MIE_EXTINCTION = 4.440e-3;
const vec3 OZONE = vec3(0.650, 1.881, 0.085) * 1e-3;
const float MIE_ASYMMETRY = 0.8;
const float ATMOSPHERE_PI = 3.14159265;

struct Air {
    vec3 rayleigh;
    float mie;
    vec3 extinction;
};

// Coefficients per kilometre at a height; `aerosol` 1 is the paper's clear day.
Air air_at(float height, float aerosol) {
    Air a;
    a.rayleigh = RAYLEIGH * exp(-height / 8.0);
    float particles = aerosol * exp(-height / 1.2);
    a.mie = MIE_SCATTERING * particles;
    a.extinction = a.rayleigh + MIE_EXTINCTION * particles + OZONE * max(0.0, 1.0 - abs(height - 25.0) / 15.0);
    return a;
}

float rayleigh_phase(float c) {
    return 3.0 / (16.0 * ATMOSPHERE_PI) * (1.0 + c * c);
}

// Cornette-Shanks
float mie_phase(float c) {
    const float g = MIE_ASYMMETRY;
    float k = 3.0 / (8.0 * ATMOSPHERE_PI) * (1.0 - g * g) / (2.0 + g * g);
    return k * (1.0 + c * c) / pow(1.0 + g * g - 2.0 * g * c, 1.5);
}

// Distance from radius r along a ray of vertical cosine mu to a sphere seen from inside.
float to_top(float r, float mu) {
    return max(0.0, -r * mu + sqrt(max(0.0, r * r * (mu * mu - 1.0) + TOP_RADIUS * TOP_RADIUS)));
}

// Distance to the ground, or -1 where the ray misses it.
float to_ground(float r, float mu) {
    float d = r * r * (mu * mu - 1.0) + GROUND_RADIUS * GROUND_RADIUS;
    return mu < 0.0 && d >= 0.0 ? max(0.0, -r * mu - sqrt(d)) : -1.0;
}

// Transmittance table coordinates (Bruneton and Neyret 2008): x from the ray's length to the top, y from the height.
vec2 transmittance_uv(float r, float mu) {
    float h = sqrt(TOP_RADIUS * TOP_RADIUS - GROUND_RADIUS * GROUND_RADIUS);
    float rho = sqrt(max(0.0, r * r - GROUND_RADIUS * GROUND_RADIUS));
    float nearest = TOP_RADIUS - r;
    return vec2((to_top(r, mu) - nearest) / max(rho + h - nearest, 1e-6), rho / h);
}

// Multiple-scattering table coordinates: the sun's cosine over the range where there is any light, and the height.
const float MULTIPLE_LOWEST_COSINE = -0.30;

vec2 multiple_uv(float height, float sun_cosine) {
    return vec2((sun_cosine - MULTIPLE_LOWEST_COSINE) / (1.0 - MULTIPLE_LOWEST_COSINE), height / DEPTH_OF_AIR);
}
