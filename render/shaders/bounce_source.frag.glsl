// The light that surfaces send out, at half size: of the four pixels of a texel those count that show one, and alpha
// says how many.
#include "inc/frame.glsl"
layout(location = 0) out vec4 source;
layout(binding = 0) uniform sampler2D depth_map;
layout(binding = 1) uniform sampler2D color_map;
layout(binding = 2) uniform sampler2D takes_map;

void main() {
    source = vec4(0.0);
    ivec2 last = textureSize(depth_map, 0) - 1;
    for (int i = 0; i < 4; i++) {
        ivec2 at = min(2 * ivec2(gl_FragCoord.xy) + ivec2(i & 1, i >> 1), last);
        if (texelFetch(depth_map, at, 0).r > 0.0)
            source += vec4(finite(texelFetch(color_map, at, 0).rgb * texelFetch(takes_map, at, 0).a), 1.0);
    }
    source *= 0.25;
}
