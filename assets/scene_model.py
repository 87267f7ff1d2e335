"""A scene as a model, to write it to a file: batches as nodes, figures as skins, lamps, cameras, sampled movement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from assets import transforms as tf
from assets.grouping import grouped, some
from assets.lights import DIRECTIONAL, KINDS, POINT, SPOT
from assets.model import Animation, Channel, Lens, Light, Model, Node, Path, SceneRoots, Skin
from assets.scene import IDENTITY, Batch, Camera, Floats, Mesh, Scene
from assets.scene_changes import material_changes
from assets.scene_check import check_primitive

MOST_MOVING = 1000
"""Instances whose movement is written; beyond, the batches with the most stay where they are."""
_STILL = 1e-5
_SHEAR = 1e-3


@dataclass(eq=False)
class _Draft:
    """The model while it grows."""

    scene: Scene
    times: Floats
    nodes: list[Node] = field(default_factory=list)
    meshes: list[Mesh] = field(default_factory=list)
    skins: list[Skin] = field(default_factory=list)
    channels: list[Channel] = field(default_factory=list)
    lights: list[Light] = field(default_factory=list)
    lenses: list[Lens] = field(default_factory=list)
    numbers: dict[int, int] = field(default_factory=dict)
    dropped: list[str] = field(default_factory=list)

    def add(self, node: Node) -> int:
        self.nodes.append(node)
        return len(self.nodes) - 1


def model_of(scene: Scene, seconds: float = 0.0, rate: float = 12.0) -> Model:
    """The scene as it is at time 0, moving for `seconds` in keys `rate` times a second.

    What a file of glTF has no words for (surfaces in GLSL, water, haze, wind, levels of detail) is in
    `Model.dropped`. Materials keep their numbers, instances their colours; lamps that are surfaces become points.
    """
    count = max(1, round(seconds * rate) + 1) if seconds > 0 else 1
    d = _Draft(scene, np.linspace(0.0, seconds, count, dtype=np.float32))
    _add_batches(d)
    _add_figures(d)
    _add_lights(d)
    _add_cameras(d)
    _say(d)
    roots = tuple(i for i, node in enumerate(d.nodes) if node.parent < 0)
    first = scene.evaluate(0.0, Camera()).materials
    changes = material_changes(scene, d.times, d.dropped) if count > 1 else ()
    return Model(
        scene.name,
        nodes=tuple(d.nodes),
        meshes=tuple(d.meshes),
        materials=tuple(first.get(i, m) for i, m in enumerate(scene.materials)),
        textures=tuple(scene.textures),
        skins=tuple(d.skins),
        animations=(Animation("scene", tuple(d.channels), changes),) if d.channels or changes else (),
        lights=tuple(d.lights),
        lenses=tuple(d.lenses),
        scenes=(SceneRoots(scene.name, roots),),
        dropped=grouped(d.dropped),
    )


def _mesh(d: _Draft, number: int) -> int:
    if number not in d.numbers:
        d.numbers[number] = len(d.meshes)
        mesh = d.scene.meshes[number]
        for p, primitive in enumerate(mesh.primitives):
            check_primitive(primitive, f"mesh {mesh.name!r}, primitive {p}")
        d.meshes.append(mesh)
    return d.numbers[number]


# What moves as a whole -----------------------------------------------------------------------------------------------


def _add_batches(d: _Draft) -> None:
    moved = _moved_batches(d)
    for b, batch in enumerate(d.scene.batches):
        if batch.figure >= 0 or not len(batch.transform) or not d.scene.meshes[batch.mesh].primitives:
            continue
        mesh = _mesh(d, batch.mesh)
        track = moved.get(b)
        if track is not None and len(d.times) > 1:
            _add_moving(d, batch, mesh, track)
        else:
            _add_still(d, batch, mesh, batch.transform if track is None else track[0])


def _moved_batches(d: _Draft) -> dict[int, Floats]:
    """Batch -> transforms `(times, n, 3, 4)`."""
    out: dict[int, Floats] = {}
    for k, t in enumerate(d.times):
        for mover in d.scene.movers:
            for move in mover(float(t)):
                still = d.scene.batches[move.batch].transform
                if move.batch not in out:
                    out[move.batch] = np.repeat(still[None], len(d.times), axis=0)
                out[move.batch][k, move.first : move.first + len(move.transform)] = move.transform
    total, beyond = 0, list[str]()
    for b in sorted(out, key=lambda b: out[b].shape[1]):
        total += out[b].shape[1]
        if total > MOST_MOVING and len(d.times) > 1:
            beyond.append(f"{d.scene.batches[b].name} ({out[b].shape[1]})")
            out[b] = out[b][:1]
    if beyond:
        d.dropped.append(f"beyond {MOST_MOVING} moving instances these batches stand still: {some(beyond)}")
    return out


def _add_still(d: _Draft, batch: Batch, mesh: int, transform: Floats) -> None:
    """One node, with instances where there are more than one or they have colours; one each for what is sheared."""
    tints = batch.tint[:, :3] if (np.abs(batch.tint[:, :3] - 1.0) > 1e-6).any() else None
    straight = ~sheared(transform)
    for i in np.flatnonzero(~straight):
        _add_sheared(d, batch, mesh, transform[i], None if tints is None else tints[i : i + 1])
    whole = transform[straight]
    if len(whole) == 1 and tints is None:
        move, turn, scale = tf.decompose(whole[0])
        d.add(_node(batch.name, -1, move, turn, scale, mesh=mesh))
    elif len(whole):
        d.add(Node(batch.name, mesh=mesh, instances=whole, tints=None if tints is None else tints[straight]))


def sheared(transform: Floats) -> NDArray[np.bool_]:
    """Which of `(n, 3, 4)` transforms are not a scale, then a rotation, then a translation."""
    back = tf.trs(*tf.decompose(transform))
    size = np.maximum(np.abs(transform[:, :, :3]).max(axis=(1, 2), initial=0.0), 1e-9)
    off: NDArray[np.bool_] = np.abs(back - transform)[:, :, :3].max(axis=(1, 2), initial=0.0) > _SHEAR * size
    return off


def _add_sheared(d: _Draft, batch: Batch, mesh: int, transform: Floats, tints: Floats | None) -> None:
    """Any linear map is a rotation after a scale after a rotation (its singular value decomposition): two nodes."""
    u, size, v = np.linalg.svd(transform[:, :3].astype(np.float64))
    size[2] *= np.sign(np.linalg.det(u)) * np.sign(np.linalg.det(v))
    u[:, 2] *= np.sign(np.linalg.det(u))
    v[2] *= np.sign(np.linalg.det(v))
    outer = np.concatenate([u, transform[:, 3:]], 1)
    move, turn, _ = tf.decompose(outer)
    parent = d.add(_node(batch.name, -1, move, turn, size))
    inner = tf.decompose(np.concatenate([v, np.zeros((3, 1))], 1))
    instances = None if tints is None else IDENTITY[None]
    d.add(replace(_node(batch.name, parent, *inner, mesh=mesh), instances=instances, tints=tints))


def _add_moving(d: _Draft, batch: Batch, mesh: int, track: Floats) -> None:
    for i in range(track.shape[1]):
        tint = batch.tint[i : i + 1, :3]
        colored = bool((np.abs(tint - 1.0) > 1e-6).any())
        node = d.add(Node(f"{batch.name}/{i}", mesh=mesh))
        if colored:
            d.nodes[node] = replace(d.nodes[node], instances=IDENTITY[None], tints=tint)
        if sheared(track[:, i]).any():
            d.dropped.append(f"batch {batch.name!r}: the shear of what moves is left out")
        _animate(d, node, track[:, i])


def _animate(d: _Draft, node: int, track: Floats) -> None:
    """The node's transform at every time `(times, 3, 4)`: at rest the first, and channels for what changes."""
    move, turn, scale = tf.decompose(track)
    # the same rotation twice: the next is the one on the nearer side
    flips = np.cumprod(np.where((turn[1:] * turn[:-1]).sum(1) < 0.0, -1.0, 1.0))
    turn[1:] *= flips[:, None].astype(np.float32)
    first = _node("", -1, move[0], turn[0], scale[0])
    d.nodes[node] = replace(d.nodes[node], translation=first.translation, rotation=first.rotation, scale=first.scale)
    parts: tuple[tuple[Path, Floats], ...] = (("translation", move), ("rotation", turn), ("scale", scale))
    for path, values in parts:
        if len(values) > 1 and (np.abs(values - values[0]) > _STILL).any():
            d.channels.append(Channel(node, path, d.times, values))


