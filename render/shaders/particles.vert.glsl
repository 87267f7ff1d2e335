// One quad for each particle, along its flight where it leaves a streak.
#include "inc/frame.glsl"
#include "inc/haze.glsl"
#include "inc/sky.glsl"
#include "inc/particle_flight.glsl"
layout(std430, row_major, binding = SSBO_EMITTERS) readonly buffer Emitters { Emitter emitters[]; };
layout(std430, binding = SSBO_ORDER) readonly buffer Order { uvec2 order[]; };   // emitter, slot
out vec2 along;             // from the middle, in radii
out vec3 position;
flat out float half_length; // of the streak, in radii
flat out vec4 color;        // radiance and opacity
flat out float added;       // 1: adds its light, 0: covers
flat out float softness;    // metres

void main() {
    uvec2 which = order[gl_InstanceID];
    Emitter e = emitters[which.x];
    Flight f = flight(e, which.y);
    along = vec2(0.0);
    position = vec3(0.0);
    half_length = 0.0;
    color = vec4(0.0);
    added = softness = 0.0;
    gl_Position = vec4(0.0, 0.0, 2.0, 1.0);   // outside
    if (f.life <= 0.0) return;

    float u = f.age / f.life;
    int last = (e.ids.w >> 4) - 1, key = min(int(u * float(last)), last - 1);
    color = mix(e.colors[key], e.colors[key + 1], u * float(last) - float(key));
    float flare = e.life.z > 0.0 ? max(sin(TURN * fract(f.chance.y + e.life.z * f.age)), 0.0) : 1.0;
    color.a *= flare * flare;
    if ((e.ids.w & 8) != 0) {
        // a drop or a puff: what a white ball reflects on average
        vec3 sky = 0.5 * (sky_irradiance(vec3(0.0, 1.0, 0.0)) + sky_irradiance(vec3(0.0, -1.0, 0.0)));
        color.rgb *= (sky + 0.25 * frame.key_color.rgb) * 0.31830989;
    }
    vec3 streak = 0.5 * e.look.z * f.velocity, to = -to_eye(f.position - streak);
    float distance = max(length(to), 1e-4);
    vec3 d = to / distance, flat_streak = streak - d * dot(d, streak);
    float length_ = length(flat_streak), wanted = mix(e.look.x, e.look.y, u);
    // never thinner than a pixel: what it gains in size it loses in strength
    float pixel = 0.5 * pixel_size(distance), radius = max(wanted, pixel);
    color.a *= wanted / radius * (wanted + length_) / (radius + length_);
    vec3 x = length_ > 1e-6 ? flat_streak / length_ : normalize(cross(d, vec3(0.0, 1.0, 0.0)) + vec3(1e-5, 0.0, 0.0));
    vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0;
    half_length = length_ / radius;
    along = corner * vec2(half_length + 1.0, 1.0);
    position = f.position - streak + (x * along.x + cross(x, d) * along.y) * radius;
    added = (e.ids.w & 4) != 0 ? 1.0 : 0.0;
    if (added > 0.5) color.a *= 1.0 - haze_cover(abs(f.position.y + to_eye(f.position).y - frame.water.x), f.position.y - frame.water.x, distance);
    else color.rgb = aerial(color.rgb, f.position);
    softness = e.life.w;
    gl_Position = frame.view_projection * vec4(position, 1.0);
}
