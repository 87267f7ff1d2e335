// A panorama from the six faces of a cube that overlap (render/layouts.py).
in vec2 uv;
layout(location = 0) out vec4 result;
layout(binding = 0) uniform sampler2D ahead;
layout(binding = 1) uniform sampler2D right;
layout(binding = 2) uniform sampler2D behind;
layout(binding = 3) uniform sampler2D left;
layout(binding = 4) uniform sampler2D up;
layout(binding = 5) uniform sampler2D down;
uniform float spread;

const float PI = 3.14159265359;

vec2 place(vec2 across, float far) { return across / (far * spread) * 0.5 + 0.5; }

void main() {
    float longitude = (uv.x - 0.5) * 2.0 * PI, latitude = (uv.y - 0.5) * PI;
    vec3 d = vec3(cos(latitude) * sin(longitude), sin(latitude), cos(latitude) * cos(longitude));
    vec3 m = abs(d);
    if (m.y > m.x && m.y > m.z) {
        result = d.y > 0.0 ? textureLod(up, place(vec2(d.x, -d.z), m.y), 0.0)
                           : textureLod(down, place(d.xz, m.y), 0.0);
    } else if (m.x > m.z) {
        result = d.x > 0.0 ? textureLod(right, place(vec2(-d.z, d.y), m.x), 0.0)
                           : textureLod(left, place(d.zy, m.x), 0.0);
    } else {
        result = d.z > 0.0 ? textureLod(ahead, place(d.xy, m.z), 0.0)
                           : textureLod(behind, place(vec2(-d.x, d.y), m.z), 0.0);
    }
}
