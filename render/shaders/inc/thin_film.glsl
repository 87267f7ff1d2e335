// What a film a few hundred nanometres thin reflects, in linear sRGB: Belcour and Barla 2017, "A Practical Extension to
// Microfacet Theory for the Modeling of Varying Iridescence", as KHR_materials_iridescence prescribes it. Include after
// pbr.glsl.

// Spectral response to an optical path difference (nm): the sensors' curves are Gaussians in frequency.
vec3 film_sensitivity(float path, vec3 shift) {
    float phase = 2.0 * PI * path * 1e-9;
    vec3 height = vec3(5.4856e-13, 4.4201e-13, 5.2481e-13), centre = vec3(1.6810e6, 1.7953e6, 2.2084e6);
    vec3 spread = vec3(4.3278e9, 9.3046e9, 6.6121e9);
    vec3 xyz = height * sqrt(2.0 * PI * spread) * cos(centre * phase + shift) * exp(-phase * phase * spread);
    xyz.x += 9.7470e-14 * sqrt(2.0 * PI * 4.5282e9) * cos(2.2399e6 * phase + shift.x) * exp(-4.5282e9 * phase * phase);
    xyz /= 1.0685e-7;
    return vec3(dot(vec3(3.2404542, -1.5371385, -0.4985314), xyz), dot(vec3(-0.9692660, 1.8760108, 0.0415560), xyz),
                dot(vec3(0.0556434, -0.2040259, 1.0572252), xyz));
}

// Fresnel reflectance at a cosine of incidence of a film (thickness in nm) on a base that has reflectance f0 in air.
vec3 thin_film(float outside, float film_ior, float cosine, float thickness, vec3 f0) {
    float ior = mix(outside, film_ior, smoothstep(0.0, 0.03, thickness));
    float sine2 = outside * outside / (ior * ior) * (1.0 - cosine * cosine);
    if (sine2 >= 1.0) return vec3(1.0);   // all is reflected
    float inside = sqrt(1.0 - sine2);
    float root = (ior - outside) / (ior + outside), top = root * root + (1.0 - root * root) * schlick(cosine);
    vec3 s = sqrt(clamp(f0 + 1e-4, 0.0, 0.9999)), base_ior = (1.0 + s) / (1.0 - s);
    vec3 q = (base_ior - ior) / (base_ior + ior), bottom = q * q + (1.0 - q * q) * schlick(inside);
    // half a wave is lost where the light turns back from what is denser
    vec3 shift = vec3(ior < outside ? 0.0 : PI) + mix(vec3(0.0), vec3(PI), lessThan(base_ior, vec3(ior)));
    float path = 2.0 * ior * thickness * inside;
    vec3 both = clamp(top * bottom, 1e-5, 0.9999);
    vec3 several = (1.0 - top) * (1.0 - top) * bottom / (1.0 - both);
    vec3 reflected = top + several, turn = several - (1.0 - top);
    for (int m = 1; m <= 2; ++m) {
        turn *= sqrt(both);
        reflected += turn * 2.0 * film_sensitivity(float(m) * path, float(m) * shift);
    }
    return clamp(reflected, 0.0, 1.0);
}
