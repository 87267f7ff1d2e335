// Ships' waves: Kelvin's pattern by stationary phase (Lighthill, "Waves in Fluids", 1978, 3.10), at any speed within
// 19.47 degrees of the track; foam along the hull and a rough, quiet band behind it.
#ifndef WAKES
#error "WAKES is the number of hulls that there may be"
#endif
// x and z of the middle, heading; speed, length, beam, curvature of the track
uniform vec4 wake_place[WAKES];
uniform vec4 wake_shape[WAKES];
uniform int wake_count;

const float WEDGE = 0.35355339;   // tan 19.47 degrees

// Metres behind the middle of a hull and to the right of the track it came by, which is an arc; `ahead` is the unit
// vector along that arc where the point is.
vec2 along_track(vec2 p, vec4 place, float bend, out vec2 ahead) {
    vec2 r = p - place.xy, h = place.zw, right = vec2(-h.y, h.x);
    float a = dot(r, h), b = dot(r, right);
    ahead = h;
    if (abs(bend) < 1e-4) return vec2(-a, b);
    float side = sign(bend), radius = 1.0 / abs(bend);
    vec2 from = vec2(a, radius - side * b);
    float turn = atan(from.x, from.y);
    ahead = h * cos(turn) + right * side * sin(turn);
    return vec2(-radius * turn, side * (radius - length(from)));
}

// One of the two systems: t is the tangent of the angle between its waves' way and the track, weight its share.
void wave_system(float t, float weight, float d, float side, float y, float k0, vec2 ahead, vec2 across, mat2 pixel,
                 float fine, inout vec2 slope, inout vec2 variance) {
    float steep = 1.0 + t * t, k = k0 * steep;
    vec2 way = (ahead - across * (side * t)) * inversesqrt(steep);
    vec2 seen = vec2(dot(pixel[0], way), dot(pixel[1], way));
    // what is finer than pixels is roughness
    float keep = exp(-0.13 * k * k * dot(seen, seen));
    float height = weight * exp(-k * fine);
    slope += way * (height * keep * sin(k0 * sqrt(steep) * (d - y * t)));
    variance += way * way * (0.5 * height * height * (1.0 - keep * keep));
}

