"""The scene data model: what is on screen, as plain arrays and integer ids.

Terms are glTF's (node, mesh, primitive, material, skin, morph target). Nothing here knows OpenGL or a file
format. Spaces: right-handed, y up, metres, radians, seconds; matrices are row-major (C order) and multiply
column vectors, so an affine transform is `(3, 4)` with the translation in the last column. Colours are linear
Rec.709 unless a name ends in `_srgb`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.uint32]
Bytes = NDArray[np.uint8]
Vec3 = tuple[float, float, float]

IDENTITY: Floats = np.eye(4, dtype=np.float32)[:3]


@dataclass(frozen=True, eq=False)
class Texture:
    """An image with its sampler. `pixels` is `(h, w, 4)` uint8; `srgb` says how the renderer decodes RGB."""

    name: str
    pixels: Bytes
    srgb: bool = True
    wrap: Literal["repeat", "clamp", "mirror"] = "repeat"
    smooth: bool = True
    wrap_v: Literal["repeat", "clamp", "mirror"] | None = None
    """Along v where it differs from `wrap`."""


@dataclass(frozen=True)
class Clearcoat:
    """KHR_materials_clearcoat: a clear varnish over the material. Textures are indices, -1 for none."""

    strength: float = 1.0
    roughness: float = 0.0
    texture: int = -1
    roughness_texture: int = -1
    normal_texture: int = -1
    normal_scale: float = 1.0


@dataclass(frozen=True)
class Sheen:
    """KHR_materials_sheen: the soft rim of cloth (Estevez and Kulla 2017)."""

    color: Vec3 = (0.0, 0.0, 0.0)
    roughness: float = 0.0
    color_texture: int = -1
    roughness_texture: int = -1


@dataclass(frozen=True)
class Toon:
    """The parameters of VRMC_materials_mtoon 1.0 that the renderer honours (its names, its units)."""

    shade_color: Vec3 = (0.7, 0.6, 0.65)
    shading_shift: float = 0.0
    shading_toony: float = 0.9
    rim_color: Vec3 = (0.0, 0.0, 0.0)
    rim_power: float = 5.0
    outline_width: float = 0.0
    """World-space width in metres; 0 draws no outline."""
    outline_color: Vec3 = (0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Material:
    """glTF 2.0 metallic-roughness, plus a `surface`: the name of the GLSL that computes its inputs.

    `surface` is looked up in `Scene.surfaces` first, then among the renderer's own ("standard", "toon"). `params`
    are eight free numbers for it. Texture fields are indices into `Scene.textures`, -1 for none.
    """

    name: str = "default"
    base_color: tuple[float, float, float, float] = (1.0, 1.0, 1.0, 1.0)
    metallic: float = 0.0
    roughness: float = 0.8
    emissive: Vec3 = (0.0, 0.0, 0.0)
    """Linear radiance: KHR_materials_emissive_strength is already multiplied in, so values may exceed 1."""
    base_color_texture: int = -1
    metallic_roughness_texture: int = -1
    normal_texture: int = -1
    occlusion_texture: int = -1
    emissive_texture: int = -1
    normal_scale: float = 1.0
    occlusion_strength: float = 1.0
    alpha_mode: Literal["OPAQUE", "MASK", "BLEND"] = "OPAQUE"
    alpha_cutoff: float = 0.5
    double_sided: bool = False
    unlit: bool = False
    toon: Toon | None = None
    clearcoat: Clearcoat | None = None
    sheen: Sheen | None = None
    ior: float = 1.5
    """KHR_materials_ior: sets what a dielectric reflects when seen along its normal."""
    specular: float = 1.0
    specular_color: Vec3 = (1.0, 1.0, 1.0)
    """KHR_materials_specular: weight and colour of a dielectric's reflection."""
    uv_transforms: tuple[tuple[str, tuple[float, float, float, float, float, float]], ...] = ()
    """(slot, 2x3 matrix by rows) of the textures that see the primitive's uv transformed; slots are the names of the
    texture fields without `_texture`, those of a clearcoat or sheen with its name and _ before."""
    surface: str = "standard"
    params: tuple[float, float, float, float, float, float, float, float] = (0.0,) * 8
    sway: float = 0.0
    """Wind: metres of sway of a vertex whose colour alpha is 1 (0 = rooted)."""


@dataclass(frozen=True, eq=False)
class MorphTarget:
    """Position and normal offsets of the listed vertices (`index` is `(k,)`, the offsets `(k, 3)`)."""

    name: str
    index: Ints
    position: Floats
    normal: Floats


