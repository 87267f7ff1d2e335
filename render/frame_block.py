"""The uniform block that every shader sees: one view of one instant (`inc/frame.glsl`)."""

from __future__ import annotations

from render.structs import gpu_struct

CASCADES = 3

FRAME_BLOCK = gpu_struct(
    "FrameBlock",
    "std140",
    view_projection="mat4",
    inverse_view_projection="mat4",
    view="mat4",
    # the planar reflection's view, for the water to look its picture up
    mirror_view_projection="mat4",
    # light space of each shadow cascade: world -> texture coordinates and depth
    shadow=f"mat4[{CASCADES}]",
    # view distance at which each cascade ends; w: the light has a shadow map
    shadow_split="vec4",
    # xyz world position, w near plane
    eye="vec4",
    # width, height and their reciprocals
    viewport="vec4",
    # points with dot(plane, (p, 1)) < 0 are cut away (all zero: none)
    clip_plane="vec4",
    # seconds, sub-frame index, exposure, 1 in the mirrored view
    time="vec4",
    # the brighter of sun and moon: direction towards it; irradiance after the atmosphere
    key_direction="vec4",
    key_color="vec4",
    # as `assets.scene.Sky` has them, unattenuated
    sun="vec4",
    moon="vec4",
    # haze, clouds, stars, gain
    sky="vec4",
    night="vec4",
    town_glow="vec4",
    ground_albedo="vec4",
    # irradiance of the sky as 9 spherical harmonic coefficients, cosine-convolved: sky_irradiance()
    irradiance="vec4[9]",
    # colour of thick haze by azimuth, a Fourier series of order 3: airlight()
    airlight="vec4[7]",
    # mist density and scale height, air density and scale height
    haze="vec4",
    haze_tint="vec4",
    haze_town="vec4",
    # water level, wind speed, wind direction, 1 where there is water
    water="vec4",
    # cluster grid: tiles x, tiles y, slices, lights
    clusters="uvec4",
    # log-z slicing: slice = log(depth) * x + y; tile size in pixels zw
    cluster_scale="vec4",
    # environment map: rotation about y, intensity, levels, 1 where present
    environment="vec4",
)
