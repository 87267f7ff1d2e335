// Twice the size by a tent three texels wide, mixed with the level of that size. Four bilinear reads have the spread of
// the usual nine when each lies half the square root of two off along either axis.
in vec2 uv;
layout(location = 0) out vec4 result;
layout(binding = 0) uniform sampler2D smaller;
layout(binding = 1) uniform sampler2D same_size;
uniform float spread;

void main() {
    vec2 p = 0.70710678 / vec2(textureSize(smaller, 0)), q = vec2(p.x, -p.y);
    vec3 sum = textureLod(smaller, uv + p, 0.0).rgb + textureLod(smaller, uv - p, 0.0).rgb
        + textureLod(smaller, uv + q, 0.0).rgb + textureLod(smaller, uv - q, 0.0).rgb;
    result = vec4(mix(texelFetch(same_size, ivec2(gl_FragCoord.xy), 0).rgb, 0.25 * sum, spread), 1.0);
}
