// The surface that a ray meets: vertices from the heap, the material as the forward pass evaluates it.
#include "inc/octahedral.glsl"
#include "inc/surface.glsl"

layout(binding = TEX_CORNERS) uniform usamplerBuffer corner_texels;     // three vertices and the instance
layout(binding = TEX_HEAP) uniform usamplerBuffer heap_texels;           // two of a vertex: render/geometry_heap.py
layout(binding = TEX_INSTANCES) uniform samplerBuffer instance_texels;   // five of an Instance

// Of each vertex, ROW texels in a row.
#ifdef FURTHER_UVS
layout(binding = 0) uniform sampler2D further_coordinates;
vec2 further_uv(uint vertex, uint number) {
    uint i = vertex * uint(FURTHER_UVS) + number;
    return texelFetch(further_coordinates, ivec2(i % uint(ROW), i / uint(ROW)), 0).xy;
}
#endif
#ifdef FINE_COLOR
layout(binding = 3) uniform sampler2D fine_colors;
#endif

// Bits of a triangle; their twin is in render/traced_geometry.py.
const int DOUBLE_SIDED_BIT = 1, MASK_BIT = 2, BLEND_BIT = 4, UNLIT_BIT = 8, GLASS_BIT = 16, NO_SHADOW_BIT = 32;

struct Vertex { vec3 normal; vec2 uv; vec4 color; vec4 tangent; };

Vertex heap_vertex(uint i) {
    uvec4 shape = texelFetch(heap_texels, int(i) * 2), rest = texelFetch(heap_texels, int(i) * 2 + 1);
#ifdef FINE_COLOR
    vec4 color = texelFetch(fine_colors, ivec2(i % uint(ROW), i / uint(ROW)), 0);
#else
    vec4 color = unpackUnorm4x8(rest.z);
#endif
    int t = int(rest.w);
    vec4 tangent = vec4(bitfieldExtract(t, 0, 10), bitfieldExtract(t, 10, 10), bitfieldExtract(t, 20, 10),
                        bitfieldExtract(t, 30, 2));
    return Vertex(octahedral_decode(unpackSnorm2x16(shape.w)), uintBitsToFloat(rest.xy), color,
                  vec4(tangent.xyz / 511.0, tangent.w));
}

struct Met {
    Fragment fragment;
    vec3 face;          // unit normal of the triangle, towards where the ray came from
    vec3 origin;        // where rays go on from
    bool back;          // the ray met the inner side
    uint material;
    int bits;
};

// Where a smooth surface would be over the flat triangle, so that it does not shadow itself in facets (Hanika 2021,
// "Hacking the Shadow Terminator", Ray Tracing Gems II, chapter 4).
vec3 smooth_point(vec3 p, vec3 a, vec3 b, vec3 c, vec3 na, vec3 nb, vec3 nc, vec3 w) {
    vec3 da = p - a, db = p - b, dc = p - c;
    return p - w.x * min(0.0, dot(da, na)) * na - w.y * min(0.0, dot(db, nb)) * nb - w.z * min(0.0, dot(dc, nc)) * nc;
}

Met met_surface(Hit hit, vec3 d, float cone) {
    vec4 t0 = triangle_texel(3 * hit.place), t1 = triangle_texel(3 * hit.place + 1), t2 = triangle_texel(3 * hit.place + 2);
    uvec4 corner = texelFetch(corner_texels, floatBitsToInt(t0.w));
    int at = int(corner.w) * 5;
    vec4 tint = texelFetch(instance_texels, at + 3);
    vec3 w = vec3(1.0 - hit.weights.x - hit.weights.y, hit.weights);
    Vertex a = heap_vertex(corner.x), b = heap_vertex(corner.y), c = heap_vertex(corner.z);
    Met m;
    m.material = uint(floatBitsToInt(t1.w));
    m.bits = floatBitsToInt(t2.w);
    vec3 p = t0.xyz + hit.weights.x * t1.xyz + hit.weights.y * t2.xyz;
    m.face = normalize(cross(t1.xyz, t2.xyz));
    m.back = dot(m.face, d) > 0.0;
    float side = m.back ? -1.0 : 1.0;
    vec3 x = texelFetch(instance_texels, at).xyz, y = texelFetch(instance_texels, at + 1).xyz;
    vec3 z = texelFetch(instance_texels, at + 2).xyz, yz = cross(y, z);
    mat3 normals = transpose(mat3(yz, cross(z, x), cross(x, y))) * (sign(dot(x, yz)) * side);
    vec3 na = normalize(normals * a.normal), nb = normalize(normals * b.normal), nc = normalize(normals * c.normal);
    m.face *= side;
    Fragment f;
    f.position = p;
    f.local = vec3(0.0);
    f.normal = normalize(na * w.x + nb * w.y + nc * w.z);
    f.view = -d;
    f.uv = a.uv * w.x + b.uv * w.y + c.uv * w.z;
#ifdef FURTHER_UVS
    for (uint k = 0u; k < uint(FURTHER_UVS); ++k)
        surface_further_uv[k] = further_uv(corner.x, k) * w.x + further_uv(corner.y, k) * w.y + further_uv(corner.z, k) * w.z;
#endif
    vec4 color = a.color * w.x + b.color * w.y + c.color * w.z;
    f.color = color.rgb * tint.rgb;
    f.weight = color.a;
    f.seed = tint.w;
    f.distance = hit.distance;
    f.mirror = false;
    f.scale = 1.0;
    m.origin = smooth_point(p, t0.xyz, t0.xyz + t1.xyz, t0.xyz + t2.xyz, na, nb, nc, w);
#ifdef TANGENTS
    vec2 u1 = b.uv - a.uv, u2 = c.uv - a.uv;
    float area = u1.x * u2.y - u1.y * u2.x, world = length(cross(t1.xyz, t2.xyz));
#ifdef TEXTURED
    surface_footprint = 0.5 * log2(max(abs(area) / max(world, 1e-20), 1e-20)) + log2(max(cone, 1e-20));
    surface_material = m.material;
#endif
    vec4 tangent = a.tangent * w.x + b.tangent * w.y + c.tangent * w.z;
    // a mirrored frame is of the other hand
    surface_tangent = vec4(dot(x, tangent.xyz), dot(y, tangent.xyz), dot(z, tangent.xyz), sign(tangent.w) * sign(dot(x, yz)));
    // without tangents: along u over the triangle
    if (a.tangent.w == 0.0)
        surface_tangent = area == 0.0 ? vec4(t1.xyz, 1.0) : vec4(t1.xyz * u2.y - t2.xyz * u1.y, -1.0) * sign(area);
    surface_tangent *= side;
#endif
    m.fragment = f;
    return m;
}
