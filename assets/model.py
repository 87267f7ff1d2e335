"""A loaded model: what a glTF or VRM file holds, as arrays, before it is placed in a scene.

Indices refer to the tuples of the same `Model`; -1 means none. Spaces and units are glTF's: right-handed, y up, metres.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar

import numpy as np

from assets.paint import Paint
from assets.scene import Floats, Ints, Material, Mesh, Texture, Vec3

Path = Literal["translation", "rotation", "scale", "weights", "visible"]
Interpolation = Literal["STEP", "LINEAR", "CUBICSPLINE"]
Override = Literal["none", "block", "blend"]
Part = TypeVar("Part")


@dataclass(frozen=True, eq=False)
class Node:
    """One node of the tree: local translation, rotation (x, y, z, w) and scale, and what hangs on it."""

    name: str
    parent: int = -1
    translation: Vec3 = (0.0, 0.0, 0.0)
    rotation: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 1.0)
    scale: Vec3 = (1.0, 1.0, 1.0)
    mesh: int = -1
    skin: int = -1
    camera: int = -1
    light: int = -1
    weights: Floats | None = None
    """Rest weights of the mesh's morph targets, where the file gives any."""
    instances: Floats | None = None
    """`(n, 3, 4)`, relative to the node (EXT_mesh_gpu_instancing)."""
    tints: Floats | None = None
    """`(n, 3)`: what multiplies each instance's colour (its attribute _COLOR_0)."""
    visible: bool = True
    """False hides what hangs on it and on all nodes below (KHR_node_visibility)."""


@dataclass(frozen=True, eq=False)
class Skin:
    """`joints` `(j,)` are node indices, `inverse_bind` `(j, 3, 4)` takes model space to each joint's bind space."""

    name: str
    joints: Ints
    inverse_bind: Floats


@dataclass(frozen=True, eq=False)
class Channel:
    """One animated property of a node. `times` `(k,)` seconds, rising; `values` `(k, c)`, or `(k, 3, c)` for
    CUBICSPLINE (in-tangent, value, out-tangent). `visible` is 1 or 0 and holds from key to key."""

    node: int
    path: Path
    times: Floats
    values: Floats
    interpolation: Interpolation = "LINEAR"


@dataclass(frozen=True)
class Light:
    """KHR_lights_punctual: candela for points and spots, lux for directional; shines along the node's -z."""

    name: str
    kind: Literal["point", "spot", "directional"]
    color: Vec3 = (1.0, 1.0, 1.0)
    intensity: float = 1.0
    range: float = 0.0
    """Metres; 0 is unlimited."""
    inner_cone: float = 0.0
    outer_cone: float = float(np.pi / 4)


@dataclass(frozen=True)
class Lens:
    """A camera's vertical field of view (radians), near and far distance (metres); it looks along its node's -z. One
    with a `half_size` is orthographic: half the width and height of what it shows; `fov` does not matter."""

    name: str
    fov: float
    near: float = 0.1
    half_size: tuple[float, float] | None = None
    far: float = math.inf


@dataclass(frozen=True, eq=False)
class Keys:
    """Keys of one property of a material, light or lens: the names that lead to it in glTF's JSON, `times` `(k,)` and
    `values` `(k, c)`, or `(k, 3, c)` for CUBICSPLINE."""

    path: tuple[str, ...]
    times: Floats
    values: Floats
    how: Interpolation


@dataclass(frozen=True, eq=False)
class Change(Generic[Part]):
    """What an animation makes of one material, light or lens (KHR_animation_pointer): `at(t)` is the whole of it at
    t seconds, `fullest` has every property that it takes on anywhere, for who must know what to be ready for."""

    index: int
    at: Callable[[float], Part]
    fullest: Part
    keys: tuple[Keys, ...]

    @property
    def duration(self) -> float:
        return max(float(k.times[-1]) for k in self.keys)


@dataclass(frozen=True, eq=False)
class Animation:
    """What plays together: channels of nodes, and changes of other things; `duration` is the last key's time."""

    name: str
    channels: tuple[Channel, ...]
    materials: tuple[Change[Material], ...] = ()
    lights: tuple[Change[Light], ...] = ()
    lenses: tuple[Change[Lens], ...] = ()

    @property
    def duration(self) -> float:
        ends = [float(channel.times[-1]) for channel in self.channels]
        ends += [change.duration for change in self.materials]
        ends += [change.duration for change in self.lights]
        ends += [change.duration for change in self.lenses]
        return max(ends, default=0.0)


@dataclass(frozen=True)
class MorphBind:
    """Morph target `target` of the mesh on node `node`, at `weight` when the expression is full."""

    node: int
    target: int
    weight: float = 1.0


