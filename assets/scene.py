"""The scene data model: what is on screen, as plain arrays and integer ids.

Terms are glTF's (node, mesh, primitive, material, skin, morph target). Nothing here knows OpenGL or a file
format. Spaces: right-handed, y up, metres, radians, seconds; matrices are row-major (C order) and multiply
column vectors, so an affine transform is `(3, 4)` with the translation in the last column. Colours are linear
Rec.709 unless a name ends in `_srgb`. Materials, lights, cameras, surroundings have rooms of their own, and their
names here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from assets import stands
from assets.arrays import IDENTITY, Bytes, Floats, Ints, Vec3
from assets.camera import Camera, Grade
from assets.drums import Drum
from assets.effects import Decal, Effects, Lines, Particles, Text
from assets.lights import Lights
from assets.material import (
    Anisotropy,
    Clearcoat,
    DiffuseTransmission,
    Iridescence,
    Material,
    Sheen,
    Texture,
    Toon,
    Transmission,
    Volume,
)
from assets.paint import Paint, painted
from assets.recipe import Recipe
from assets.surroundings import Daylight, Environment, Haze, Sky, Studio, Water
from assets.wakes import Hull, Wakes, under_way

__all__ = [
    "IDENTITY",
    "Anisotropy",
    "Batch",
    "Bytes",
    "Camera",
    "CameraPath",
    "Clearcoat",
    "Daylight",
    "Decal",
    "DiffuseTransmission",
    "Effects",
    "Environment",
    "Figure",
    "Floats",
    "Frame",
    "Grade",
    "Haze",
    "Hull",
    "Ints",
    "Iridescence",
    "Level",
    "LightTrack",
    "Lights",
    "Lines",
    "Material",
    "MaterialTrack",
    "Mesh",
    "MorphTarget",
    "Move",
    "Mover",
    "Particles",
    "PickResult",
    "Pose",
    "Primitive",
    "Scene",
    "Sheen",
    "Sky",
    "Studio",
    "Text",
    "Texture",
    "Toon",
    "Topology",
    "Transmission",
    "Vec3",
    "Volume",
    "Wakes",
    "Water",
]


@dataclass(frozen=True, eq=False)
class MorphTarget:
    """Offsets of the listed vertices' positions, normals and, where given, tangents (`index` is `(k,)`, each of the
    others `(k, 3)`)."""

    name: str
    index: Ints
    position: Floats
    normal: Floats
    tangent: Floats | None = None


Topology = Literal["triangles", "lines", "points"]


@dataclass(frozen=True, eq=False)
class Primitive:
    """Triangles, line segments or points of one material. Arrays over n vertices; `indices` has three, two or one for
    each. Lines and points whose normals are all zero are not lit: they show base colour and emission (glTF 2.0,
    3.9.6). They cast no shadows: they have no area."""

    position: Floats
    normal: Floats
    indices: Ints
    material: int = 0
    uv: Floats | None = None
    further_uv: Floats | None = None
    """Further coordinates side by side, `(n, 2k)`: of the textures that the material names in `uv_sets`."""
    tangent: Floats | None = None
    """`(n, 4)`, w the handedness, as glTF."""
    color: Bytes | Floats | None = None
    """`(n, 4)` linear RGB: bytes or, where those are too coarse, floats of any brightness. Alpha is the sway weight
    where the material sways; else it multiplies the material's own."""
    joints: NDArray[np.uint16] | None = None
    weights: Floats | None = None
    """`(n, 4)` or `(n, 8)`: as many influences as `joints` has columns, summing to one."""
    targets: tuple[MorphTarget, ...] = ()
    topology: Topology = "triangles"


@dataclass(frozen=True, eq=False)
class Level:
    """A simpler form of a mesh, `error` metres (mesh space) from it at most, drawn where that is a fraction of a pixel.

    `primitives` stand for the mesh's own, one by one, with the same materials. One that only has other indices (the
    same `position` array) takes no vertices of its own, and is the only kind that may deform."""

    error: float
    primitives: tuple[Primitive, ...]


@dataclass(frozen=True, eq=False)
class Mesh:
    """Primitives that move together, and optionally something simpler to draw when small.

    `levels` are finest first (`assets.simplify` makes them for meshes that bring none). Beside them a coarser mesh may
    be made by hand: `lod` is its index in `Scene.meshes` (-1: none); it takes over when the bounding sphere's
    projected diameter is below `lod_pixels` pixels. A mesh is not drawn at all below `cull_pixels`.
    """

    name: str
    primitives: tuple[Primitive, ...]
    lod: int = -1
    lod_pixels: float = 0.0
    cull_pixels: float = 0.75
    levels: tuple[Level, ...] = ()