def _node(name: str, parent: int, move: Floats, turn: Floats, scale: Sequence[float] | Floats, mesh: int = -1) -> Node:
    x, y, z = (float(v) for v in move)
    a, b, c, w = (float(v) for v in turn)
    i, j, k = (float(v) for v in scale)
    return Node(name, parent, (x, y, z), (a, b, c, w), (i, j, k), mesh)


# What deforms --------------------------------------------------------------------------------------------------------


def _add_figures(d: _Draft) -> None:
    for number, figure in enumerate(d.scene.figures):
        batches = [b for b in d.scene.batches if b.figure == number and len(b.transform)]
        if not batches:
            continue
        poses = [figure.pose(float(t)) if figure.pose else figure.rest for t in d.times]
        joints = np.stack([pose.joints for pose in poses])
        weights = np.stack([pose.weights for pose in poses])
        place = batches[0].transform[0]
        if any(not np.allclose(b.transform, place, atol=1e-5) for b in batches):
            d.dropped.append(f"figure {figure.name!r}: all its parts stand where the first one does")
        root = d.add(_node(figure.name, -1, *tf.decompose(place)))
        first = len(d.nodes)
        for k, name in enumerate(figure.joint_names):
            node = d.add(Node(name, root))
            _animate(d, node, joints[:, k])
        # joints carry what the inverse bind matrices would have: the skin's are identities
        bind = np.tile(IDENTITY, (len(figure.joint_names), 1, 1))
        if figure.joint_names:
            d.skins.append(Skin(figure.name, np.arange(first, len(d.nodes), dtype=np.uint32), bind))
        for batch in batches:
            _add_deformed(d, batch, figure.targets, weights, len(d.skins) - 1 if figure.joint_names else -1, root)


