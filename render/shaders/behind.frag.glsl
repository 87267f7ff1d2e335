// Half the size of a picture: what is not infinitely far, and how much of the texel that covers.
in vec2 uv;
layout(location = 0) out vec4 result;
layout(binding = 0) uniform sampler2D color_map;
layout(binding = 1) uniform sampler2D depth_map;

void main() {
    ivec2 last = textureSize(color_map, 0) - 1, corner = 2 * ivec2(gl_FragCoord.xy);
    vec4 sum = vec4(0.0);
    for (int i = 0; i < 4; ++i) {
        ivec2 p = min(corner + ivec2(i & 1, i >> 1), last);
        if (texelFetch(depth_map, p, 0).r > 0.0) sum += vec4(texelFetch(color_map, p, 0).rgb, 1.0);
    }
    result = 0.25 * sum;
}