@dataclass(eq=False)
class Batch:
    """Instances of one mesh. `transform` is `(n, 3, 4)`; `tint` is `(n, 4)`: RGB multiplier and a seed in [0, 1).

    `figure` >= 0 says that this batch (of one instance) is skinned or morphed by that figure's pose.
    `layer` chooses the passes: "all", "no_mirror" (absent from the water's reflection), "no_shadow".
    `pick` is an application's own integer of what is under the cursor, 0 for not pickable; instance i of the
    batch answers `(pick, i)`.
    """

    name: str
    mesh: int
    transform: Floats
    tint: Floats
    figure: int = -1
    layer: Literal["all", "no_mirror", "no_shadow", "no_mirror_no_shadow"] = "all"
    pick: int = 0


@dataclass(frozen=True, eq=False)
class Pose:
    """One figure at one instant: `joints` `(j, 3, 4)` skinning matrices (model space, inverse bind included) and
    `weights` `(m,)`, one for each name of `Figure.targets`."""

    joints: Floats
    weights: Floats


@dataclass(frozen=True, eq=False)
class Figure:
    """Something that deforms. `rest` is its pose when nobody drives it; batches refer to it by index."""

    name: str
    joint_names: tuple[str, ...]
    targets: tuple[str, ...]
    rest: Pose
    pose: Callable[[float], Pose] | None = None
    """Pose as a pure function of time; replaced by a performance when the figure speaks."""
    paints: tuple[tuple[int, Paint], ...] = ()
    """(place in a pose's weights, what that much of it does to a material of the scene)"""
    eyes: Vec3 | None = None
    """Of a presenter, whose place a script may give to somebody else: between the eyes at rest, in model space."""


@dataclass(frozen=True, eq=False)
class Move:
    """New transforms `(k, 3, 4)` for instances `first ... first + k - 1` of batch `batch`."""

    batch: int
    transform: Floats
    first: int = 0


@dataclass(frozen=True, eq=False)
class PickResult:
    """What a click did: one line for the user, and moves that stay in force from then on."""

    message: str
    moves: tuple[Move, ...] = ()


@dataclass(frozen=True, eq=False)
class MaterialTrack:
    """A material that changes: `at(t)` takes the place of `Scene.materials[material]`, which must have every part that
    it takes on at any time (a clearcoat, say), with numbers that turn it on."""

    material: int
    at: Callable[[float], Material]


Mover = Callable[[float], Sequence[Move]]
CameraPath = Callable[[float], Camera]
LightTrack = Callable[[float], Lights]
EffectsTrack = Callable[[float], Effects]


@dataclass(frozen=True, eq=False)
class Frame:
    """Everything about one instant that the renderer does not already hold."""

    time: float
    camera: Camera
    moves: tuple[Move, ...] = ()
    poses: Mapping[int, Pose] = field(default_factory=dict)
    """figure index -> pose"""
    lights: Lights | None = None
    """None: as in the frame before (the scene's own)."""
    materials: Mapping[int, Material] = field(default_factory=dict)
    """Materials that differ from the scene's, by index: numbers may, textures and the kind of surface may not."""
    effects: Effects | None = None
    """None: the scene's own."""
    sky: Sky | None = None
    """None: the scene's own."""
    wakes: Wakes | None = None
    """Hulls under way, that draw waves behind them."""


