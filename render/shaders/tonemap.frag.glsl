// From linear light to the display: bloom mixed in, vignette, exposure, tone curve, sRGB, dither.
#include "inc/noise.glsl"
#include "inc/tone.glsl"
in vec2 uv;
layout(location = 0) out vec4 result;
layout(binding = 0) uniform sampler2D color_map;
#ifdef BLOOM
layout(binding = 1) uniform sampler2D bloom_map;
uniform float bloom;
#endif
uniform float exposure;
uniform float vignette;
#ifdef GRADED
uniform float contrast;
uniform float saturation;
#else
const float contrast = 1.0, saturation = 1.0;
#endif

// CURVE: 0 none, 1 AgX, 2 PBR Neutral, 3 ACES
void main() {
    ivec2 at = ivec2(uv * vec2(textureSize(color_map, 0)));
#ifdef TRANSPARENT
    // the curve takes the colour of what covers the pixel, however little of it that is
    vec4 seen = texelFetch(color_map, at, 0);
    float alpha = clamp(seen.a, 0.0, 1.0);
    vec3 c = seen.rgb / max(alpha, 1e-4);
#else
    vec3 c = texelFetch(color_map, at, 0).rgb;
#endif
#ifdef BLOOM
    c = mix(c, textureLod(bloom_map, uv, 0.0).rgb, bloom);
#endif
    vec2 q = uv - 0.5;
    c *= exposure * max(0.0, 1.0 - dot(q, q) * vignette);
    c = any(isnan(c)) ? vec3(0.0) : clamp(c, 0.0, 60000.0);
#if CURVE == 1
    c = tone_agx(c, contrast, saturation);
#else
#if CURVE == 2
    c = tone_neutral(c);
#elif CURVE == 3
    c = tone_aces(c);
#endif
    c = pow(srgb_encode(c), vec3(contrast));
    float luma = dot(c, vec3(0.2126, 0.7152, 0.0722));
    c = luma + (c - luma) * saturation;
#endif
    // half a step of noise hides the bands of eight bits; the same in every frame, so still pictures stay still
    c += (hash21(gl_FragCoord.xy) - 0.5) / 255.0;
#ifdef TRANSPARENT
    result = vec4(clamp(c, 0.0, 1.0) * alpha, alpha);
#elif defined(LUMA)
    c = clamp(c, 0.0, 1.0);
    result = vec4(c, dot(c, vec3(0.299, 0.587, 0.114)));
#else
    result = vec4(clamp(c, 0.0, 1.0), 1.0);
#endif
}
