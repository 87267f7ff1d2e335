// The frame's uniform block and the small functions over it. Fields: render/frame_block.py.
layout(std140, row_major, binding = UBO_FRAME) uniform FrameUniforms {
#include "members/FrameBlock"
} frame;

float scene_time() { return frame.time.x; }

// Eye-space distance along the view axis from a reversed-z infinite-far depth (0 is infinitely far).
float linear_depth(float depth) { return frame.eye.w / max(depth, 1e-9); }

// Half heights of the image that one unit covers at distance one: the y row of the projection, free of the rotation.
float focal_length() {
    return length(vec3(frame.view_projection[0][1], frame.view_projection[1][1], frame.view_projection[2][1]));
}

// World position of a pixel: uv in 0..1, depth as stored.
vec3 world_position(vec2 uv, float depth) {
    vec4 h = frame.inverse_view_projection * vec4(uv * 2.0 - 1.0, max(depth, 1e-9), 1.0);
    return h.xyz / h.w;
}

// Unit direction from the eye through a pixel.
vec3 view_ray(vec2 uv) { return normalize(world_position(uv, 0.5) - frame.eye.xyz); }

// A colour that is safe to store in half floats: no NaN, no infinity, nothing negative.
vec3 finite(vec3 c) {
    return any(isnan(c)) ? vec3(0.0) : clamp(c, 0.0, 60000.0);
}
