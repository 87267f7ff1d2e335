"""Nodes, lights, cameras and animations as glTF writes them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from assets import transforms as tf
from assets.glb_body import Body, Json
from assets.model import Animation, Lens, Light, Model, Node, NodeConstraint
from assets.scene import Floats

_DEFAULTS = Node("")
_KINDS = {"material": "/materials", "light": "/extensions/KHR_lights_punctual/lights", "lens": "/cameras"}


def light_json(light: Light) -> Json:
    """A KHR_lights_punctual light; its colour is at most one, the rest goes into the intensity."""
    brightest = max(1.0, *light.color)
    entry: Json = {
        "name": light.name,
        "type": light.kind,
        "color": [max(v, 0.0) / brightest for v in light.color],
        "intensity": light.intensity * brightest,
    }
    if light.range > 0.0 and light.kind != "directional":
        entry["range"] = light.range
    if light.kind == "spot":
        entry["spot"] = {"innerConeAngle": light.inner_cone, "outerConeAngle": min(light.outer_cone, np.pi / 2)}
    return entry


def camera_json(lens: Lens) -> Json:
    if lens.half_size is not None:
        x, y = lens.half_size
        sides = {"xmag": x or y, "ymag": y or x, "znear": lens.near, "zfar": min(lens.far, 1e6)}
        return {"name": lens.name, "type": "orthographic", "orthographic": sides}
    view = {"yfov": lens.fov, "znear": lens.near, **({"zfar": lens.far} if math.isfinite(lens.far) else {})}
    return {"name": lens.name, "type": "perspective", "perspective": view}


def nodes_json(body: Body, model: Model, meshes: dict[int, int]) -> list[Json]:
    """All nodes by their indices; `meshes` are the new numbers of the meshes that are written."""
    children: dict[int, list[int]] = {}
    for i, node in enumerate(model.nodes):
        children.setdefault(node.parent, []).append(i)
    constraints = {c.node: c for c in model.constraints}
    return [_node(body, node, children.get(i, []), meshes, constraints.get(i)) for i, node in enumerate(model.nodes)]


def _node(body: Body, node: Node, children: list[int], meshes: dict[int, int], follows: NodeConstraint | None) -> Json:
    entry: Json = {"name": node.name}
    if children:
        entry["children"] = children
    for key in ("translation", "rotation", "scale"):
        if tuple(getattr(node, key)) != getattr(_DEFAULTS, key):
            entry[key] = [float(v) for v in getattr(node, key)]
    if node.mesh in meshes:
        entry["mesh"] = meshes[node.mesh]
        if node.skin >= 0:
            entry["skin"] = node.skin
        if node.weights is not None and len(node.weights):
            entry["weights"] = np.asarray(node.weights, float).tolist()
    if node.camera >= 0:
        entry["camera"] = node.camera
    extensions: Json = {}
    if node.light >= 0:
        extensions["KHR_lights_punctual"] = {"light": node.light}
    if node.instances is not None:
        extensions["EXT_mesh_gpu_instancing"] = {"attributes": _instances(body, node.instances, node.tints)}
    if not node.visible:
        extensions["KHR_node_visibility"] = {"visible": False}
    if follows:
        extensions["VRMC_node_constraint"] = _constraint(follows)
    return entry | ({"extensions": extensions} if extensions else {})


def _instances(body: Body, instances: Floats, tints: Floats | None) -> Json:
    parts = tf.decompose(instances)
    attributes = {
        name: body.accessor(values, kind)
        for name, kind, values in zip(
            ("TRANSLATION", "ROTATION", "SCALE"), ("VEC3", "VEC4", "VEC3"), parts, strict=True
        )
    }
    if tints is not None:
        attributes["_COLOR_0"] = body.accessor(np.asarray(tints, np.float32), "VEC3")
    return attributes


def _constraint(c: NodeConstraint) -> Json:
    more = {"roll": {"rollAxis": c.axis}, "aim": {"aimAxis": c.axis}}.get(c.kind, {})
    return {"specVersion": "1.0", "constraint": {c.kind: {"source": c.source, "weight": c.weight, **more}}}


def animation_json(body: Body, animation: Animation, content: Json) -> Json:
    """An animation; `content` is the root's, where what pointers lead into is made to be there."""
    samplers: list[Json] = []
    channels: list[Json] = []

    def add(target: Json, times: Floats, values: Floats, interpolation: str) -> None:
        low, high = float(times[0]), float(times[-1])
        keys = np.ascontiguousarray(times, np.float32)
        flat = values.reshape(-1, values.shape[-1])
        if target["path"] == "weights":
            flat = flat.reshape(-1, 1)
        kind = {1: "SCALAR", 2: "VEC2", 3: "VEC3", 4: "VEC4"}[flat.shape[1]]
        samplers.append(
            {
                "input": body.accessor(keys, "SCALAR", min=[low], max=[high]),
                "output": body.accessor(np.ascontiguousarray(flat), kind),
                "interpolation": interpolation,
            }
        )
        channels.append({"sampler": len(samplers) - 1, "target": target})

    for c in animation.channels:
        if c.path == "visible":
            pointer = f"/nodes/{c.node}/extensions/KHR_node_visibility/visible"
            content["nodes"][c.node].setdefault("extensions", {}).setdefault("KHR_node_visibility", {"visible": True})
            add(_pointer(pointer), c.times, (c.values > 0.5).astype(np.uint8), "STEP")
        else:
            add({"node": c.node, "path": c.path}, c.times, np.asarray(c.values, np.float32), c.interpolation)
    parts: tuple[tuple[str, Any], ...] = (
        ("material", animation.materials),
        ("light", animation.lights),
        ("lens", animation.lenses),
    )
    for kind, changes in parts:
        for change in changes:
            if kind == "material":
                _ensure(content["materials"][change.index], [key.path for key in change.keys])
            for key in change.keys:
                add(_pointer("/".join((_KINDS[kind], str(change.index), *key.path))), key.times, key.values, key.how)
    return {"name": animation.name, "samplers": samplers, "channels": channels}


def _pointer(pointer: str) -> Json:
    return {"path": "pointer", "extensions": {"KHR_animation_pointer": {"pointer": pointer}}}


def _ensure(entry: Json, paths: list[tuple[str, ...]]) -> None:
    """Makes the objects that hold what these paths lead to."""
    for path in paths:
        holder = entry
        for key in path[:-1]:
            holder = holder.setdefault(key, {})
