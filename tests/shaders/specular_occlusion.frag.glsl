// inc/image_light.glsl's share of a reflection that gets past a round cone about the normal, and in y through one where
// all else is hidden: across the picture the angle from the normal to the reflection, up the cone's own.
#define PANORAMA 1
#include "inc/frame.glsl"
#include "inc/sky.glsl"
#include "inc/lobes.glsl"
struct Fragment { vec3 position; vec3 normal; vec3 view; };
#include "inc/image_light.glsl"
layout(location = 0) out vec4 result;
uniform float roughness;
uniform float side;   // pixels along a side, for a right angle

void main() {
    vec2 angle = gl_FragCoord.xy / side * 1.57079633;
    // the axis is the normal: a cone round it hides the squared sine of its light
    vec3 n = vec3(0.0, 0.0, 1.0), r = vec3(sin(angle.x), 0.0, cos(angle.x));
    float light = sin(angle.y) * sin(angle.y);
    vec3 sum = n * (2.0 / 3.0 * (1.0 - pow(cos(angle.y), 3.0)));
    result = vec4(specular_occlusion(1.0 - light, sum, roughness, n, r, n),
                  specular_occlusion(light, n * (2.0 / 3.0) - sum, roughness, n, r, n), 0.0, 1.0);
}
