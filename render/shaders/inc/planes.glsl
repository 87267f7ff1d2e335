// Data planes of a surface (render/passes/planes.py). Defines: PLANE_NAME is the colour attachment of each.
#ifdef PLANE_NORMAL
layout(location = PLANE_NORMAL) out vec4 plane_normal;
#endif
#ifdef PLANE_ALBEDO
layout(location = PLANE_ALBEDO) out vec4 plane_albedo;
#endif
#ifdef PLANE_POSITION
layout(location = PLANE_POSITION) out vec4 plane_position;
#endif
#ifdef PLANE_ID
layout(location = PLANE_ID) out uvec2 plane_id;
#endif
#ifdef PLANE_MOTION
layout(location = PLANE_MOTION) out vec2 plane_motion;
#endif
uniform float least_alpha;

// Pixels right and down from where a point was, in clip space, to where it is.
vec2 pixel_motion(vec4 now, vec4 before) {
    return (now.xy / now.w - before.xy / before.w) * vec2(0.5, -0.5) * frame.viewport.xy;
}

// id: one more than the object's index, 0 for what is none; and the instance's index within it.
void write_planes(vec3 position, vec3 normal, vec3 albedo, uvec2 id, vec2 motion) {
#ifdef PLANE_NORMAL
    plane_normal = vec4(normal, 0.0);
#endif
#ifdef PLANE_ALBEDO
    plane_albedo = vec4(albedo, 0.0);
#endif
#ifdef PLANE_POSITION
    plane_position = vec4(position, 0.0);
#endif
#ifdef PLANE_ID
    plane_id = id;
#endif
#ifdef PLANE_MOTION
    plane_motion = motion;
#endif
}
