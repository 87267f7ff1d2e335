// A picture laid over the finished frame, pixel by pixel; both hold the top row first.
layout(location = 0) out vec4 result;
layout(binding = 0) uniform sampler2D picture;
uniform ivec2 origin;

void main() {
    result = texelFetch(picture, ivec2(gl_FragCoord.xy) - origin, 0);
}
