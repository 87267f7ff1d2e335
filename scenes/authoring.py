"""Build a scene in a Python script.

    from scenes.authoring import Stage
    s = Stage("My lake", duration=20)
    s.sky(date="2025-06-14T19:35+08:00", latitude=28.14, longitude=120.29)
    s.water(level=0.0)
    lamp = s.mesh("lamp", lantern_geometry)
    s.scatter(lamp, points, seed=1)
    s.lights(points, color=(3.4, 1.2, 0.3), range=12)
    s.camera("main", [Key(0, eye=(0, 2, 8), target=(0, 1, 0)), Key(20, eye=(4, 2, 8), target=(0, 1, 0))])
    scene = s.build()

Everything returns plain ids or small handles; `build` gives the `Scene` the renderer draws. Axes: x east, y up,
z south, metres.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assets.effects import Decal, Lines, Particles, Text, decal_box
from assets.geometry import Geometry
from assets.gltf_scene import PlacedModel, add_model
from assets.hdri import load_environment
from assets.image import load_image
from assets.models import load
from assets.scene import (
    IDENTITY,
    Batch,
    Bytes,
    Camera,
    CameraPath,
    Effects,
    Environment,
    Floats,
    Grade,
    Haze,
    Lights,
    Material,
    Mesh,
    Move,
    Primitive,
    Scene,
    Sky,
    Studio,
    Texture,
    Vec3,
    Water,
)
from scenes.camera_path import Key, keyed
from scenes.curve import Curve
from scenes.heavens import heavens
from scenes.land import Extent, Land, sheet
from scenes.terrain import Heights
from scenes.timeline import Timeline

Layer = Literal["all", "no_mirror", "no_shadow", "no_mirror_no_shadow"]


@dataclass(frozen=True)
class Placed:
    """Instances on stage: the batch id and how many it holds."""

    batch: int
    count: int


class Stage:
    """A scene under construction: things are made (`mesh`, `material`), put in place (`place`, `scatter`, `instances`),
    lit, and seen (`camera`); `build` gives the `Scene`.

    Points are `(3,)` or `(n, 3)` in metres, angles radians, times and `duration` seconds, colours linear RGB. What
    cannot be is an InputError, at the latest when it is drawn.
    """

    def __init__(self, name: str, duration: float = 30.0) -> None:
        self._scene = Scene(name, duration)
        self._timelines: list[Timeline] = []

    # Looks -------------------------------------------------------------------------------------------------------

    def material(self, name: str, **look: Any) -> int:
        """A material by the fields of `assets.scene.Material`; returns its id."""
        self._scene.materials.append(Material(name=name, **look))
        return len(self._scene.materials) - 1

    def texture(self, texture: Texture) -> int:
        """A picture for materials, `(h, w, 4)` uint8; returns its id."""
        self._scene.textures.append(texture)
        return len(self._scene.textures) - 1

    def surfaces(self, folder: Path) -> None:
        """Makes every `NAME.glsl` in `folder` available as `Material(surface="NAME")`."""
        self._scene.surfaces.update({path.stem: path for path in sorted(folder.glob("*.glsl"))})

    def grade(self, **look: Any) -> None:
        """The look by the fields of `assets.scene.Grade`: tonemap, contrast, saturation, bloom, vignette."""
        self._scene.grade = Grade(**look)

    # Things ------------------------------------------------------------------------------------------------------

    def mesh(
        self,
        name: str,
        shape: Geometry | Sequence[Primitive],
        lod: int = -1,
        lod_pixels: float = 0.0,
        cull_pixels: float = 0.75,
    ) -> int:
        """A mesh from geometry (metres); returns its id. `lod` is the coarser mesh that replaces it below `lod_pixels`
        on screen; below `cull_pixels` it is not drawn."""
        primitives = shape.primitives() if isinstance(shape, Geometry) else tuple(shape)
        self._scene.meshes.append(Mesh(name, primitives, lod, lod_pixels, cull_pixels))
        return len(self._scene.meshes) - 1

    def place(
        self,
        mesh: int,
        at: ArrayLike = (0.0, 0.0, 0.0),
        yaw: float = 0.0,
        scale: ArrayLike = 1.0,
        tint: Vec3 = (1.0, 1.0, 1.0),
        seed: float = 0.0,
        layer: Layer = "all",
        pick: int = 0,
    ) -> Placed:
        """One instance of `mesh` at a point, turned by `yaw` radians about y."""
        return self.instances(mesh, transforms(at, yaw, scale), np.array([[*tint, seed]]), layer, pick)

    def scatter(
        self,
        mesh: int,
        points: ArrayLike,
        seed: int = 0,
        yaw: ArrayLike | None = None,
        scale: tuple[float, float] = (1.0, 1.0),
        tint: tuple[Vec3, Vec3] = ((1.0, 1.0, 1.0), (1.0, 1.0, 1.0)),
        layer: Layer = "all",
        pick: int = 0,
    ) -> Placed:
        """Instances at `points` `(n, 3)` with random yaw (unless given), scale and tint between the two ends."""
        p = np.asarray(points, float).reshape(-1, 3)
        rng = np.random.default_rng(seed)
        n = len(p)
        turn = rng.uniform(0, 2 * np.pi, n) if yaw is None else yaw
        size = rng.uniform(*scale, n)[:, None]
        blend = rng.random((n, 1))
        rgb = np.asarray(tint[0]) * (1 - blend) + np.asarray(tint[1]) * blend
        return self.instances(mesh, transforms(p, turn, size), np.c_[rgb, rng.random(n)], layer, pick)

    def instances(
        self, mesh: int, transform: ArrayLike, tint: ArrayLike | None = None, layer: Layer = "all", pick: int = 0
    ) -> Placed:
        """Instances by their `(n, 3, 4)` transforms and `(n, 4)` tints (RGB and seed)."""
        t = np.ascontiguousarray(transform, np.float32).reshape(-1, 3, 4)
        c = np.ones((len(t), 4)) * [1, 1, 1, 0] if tint is None else np.broadcast_to(np.asarray(tint), (len(t), 4))
        name = self._scene.meshes[mesh].name
        self._scene.batches.append(Batch(name, mesh, t, np.ascontiguousarray(c, np.float32), layer=layer, pick=pick))
        return Placed(len(self._scene.batches) - 1, len(t))

    def model(
        self,
        path: str | Path,
        at: ArrayLike = (0, 0, 0),
        yaw: float = 0.0,
        scale: float = 1.0,
        *,
        allow_external: bool = False,
        variant: str | None = None,
    ) -> PlacedModel:
        """A glTF, GLB, VRM, OBJ, PLY or STL file, placed; it names files outside its folder only if allowed to."""
        return add_model(self._scene, load(path, allow_external, variant), transforms(at, yaw, scale)[0])

    def avatar(
        self,
        name: str = "yuduoduo",
        at: ArrayLike = (0, 0, 0),
        yaw: float = 0.0,
        scale: float = 1.0,
        profile: str = "",
    ) -> PlacedModel:
        """A presenter by name, or somebody's .vrm or .glb (with a profile where recognition needs one); faces +z
        turned by `yaw`, breathes and blinks until a performance drives her."""
        from avatar.cast import add_avatar  # and with it her voices

        return add_avatar(self._scene, name, transforms(at, yaw, scale)[0], profile)

    def terrain(
        self,
        heights: Heights,
        extent: Extent,
        material: int,
        spacing: float = 4.0,
        color: ArrayLike = (1.0, 1.0, 1.0),
        layer: Layer = "all",
    ) -> Land:
        """Ground over `extent` (x0, z0, x1, z1) from `heights(x, z)`, as a grid of `spacing` metres.

        `scenes.land.rolling` makes hills, `scenes.terrain.erode` carves valleys, `HeightField` holds a survey.
        """
        land = Land(heights, extent)
        self.place(self.mesh("terrain", sheet(land, spacing, material, color)), layer=layer)
        return land

    # Surroundings ------------------------------------------------------------------------------------------------

    def sky(
        self, date: str | datetime | None = None, latitude: float = 28.14, longitude: float = 120.29, **look: Any
    ) -> None:
        """The sky of a date and place (Qingtian by default); any field of `assets.scene.Sky` overrides."""
        if date is not None:
            h = heavens(date, latitude, longitude)
            look = {"sun_direction": h.sun, "moon_direction": h.moon, "moon_radiance": 0.02 * h.moon_lit, **look}
        self._scene.sky = Sky(**look)

    def studio(self, **look: Any) -> None:
        """Plain light instead of a sky, by the fields of `assets.scene.Studio`."""
        self._scene.studio = Studio(**look)

    def panorama(self, light: Floats | str | Path, rotation: float = 0.0, intensity: float = 1.0) -> None:
        """Light from all round instead of a sky: an .hdr or .exr file, or `(h, w, 3)` radiance as in `Environment`."""
        if isinstance(light, str | Path):
            self._scene.environment = load_environment(light, rotation, intensity)
        else:
            self._scene.environment = Environment(np.asarray(light, np.float32), rotation, intensity)

    def haze(self, **look: Any) -> None:
        """Two layers of fog by the fields of `assets.scene.Haze`: densities per metre, heights in metres."""
        self._scene.haze = Haze(**look)

    def water(self, level: float = 0.0, **look: Any) -> None:
        """A level sheet of water at y = `level` metres, by the fields of `assets.scene.Water`: wind, bounds, ..."""
        self._scene.water = Water(level, **look)

    def lights(self, points: ArrayLike, color: ArrayLike, range: ArrayLike = 12.0, **look: Any) -> slice:
        """Point lights at `points` `(n, 3)`; `color` is one RGB or `(n, 3)`. Returns their slice of the lights.

        `look` are further arguments of `assets.lights.Lights.points`: radius, glow, shadow, moving.
        """
        return self.add_lights(Lights.points(points, color, range, **look))

    def spot(
        self,
        at: ArrayLike,
        target: ArrayLike,
        color: ArrayLike,
        angle: float = 0.5,
        soft: float = 0.3,
        range: ArrayLike = 30.0,
        **look: Any,
    ) -> slice:
        """Spot lights at `at` `(n, 3)` that shine at `target` within `angle` radians of their axis.

        `soft` is the share of the angle over which they fade; `look` as in `Lights.spots`: radius, glow, shadow,
        moving.
        """
        way = np.asarray(target, float).reshape(-1, 3) - np.asarray(at, float).reshape(-1, 3)
        cone = (angle * (1 - soft), angle)
        return self.add_lights(Lights.spots(at, way, color, range, cone, **look))

    def panel(
        self,
        at: ArrayLike,
        target: ArrayLike,
        size: tuple[float, float],
        color: ArrayLike,
        range: ArrayLike = 30.0,
        disc: bool = False,
        **look: Any,
    ) -> slice:
        """Luminous rectangles (or discs) at `at` `(n, 3)` that face `target`; size in metres, `look` as in
        `Lights.rectangles`: across, two_sided, shadow, moving."""
        way = np.asarray(target, float).reshape(-1, 3) - np.asarray(at, float).reshape(-1, 3)
        kind = Lights.discs if disc else Lights.rectangles
        return self.add_lights(kind(at, way, size, color, range, **look))

    def add_lights(self, lights: Lights) -> slice:
        """Lights of any kind; returns their slice of the scene's."""
        first = len(self._scene.lights)
        self._scene.lights = Lights.concat([self._scene.lights, lights])
        return slice(first, first + len(lights))

    def lights_along(
        self, path: Curve, every: float, color: ArrayLike, height: float = 0.0, **look: Any
    ) -> NDArray[np.float64]:
        """Lights every `every` metres of a curve, raised by `height`; returns their positions `(n, 3)`."""
        p = np.asarray(path.at(path.every(every)) + np.array([0.0, height, 0.0]))
        self.lights(p, color, **look)
        return p

    # Over it all -------------------------------------------------------------------------------------------------

    def project(
        self,
        picture: Bytes | str | Path,
        at: Vec3,
        front: Vec3,
        size: tuple[float, float, float],
        up: Vec3 = (0.0, 1.0, 0.0),
        **look: Any,
    ) -> None:
        """Throws a picture from the direction `front` onto what lies in a box of `size` (width, height, depth) round
        `at`. `picture` is `(h, w, 3 or 4)` uint8 sRGB or a file, `look` further fields of `assets.effects.Decal`: mode
        (paint, glow, light), color, opacity, fade, roughness."""
        pixels = load_image(Path(picture)) if isinstance(picture, str | Path) else np.asarray(picture, np.uint8)
        if pixels.ndim == 3 and pixels.shape[2] == 3:
            pixels = np.concatenate([pixels, np.full((*pixels.shape[:2], 1), 255, np.uint8)], axis=2)
        self._over(decals=(Decal(pixels, decal_box(at, front, size, up), **look),))

    def particles(self, *emitters: Particles) -> None:
        """Emitters of one's own, or from `scenes.particles`: fountain, sparks, firework, fireflies."""
        self._over(particles=emitters)

    def line(self, points: ArrayLike, color: ArrayLike = (1.0, 1.0, 1.0), width: float = 2.0, **look: Any) -> None:
        """A line through `points` `(n, 3)`; `look` as in `Lines.path`: unit ("pixels" or "metres"), closed."""
        self._over(lines=(Lines.path(points, color, width, **look),))

    def text(self, text: str, at: Vec3, height: float = 0.2, **look: Any) -> None:
        """Lettering at a point, by the fields of `assets.effects.Text`: unit, color, align, facing, rim."""
        self._over(texts=(Text(text, at, height, **look),))

    def effects_track(self, track: Callable[[float, Effects], Effects]) -> None:
        """Animates pictures, particles, lines and lettering: `track(t, effects)` returns them as they are at t. Tracks
        follow one another."""
        before = self._scene.effects_track
        self._scene.effects_track = lambda t: track(t, before(t) if before else self._scene.effects)

    def _over(self, **more: tuple[Any, ...]) -> None:
        old = self._scene.effects
        self._scene.effects = replace(old, **{name: getattr(old, name) + new for name, new in more.items()})

    # Time --------------------------------------------------------------------------------------------------------

    def move(self, what: Placed, path: Callable[[float], ArrayLike]) -> None:
        """Animates a batch: `path(t)` gives its `(n, 3, 4)` transforms as a pure function of seconds."""

        def mover(t: float) -> list[Move]:
            return [Move(what.batch, np.ascontiguousarray(path(t), np.float32).reshape(-1, 3, 4))]

        self._scene.movers.append(mover)

    def light_track(self, track: Callable[[float, Lights], Lights]) -> None:
        """Animates the lights: `track(t, lights)` returns them as they are at t. Tracks follow one another; lights that
        travel had better be `moving`."""
        before = self._scene.light_track
        self._scene.light_track = lambda t: track(t, before(t) if before else self._scene.lights)

    def camera(self, name: str, path: CameraPath | Sequence[Key], base: Camera | None = None, **look: Any) -> None:
        """A camera by a function of time or by keys; `look` are fields of `assets.scene.Camera` (fov, shift, ...)."""
        start = replace(base or Camera(), **look)
        self._scene.cameras[name] = path if callable(path) else keyed(path, start)

    def stop(self, name: str, t: float) -> None:
        """A named instant, seconds: the viewer lists the stops."""
        self._scene.stops[name] = t

    def name_place(self, name: str, at: Vec3) -> None:
        """A named point that a performance can point at and walk to."""
        self._scene.places[name] = at

    def timeline(self, tempo: float = 120.0, beats: int = 4) -> Timeline:
        """The show's timeline: its sections become stops, and the scene lasts at least until the last one ends."""
        self._timelines.append(Timeline(tempo, beats))
        return self._timelines[-1]

    def build(self) -> Scene:
        """The finished scene."""
        for timeline in self._timelines:
            self._scene.stops.update({s.name: s.start for s in timeline.sections.values()})
            self._scene.duration = max(self._scene.duration, timeline.end)
        return self._scene


def transforms(at: ArrayLike, yaw: ArrayLike = 0.0, scale: ArrayLike = 1.0) -> Floats:
    """`(n, 3, 4)` from points `(n, 3)`, yaw about y (scalar or `(n,)`, radians), scale (scalar, `(n, 1)`, `(n, 3)`)."""
    p = np.asarray(at, float).reshape(-1, 3)
    n = len(p)
    a = np.broadcast_to(np.asarray(yaw, float), (n,))
    s = np.broadcast_to(np.asarray(scale, float), (n, 3))
    out = np.tile(IDENTITY.astype(float), (n, 1, 1))
    out[:, 0, 0], out[:, 0, 2] = np.cos(a), np.sin(a)
    out[:, 2, 0], out[:, 2, 2] = -np.sin(a), np.cos(a)
    out[:, :, :3] *= s[:, None, :]
    out[:, :, 3] = p
    return out.astype(np.float32)