@dataclass(eq=False)
class Scene:
    """A whole scene; `evaluate` is a pure function of time.

    Batches refer to `meshes` by index, their primitives to `materials`, those to `textures`; arrays have a row for each
    instance, vertex or light. `scenes.authoring.Stage` builds one call by call, `assets.scene_check` says what is wrong
    with one.
    """

    name: str
    duration: float = 30.0
    """Seconds."""
    meshes: list[Mesh] = field(default_factory=list)
    materials: list[Material] = field(default_factory=list)
    textures: list[Texture] = field(default_factory=list)
    batches: list[Batch] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    lights: Lights = field(default_factory=Lights.none)
    light_track: LightTrack | None = None
    """The lights at t; None where they never change."""
    movers: list[Mover] = field(default_factory=list)
    """Each answers new transforms at t; what none mentions is where its batch has it."""
    material_tracks: list[MaterialTrack] = field(default_factory=list)
    cameras: dict[str, CameraPath] = field(default_factory=dict)
    """Name -> camera at t; the first is the one that is meant where none is named."""
    sky: Sky = field(default_factory=Sky)
    daylight: Daylight | None = None
    """None: it is always `sky`."""
    haze: Haze = field(default_factory=Haze)
    water: Water | None = None
    hulls: list[Hull] = field(default_factory=list)
    """What is afloat and draws a wake when it makes way."""
    drums: list[Drum] = field(default_factory=list)
    grade: Grade = field(default_factory=Grade)
    surfaces: dict[str, Path] = field(default_factory=dict)
    """GLSL surface files this scene brings, by the name materials use."""
    stops: dict[str, float] = field(default_factory=dict)
    """Named instants on the timeline, seconds."""
    stop_cameras: dict[str, str] = field(default_factory=dict)
    """Stop -> the camera that shows it, where one does."""
    stands: dict[str, Callable[[float], Floats]] = field(default_factory=dict)
    """Named places `(3, 4)` at t, facing +z, where the presenter may be; see `assets.stands`."""
    moments: dict[str, float] = field(default_factory=dict)
    """Camera -> the instant, seconds, of which its still is taken where none is named; 0 for the others."""
    camera_stands: dict[str, str] = field(default_factory=dict)
    """Camera -> the stand on which it finds the presenter; the others find her where the scene has put her."""
    presenter: str = ""
    """The figure that stands are for; "" is the first that has eyes."""
    places: dict[str, Vec3] = field(default_factory=dict)
    """Named points, that a script's pointing and walking refer to."""
    environment: Environment | None = None
    """None: the light comes from `sky`."""
    studio: Studio | None = None
    """Plain light instead of sky and environment."""
    effects: Effects = field(default_factory=Effects)
    """Projected pictures, particles, lines and lettering."""
    effects_track: EffectsTrack | None = None
    """All of them at t; None where nothing but what is a function of time already changes."""
    recipe: Recipe | None = None
    """The parts it was made of, where it was."""
    notes: list[str] = field(default_factory=list)
    """What the files it was made of hold and it leaves out, in words."""
    on_pick: Callable[[int, int], PickResult] | None = None
    """Answers a click on instance `i` of a batch with `pick > 0`: called with `(pick, i)`."""

    def camera(self, name: str | None, t: float) -> Camera:
        """The named camera (the first one for None) at time t. KeyError names the known ones."""
        if name is None:
            name = next(iter(self.cameras), "")
        if name not in self.cameras:
            raise KeyError(f"no camera {name!r} in scene {self.name!r}; it has {', '.join(self.cameras) or 'none'}")
        return self.cameras[name](t)

    def evaluate(
        self,
        t: float,
        camera: Camera | str | None = None,
        hour: float | None = None,
        acting: float | None = None,
        stand: str | None = None,
    ) -> Frame:
        """The scene at t seconds, seen by `camera` (a name, a camera, or None for the first).

        `hour` takes the place of the hour that `daylight` has at t; it says nothing where there is none. `acting` is
        the time of those who act, where it is not the scene's: a film that is cut has its own. `stand` takes the
        presenter elsewhere than the camera wants her.
        """
        view = camera if isinstance(camera, Camera) else self.camera(camera, t)
        acted = t if acting is None else acting
        poses = {i: f.pose(acted) if f.pose else f.rest for i, f in enumerate(self.figures)}
        moves = tuple(move for mover in self.movers for move in mover(t))
        moves += stands.moves(self, self.stand(camera) if stand is None else stand, t)
        materials = self.changed_materials(t, poses)
        lights = self.light_track(t) if self.light_track else None
        effects = self.effects_track(t) if self.effects_track else None
        day = self.daylight
        sky = day.sky(day.hour(t) if hour is None else hour) if day else None
        wakes = under_way(self.hulls, t) if self.hulls and self.water else None
        return Frame(t, view, moves, poses, lights, materials, effects, sky, wakes)

    def changed_materials(self, t: float, poses: Mapping[int, Pose]) -> dict[int, Material]:
        """The materials that differ at t seconds, by index, where figures are in these poses."""
        materials = {track.material: track.at(t) for track in self.material_tracks}
        for i, figure in enumerate(self.figures):
            if figure.paints:
                materials |= painted(figure.paints, poses[i].weights, self.materials, materials)
        return materials

    def stand(self, camera: Camera | str | None) -> str:
        """The stand on which a camera finds the presenter; "" where the scene has put her."""
        name = next(iter(self.cameras), "") if camera is None else camera
        return self.camera_stands.get(name, "") if isinstance(name, str) else ""

    def drive(self, figure: str, pose: Callable[[float], Pose]) -> None:
        """Let `pose(t)` animate the named figure from now on. KeyError when there is no such figure."""
        for i, f in enumerate(self.figures):
            if f.name == figure:
                self.figures[i] = replace(f, pose=pose)
                return
        raise KeyError(f"no figure {figure!r}; the scene has {', '.join(f.name for f in self.figures) or 'none'}")
