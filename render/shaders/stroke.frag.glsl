// How much of a pixel a segment with round ends covers.
#include "inc/frame.glsl"
flat in vec4 ends;
flat in vec2 half_width;
flat in vec2 nearness;
flat in vec4 first, second;
flat in vec2 above;
flat in float soft;
layout(location = 0) out vec4 result;

void main() {
    vec2 way = ends.zw - ends.xy, from = gl_FragCoord.xy - ends.xy;
    float t = clamp(dot(from, way) / max(dot(way, way), 1e-6), 0.0, 1.0);
    float wide = mix(half_width.x, half_width.y, t), drawn = max(wide, 0.5);
    // thinner than a pixel: paler instead
    float away = length(from - way * t), rim = 1.0 - away * away / ((drawn + 0.5) * (drawn + 0.5));
    float cover = (soft > 0.0 ? max(rim, 0.0) * max(rim, 0.0) : clamp(drawn + 0.5 - away, 0.0, 1.0)) * wide / drawn;
    float along = t * nearness.y / mix(nearness.x, nearness.y, t);
    if (cover <= 0.0 || mix(above.x, above.y, along) < 0.0) discard;
    vec4 c = mix(first, second, along);
    result = vec4(finite(c.rgb), 1.0) * (clamp(c.a, 0.0, 1.0) * cover);
}
