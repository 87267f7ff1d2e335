// The pictures of all materials: a few arrays (render/textures.py). Define: TEXTURE_ARRAYS, how many.
layout(binding = TEX_MATERIALS) uniform sampler2DArray material_textures[TEXTURE_ARRAYS];

#if defined(TRACED)
// A ray has no neighbours to take derivatives from: log2 of the share of a texture's side that it covers is given.
float surface_footprint;
vec4 filtered(sampler2DArray map, vec3 at) {
    vec2 size = vec2(textureSize(map, 0).xy);
    return textureLod(map, at, max(surface_footprint + 0.5 * log2(size.x * size.y), 0.0));
}
#elif defined(VERTEX_STAGE)
#define filtered(map, at) textureLod(map, at, 0.0)
#else
#define filtered texture
#endif

// Of an array: one that is known when the shader is built costs one read, otherwise software drivers read them all.
vec4 sample_array(uint array, uint place, vec2 uv) {
    vec3 at = vec3(uv, float(place & 0xFFFFFFu));
    switch (array) {
        case 0u: return filtered(material_textures[0], at);
#if TEXTURE_ARRAYS > 1
        case 1u: return filtered(material_textures[1], at);
#endif
#if TEXTURE_ARRAYS > 2
        case 2u: return filtered(material_textures[2], at);
#endif
#if TEXTURE_ARRAYS > 3
        case 3u: return filtered(material_textures[3], at);
#endif
#if TEXTURE_ARRAYS > 4
        case 4u: return filtered(material_textures[4], at);
#endif
#if TEXTURE_ARRAYS > 5
        case 5u: return filtered(material_textures[5], at);
#endif
#if TEXTURE_ARRAYS > 6
        case 6u: return filtered(material_textures[6], at);
#endif
#if TEXTURE_ARRAYS > 7
        case 7u: return filtered(material_textures[7], at);
#endif
    }
    return vec4(1.0);
}

vec4 sample_texture(uint place, vec2 uv) { return sample_array(place >> 24, place, uv); }

bool has_texture(uint place) { return place != 0xFFFFFFFFu; }
