// Depth of what paths have seen first, as the rasteriser would have stored it.
#include "inc/frame.glsl"
in vec2 uv;
layout(binding = 0) uniform sampler2D normal_sum;
uniform int count;   // paths a pixel

void main() {
    float near = texelFetch(normal_sum, ivec2(gl_FragCoord.xy), 0).w / float(count);
    if (parallel_rays()) {
        float axis = frame.eye.w + 1.0 / max(near, 1e-9);
        gl_FragDepth = near > 0.0 ? clamp((frame.rays.w - axis) / (frame.rays.w - frame.eye.w), 0.0, 1.0) : 0.0;
    } else {
        gl_FragDepth = clamp(frame.eye.w * near / max(-dot(view_ray(uv), view_back()), 1e-6), 0.0, 1.0);
    }
}
