// The mirrored view prepared for the water: ever longer vertical blurs in one picture (inc/mirror.glsl), with the
// inverse distance in alpha. Water spreads what it reflects along the vertical, a lamp into a column: a level is half
// as high as the one before and as wide.
#include "inc/frame.glsl"
#include "inc/mirror.glsl"
layout(location = 0) out vec4 result;
layout(binding = 0) uniform sampler2D color_map;
layout(binding = 1) uniform sampler2D depth_map;
layout(binding = 2) uniform sampler2D pyramid;
uniform int level;
uniform vec2 base_size;

void main() {
    vec4 here = mirror_region(level, base_size);
    vec2 uv = (gl_FragCoord.xy - here.xy) / here.zw;
    if (level == 0) {
        vec3 c = textureLod(color_map, uv, 0.0).rgb;
        c = any(isnan(c)) ? vec3(0.0) : clamp(c, 0.0, 512.0);
        result = vec4(c, 1.0 / linear_depth(textureLod(depth_map, uv, 0.0).r));
        return;
    }
    vec4 from = mirror_region(level - 1, base_size);
    vec2 size = vec2(textureSize(pyramid, 0));
    vec2 step_up = vec2(0.0, 1.0 / size.y);
    vec2 p = (from.xy + clamp(uv * from.zw, vec2(0.5), from.zw - 0.5)) / size;
    vec2 lowest = (from.xy + 0.5) / size, highest = (from.xy + from.zw - 0.5) / size;
    // binomial 1 3 3 1 over four rows, as two bilinear reads
    vec4 a = textureLod(pyramid, clamp(p - step_up * 0.75, lowest, highest), 0.0);
    vec4 b = textureLod(pyramid, clamp(p + step_up * 0.75, lowest, highest), 0.0);
    result = 0.5 * (a + b);
}