// Adds the waves' slope and the variance of what cannot be seen; returns how much of the water is foam.
float wakes(vec2 p, inout vec2 slope, inout vec2 variance) {
    mat2 pixel = mat2(dFdx(p), dFdy(p));
    // foam along the hull, thrown by the bow, on breaking crests and astern; and where on the strongest wake's track
    vec4 foams = vec4(0.0);
    vec3 track = vec3(0.0);
    float most = 0.0;
    for (int i = 0; i < wake_count; ++i) {
        vec4 place = wake_place[i], shape = wake_shape[i];
        float speed = shape.x, half_length = 0.5 * shape.y, half_beam = 0.5 * shape.z;
        float reach = 30.0 + 24.0 * speed * speed + 6.0 * shape.y;
        reach = min(reach, 8.0 + shape.y + 2.4 / max(abs(shape.w), 1e-4));
        vec2 away = p - place.xy;
        if (dot(away, away) > reach * reach || dot(away, place.zw) > half_length + 3.0) continue;
        vec2 ahead;
        vec2 q = along_track(p, place, shape.w, ahead);
        vec2 across = vec2(-ahead.y, ahead.x);
        float y = abs(q.y), side = q.y < 0.0 ? -1.0 : 1.0;
        float d = q.x + 0.92 * half_length;   // behind the bow
        float strength = min(speed / 1.2, 1.0);

        // where hull and water meet, and the sheet that the bow throws aside
        float u = q.x / half_length, u2 = u * u;
        float side_of_hull = half_beam * (0.9 - 0.8 * min(u2 * u2, 1.0));
        float gap = length(vec2(max(abs(q.x) - half_length, 0.0), max(y - side_of_hull, 0.0)));
        float spread = 0.10 + 0.24 * max(d, 0.0);
        vec4 here = vec4(0.0);
        here.x = strength * smoothstep(0.30, 0.05, gap) * smoothstep(-1.15, -0.5, -u);
        float thrown = exp(-max(d, 0.0) / (0.30 + 0.55 * speed)) * step(0.0, d);
        here.y = 1.4 * strength * thrown * smoothstep(0.22, 0.0, abs(gap - spread));
        if (d > 0.0 && y < 1.25 * WEDGE * d + half_beam) {
            // round a bend it dies before it meets itself
            float bent = 1.0 - smoothstep(0.5, 2.2, d * abs(shape.w));
            float fade = bent * strength * (1.0 - smoothstep(0.6, 1.0, d / reach)) * inversesqrt(1.0 + d / (2.0 * shape.y));
            // broken water astern, drawn out along the track
            float astern = q.x - 0.9 * half_length;
            if (astern > 0.0) {
                float band = smoothstep(1.0, 0.55, y / (half_beam * (0.75 + 0.05 * astern)));
                here.w = band * strength * exp(-astern / (3.0 + 9.0 * speed));
                // rough at first, then a slick: what breaks the surface also takes its ripples away
                float fresh = exp(-astern / (3.0 * shape.y));
                float calm = 1.0 - 0.7 * band * fade * (1.0 - fresh);
                slope *= calm;
                variance = variance * calm * calm + vec2(0.007) * band * fade * fresh;
            }
            // inside the wedge two systems of waves cross; on its edge they are one and highest
            // they come from the sides of the hull, so that its wedge opens where it is broad
            float out_y = max(y - 0.6 * half_beam, 0.0);
            float sigma = max(min(out_y / d, 0.9995 * WEDGE), 1e-3);
            float s = sqrt(1.0 - 8.0 * sigma * sigma);
            // (beyond it they die away, as Airy's function does, and do not end)
            float edge = 1.0 - smoothstep(0.88 * WEDGE, 1.22 * WEDGE, out_y / d);
            // near the bow the outermost crests break
            float rim = out_y / (WEDGE * d);
            here.z = smoothstep(0.72, 0.94, rim) * (1.0 - smoothstep(0.97, 1.03, rim)) * strength * exp(-d / (1.0 + 2.6 * speed));
            float height = 0.19 * fade * edge * inversesqrt(sqrt(s * s + 0.03)) * smoothstep(0.0, half_length, d);
            float k0 = 9.81 / (speed * speed), fine = 0.07 * half_beam;
            wave_system(2.0 * sigma / (1.0 + s), 0.55 * height, d, side, out_y, k0, ahead, across, pixel, fine, slope, variance);
            wave_system((1.0 + s) / (4.0 * sigma), height, d, side, out_y, k0, ahead, across, pixel, fine, slope, variance);
        }
        foams += here;
        float much = here.x + here.y + here.z + here.w;
        if (much > most) {
            most = much;
            track = vec3(q, speed);
        }
    }
    if (most < 0.02) return 0.0;
    // noise once and not for each hull: software drivers run a branch's code for all pixels
    float drift = track.z * frame.time.x;
    float ragged = noise2(vec2(track.x * 2.2 + 1.5 * drift, track.y * 3.0));
    float torn = 0.6 * ragged + 0.4 * noise2(vec2(track.x * 7.1 + 3.1 * drift, track.y * 8.0));
    vec2 drawn_out = vec2(track.x * 0.7, track.y * 2.4) + vec2(7.0 - frame.time.x * 0.15, 3.0);
    float lace = 0.6 * noise2(drawn_out) + 0.4 * noise2(drawn_out * 3.7);
    vec4 holding = vec4(0.15 + 0.85 * ragged, smoothstep(0.30, 0.62, torn), smoothstep(0.34, 0.66, torn),
                        smoothstep(0.36, 0.74, lace));
    float foam = dot(foams, holding);
    // bubbles: the thinner it is the more holes it has, as fine as can be seen
    float pixels = length(pixel[0]) + length(pixel[1]);
    vec2 grain = track.xy * vec2(2.6, 6.4) + vec2(0.3 * drift, 0.2 * frame.time.x);
    float holes = 0.30 * noise2(grain) + 0.34 * noise2(grain * 3.7 + 7.0) + 0.36 * noise2(grain * 11.9 + 3.0);
    float fine = 1.0 - smoothstep(0.03, 0.20, pixels);
    return clamp(mix(foam, smoothstep(0.0, 0.30, 0.70 * min(foam, 1.0) + holes - 0.74) * (0.25 + 0.7 * holes), fine), 0.0, 1.0);
}
