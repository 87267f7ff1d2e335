"""What a scene and its frames must be before anybody draws them: for scenes that come from somebody else's script."""

from __future__ import annotations

import math
from dataclasses import fields
from numbers import Real
from typing import get_args, get_type_hints

import numpy as np
from numpy.typing import NDArray

from assets.effects_check import check_effects
from assets.errors import InputError
from assets.given import check_numbers
from assets.kinds import check_kinds
from assets.lights import DISC, KINDS, POINT, RECTANGLE, SPOT
from assets.scene import Camera, Frame, Grade, Haze, Lights, Primitive, Scene, Sky
from assets.stands import OFF
from assets.topology import CORNERS

_CURVES = get_args(get_type_hints(Grade)["tonemap"])


def check_scene(scene: Scene) -> None:
    """InputError, naming the part, for numbers that are none, arrays of another shape, and files that are missing.

    Meshes are checked by whoever draws or writes them (`check_primitive`).
    """
    if not isinstance(scene, Scene):
        raise InputError(f"a scene is expected, not {_of(scene)}")
    if not isinstance(scene.duration, int | float) or not 0 <= scene.duration <= 86400:
        raise InputError(f"duration {scene.duration!r}: seconds are expected, up to a day")
    check_kinds(scene)
    check_grade(scene.grade)
    for batch in scene.batches:
        check_kinds(batch, f"batch {batch.name!r}")
        _check_array(batch.transform, (3, 4), f"batch {batch.name!r}: transform")
        _check_array(batch.tint, (4,), f"batch {batch.name!r}: tint")
        if len(batch.tint) != len(batch.transform):
            raise InputError(f"batch {batch.name!r}: {len(batch.transform)} transforms and {len(batch.tint)} tints")
        if not 0 <= batch.mesh < len(scene.meshes):
            raise InputError(f"batch {batch.name!r}: mesh {batch.mesh} of {len(scene.meshes)}")
    for index, material in enumerate(scene.materials):
        check_kinds(material, f"material {index} {material.name!r}")
        check_numbers(material, f"material {index} {material.name!r}")
    for mesh in scene.meshes:
        check_kinds(mesh, f"mesh {mesh.name!r}")
    for texture in scene.textures:
        check_kinds(texture, f"texture {texture.name!r}")
        if np.ndim(texture.pixels) != 3:
            raise InputError(f"texture {texture.name!r}: pixels is {_of(texture.pixels)}, expected an array (h, w, 4)")
        _check_array(texture.pixels, (texture.pixels.shape[1], 4), f"texture {texture.name!r}: pixels")
        if not texture.pixels.size or texture.pixels.dtype != np.uint8:
            raise InputError(f"texture {texture.name!r}: pixels are {texture.pixels.dtype}, or there are none")
    check_lights(scene.lights)
    check_effects(scene.effects)
    check_haze(scene.haze)
    if scene.water and not (math.isfinite(scene.water.level) and min(scene.water.tiles) > 0):
        raise InputError("water: its level must be a finite number and its tiles longer than 0")
    check_sky(scene.sky)
    _check_names(scene)
    for name, file in scene.surfaces.items():
        if not file.is_file():
            raise InputError(f"surface {name!r}: no such file", file)


def check_grade(grade: Grade) -> None:
    """InputError for a tone curve there is not."""
    if grade.tonemap not in _CURVES:
        raise InputError(f"no tone curve {grade.tonemap!r}; there are {', '.join(_CURVES)}")


def check_haze(haze: Haze) -> None:
    """InputError for layers that cannot be."""
    given = (haze.mist, haze.air, haze.mist_height, haze.air_height)
    if not all(isinstance(each, Real) for each in given):
        raise InputError(f"haze: {given} are not all numbers")
    if not (0 <= haze.mist < math.inf and 0 <= haze.air < math.inf and min(haze.mist_height, haze.air_height) > 0):
        raise InputError("haze: its densities must be 0 or more, its heights above 0")


