"""Every binding point, once: shaders see these names as `#define`s, Python imports them."""

from __future__ import annotations

# uniform blocks
UBO_FRAME = 0
"""The frame's view, time, sky and haze (`inc/frame.glsl`)."""
UBO_LAMP_SHADOWS = 1
"""Where the lamps' shadow maps lie (`inc/lamp_shadow.glsl`)."""
UBO_DECALS = 2
"""Where pictures are projected (`inc/decals.glsl`)."""
UBO_MATERIAL = 3
"""The record of the one material that a draw call shows (`inc/surface.glsl`)."""
UBO_LIGHTS = 4
"""All lights of a scene that has few (`inc/lights.glsl`)."""

# shader storage
SSBO_MATERIALS = 0
SSBO_LIGHTS = 1
SSBO_CLUSTERS = 2
SSBO_LIGHT_INDICES = 3
SSBO_DRAWS = 4
SSBO_GLOWS = 5
SSBO_BATCHES = 5
SSBO_PAST_INSTANCES = 6
SSBO_PAST_VERTICES = 7
"""these three in the planes pass alone, which draws no glows"""
SSBO_TANGLE = 5
"""of blended surfaces (inc/tangle.glsl), with which no glows are drawn"""
SSBO_STARS = 6
SSBO_EMITTERS = 6
SSBO_STROKES = 6
SSBO_GLYPHS = 6
SSBO_ORDER = 7
"""these in the passes of stars, particles, lines and lettering, each with the order it is drawn in"""
# Compute passes bind what they like and say so in their shader; these are bound again before drawing.

# texture units: 0 to 7 belong to the pass that is running
TEX_SKY = 8
"""sky radiance, a 2D map filled by the sky pass (see inc/sky.glsl)"""
TEX_ENVIRONMENT = 9
"""prefiltered specular environment"""
TEX_BRDF = 10
"""split-sum (scale, bias) table, rg16f"""
TEX_SHADOW = 11
"""cascaded shadow depth, 2D array with comparison"""
TEX_OCCLUSION = 12
"""screen-space ambient occlusion, r8"""
TEX_DEPTH = 13
"""the opaque scene's depth, for soft particles, water and haze"""
TEX_IRRADIANCE = 15
"""irradiance by normal, where a panorama lights the scene"""
TEX_MATERIALS = 16
"""16 to 23: the material texture arrays, one a size class (see render/textures.py)"""

TEX_BEHIND = 24
"""the picture of everything opaque, ever blurrier, that is seen through transmissive surfaces"""
TEX_LAMP_SHADOW = 25
"""the lamps' shadow depth, 2D array with comparison"""
TEX_LTC = 26
"""linearly transformed cosines, where there are luminous surfaces (see render/ltc.py)"""
TEX_NODES = 4
TEX_TRIANGLES = 5
TEX_CORNERS = 6
TEX_HEAP = 7
TEX_INSTANCES = 31
"""a traced scene's tree and what its triangles are (see inc/rays.glsl, inc/traced_surface.glsl); the first four are of
the running pass' own units"""
TEX_LAID = 6
TEX_LAID_MORE = 7
"""what deferred shading finds of the surfaces (see inc/laid.glsl), of the running pass' own units"""
TEX_OCCLUSION_RIGHT = 28
"""the right eye's, where two are drawn at once: TEX_OCCLUSION is then the left one's"""
TEX_HIDDEN = 29
"""the sum of the directions that are occluded, where a panorama lights the scene"""
TEX_HIDDEN_RIGHT = 30
"""the right eye's"""
TEX_DECALS = 27
"""the pictures of decals, an array, where a scene has any"""

# vertex attributes
ATTRIBUTE_POSITION = 0
ATTRIBUTE_NORMAL = 1
ATTRIBUTE_UV = 2
ATTRIBUTE_COLOR = 3
ATTRIBUTE_TANGENT = 4
ATTRIBUTE_ROW0 = 5
"""5, 6, 7: the three rows of the instance transform"""
ATTRIBUTE_TINT = 8
ATTRIBUTE_IDS = 9
ATTRIBUTE_FURTHER_UV = 10
"""10 to 13: further texture coordinates, two sets each, where a scene has any"""
ATTRIBUTE_FINE_COLOR = 14
"""colours finer than eight bits, where a scene has any"""


def defines() -> str:
    """The integer constants of this module as GLSL preprocessor lines."""
    return "".join(f"#define {k} {v}\n" for k, v in sorted(globals().items()) if k.isupper() and isinstance(v, int))
