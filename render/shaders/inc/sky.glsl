// Sky radiance and irradiance: a gradient until the sky pass provides its map.
vec3 sky_radiance(vec3 direction) {
    return mix(frame.town_glow.rgb, frame.night.rgb, smoothstep(-0.1, 0.6, direction.y)) + frame.sun.w * 0.02;
}

vec3 sky_irradiance(vec3 normal) { return 3.14159 * sky_radiance(normal); }