def _check_names(scene: Scene) -> None:
    """InputError for a camera whose stand, or a stop whose camera, the scene does not have."""
    stands = (*scene.stands, OFF)
    for camera, stand in scene.camera_stands.items():
        if stand not in stands:
            raise InputError(f"camera {camera!r}: no stand {stand!r}; there is {', '.join(stands)}")
    for stop, camera in scene.stop_cameras.items():
        if camera not in scene.cameras:
            raise InputError(f"stop {stop!r}: no camera {camera!r}; there is {', '.join(scene.cameras) or 'none'}")
    for stop, t in scene.stops.items():
        if not math.isfinite(t):
            raise InputError(f"stop {stop!r}: {t} is no time")
    for camera, t in scene.moments.items():
        if not 0 <= t < math.inf:
            raise InputError(f"camera {camera!r}: {t} is no moment")


def check_sky(sky: Sky) -> None:
    """InputError for a sky whose bodies stand nowhere."""
    for vector in (sky.sun_direction, sky.moon_direction):
        if not 0 < math.hypot(*vector) < math.inf:
            raise InputError(f"sky: {vector} is no direction")
    if sky.gain < 0:
        raise InputError(f"sky: gain {sky.gain:g} is below 0")


def check_lights(lights: Lights) -> None:
    """InputError for the first light that cannot shine: arrays of unequal length, no numbers, no extent, no cone."""
    n = len(lights)
    for field in fields(lights):
        array = getattr(lights, field.name)
        if not isinstance(array, np.ndarray) or array.shape[:1] != (n,):
            raise InputError(f"lights: {field.name} is not an array of {n} rows as position is")
        if not np.isfinite(array).all() and (field.name != "range" or np.isnan(array).any()):
            raise InputError(f"lights: a {field.name} is not a finite number")

    def refuse(bad: NDArray[np.bool_], why: str) -> None:
        if bad.any():
            raise InputError(f"light {int(np.argmax(bad))}: {why}")

    kind = lights.kind
    surface = kind >= RECTANGLE
    spot_cone = (lights.cone[:, 0] >= lights.cone[:, 1]) & (np.abs(lights.cone) <= 1).all(1)
    refuse(kind >= len(KINDS), f"no such kind; there are {', '.join(KINDS)}")
    refuse(lights.color.min(1, initial=0.0) < 0, "a negative color")
    refuse(lights.range < 0, "a negative range")
    refuse(surface & (lights.size.min(1, initial=np.inf) <= 0), "its size must be above 0")
    refuse((kind == SPOT) & ~spot_cone, "the cone needs cosines, the inner at least the outer")
    for name, who in (("direction", kind != POINT), ("across", (kind == RECTANGLE) | (kind == DISC))):
        length = np.linalg.norm(getattr(lights, name).astype(np.float64), axis=1)
        refuse(who & (np.abs(length - 1) > 1e-3), f"{name} is no unit vector")