@dataclass(frozen=True, eq=False)
class Primitive:
    """Triangles of one material. Arrays over n vertices; `indices` is `(3 * triangles,)`."""

    position: Floats
    normal: Floats
    indices: Ints
    material: int = 0
    uv: Floats | None = None
    tangent: Floats | None = None
    """`(n, 4)`, w the handedness, as glTF."""
    color: Bytes | None = None
    """`(n, 4)` linear RGB and the sway weight in alpha (255 where absent)."""
    joints: NDArray[np.uint16] | None = None
    weights: Floats | None = None
    """`(n, 4)`: four influences, summing to one."""
    targets: tuple[MorphTarget, ...] = ()


@dataclass(frozen=True, eq=False)
class Mesh:
    """Primitives that move together, and optionally a simpler mesh to draw when small.

    `lod` is the index of the next coarser mesh in `Scene.meshes` (-1: none); it takes over when the bounding
    sphere's projected diameter is below `lod_pixels` pixels. A mesh is not drawn at all below `cull_pixels`.
    """

    name: str
    primitives: tuple[Primitive, ...]
    lod: int = -1
    lod_pixels: float = 0.0
    cull_pixels: float = 0.75


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


@dataclass(frozen=True, eq=False)
class Lights:
    """Local lights as a structure of arrays over n lights."""

    position: Floats
    """(n, 3)"""
    color: Floats
    """(n, 3) radiant intensity, linear RGB: irradiance at distance r is `color / (r^2 + radius^2)`."""
    range: Floats
    """(n,) metres at which the window function reaches zero"""
    radius: Floats
    """(n,) source radius in metres: softens the near field"""
    direction: Floats
    """(n, 3) unit axis of a spot; ignored for points"""
    cone: Floats
    """(n, 2) cosines of the inner and outer half angle; (-1, -1) is a point light"""
    glow: Floats
    """(n,) strength of the haze halo drawn round the lamp; 0 none"""

    def __len__(self) -> int:
        return len(self.position)

    @staticmethod
    def none() -> Lights:
        return Lights.points(np.zeros((0, 3), np.float32), np.zeros((0, 3), np.float32), 1.0)

    @staticmethod
    def points(
        position: Floats,
        color: Floats,
        range: float | Floats,
        radius: float | Floats = 0.6,
        glow: float | Floats = 0.0,
    ) -> Lights:
        """Point lights: position and color `(n, 3)`, the rest scalars or `(n,)`."""
        n = len(position)

        def per_light(value: float | Floats) -> Floats:
            return np.broadcast_to(np.asarray(value, np.float32), (n,)).copy()

        return Lights(
            np.asarray(position, np.float32).reshape(n, 3),
            np.asarray(color, np.float32).reshape(n, 3),
            per_light(range),
            per_light(radius),
            np.tile(np.array([0.0, -1.0, 0.0], np.float32), (n, 1)),
            np.full((n, 2), -1.0, np.float32),
            per_light(glow),
        )

    @staticmethod
    def concat(parts: Sequence[Lights]) -> Lights:
        names = ("position", "color", "range", "radius", "direction", "cone", "glow")
        parts = [p for p in parts if len(p)] or [Lights.none()]
        return Lights(**{k: np.concatenate([getattr(p, k) for p in parts]) for k in names})


@dataclass(frozen=True)
class Sky:
    """Atmosphere and the light that comes from it. Directions are unit vectors towards the body."""

    sun_direction: Vec3 = (0.0, 0.7, -0.71)
    sun_radiance: float = 20.0
    """Irradiance of the unattenuated sun in scene units; the sky's radiance scales with it."""
    moon_direction: Vec3 = (0.3, 0.5, 0.6)
    moon_radiance: float = 0.0
    haze: float = 0.35
    """Aerosol amount, 0 (alpine) to 1 (milky)."""
    night: Vec3 = (0.004, 0.006, 0.012)
    """Airglow, stars and scattered town light at the zenith."""
    town_glow: Vec3 = (0.0, 0.0, 0.0)
    """Artificial light near the horizon."""
    clouds: float = 0.4
    """Cover of the high streaks, 0 to 1."""
    stars: float = 1.0
    gain: float = 1.0
    """Multiplies the daylight radiance: a camera in twilight is opened by this much."""
    ground_albedo: Vec3 = (0.12, 0.11, 0.09)


@dataclass(frozen=True, eq=False)
class Environment:
    """Measured light from all round; it takes the place of the sky with its sun and moon."""

    radiance: Floats
    """`(h, w, 3)` equirectangular, top row at the zenith; direction d lies at u = atan2(d.z, d.x) / 2 pi + 1/2."""
    rotation: float = 0.0
    """Radians about +y, counter-clockwise seen from above."""
    intensity: float = 1.0
    background: bool = True
    """Shown behind the scene; otherwise the picture is transparent there."""


