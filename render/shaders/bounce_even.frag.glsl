// Average of the bounced light over texels so many apart, within one surface.
#include "inc/frame.glsl"
layout(location = 0) out vec4 result;
layout(binding = 0) uniform sampler2D places;
layout(binding = 1) uniform sampler2D raw;
#include "inc/places.glsl"
#include "inc/within_surface.glsl"

void main() {
    ivec2 here = ivec2(gl_FragCoord.xy);
    vec4 place = texelFetch(places, here, 0);
    result = place.w < 1.0 ? vec4(0.0) : within_surface(raw, here, place, TEXELS, APART);
}
