// Light from luminous surfaces: rectangles, discs and tubes as polygons, cut at the horizon, against a cosine or one
// linearly transformed (render/ltc.py). A disc is a polygon of as many sides as below and of the disc's area; a tube is
// the rectangle that it looks like from the lit point.

const int DISC_SIDES = 16;

int area_sides(Light light) { return light.kind == uint(KIND_DISC) ? DISC_SIDES : 4; }

// Half the width and height of what a point sees as vectors: x along `across` or the tube, y at right angles to it. The
// middle of what is seen of a tube lies nearer than its axis, pi / 4 of its radius as the mean over half a circle.
mat2x3 area_axes(Light light, inout vec3 middle) {
    vec2 h = abs(light.half_size);
    if (light.kind != uint(KIND_TUBE)) return mat2x3(light.across * h.x, cross(light.direction, light.across) * h.y);
    vec3 off = middle - light.direction * dot(middle, light.direction);
    float r2 = max(dot(off, off), 1e-8), r = sqrt(r2), nearer = min(0.785398 * h.y, 0.5 * r);
    // a tube of radius r fills the angle asin(r / d) to either side
    float seen = h.y * (r - nearer) * inversesqrt(max(r2 - h.y * h.y, 0.01 * r2));
    middle -= off * (nearer / r);
    return mat2x3(light.direction * h.x, cross(off / r, light.direction) * seen);
}

// Corner i, relative to the middle.
vec2 area_corner(Light light, int i) {
    if (light.kind == uint(KIND_DISC)) {
        const float turn = 6.2831853 / float(DISC_SIDES);
        const float reach = sqrt(turn / sin(turn));
        float a = turn * float(i);
        return vec2(cos(a), sin(a)) * reach;
    }
    return vec2(i == 0 || i == 3 ? -1.0 : 1.0, i < 2 ? -1.0 : 1.0);
}

// Share of the light that is left at p: its window, over the distance to the circle round the surface.
float area_window(Light light, vec3 p) {
    float far = max(distance(light.position, p) - length(light.half_size), 0.0);
    return light_window(light, far * far);
}

// Edge integral of Lambert's formula between unit vectors: the angle between them times their normalised cross product.
// The angle over its sine is a fit in the cosine (Hill and Heitz 2016, "Real-Time Area Lighting: a Journey from Research
// to Production"), right to 1e-4 or so.
vec3 area_edge(vec3 a, vec3 b) {
    float x = dot(a, b), y = abs(x);
    float v = (0.8543985 + (0.4965155 + 0.0145206 * y) * y) / (3.4175940 + (4.1616724 + y) * y);
    return cross(a, b) * (x > 0.0 ? v : 0.5 * inversesqrt(max(1.0 - x * x, 1e-7)) - v);
}

// Form factor of a light seen from p (its share of a hemisphere weighted by the cosine), and that of what lies below the
// horizon; `inverse` turns world vectors into a frame with z the normal, or into that of a transformed cosine.
// The polygon is cut where it meets the horizon: a convex one enters and leaves it once.
vec2 area_form(Light light, vec3 p, mat3 inverse) {
    vec3 middle = light.position - p;
    mat2x3 axes = area_axes(light, middle);
    bool front = light.kind == uint(KIND_TUBE) || dot(middle, light.direction) < 0.0;
    if (!front && light.half_size.x > 0.0) return vec2(0.0);
    mat2x3 seen = mat2x3(inverse * axes[0], inverse * axes[1]);
    middle = inverse * middle;
    int sides = area_sides(light);
    float above = 0.0, all = 0.0;
    vec3 leaves = vec3(0.0), enters = vec3(0.0), a = normalize(middle + seen * area_corner(light, sides - 1));
    for (int i = 0; i < sides; i++) {
        vec3 b = normalize(middle + seen * area_corner(light, i));
        vec3 from = a, to = b;
        if ((a.z < 0.0) != (b.z < 0.0)) {
            vec3 cut = normalize(mix(a, b, a.z / (a.z - b.z)));
            if (a.z < 0.0) { enters = from = cut; } else { leaves = to = cut; }
        }
        float part = area_edge(a, b).z;
        all += part;
        if (a.z >= 0.0 || b.z >= 0.0) above += area_edge(from, to).z;
        a = b;
    }
    if (enters != vec3(0.0) && leaves != vec3(0.0)) above += area_edge(leaves, enters).z;
    // the sign is that of the winding, which the mirrored side and the inverse may turn
    float below = above - all;
    return vec2(abs(above), abs(below));
}

// World to a frame with z along n and v in the xz plane.
mat3 area_frame(vec3 n, vec3 v) {
    vec3 x = v - n * dot(n, v);
    float length2 = dot(x, x);
    vec3 other = abs(n.y) < 0.9 ? vec3(0.0, 1.0, 0.0) : vec3(1.0, 0.0, 0.0);
    x = length2 > 1e-7 ? x * inversesqrt(length2) : normalize(cross(other, n));
    return transpose(mat3(x, cross(n, x), n));
}
