// A star of the catalogue as a point at infinity.
#include "inc/frame.glsl"
#include "inc/sky.glsl"
#include "inc/haze.glsl"
#include "struct/Star"
layout(std430, binding = SSBO_STARS) readonly buffer Stars { Star stars[]; };
uniform mat3 turn;          // J2000 to the scene's axes
uniform vec3 air;           // optical depth overhead
uniform float faintest;     // magnitude
uniform float level;
flat out vec2 middle;       // pixels
flat out float spread;      // of the spot, pixels
flat out vec3 radiance;     // in its middle

const float VEGA = 2.3e-5;     // irradiance of magnitude 0 in scene units
const float SIGHT = 0.0008;    // radians: no eye sees a star smaller

void main() {
    Star s = stars[gl_VertexID];
    vec3 d = turn * s.towards;
    vec4 p = frame.view_projection * vec4(d, 0.0);
    middle = vec2(0.0);
    spread = 1.0;
    radiance = vec3(0.0);
    gl_PointSize = 1.0;
    gl_Position = vec4(0.0, 0.0, 2.0, 1.0);   // outside
    // an orthographic view has no infinity to look at
    if (d.y <= 0.005 || p.w <= 0.0) return;
    vec2 at = p.xy / p.w;
    float pixel = pixel_size(1.0) * p.w * p.w;   // radians, where the star is in the picture
    spread = max(0.65, SIGHT / pixel);
    if (any(greaterThan(abs(at), vec2(1.0) + 6.0 * spread * frame.viewport.zw))) return;
    // how much air lies in its way (F. Kasten, A. Young, 1989)
    float degrees_ = degrees(asin(min(d.y, 1.0)));
    float way = 1.0 / (d.y + 0.50572 * pow(degrees_ + 6.07995, -1.6364));
    vec3 arrives = exp(-air * way);
    float lost = -2.5 * log2(max(dot(arrives, vec3(0.2126, 0.7152, 0.0722)), 1e-6)) / 3.3219281;
    float seen = smoothstep(0.0, 1.6, faintest - s.magnitude - lost);
    float clear = textureLod(sky_map, sky_uv(d), 0.0).a;
    float haze = dot(aerial_sky(vec3(1.0), d) - aerial_sky(vec3(0.0), d), vec3(0.3333));
    radiance = s.color * arrives * (VEGA * level * seen * clear * clear * haze * exp2(-1.3287712 * s.magnitude)
        / (6.2831853 * spread * spread * pixel * pixel));
    if (max(radiance.r, radiance.g) < 0.002) return;
    middle = (at * 0.5 + 0.5) * frame.viewport.xy;
    gl_PointSize = 2.0 * ceil(2.6 * spread) + 1.0;
    gl_Position = vec4(at, 0.0, 1.0);
}