@dataclass(frozen=True)
class Expression:
    """A VRM 1.0 expression (VRMC_vrm, expressions)."""

    name: str
    preset: bool
    morphs: tuple[MorphBind, ...] = ()
    binary: bool = False
    override_blink: Override = "none"
    override_look_at: Override = "none"
    override_mouth: Override = "none"
    paints: tuple[Paint, ...] = ()
    """What it does to materials, one for each."""


@dataclass(frozen=True)
class RangeMap:
    """VRM lookAt: an angle up to `input_max` degrees maps linearly to `output` (degrees for bones, else a weight)."""

    input_max: float = 90.0
    output: float = 10.0


@dataclass(frozen=True)
class LookAt:
    """VRM 1.0 lookAt: how gaze angles turn the eyes, measured at `offset` metres from the head bone."""

    kind: Literal["bone", "expression"] = "bone"
    offset: Vec3 = (0.0, 0.06, 0.0)
    inner: RangeMap = RangeMap()
    outer: RangeMap = RangeMap()
    down: RangeMap = RangeMap()
    up: RangeMap = RangeMap()


@dataclass(frozen=True)
class Collider:
    """A sphere (`tail` None) or capsule fixed to a node; offsets in the node's space, metres."""

    node: int
    offset: Vec3
    radius: float
    tail: Vec3 | None = None


@dataclass(frozen=True)
class SpringJoint:
    """VRMC_springBone: one joint of a chain, acting on the segment towards the next one."""

    node: int
    hit_radius: float = 0.0
    stiffness: float = 1.0
    gravity_power: float = 0.0
    gravity_direction: Vec3 = (0.0, -1.0, 0.0)
    drag: float = 0.5


@dataclass(frozen=True)
class Spring:
    """A chain of joints from root to tip, and the colliders (indices into `Vrm.colliders`) it avoids."""

    name: str
    joints: tuple[SpringJoint, ...]
    colliders: tuple[int, ...] = ()
    center: int = -1
    free_end: float = 0.0
    """Metres from the last joint to a tail of its own, on in the direction it came from (VRM 0.x); 0: it has none."""


@dataclass(frozen=True, eq=False)
class Vrm:
    """The VRM 1.0 part of a model. `bones` maps VRM bone names to nodes."""

    title: str
    bones: Mapping[str, int]
    expressions: Mapping[str, Expression] = field(default_factory=dict)
    look_at: LookAt | None = None
    springs: tuple[Spring, ...] = ()
    colliders: tuple[Collider, ...] = ()
    meta: Mapping[str, Any] = field(default_factory=dict)
    own_eyes: tuple[int, ...] = ()
    """Nodes whose meshes only their wearer would see (firstPersonOnly): they are without them here."""


@dataclass(frozen=True)
class NodeConstraint:
    """VRMC_node_constraint: `node` turns with `source`, by `weight` (0 ... 1) of its turn since rest.

    A roll is about `axis` ("X", "Y", "Z"), an aim points `axis` ("PositiveX" ... "NegativeZ") at the source."""

    node: int
    kind: Literal["roll", "aim", "rotation"]
    source: int
    axis: str = ""
    weight: float = 1.0


@dataclass(frozen=True, eq=False)
class VrmAnimation:
    """VRMC_vrm_animation: which nodes of an animation stand for VRM bones, expressions (their x is the weight) and the
    direction of the gaze."""

    bones: Mapping[str, int]
    expressions: Mapping[str, int] = field(default_factory=dict)
    look_at: int = -1


@dataclass(frozen=True)
class SceneRoots:
    """One of a file's scenes: the roots of its node trees."""

    name: str
    roots: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Model:
    """Everything that was read. `dropped` says in words, one line each, what the file holds and this does not."""

    name: str
    nodes: tuple[Node, ...] = ()
    meshes: tuple[Mesh, ...] = ()
    materials: tuple[Material, ...] = ()
    textures: tuple[Texture, ...] = ()
    skins: tuple[Skin, ...] = ()
    animations: tuple[Animation, ...] = ()
    lights: tuple[Light, ...] = ()
    lenses: tuple[Lens, ...] = ()
    scenes: tuple[SceneRoots, ...] = ()
    scene: int = 0
    """The scene shown by default."""
    vrm: Vrm | None = None
    vrma: VrmAnimation | None = None
    constraints: tuple[NodeConstraint, ...] = ()
    variants: tuple[str, ...] = ()
    """Names of the sets of materials to choose from when loading (KHR_materials_variants)."""
    dropped: tuple[str, ...] = ()
