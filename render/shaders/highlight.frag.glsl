// A soft line outside the pixels that show one instance.
layout(location = 0) out vec4 result;
layout(binding = 0) uniform usampler2D ids;
uniform uvec2 which;
uniform float width;
uniform vec3 line;

void main() {
    ivec2 size = textureSize(ids, 0), here = ivec2(gl_FragCoord.xy);
    here.y = size.y - 1 - here.y;
    result = vec4(line, 0.0);
    if (texelFetch(ids, here, 0).xy == which) return;
    int reach = int(ceil(width));
    float nearest = 1e9;
    for (int y = -reach; y <= reach; ++y)
        for (int x = -reach; x <= reach; ++x) {
            ivec2 p = here + ivec2(x, y);
            if (any(lessThan(p, ivec2(0))) || any(greaterThanEqual(p, size))) continue;
            if (texelFetch(ids, p, 0).xy == which) nearest = min(nearest, length(vec2(x, y)));
        }
    result.a = clamp(width + 0.5 - nearest, 0.0, 1.0);
}
