// How much of a pixel a character covers, from the distance to its outline.
#include "inc/frame.glsl"
in vec2 em;
flat in vec2 texel;
flat in vec4 color, rim;
in float above;
layout(location = 0) out vec4 result;
layout(binding = 0) uniform sampler2D fields;
const float RIM = 0.06;   // em

void main() {
    vec2 dx = dFdx(em), dy = dFdy(em), size = vec2(textureSize(fields, 0));
    // a finer level than a picture would need: the mean of a stroke's distances is less than that in its middle
    vec2 across = 0.5 * EM * dx / size, up = 0.5 * EM * dy / size;
    float away = (textureGrad(fields, (texel + em * EM) / size, across, up).r - 0.5) * 2.0 * REACH;
    float pixel = sqrt(0.5 * (dot(dx, dx) + dot(dy, dy)));   // em
    float fill = clamp(away / pixel + 0.5, 0.0, 1.0) * color.a;
    float edge = rim.a > 0.0 ? clamp((away + RIM) / pixel + 0.5, 0.0, 1.0) * rim.a : 0.0;
    float a = fill + (1.0 - fill) * edge;
    if (a <= 0.0 || above < 0.0) discard;
    result = vec4(finite(color.rgb) * fill + finite(rim.rgb) * ((1.0 - fill) * edge), a);
}
