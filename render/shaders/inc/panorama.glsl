// The whole sphere as an equirectangular picture, top row at the zenith.
vec2 panorama_uv(vec3 d) {
    return vec2(atan(d.z, d.x + 1e-12) / 6.28318531 + 0.5, acos(clamp(d.y, -1.0, 1.0)) / 3.14159265);
}

vec3 panorama_direction(vec2 uv) {
    float azimuth = (uv.x - 0.5) * 6.28318531, polar = uv.y * 3.14159265;
    return vec3(cos(azimuth) * sin(polar), cos(polar), sin(azimuth) * sin(polar));
}

// Level of the blurred chain that holds a roughness: finer steps where lobes are narrow. Twin: passes/panorama.py.
float panorama_level(float roughness, int levels) { return float(levels - 1) * pow(roughness, 2.0 / 3.0); }
