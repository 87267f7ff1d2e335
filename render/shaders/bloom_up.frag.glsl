// Twice the size by a 3x3 tent, mixed with the level of that size.
in vec2 uv;
layout(location = 0) out vec4 result;
layout(binding = 0) uniform sampler2D smaller;
layout(binding = 1) uniform sampler2D same_size;
uniform float spread;

void main() {
    vec2 p = 1.0 / vec2(textureSize(smaller, 0));
    vec3 sum = textureLod(smaller, uv, 0.0).rgb * 4.0;
    sum += (textureLod(smaller, uv + vec2(p.x, 0.0), 0.0).rgb + textureLod(smaller, uv - vec2(p.x, 0.0), 0.0).rgb
        + textureLod(smaller, uv + vec2(0.0, p.y), 0.0).rgb + textureLod(smaller, uv - vec2(0.0, p.y), 0.0).rgb) * 2.0;
    sum += textureLod(smaller, uv + p, 0.0).rgb + textureLod(smaller, uv - p, 0.0).rgb
        + textureLod(smaller, uv + vec2(p.x, -p.y), 0.0).rgb + textureLod(smaller, uv + vec2(-p.x, p.y), 0.0).rgb;
    result = vec4(mix(textureLod(same_size, uv, 0.0).rgb, sum / 16.0, spread), 1.0);
}
