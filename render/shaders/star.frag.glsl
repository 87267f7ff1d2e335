// The spot of a star: its light is the same wherever between pixels it falls.
#include "inc/frame.glsl"
flat in vec2 middle;
flat in float spread;
flat in vec3 radiance;
layout(location = 0) out vec4 result;

void main() {
    vec2 away = (gl_FragCoord.xy - middle) / spread;
    result = vec4(finite(radiance * exp(-0.5 * dot(away, away))), 0.0);
}
