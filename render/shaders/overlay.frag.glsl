// A picture laid over the finished frame, pixel by pixel; both hold the top row first.
layout(location = 0) out vec4 result;
layout(binding = 0) uniform sampler2D picture;
uniform ivec2 origin;
uniform float opacity;

void main() {
    vec4 seen = texelFetch(picture, ivec2(gl_FragCoord.xy) - origin, 0);
    result = vec4(seen.rgb, seen.a * opacity);
}
