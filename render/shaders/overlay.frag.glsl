// A picture laid over the finished frame, pixel by pixel, its rows from the top.
layout(location = 0) out vec4 result;
layout(binding = 0) uniform sampler2D picture;
uniform ivec2 origin;

void main() {
    ivec2 p = ivec2(gl_FragCoord.xy) - origin;
    result = texelFetch(picture, ivec2(p.x, textureSize(picture, 0).y - 1 - p.y), 0);
}
