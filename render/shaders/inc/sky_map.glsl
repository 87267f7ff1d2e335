// The whole sphere as a rectangle: x is the azimuth (0 towards -z, growing towards +x), y the elevation, an eighth of
// the rows below the horizon and the rest above, rows denser near the horizon where a sky changes most.
const float SKY_BELOW = 0.125;
const float HALF_PI = 1.57079633;

vec2 sky_uv(vec3 d) {
    float elevation = asin(clamp(d.y, -1.0, 1.0));
    float k = sqrt(abs(elevation) / HALF_PI);
    float rows = elevation < 0.0 ? -SKY_BELOW : 1.0 - SKY_BELOW;
    return vec2(atan(d.x, -d.z) / (4.0 * HALF_PI) + 0.5, SKY_BELOW + rows * k);
}

vec3 sky_direction(vec2 uv) {
    float k = uv.y < SKY_BELOW ? (SKY_BELOW - uv.y) / SKY_BELOW : (uv.y - SKY_BELOW) / (1.0 - SKY_BELOW);
    float elevation = (uv.y < SKY_BELOW ? -1.0 : 1.0) * k * k * HALF_PI;
    float azimuth = (uv.x - 0.5) * 4.0 * HALF_PI;
    return vec3(sin(azimuth) * cos(elevation), sin(elevation), -cos(azimuth) * cos(elevation));
}