def check_view(frame: Frame) -> None:
    """InputError for a time that is none, or a camera that sees nothing."""
    if not isinstance(frame, Frame):
        raise InputError(f"a frame is expected, not {_of(frame)}; see Scene.evaluate")
    camera = frame.camera
    if not isinstance(frame.time, Real) or not math.isfinite(frame.time):
        raise InputError(f"{frame.time!r} is no time: seconds are expected")
    if not isinstance(camera, Camera):
        raise InputError(f"at {frame.time:g} s the camera is a {type(camera).__name__}")
    check_numbers(camera, f"at {frame.time:g} s the camera")
    check_kinds(frame, f"at {frame.time:g} s")
    for index, material in frame.materials.items():
        check_numbers(material, f"at {frame.time:g} s material {index}")
    if camera.exposure < 0 or camera.aperture < 0:
        raise InputError(f"at {frame.time:g} s the camera has an exposure or an aperture below 0")
    if not any(camera.up):
        raise InputError(f"at {frame.time:g} s nothing is up for the camera")
    if tuple(camera.eye) == tuple(camera.target):
        raise InputError(f"at {frame.time:g} s the camera looks at the point where it stands")
    lens = (camera.fov, camera.near, camera.focus, camera.far)
    if not (0 < lens[0] < math.pi and 0 < lens[1] < math.inf and lens[2] > 0 and lens[1] < lens[3]):
        raise InputError(
            f"at {frame.time:g} s the camera has fov {lens[0]:g}, near {lens[1]:g}, focus {lens[2]:g} and far "
            f"{lens[3]:g}; fov lies between 0 and pi, the others above 0, and far beyond near"
        )
    if camera.half_size is not None and not (
        len(camera.half_size) == 2 and 0 < max(camera.half_size) < math.inf and min(camera.half_size) >= 0
    ):
        said = f"at {frame.time:g} s the orthographic camera has half_size {camera.half_size}"
        raise InputError(f"{said}: it needs a width or a height")


def check_frame(frame: Frame) -> None:
    """InputError for a camera that sees nothing, or something moved to where no number is."""
    check_view(frame)
    if frame.lights is not None:
        try:
            check_lights(frame.lights)
        except InputError as error:
            raise InputError(f"at {frame.time:g} s {error.args[0]}") from None
    if frame.effects is not None:
        try:
            check_effects(frame.effects)
        except InputError as error:
            raise InputError(f"at {frame.time:g} s {error.args[0]}") from None
    if frame.sky is not None:
        check_sky(frame.sky)
    for move in frame.moves:
        _check_array(move.transform, (3, 4), f"at {frame.time:g} s a move of batch {move.batch}: transform")


def check_primitive(primitive: Primitive, where: str) -> None:
    """InputError, beginning with `where`, for arrays of another shape and corners that are no vertices."""
    for name in ("position", "normal", "indices"):
        if not isinstance(getattr(primitive, name), np.ndarray):
            raise InputError(f"{where}: {name} is {_of(getattr(primitive, name))}, expected an array")
    n = len(primitive.position)
    shapes = {"position": 3, "normal": 3, "uv": 2, "tangent": 4, "color": 4}
    for name, width in shapes.items():
        array = getattr(primitive, name)
        if array is not None and array.shape != (n, width):
            raise InputError(f"{where}: {name} is {array.shape}, expected ({n}, {width})")
    further = primitive.further_uv
    if further is not None and (further.ndim != 2 or len(further) != n or further.shape[1] not in range(2, 16, 2)):
        raise InputError(f"{where}: further_uv is {further.shape}, expected ({n}, 2k) with k of 1 to 7")
    for name, array in (("joints", primitive.joints), ("weights", primitive.weights)):
        if array is not None and array.shape not in ((n, 4), (n, 8)):
            raise InputError(f"{where}: {name} is {array.shape}, expected ({n}, 4) or ({n}, 8)")
    indices = primitive.indices
    if indices.size % CORNERS[primitive.topology] or (indices.size and not 0 <= indices.min() <= indices.max() < n):
        raise InputError(f"{where}: its {indices.size} indices are not {primitive.topology} of its {n} vertices")
    if not np.isfinite(primitive.position).all():
        raise InputError(f"{where}: a position is not a finite number")


def _check_array(array: object, row: tuple[int, ...], name: str) -> None:
    if not isinstance(array, np.ndarray) or array.shape[1:] != row or not array.ndim:
        shape = array.shape if isinstance(array, np.ndarray) else type(array).__name__
        raise InputError(f"{name} is {shape}, expected an array ({', '.join(map(str, ('n', *row)))})")
    if not np.isfinite(array).all():
        raise InputError(f"{name} has a number that is not finite")


def _of(value: object) -> str:
    return repr(value) if isinstance(value, str | int | float | None) else f"a {type(value).__name__}"