@dataclass(frozen=True)
class Haze:
    """Two exponential height-fog layers: density per metre and scale height in metres each."""

    mist: float = 0.0
    mist_height: float = 20.0
    air: float = 0.0
    air_height: float = 300.0
    tint: Vec3 = (0.42, 0.72, 1.0)
    """Multiplies the sky's irradiance in the in-scattered light."""
    town: Vec3 = (0.0, 0.0, 0.0)
    """Warm in-scatter near the lamps, low over the ground."""


@dataclass(frozen=True)
class Water:
    """A level water surface at height `level`; `slope` is the rms slope of the two wave tiles."""

    level: float = 0.0
    wind: tuple[float, float] = (2.2, 0.0)
    """Speed in m/s at 10 m and the direction it blows towards, radians from +x to +z."""
    slope: tuple[float, float] = (0.019, 0.015)
    tiles: tuple[float, float] = (47.0, 8.3)
    """Edge lengths in metres of the two periodic wave fields."""
    color: Vec3 = (0.010, 0.022, 0.026)
    bounds: tuple[float, float, float, float] = (-3000.0, -5000.0, 3000.0, 60.0)
    """x0, z0, x1, z1 of the drawn sheet."""
    mirror_scale: float = 0.625
    """Resolution of the planar reflection, relative to the frame."""


@dataclass(frozen=True)
class Camera:
    """A perspective camera. `shift` moves the image plane (in half heights), keeping verticals vertical."""

    eye: Vec3 = (0.0, 1.6, 5.0)
    target: Vec3 = (0.0, 1.2, 0.0)
    up: Vec3 = (0.0, 1.0, 0.0)
    fov: float = 0.65
    """Vertical field of view, radians."""
    shift: tuple[float, float] = (0.0, 0.0)
    near: float = 0.1
    exposure: float = 1.0
    """Linear multiplier before the tone curve."""
    focus: float = 10.0
    aperture: float = 0.0
    """Lens diameter in metres; 0 keeps everything sharp. Honoured by `final`."""


@dataclass(frozen=True)
class Grade:
    """The look: tone curve and bloom."""

    tonemap: Literal["agx", "neutral", "aces", "none"] = "agx"
    contrast: float = 1.0
    saturation: float = 1.0
    bloom: float = 0.06
    vignette: float = 0.0


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


Mover = Callable[[float], Sequence[Move]]
CameraPath = Callable[[float], Camera]
LightTrack = Callable[[float], Lights]


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


@dataclass(eq=False)
class Scene:
    """A whole scene; `evaluate` is a pure function of time."""

    name: str
    duration: float = 30.0
    meshes: list[Mesh] = field(default_factory=list)
    materials: list[Material] = field(default_factory=list)
    textures: list[Texture] = field(default_factory=list)
    batches: list[Batch] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    lights: Lights = field(default_factory=Lights.none)
    light_track: LightTrack | None = None
    movers: list[Mover] = field(default_factory=list)
    cameras: dict[str, CameraPath] = field(default_factory=dict)
    sky: Sky = field(default_factory=Sky)
    haze: Haze = field(default_factory=Haze)
    water: Water | None = None
    grade: Grade = field(default_factory=Grade)
    surfaces: dict[str, Path] = field(default_factory=dict)
    """GLSL surface files this scene brings, by the name materials use."""
    stops: dict[str, float] = field(default_factory=dict)
    """Named instants on the timeline, seconds."""
    environment: Environment | None = None
    """None: the light comes from `sky`."""
    on_pick: Callable[[int, int], PickResult] | None = None
    """Answers a click on instance `i` of a batch with `pick > 0`: called with `(pick, i)`."""

    def camera(self, name: str | None, t: float) -> Camera:
        """The named camera (the first one for None) at time t. KeyError names the known ones."""
        if name is None:
            name = next(iter(self.cameras), "")
        if name not in self.cameras:
            raise KeyError(f"no camera {name!r} in scene {self.name!r}; it has {', '.join(self.cameras) or 'none'}")
        return self.cameras[name](t)

    def evaluate(self, t: float, camera: Camera | str | None = None) -> Frame:
        """The scene at t seconds, seen by `camera` (a name, a camera, or None for the first)."""
        view = camera if isinstance(camera, Camera) else self.camera(camera, t)
        poses = {i: f.pose(t) if f.pose else f.rest for i, f in enumerate(self.figures)}
        moves = tuple(move for mover in self.movers for move in mover(t))
        return Frame(t, view, moves, poses, self.light_track(t) if self.light_track else None)

    def drive(self, figure: str, pose: Callable[[float], Pose]) -> None:
        """Let `pose(t)` animate the named figure from now on. KeyError when there is no such figure."""
        for i, f in enumerate(self.figures):
            if f.name == figure:
                self.figures[i] = replace(f, pose=pose)
                return
        raise KeyError(f"no figure {figure!r}; the scene has {', '.join(f.name for f in self.figures) or 'none'}")
