// The newest frame joins the picture so far (render/temporal.py). Defines: STILL (nothing has changed), MOVING.
in vec2 uv;
layout(location = 0) out vec4 result;
layout(binding = 0) uniform sampler2D color_map;
layout(binding = 1) uniform sampler2D depth_map;
layout(binding = 2) uniform sampler2D history;
#ifdef MOVING
layout(binding = 3) uniform sampler2D motion_map;
#endif
uniform float share;
uniform mat4 before_from_now;
uniform vec2 unjitter;

// Colours are joined as if toned, so that one bright sample does not flicker (Karis 2014).
float luma(vec3 c) { return dot(c, vec3(0.25, 0.5, 0.25)); }
vec3 toned(vec3 c) { return c / (1.0 + luma(c)); }
vec3 untoned(vec3 c) { return c / max(1.0 - luma(c), 1e-3); }

// Luma, orange and green: axes along which the colours of one surface spread.
vec3 to_ycocg(vec3 c) { return vec3(luma(c), 0.5 * (c.r - c.b), 0.5 * c.g - 0.25 * (c.r + c.b)); }
vec3 from_ycocg(vec3 c) { return vec3(c.x + c.y - c.z, c.x + c.z, c.x - c.y - c.z); }

// Catmull-Rom in nine reads of the linear filter: fetching between pixels again and again must not blur.
vec3 sharp(vec2 at) {
    vec2 size = vec2(textureSize(history, 0)), p = at * size, c = floor(p - 0.5) + 0.5, f = p - c;
    vec2 w0 = f * (-0.5 + f * (1.0 - 0.5 * f)), w1 = 1.0 + f * f * (-2.5 + 1.5 * f);
    vec2 w2 = f * (0.5 + f * (2.0 - 1.5 * f)), w3 = f * f * (-0.5 + 0.5 * f);
    vec2 x[3] = vec2[](c - 1.0, c + w2 / (w1 + w2), c + 2.0), w[3] = vec2[](w0, w1 + w2, w3);
    vec3 sum = vec3(0.0);
    for (int j = 0; j < 3; ++j)
        for (int i = 0; i < 3; ++i)
            sum += textureLod(history, vec2(x[i].x, x[j].y) / size, 0.0).rgb * (w[i].x * w[j].y);
    return max(sum, vec3(0.0));
}

void main() {
    ivec2 here = ivec2(gl_FragCoord.xy), last = textureSize(color_map, 0) - 1;
    vec3 now = texelFetch(color_map, here, 0).rgb;
#ifdef STILL
    result = vec4(mix(texelFetch(history, here, 0).rgb, now, share), 1.0);
#else
    // edges move with what stands in front
    vec2 size = vec2(last + 1);
    ivec2 front = here;
    float nearest = -1.0;
    vec3 mean = vec3(0.0), square = vec3(0.0);
    for (int k = 0; k < 9; ++k) {
        ivec2 p = clamp(here + ivec2(k % 3 - 1, k / 3 - 1), ivec2(0), last);
        float depth = texelFetch(depth_map, p, 0).r;
        if (depth > nearest) { nearest = depth; front = p; }
        vec3 c = to_ycocg(toned(texelFetch(color_map, p, 0).rgb));
        mean += c / 9.0;
        square += c * c / 9.0;
    }
    vec2 at = (vec2(front) + 0.5) / size;
    vec4 before = before_from_now * vec4(at * 2.0 - 1.0, nearest, 1.0);
    vec2 moved = at + unjitter - (before.xy / before.w * 0.5 + 0.5);
#ifdef MOVING
    vec2 own = texelFetch(motion_map, front, 0).xy;
    if (own.x < NOT_DRAWN) moved = own * vec2(1.0, -1.0) / size;
#endif
    vec2 from = uv - moved;
    result = vec4(now, 1.0);
    if (any(lessThan(from, vec2(0.0))) || any(greaterThan(from, vec2(1.0))) || before.w <= 0.0) return;
    vec3 spread = sqrt(max(square - mean * mean, 0.0)) * 1.25 + 1e-4;
    vec3 away = to_ycocg(toned(sharp(from))) - mean;
    vec3 over = abs(away) / spread;
    vec3 old = from_ycocg(mean + away / max(1.0, max(over.x, max(over.y, over.z))));
    result.rgb = max(untoned(mix(old, toned(now), share)), vec3(0.0));
#endif
}
