// Aerial perspective: two layers of exponential height fog with a closed-form optical depth.
// Needs inc/frame.glsl. HAZE is defined where the scene has any.

// Mean of exp(-y / scale) along a straight path between two heights.
float mean_density(float y0, float y1, float scale) {
    float span = y1 - y0;
    if (abs(span) < 0.02 * scale) return exp(-0.5 * (y0 + y1) / scale);
    return scale * (exp(-y0 / scale) - exp(-y1 / scale)) / span;
}

// Share of the light that the haze takes between the eye and a point.
float haze_cover(float eye_height, float height, float distance) {
    float y0 = max(eye_height, 0.0), y1 = max(height, 0.0), span = eye_height - height;
    // below the ground the air is as thick as on it
    float above = abs(span) > 1e-4 ? (y0 - y1) / span : 1.0;
    float density = 0.0;
    if (frame.haze.x > 0.0) density += frame.haze.x * mix(1.0, mean_density(y0, y1, frame.haze.y), above);
    if (frame.haze.z > 0.0) density += frame.haze.z * mix(1.0, mean_density(y0, y1, frame.haze.w), above);
    return 1.0 - exp(-distance * density);
}

// Colour of thick haze in a horizontal direction: a Fourier series in azimuth (0 towards -z, growing towards +x).
vec3 airlight(vec2 direction) {
    float c = -direction.y, s = direction.x;
    float c2 = c * c - s * s, s2 = 2.0 * s * c;
    float c3 = c2 * c - s2 * s, s3 = s2 * c + c2 * s;
    vec3 l = frame.airlight[0].rgb + frame.airlight[1].rgb * c + frame.airlight[2].rgb * s
        + frame.airlight[3].rgb * c2 + frame.airlight[4].rgb * s2
        + frame.airlight[5].rgb * c3 + frame.airlight[6].rgb * s3;
    return max(l, vec3(0.0));
}

// Light that thick haze sends to the eye along unit direction d. Droplets scatter the sun's light forward: mist glows
// where one looks towards it (Henyey-Greenstein, g = 0.6, what reaches all other directions is in the series).
vec3 haze_light(vec3 d) {
    vec3 light = airlight(d.xz * inversesqrt(max(dot(d.xz, d.xz), 1e-8)));
    if (frame.key_color.g > 0.0) {
        float k = 1.36 - 1.2 * dot(d, frame.key_direction.xyz);
        light += frame.key_color.rgb * (0.1 * max(0.0509 * inversesqrt(k) / k - 0.04, 0.0));
    }
    return light;
}

// What the air before a surface adds to its colour, and in alpha the share of it that is left.
vec4 air_before(vec3 position) {
#ifdef HAZE
    vec3 d = -to_eye(position);
    float distance = max(length(d), 1e-4);
    float height = position.y - frame.water.x;
    // the mirrored eye lies under the water; its light has come the same way above it
    float cover = haze_cover(abs(position.y - d.y - frame.water.x), height, distance);
    // lamps light the haze near them, low over the ground
    vec3 town = frame.haze_town.rgb * (exp(-distance / 420.0) * exp(-max(height, 0.0) / 26.0));
    return vec4((haze_light(d / distance) + town) * cover, 1.0 - cover);
#else
    return vec4(0.0, 0.0, 0.0, 1.0);
#endif
}

// A surface's colour as it arrives at the eye.
vec3 aerial(vec3 color, vec3 position) {
    vec4 air = air_before(position);
    return color * air.a + air.rgb;
}

// The sky or panorama behind everything in direction d, as it arrives at the eye: upwards the haze thins out with its
// height, downwards it reaches to the level of the ground.
vec3 aerial_sky(vec3 color, vec3 d) {
    if (frame.haze.x + frame.haze.z <= 0.0) return color;
    float height = abs(frame.eye.y - frame.water.x);
    if (d.y < 0.0) {
        height = max(height, 1.0);
        return mix(color, haze_light(d), haze_cover(height, 0.0, height / max(-d.y, 1e-5)));
    }
    if (frame.haze_tint.w < 0.5) return color;
    vec2 above = frame.haze.xz * frame.haze.yw * exp(-height / frame.haze.yw);
    return mix(color, haze_light(d), 1.0 - exp(-(above.x + above.y) / max(d.y, 1e-5)));
}
