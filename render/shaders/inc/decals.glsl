// Pictures projected onto opaque surfaces. Define: DECALS, how many. Fields: render/decals.py.
layout(std140, row_major, binding = UBO_DECALS) uniform DecalUniforms {
#include "members/DecalBlock"
} decals;
layout(binding = TEX_DECALS) uniform sampler2DArray decal_pictures;

void project_decals(Fragment f, inout Surface s) {
    vec3 across = dFdx(f.position), up = dFdy(f.position);   // before the loop: neighbours may be outside the box
    for (int i = 0; i < DECALS; ++i) {
        vec4 x = decals.rows[3 * i], y = decals.rows[3 * i + 1], z = decals.rows[3 * i + 2], p = vec4(f.position, 1.0);
        vec3 q = vec3(dot(x, p), dot(y, p), dot(z, p));
        if (any(greaterThan(abs(q), vec3(0.5)))) continue;
        vec3 front = decals.front[i].xyz;
        float keep = smoothstep(decals.fade[i].x, decals.fade[i].y, dot(f.normal, front)) * decals.color[i].a;
        if (keep <= 0.0) continue;
        vec2 share = decals.place[i].xy, texel = 0.5 / vec2(textureSize(decal_pictures, 0).xy);
        vec2 uv = clamp(vec2(q.x + 0.5, 0.5 - q.y) * share, texel, share - texel);
        vec2 dx = vec2(dot(x.xyz, across), -dot(y.xyz, across)) * share;
        vec2 dy = vec2(dot(x.xyz, up), -dot(y.xyz, up)) * share;
        vec4 c = textureGrad(decal_pictures, vec3(uv, decals.place[i].z), dx, dy);
        keep *= c.a;
        c.rgb *= decals.color[i].rgb;
        int mode = int(decals.front[i].w);
        if (mode == 0) {
            s.albedo = mix(s.albedo, c.rgb, keep);
            s.metallic = mix(s.metallic, 0.0, keep);
            if (decals.place[i].w >= 0.0) s.roughness = mix(s.roughness, decals.place[i].w, keep);
        } else if (mode == 1) {
            s.emission += c.rgb * keep;
        } else {
            float facing = max(dot(s.normal, front), 0.0);
            s.emission += c.rgb * s.albedo * ((1.0 - s.metallic) * facing * keep * 0.31830989);
        }
    }
}
