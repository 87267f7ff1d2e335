// The frame's uniform block and the small functions over it. Fields: render/frame_block.py.
#ifdef EYES
struct FrameMembers {
#else
layout(std140, row_major, binding = UBO_FRAME) uniform FrameUniforms {
#endif
#include "members/FrameBlock"
#ifdef EYES
};
// Two eyes at once: even instances are the left one's, odd ones the right one's, and so are the layers of the target.
layout(std140, row_major, binding = UBO_FRAME) uniform FrameUniforms { FrameMembers frames[2]; };
#ifdef VERTEX_STAGE
#define frame frames[gl_InstanceID & 1]
#else
#define frame frames[gl_Layer]
#endif
#else
} frame;
#endif

float scene_time() { return frame.time.x; }

// An orthographic view has an eye that is a plane: its rays are parallel.
bool parallel_rays() { return frame.rays.w > 0.0; }

// Distance along the view axis of a reversed depth: near / distance in perspective (0 is infinitely far), else linear
// from 1 at the near plane to 0 at the far one.
float linear_depth(float depth) {
    return parallel_rays() ? mix(frame.rays.w, frame.eye.w, depth) : frame.eye.w / max(depth, 1e-9);
}

// Unit, against the way that the view looks.
vec3 view_back() { return vec3(frame.view[0].z, frame.view[1].z, frame.view[2].z); }

// Distance of a point along the view axis.
float axis_distance(vec3 p) { return dot(view_back(), frame.eye.xyz - p); }

// From a point to the eye, along the way that its light takes.
vec3 to_eye(vec3 p) { return parallel_rays() ? frame.rays.xyz * axis_distance(p) : frame.eye.xyz - p; }

// Reversed depth of what is drawn on a surface of that depth: nearer by a two-thousandth of its distance.
float depth_before(float depth) {
    if (!parallel_rays()) return depth * 1.0005;
    return depth + 0.0005 * linear_depth(depth) / (frame.rays.w - frame.eye.w);
}

// Half heights of the image that one unit covers, in perspective at distance one: the y row of the projection, free of
// the rotation.
float focal_length() {
    return length(vec3(frame.view_projection[0][1], frame.view_projection[1][1], frame.view_projection[2][1]));
}

// World position of a pixel: uv in 0..1, depth as stored.
vec3 world_position(vec2 uv, float depth) {
    vec4 h = frame.inverse_view_projection * vec4(uv * 2.0 - 1.0, max(depth, 1e-9), 1.0);
    return h.xyz / h.w;
}

// Units that a pixel covers at a distance along the view axis.
float pixel_size(float distance) {
    return (parallel_rays() ? 1.0 : distance) * 2.0 * frame.viewport.w / focal_length();
}

// Unit direction from the eye through a pixel.
vec3 view_ray(vec2 uv) {
    return normalize(parallel_rays() ? -frame.rays.xyz : world_position(uv, 0.5) - frame.eye.xyz);
}

// A colour that is safe to store in half floats: no NaN, no infinity, nothing negative.
vec3 finite(vec3 c) {
    return any(isnan(c)) ? vec3(0.0) : clamp(c, 0.0, 60000.0);
}
