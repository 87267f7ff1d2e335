// Average over the 4x4 pattern of the occlusion pass, within one surface.
#include "inc/frame.glsl"
in vec2 uv;
layout(location = 0) out float result;
layout(binding = 0) uniform sampler2D occlusion_map;
layout(binding = 1) uniform sampler2D depth_map;

void main() {
    vec2 pixel = 1.0 / vec2(textureSize(occlusion_map, 0));
    float depth = textureLod(depth_map, uv, 0.0).r;
    vec2 sum = vec2(1e-4, 1e-4);
    for (int i = 0; i < 16; ++i) {
        vec2 p = uv + (vec2(i & 3, i >> 2) - 1.5) * pixel;
        // relative difference of depths: 1 / distance is what is stored
        float w = max(0.0, 1.0 - abs(textureLod(depth_map, p, 0.0).r / max(depth, 1e-9) - 1.0) * 12.0);
        sum += vec2(textureLod(occlusion_map, p, 0.0).r, 1.0) * w;
    }
    result = depth > 0.0 ? sum.x / sum.y : 1.0;
}