def _add_deformed(d: _Draft, batch: Batch, targets: tuple[str, ...], weights: Floats, skin: int, root: int) -> None:
    """A mesh that follows the skin, or without joints stands at the figure's root."""
    mesh = d.scene.meshes[batch.mesh]
    if not mesh.primitives:
        return
    names = [target.name for target in mesh.primitives[0].targets]
    known = [targets.index(name) if name in targets else -1 for name in names]
    values = np.where(np.array(known) >= 0, weights[:, known], 0.0).astype(np.float32) if names else None
    skinned = skin >= 0 and any(p.joints is not None for p in mesh.primitives)
    rest = None if values is None else values[0]
    held = Node(batch.name, mesh=_mesh(d, batch.mesh), weights=rest)
    node = d.add(replace(held, skin=skin) if skinned else replace(held, parent=root))
    if values is not None and len(values) > 1 and (np.abs(values - values[0]) > _STILL).any():
        d.channels.append(Channel(node, "weights", d.times, values))


# Light and view ------------------------------------------------------------------------------------------------------


def _add_lights(d: _Draft) -> None:
    scene = d.scene
    if scene.sky.sun_radiance > 0 and scene.sky.sun_direction[1] > 0 and not scene.environment:
        d.lights.append(Light("sun", "directional", intensity=scene.sky.sun_radiance))
        turn = tf.decompose(tf.look_at(scene.sky.sun_direction, (0.0, 0.0, 0.0)))[1]
        d.add(replace(_node("sun", -1, np.zeros(3, np.float32), turn, (1.0, 1.0, 1.0)), light=len(d.lights) - 1))
    lights = scene.light_track(0.0) if scene.light_track else scene.lights
    known: dict[Light, int] = {}
    surfaces: Counter[str] = Counter()
    dark = 0
    for i in range(len(lights)):
        kind = int(lights.kind[i])
        if kind not in (POINT, SPOT, DIRECTIONAL):
            surfaces[KINDS[kind]] += 1
        bright = float(lights.color[i].max())
        if bright <= 0.0:
            dark += 1
            continue
        r, g, b = (float(v) for v in lights.color[i] / bright)
        reach = float(lights.range[i]) if np.isfinite(lights.range[i]) else 0.0
        inner, outer = (float(v) for v in np.arccos(np.clip(lights.cone[i], -1.0, 1.0)))
        light = Light("lamp", "point", (r, g, b), bright, reach)
        if kind == SPOT:
            light = replace(light, kind="spot", inner_cone=min(inner, outer - 1e-3), outer_cone=outer)
        elif kind == DIRECTIONAL:
            light = replace(light, kind="directional", range=0.0)
        if light not in known:
            known[light] = len(d.lights)
            d.lights.append(light)
        turn = tf.decompose(tf.look_at(np.zeros(3), lights.direction[i]))[1]
        at = lights.position[i] if kind != DIRECTIONAL else np.zeros(3, np.float32)
        d.add(replace(_node(f"lamp{i}", -1, at, turn, (1.0, 1.0, 1.0)), light=known[light]))
    d.dropped += [f"{count} luminous {kind}s are written as points" for kind, count in surfaces.items()]
    if dark:
        d.dropped.append(f"{dark} lights that are dark at the first moment are left out")
    if scene.light_track:
        d.dropped.append("lights: they are written as at the first moment")


