// Average over the 4x4 pattern of what is hidden, within one surface.
#include "inc/frame.glsl"
layout(location = 0) out vec2 result;   // the share that is seen, and the depth that it is of
layout(location = 1) out vec4 lost;   // directions that are not seen, weighted by the cosine and summed up
layout(binding = 0) uniform sampler2D places;
layout(binding = 1) uniform sampler2D hidden;
layout(binding = 2) uniform sampler2D depth_map;
#include "inc/places.glsl"
#include "inc/within_surface.glsl"

void main() {
    ivec2 here = ivec2(gl_FragCoord.xy);
    vec4 place = texelFetch(places, here, 0);
    result = vec2(1.0, texelFetch(depth_map, min(2 * here, textureSize(depth_map, 0) - 1), 0).r);
    lost = vec4(0.0);
    if (place.w < 1.0) return;
    vec4 mean = within_surface(hidden, here, place, 4, 1);
    result.x = clamp(1.0 - mean.w, 0.03, 1.0);
    lost.xyz = mean.xyz;
}
