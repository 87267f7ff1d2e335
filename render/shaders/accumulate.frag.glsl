// Adds a share of one picture to another (blending does the sum).
layout(binding = 0) uniform sampler2D source;
uniform float weight;
layout(location = 0) out vec4 color;

void main() { color = texelFetch(source, ivec2(gl_FragCoord.xy), 0) * weight; }