def _add_cameras(d: _Draft) -> None:
    for name, path in d.scene.cameras.items():
        views = [path(float(t)) for t in d.times]
        first = views[0]
        far = first.far if first.half_size is None else first.depth
        d.lenses.append(Lens(name, first.fov, first.near, first.half_size, far))
        node = d.add(Node(name, camera=len(d.lenses) - 1))
        track = np.stack([tf.look_at(view.eye, view.target, view.up) for view in views])
        _animate(d, node, track)
        if any(abs(view.fov - first.fov) > _STILL or view.half_size != first.half_size for view in views):
            d.dropped.append(f"camera {name!r}: its field of view stays as at the first moment")
        if any(view.shift != (0.0, 0.0) for view in views):
            d.dropped.append(f"camera {name!r}: its shift is left out")


def _say(d: _Draft) -> None:
    scene = d.scene
    surfaces = sorted({m.surface for m in scene.materials} - {"standard", "toon"})
    if surfaces:
        count = f"{len(surfaces)} surfaces" if len(surfaces) > 1 else "a surface"
        d.dropped.append(f"{count} computed in GLSL are written as plain colours: {some(surfaces)}")
    said = {
        "water is left out": scene.water is not None,
        "haze is left out": scene.haze.mist > 0 or scene.haze.air > 0,
        "the panorama is left out": scene.environment is not None,
        "projected pictures, particles, lines and lettering are left out": bool(scene.effects or scene.effects_track),
        "wind is left out": any(m.sway > 0 for m in scene.materials),
        "coarser levels of detail are left out": any(m.lod >= 0 for m in scene.meshes),
        "changing materials are written as at the first moment": len(d.times) == 1
        and (bool(scene.material_tracks) or any(figure.paints for figure in scene.figures)),
    }
    d.dropped += [line for line, yes in said.items() if yes]
