// What is seen through a transmissive surface: the picture of everything opaque, the sky where that shows nothing
// (passes/refraction.py). The first level is the picture; the others, ever blurrier, hold what is not infinitely far,
// premultiplied by its coverage in alpha.
layout(binding = TEX_BEHIND) uniform sampler2D behind_map;
layout(binding = TEX_DEPTH) uniform sampler2D behind_depth;

// What is there, blurred to a standard deviation in pixels: four bilinear reads half a texel off make a quadratic
// spline, so that coarse levels show no blocks.
vec4 behind_blurred(vec2 uv, float pixels) {
    float level = max(log2(pixels / 0.58), 1.0);
    vec2 a = min(0.5 * exp2(level), pixels) * frame.viewport.zw, b = vec2(a.x, -a.y);
    return 0.25 * (textureLod(behind_map, uv + a, level) + textureLod(behind_map, uv - a, level)
        + textureLod(behind_map, uv + b, level) + textureLod(behind_map, uv - b, level));
}

// Half of a GGX lobe's light leaves within twice alpha of its middle: the standard deviation of a Gaussian of which
// that holds as well, over the distance.
float lobe_spread(float roughness) { return 1.7 * roughness * roughness; }

// The picture about a place blurred by some pixels, and the sky in direction d where it ends or shows nothing. `sharp`
// is what is there without any blur.
vec3 behind_or_sky(vec2 uv, float pixels, vec3 d, float roughness, vec3 sharp) {
    if (pixels < 0.3) return sharp;
    vec4 seen = behind_blurred(uv, pixels);
    if (seen.a < 0.999) seen.rgb += (1.0 - seen.a) * sky_specular(d, roughness);
    return mix(sharp, seen.rgb, clamp(pixels - 0.3, 0.0, 1.0));
}

#ifdef VOLUME
const int WAY_STEPS = 24;

// Where a ray meets the picture: uv, and reversed depth there. One that meets nothing ends where it leaves the picture or
// where it points to, at depth 0. Screen space is linear in both, so equal steps there are equal steps in pixels.
vec3 met(vec3 from, vec3 d, float nearest) {
    float z = axis_distance(from), slope = -dot(view_back(), d);
    float reach = slope < 0.0 ? 0.99 * (z - frame.eye.w) / -slope : 1e3 * z;
    if (parallel_rays() && slope > 0.0) reach = min(reach, 0.999 * (frame.rays.w - z) / slope);
    vec4 a = frame.view_projection * vec4(from, 1.0), b = frame.view_projection * vec4(from + d * reach, 1.0);
    vec3 start = a.xyz / a.w, way = b.xyz / b.w - start;
    start.xy = start.xy * 0.5 + 0.5;
    way.xy *= 0.5;
    // no farther than the edge of the picture
    vec2 edge = mix(start.xy / max(-way.xy, 1e-9), (1.0 - start.xy) / max(way.xy, 1e-9), greaterThan(way.xy, vec2(0.0)));
    way *= clamp(min(edge.x, edge.y), 0.0, 1.0);
    float before = 0.0;
    for (int i = 1; i <= WAY_STEPS; ++i) {
        float t = float(i) / float(WAY_STEPS);
        vec3 p = start + way * t;
        float there = textureLod(behind_depth, p.xy, 0.0).r;
        if (there > p.z && there < nearest) {
            for (int k = 0; k < 4; ++k) {
                float middle = 0.5 * (before + t);
                p = start + way * middle;
                float seen = textureLod(behind_depth, p.xy, 0.0).r;
                if (seen > p.z && seen < nearest) t = middle; else before = middle;
            }
            p = start + way * t;
            return vec3(p.xy, textureLod(behind_depth, p.xy, 0.0).r);
        }
        before = t;
    }
    return vec3(start.xy + way.xy, 0.0);
}

// Light that enters a body, crosses it and leaves. What lies behind the surface is a slab or, as far as the surface
// bends within its thickness, a ball: both are known exactly, and a ball turns the picture upside down.
vec3 seen_through_body(Fragment f, Surface s, float ior, float bend, float roughness, out float way) {
    vec3 n = s.normal, t = refract(-f.view, n, 1.0 / max(ior, 1.0));
    float cosine = max(-dot(n, t), 0.05);
    way = s.volume.thickness * mix(min(1.0 / cosine, 2.0), cosine, bend);
    vec3 inner = normalize(mix(-n, n + 2.0 * cosine * t, bend));   // of the far side, pointing out
    vec3 d = refract(t, -inner, max(ior, 1.0));
    if (dot(d, d) < 0.5) d = t;   // all would be turned back
    vec3 from = f.position + t * way;
    vec3 hit = met(from, d, gl_FragCoord.z);
    float there = linear_depth(hit.z), apart = there;
    vec3 sky = sky_specular(d, roughness), sharp = sky;
    if (hit.z > 0.0) {
        sharp = textureLod(behind_map, hit.xy, 0.0).rgb;
        apart = length(world_position(hit.xy, hit.z) - f.position);
    }
    float pixels = lobe_spread(roughness) * apart / pixel_size(there);
    // the sky takes over towards the edge of the picture
    vec2 inside = min(hit.xy, 1.0 - hit.xy) * frame.viewport.xy;
    float known = smoothstep(0.0, 8.0 + pixels, min(inside.x, inside.y));
    return mix(sky, behind_or_sky(hit.xy, pixels, d, roughness, sharp), known);
}
#endif

vec3 seen_through(Fragment f, Surface s, Lobes b) {
#ifdef VOLUME
    float roughness = s.roughness * seen_through_roughness(b, s) / b.roughness;
    vec3 px = dFdx(f.position), py = dFdy(f.position), nx = dFdx(f.normal), ny = dFdy(f.normal);
    float curvature = 0.5 * (dot(nx, px) / max(dot(px, px), 1e-12) + dot(ny, py) / max(dot(py, py), 1e-12));
    float bend = clamp(0.5 * curvature * s.volume.thickness, 0.0, 1.0);
    vec3 way;
#ifdef DISPERSION
    float half_spread = (s.glass.ior - 1.0) * 0.025 * s.glass.dispersion;
    vec3 c;
    c.r = seen_through_body(f, s, s.glass.ior - half_spread, bend, roughness, way.r).r;
    c.g = seen_through_body(f, s, s.glass.ior, bend, roughness, way.g).g;
    c.b = seen_through_body(f, s, s.glass.ior + half_spread, bend, roughness, way.b).b;
    return c * exp(-s.volume.absorption * way);
#else
    vec3 c = seen_through_body(f, s, s.glass.ior, bend, roughness, way.x);
    return c * volume_passes(s, way.x);
#endif
#else
    vec2 uv = gl_FragCoord.xy * frame.viewport.zw;
    float spread = lobe_spread(s.roughness), z = linear_depth(gl_FragCoord.z);
    float there = linear_depth(textureLod(behind_depth, uv, 0.0).r);
    float pixels = spread * max(there - z, 0.0) / pixel_size(there);
    vec4 sharp = textureLod(behind_map, uv, 0.0);
    if (sharp.a < 0.999) sharp.rgb += (1.0 - sharp.a) * sky_specular(-f.view, s.roughness);
    return behind_or_sky(uv, pixels, -f.view, s.roughness, sharp.rgb);
#endif
}
