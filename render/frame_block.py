"""The uniform block that every shader sees: one view of one instant (`inc/frame.glsl`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.scene import Frame, Scene, Sky
from render.atmosphere import SkyLight
from render.structs import gpu_struct
from render.views import View

CASCADES = 3
_EVEN = 1e9
"""Metres of scale height that are as good as infinite."""
NEGLIGIBLE = 0.01
"""A key light below this share of the sky's light from all round is left out, and its shadow with it."""

# clip space xy to 0..1; z is depth already
TO_TEXTURE = np.array([[0.5, 0, 0, 0.5], [0, 0.5, 0, 0.5], [0, 0, 1, 0], [0, 0, 0, 1]])

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
    # metres per texel of each cascade
    shadow_texel="vec4",
    # xyz world position, w near plane
    eye="vec4",
    # of an orthographic view: the way back along every line of sight, one metre along the axis long; w far plane, 0
    # in perspective
    rays="vec4",
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
    # the environment's turn about +y as a fraction of the circle
    panorama="vec4",
    # mist density and scale height, air density and scale height
    haze="vec4",
    # w: 1 where the haze lies before the sky too
    haze_tint="vec4",
    haze_town="vec4",
    # water level, wind speed, wind direction, 1 where there is water
    water="vec4",
    # bit masks of the light grid's levels in use, by what stands still and what moves; how many shine everywhere
    lights="uvec4",
)


def frame_record(
    view: View,
    frame: Frame,
    scene: Scene,
    light: SkyLight,
    *,
    mirror: View | None = None,
    shadows: Sequence[View] = (),
    light_masks: tuple[int, int, int] = (0, 0, 0),
    subframe: int = 0,
) -> NDArray[Any]:
    """(1,) FRAME_BLOCK of one view. `mirror` is the water's view, `shadows` the cascades."""
    record = FRAME_BLOCK.zeros(1)
    record["view_projection"] = view.view_projection
    record["inverse_view_projection"] = np.linalg.inv(view.view_projection)
    record["view"] = view.view
    if mirror:
        record["mirror_view_projection"] = mirror.view_projection
    for i, cascade in enumerate(shadows):
        record["shadow"][0, i] = TO_TEXTURE @ cascade.view_projection
        record["shadow_texel"][0, i] = 1 / cascade.pixels
    record["eye"] = (*view.eye, view.near)
    if view.orthographic:
        record["rays"] = (*view.rays, view.far)
    record["viewport"] = (*view.size, 1 / view.size[0], 1 / view.size[1])
    record["clip_plane"] = view.clip_plane
    record["time"] = (frame.time, subframe, frame.camera.exposure, view.mirrored)
    sky, haze, water = sky_of(scene, frame), scene.haze, scene.water
    record["key_direction"][0, :3], record["key_color"][0, :3] = key_light(scene, sky, light)
    record["sun"], record["moon"] = (*sky.sun_direction, sky.sun_radiance), (*sky.moon_direction, sky.moon_radiance)
    record["sky"] = (sky.haze, sky.clouds, sky.stars, sky.gain)
    for name in ("night", "town_glow", "ground_albedo"):
        record[name][0, :3] = getattr(sky, name)
    record["irradiance"], record["airlight"] = light.irradiance, light.airlight
    record["panorama"][0, 0] = scene.environment.rotation / (2 * np.pi) if scene.environment else 0.0
    record["haze"] = (haze.mist, min(haze.mist_height, _EVEN), haze.air, min(haze.air_height, _EVEN))
    record["haze_tint"], record["haze_town"][0, :3] = (*haze.tint, haze.before_sky), haze.town
    record["water"] = (water.level, *water.wind, 1.0) if water else (0.0, 2.0, 0.0, 0.0)
    record["lights"][0, :3] = light_masks
    return record


def sky_of(scene: Scene, frame: Frame) -> Sky:
    """The sky of an instant."""
    return frame.sky or scene.sky


def key_light(scene: Scene, sky: Sky, light: SkyLight) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Unit direction and irradiance of the brighter of sun and moon; zero where both are negligible.

    A studio's lamp is its sun.
    """
    sun = float(light.sun.sum()) >= float(light.moon.sum())
    towards = scene.studio.direction if scene.studio else sky.sun_direction
    direction = np.asarray(towards if sun else sky.moon_direction, np.float64)
    color = light.sun if sun else light.moon
    around = float(light.irradiance[0, :3].sum())
    negligible = float(color.sum()) < NEGLIGIBLE * around
    return direction / max(float(np.linalg.norm(direction)), 1e-9), np.zeros(3) if negligible else color
