"""Parts of a painter's foreground and distance: a pine, a bough before the lens, a bank of mist."""

from __future__ import annotations

import math
from typing import Annotated

from scenes import mist
from scenes.authoring import Stage, transforms
from scenes.palette import palette
from scenes.parts.fit import Range
from scenes.parts.part import Amount, Degrees, Place, Seed, part
from scenes.parts.placing import heading
from scenes.pines import masson_pine_mesh
from scenes.trees import pine_bough as bough_shape


@part("pine")
def pine(
    stage: Stage,
    *,
    at: Place = (0.0, 0.0, 0.0),
    yaw: Degrees = 0.0,
    height: Annotated[float, Range(1, 40)] = 12.0,
    width: Annotated[float, Range(0.3, 3)] = 1.0,
    lean: Annotated[float, Range(0, 0.6)] = 0.1,
    seed: Seed = 0,
) -> None:
    """One old Masson pine on a bare red trunk, its foot `at` a point, `height` metres tall; `width` makes its crown
    wider, `lean` is how far the trunk leans, metres for each metre of height."""
    mesh = stage.once(masson_pine_mesh, stage.once(palette), seed, lean)
    size = (width * height, height, width * height)
    stage.instances(mesh, transforms(at, math.radians(yaw), [size]), layer="no_shadow")


@part("pine_bough")
def pine_bough(
    stage: Stage,
    *,
    at: Place,
    yaw: Degrees = 0.0,
    size: Annotated[float, Range(0.2, 10)] = 1.45,
    needles: Annotated[int, Range(10, 200)] = 85,
    seed: Seed = 5,
) -> None:
    """A bough close before the lens, which frames a picture: from `at` it grows towards -x, turned by `yaw`, about 3.5
    metres long at `size` 1, with so many pairs of `needles` on a twig."""
    look = stage.once(palette)
    # seen small, few broad needles hold still where many fine ones would sparkle
    small = stage.mesh("pine bough small", bough_shape(look, seed, max(needles // 3, 5), 0.011))
    mesh = stage.mesh("pine bough", bough_shape(look, seed, needles), lod=small, lod_pixels=500.0)
    stage.place(mesh, at, math.radians(yaw), size, layer="no_mirror_no_shadow")


@part("mist_bank")
def mist_bank(
    stage: Stage,
    *,
    at: Place,
    yaw: Degrees = 0.0,
    length: Annotated[float, Range(10, 5000)] = 600.0,
    width: Annotated[float, Range(10, 5000)] = 200.0,
    thickness: Annotated[float, Range(1, 200)] = 14.0,
    count: Annotated[int, Range(1, 200)] = 26,
    opacity: Amount = 0.2,
    seed: Seed = 0,
) -> None:
    """Mist in long wisps round `at`, drifting slowly along x (turned by `yaw`), `length` metres along it, `width`
    across and `thickness` high. To be seen from afar: from within it is `haze` that is wanted."""
    dx, dz = heading(yaw)
    stage.particles(mist.mist_bank(at, (dx, 0.0, dz), (thickness / 2, length / 2, width / 2), count, opacity, seed))
