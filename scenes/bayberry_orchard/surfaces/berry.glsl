// A bayberry: some 420 blunt pillars on a spherical Fibonacci lattice, dark in the cavities between them, each
// pillar ripening a little on its own. f.color: red the ripeness, green the share of the sky.
const float GOLDEN = 1.61803398875;
const float PILLARS = 420.0;

// The nearest lattice point and its distance: inverse of the spherical Fibonacci mapping
// (Keinert, Innmann, Saenger, Stamminger, "Spherical Fibonacci Mapping", 2015).
vec4 nearest_pillar(vec3 p, float n) {
    float phi = min(atan(p.y, p.x), 3.14159265);
    float k = max(2.0, floor(log(n * 7.02481473 * (1.0 - p.z * p.z)) / log(GOLDEN + 1.0)));
    float fk = pow(GOLDEN, k) / 2.2360679775;
    vec2 turns = vec2(floor(fk + 0.5), floor(fk * GOLDEN + 0.5));
    vec2 ka = 2.0 * turns / n;
    vec2 kb = 6.28318531 * (fract((turns + 1.0) * GOLDEN) - (GOLDEN - 1.0));
    mat2 inverse_basis = mat2(ka.y, -ka.x, kb.y, -kb.x) / (ka.y * kb.x - ka.x * kb.y);
    vec2 cell = floor(inverse_basis * vec2(phi, p.z - 1.0 + 1.0 / n));
    float best = 8.0;
    vec3 nearest = p;
    for (int corner = 0; corner < 4; corner++) {
        vec2 offset = vec2(float(corner & 1), float(corner >> 1));
        float i = clamp(dot(turns, offset + cell), 0.0, n - 1.0);
        float angle = 6.28318531 * fract(i * GOLDEN);
        float c = 1.0 - (2.0 * i + 1.0) / n;
        float r = sqrt(max(1.0 - c * c, 0.0));
        vec3 q = vec3(cos(angle) * r, sin(angle) * r, c);
        float d = dot(q - p, q - p);
        if (d < best) { best = d; nearest = q; }
    }
    return vec4(nearest, sqrt(best));
}

vec3 ripening(float t) {
    vec3 green = vec3(0.120, 0.190, 0.020), blush = vec3(0.360, 0.095, 0.024), red = vec3(0.300, 0.0060, 0.0130);
    vec3 dark = vec3(0.030, 0.0020, 0.0070);
    return t < 0.32 ? mix(green, blush, t / 0.32)
         : t < 0.55 ? mix(blush, red, (t - 0.32) / 0.23)
                    : mix(red, dark, smoothstep(0.55, 0.92, t));
}

Surface surface(Fragment f, Material m) {
    Surface s = plain(f, m);
    vec3 ball = normalize(f.local);
    // Berries are placed unturned, so each turns its own pattern by its seed.
    float a = f.seed * 39.0, b = f.seed * 101.0;
    mat3 turn = mat3(cos(a), 0.0, -sin(a), 0.0, 1.0, 0.0, sin(a), 0.0, cos(a))
              * mat3(1.0, 0.0, 0.0, 0.0, cos(b), sin(b), 0.0, -sin(b), cos(b));
    vec3 p = turn * ball;
    // A pillar is 1.4 mm wide: bumps fade before they are a pixel.
    float pixel = f.distance > 0.0 ? length(fwidth(f.local)) : 0.0;
    float detail = smoothstep(0.16, 0.05, pixel);
    float own = 0.5, x = 0.6;
    s.normal = f.normal;
    if (detail > 0.0) {
        vec4 pillar = nearest_pillar(p, PILLARS);
        x = clamp(pillar.w / (sqrt(4.0 / PILLARS) * 0.98), 0.0, 1.0);
        vec3 aside = (p - pillar.xyz) / max(pillar.w, 1e-4);
        vec3 bump = normalize(pillar.xyz * sqrt(max(1.0 - 0.75 * x * x, 0.05)) + aside * x * 0.86);
        s.normal = normalize(mix(f.normal, transpose(turn) * bump, 0.85 * detail));
        own = hash31(pillar.xyz * 7.0);
    }
    float cavity = mix(1.0, 0.25, smoothstep(0.5, 1.0, x) * detail);
    float t = clamp(f.color.r + (0.16 * (own - 0.5)) * detail + 0.06 * ball.y, 0.0, 1.0);
    s.albedo = ripening(t) * mix(1.0, mix(1.25, 0.7, x), detail);
    // Unresolved pillars scatter the highlight of each over the whole berry.
    s.roughness = mix(0.62, 0.28, detail);
    s.reflectance = mix(0.014, 0.045, detail);
    s.occlusion = cavity * mix(0.6, 1.0, f.color.g);
    // Juice: light goes some way round, redder than the skin.
    s.transmission = ripening(t) * 0.16;
    s.wrap = 0.35;
    return s;
}
