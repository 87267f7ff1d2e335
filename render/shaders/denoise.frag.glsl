// One step of an edge-avoiding wavelet over traced light (Dammertz et al. 2010), told by the variance of each pixel's
// paths what is noise (Schied et al. 2017, "Spatiotemporal Variance-Guided Filtering"): what has converged stays.
// PREPARE turns sums into light without albedo and its variance; STEP spreads; FINISH puts the albedo back.
in vec2 uv;
layout(location = 0) out vec4 result;
uniform int count;   // paths a pixel

const vec3 LUMA = vec3(0.2126, 0.7152, 0.0722);

#if defined(PREPARE)
layout(binding = 0) uniform sampler2D color_sum;
layout(binding = 1) uniform sampler2D albedo_sum;

void main() {
    ivec2 at = ivec2(gl_FragCoord.xy);
    vec4 color = texelFetch(color_sum, at, 0) / float(count), albedo = texelFetch(albedo_sum, at, 0) / float(count);
    float bright = dot(color.rgb, LUMA), variance = max(albedo.a - bright * bright, 0.0) / float(max(count - 1, 1));
    float scale = 1.0 / max(dot(albedo.rgb, LUMA), 1e-3);
    result = vec4(color.rgb / max(albedo.rgb, 1e-3), variance * scale * scale);
}
#elif defined(STEP)
layout(binding = 0) uniform sampler2D light_map;
layout(binding = 1) uniform sampler2D normal_sum;
uniform int reach;

const float KERNEL[3] = float[3](0.375, 0.25, 0.0625);

// Variance estimates are noisy themselves: a small Gaussian, without the wildest neighbour: round a glint it is calm.
float steady_variance(ivec2 at, ivec2 last) {
    float sum = 0.0;
    vec2 wildest = vec2(0.0);
    for (int i = 0; i < 9; i++) {
        ivec2 o = ivec2(i % 3, i / 3) - 1;
        float w = (o.x == 0 ? 0.5 : 0.25) * (o.y == 0 ? 0.5 : 0.25);
        float variance = texelFetch(light_map, clamp(at + o, ivec2(0), last), 0).a;
        sum += w * variance;
        if (i != 4 && variance > wildest.x) wildest = vec2(variance, w);
    }
    return (sum - wildest.x * wildest.y) / (1.0 - wildest.y);
}

void main() {
    ivec2 at = ivec2(gl_FragCoord.xy), last = textureSize(light_map, 0) - 1;
    vec4 middle = texelFetch(light_map, at, 0), facing = texelFetch(normal_sum, at, 0) / float(count);
    result = middle;
    if (facing.w <= 0.0) return;
    float bright = dot(middle.rgb, LUMA);
    float slack = 1.0 / (3.0 * sqrt(max(steady_variance(at, last), 0.0)) + 1e-4 * bright + 1e-6);
    vec3 normal = normalize(facing.xyz + 1e-6);
    float total = KERNEL[0] * KERNEL[0];
    vec4 sum = vec4(middle.rgb * total, middle.a * total * total);
    for (int i = 0; i < 25; i++) {
        ivec2 o = ivec2(i % 5, i / 5) - 2, p = at + o * reach;
        if (i == 12 || any(lessThan(p, ivec2(0))) || any(greaterThan(p, last))) continue;
        vec4 other = texelFetch(normal_sum, p, 0) / float(count), light = texelFetch(light_map, p, 0);
        if (other.w <= 0.0) continue;
        float turned = pow(max(dot(normal, normalize(other.xyz + 1e-6)), 0.0), 32.0);
        // nearness is 1 / distance: on a plane it changes evenly, over an edge it jumps
        float apart = abs(other.w / facing.w - 1.0) * 40.0 / float(abs(o.x) + abs(o.y));
        float w = KERNEL[abs(o.x)] * KERNEL[abs(o.y)] * turned
            * exp(-apart - abs(dot(light.rgb, LUMA) - bright) * slack);
        sum += vec4(light.rgb * w, light.a * w * w);
        total += w;
    }
    result = vec4(sum.rgb / total, sum.a / (total * total));
}
#else
layout(binding = 0) uniform sampler2D light_map;
layout(binding = 1) uniform sampler2D color_sum;
layout(binding = 2) uniform sampler2D albedo_sum;

void main() {
    ivec2 at = ivec2(gl_FragCoord.xy);
    vec3 albedo = texelFetch(albedo_sum, at, 0).rgb / float(count);
    result = vec4(texelFetch(light_map, at, 0).rgb * max(albedo, 1e-3), texelFetch(color_sum, at, 0).a / float(count));
}
#endif
