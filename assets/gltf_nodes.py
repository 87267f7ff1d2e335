"""glTF nodes, skins, cameras, KHR_lights_punctual lights and animations (sections 3.5, 3.7.3, 3.10, 3.11)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from assets import quaternions
from assets import transforms as tf
from assets.gltf_accessors import Accessors
from assets.gltf_check import ancestors, parents
from assets.gltf_container import Document, Json
from assets.model import Animation, Channel, Lens, Light, Node, SceneRoots, Skin
from assets.scene import Floats, Vec3
from assets.schema import Fault

MAX_INSTANCES = 1 << 20

_WIDTHS = {"translation": 3, "rotation": 4, "scale": 3}


def read_nodes(document: Document, accessors: Accessors, dropped: list[str]) -> list[Node]:
    """All nodes, matrices taken apart into translation, rotation and scale."""
    parent = parents(document)
    entries = document.items("nodes")
    hidden = {i for i, node in enumerate(entries) if _hidden(node)}
    nodes = []
    for i, entry in enumerate(entries):
        node = _node(document, accessors, i, entry, parent[i], dropped)
        if not hidden.isdisjoint(ancestors(parent, i)):
            dropped.append(f"node {node.name!r}: it is hidden in the file and left out")
            node = replace(node, mesh=-1, light=-1)
        nodes.append(node)
    return nodes


def _hidden(node: Json) -> bool:
    return node.get("extensions", {}).get("KHR_node_visibility", {}).get("visible", True) is False


def _node(document: Document, accessors: Accessors, i: int, node: Json, parent: int, dropped: list[str]) -> Node:
    name = node.get("name") or f"node{i}"
    translation, rotation, scale = _local(node, f"/nodes/{i}")
    extensions = node.get("extensions", {})
    instancing = extensions.get("EXT_mesh_gpu_instancing")
    read = {"KHR_lights_punctual", "EXT_mesh_gpu_instancing", "KHR_node_visibility", "VRMC_node_constraint"}
    dropped += [f"node {name!r}: {extension} is left out" for extension in sorted(set(extensions) - read)]
    weights = node.get("weights", document.items("meshes")[node["mesh"]].get("weights") if "mesh" in node else None)
    return Node(
        name,
        parent,
        translation,
        rotation,
        scale,
        node.get("mesh", -1),
        node.get("skin", -1),
        node.get("camera", -1),
        extensions.get("KHR_lights_punctual", {}).get("light", -1),
        None if weights is None else np.array(weights, np.float32),
        None if instancing is None else _instances(document, accessors, instancing["attributes"], f"/nodes/{i}"),
    )


def _local(node: Json, at: str) -> tuple[Vec3, tuple[float, float, float, float], Vec3]:
    if "matrix" not in node:
        x, y, z, w = node.get("rotation", quaternions.NONE)
        length = float(np.linalg.norm([x, y, z, w]))
        if abs(length - 1.0) > 0.01:
            raise Fault(f"{at}/rotation", f"is a quaternion of length {length:.3g}, must be 1")
        moved, scaled = node.get("translation", (0.0, 0.0, 0.0)), node.get("scale", (1.0, 1.0, 1.0))
        return _vec3(moved), (x / length, y / length, z / length, w / length), _vec3(scaled)
    matrix = np.array(node["matrix"], np.float64).reshape(4, 4).T
    translation, rotation, scale = tf.decompose(matrix[:3])
    back = tf.trs(translation, rotation, scale)
    size = max(1.0, float(np.abs(matrix).max()))
    if not np.allclose(back, matrix[:3], atol=2e-3 * size) or not np.allclose(matrix[3], (0, 0, 0, 1), atol=1e-6):
        raise Fault(f"{at}/matrix", "cannot be taken apart into translation, rotation and scale")
    x, y, z, w = rotation.tolist()
    return _vec3(translation.tolist()), (x, y, z, w), _vec3(scale.tolist())


def _vec3(values: list[float] | Vec3) -> Vec3:
    x, y, z = values
    return (float(x), float(y), float(z))


def _instances(document: Document, accessors: Accessors, attributes: dict[str, int], at: str) -> Floats:
    counts = {document.items("accessors")[i]["count"] for i in attributes.values()}
    if len(counts) != 1 or max(counts) > MAX_INSTANCES:
        raise Fault(f"{at}/extensions/EXT_mesh_gpu_instancing", f"its attributes have {sorted(counts)} elements")
    parts = {}
    for name, width in (("TRANSLATION", 3), ("ROTATION", 4), ("SCALE", 3)):
        if name in attributes:
            parts[name] = accessors.floats(attributes[name])
            if parts[name].shape[1] != width:
                raise Fault(
                    f"{at}/extensions/EXT_mesh_gpu_instancing/attributes/{name}", f"must have {width} components"
                )
    still = np.zeros((counts.pop(), 3), np.float32)
    return tf.trs(
        parts.get("TRANSLATION", still), parts.get("ROTATION", quaternions.NONE), parts.get("SCALE", still + 1)
    )


def read_scenes(document: Document) -> list[SceneRoots]:
    """The file's scenes; all root nodes as one where it has none."""
    named = [
        SceneRoots(entry.get("name") or f"scene{i}", tuple(entry.get("nodes", ())))
        for i, entry in enumerate(document.items("scenes"))
    ]
    return named or [SceneRoots("scene0", tuple(i for i, p in enumerate(parents(document)) if p < 0))]


def read_skins(document: Document, accessors: Accessors) -> list[Skin]:
    """All skins; absent inverse bind matrices are identities."""
    skins = []
    for i, entry in enumerate(document.items("skins")):
        joints = np.array(entry["joints"], np.uint32)
        bind = np.tile(np.eye(4, dtype=np.float32), (len(joints), 1, 1))
        if "inverseBindMatrices" in entry:
            stored = accessors.floats(entry["inverseBindMatrices"])[: len(joints)]
            bind = np.swapaxes(stored.reshape(-1, 4, 4), 1, 2)
            if not np.allclose(bind[:, 3], (0.0, 0.0, 0.0, 1.0), atol=1e-5):
                raise Fault(f"/skins/{i}/inverseBindMatrices", "the fourth row must be 0 0 0 1")
        skins.append(Skin(entry.get("name") or f"skin{i}", joints, np.ascontiguousarray(bind[:, :3])))
    return skins


def read_lenses(document: Document, dropped: list[str]) -> list[Lens]:
    """All cameras as perspective lenses; orthographic ones are said and replaced by a long lens."""
    lenses = []
    for i, entry in enumerate(document.items("cameras")):
        name = entry.get("name") or f"camera{i}"
        lens = entry.get("perspective")
        if lens is None:
            dropped.append(f"camera {name!r}: orthographic projection is left out, a long lens stands in")
            lens = {"yfov": 0.2, "znear": 0.1}
        fov = float(lens["yfov"])
        if fov >= 3.0:
            dropped.append(f"camera {name!r}: its field of view of {fov:.3g} is reduced to 3 radians")
        lenses.append(Lens(name, min(fov, 3.0), float(lens["znear"])))
    return lenses


def read_lights(document: Document) -> list[Light]:
    """All KHR_lights_punctual lights."""
    entries = document.root.get("extensions", {}).get("KHR_lights_punctual", {}).get("lights", [])
    lights = []
    for i, entry in enumerate(entries):
        spot = entry.get("spot", {})
        inner, outer = float(spot.get("innerConeAngle", 0.0)), float(spot.get("outerConeAngle", np.pi / 4))
        if inner >= outer:
            raise Fault(
                f"/extensions/KHR_lights_punctual/lights/{i}/spot", "innerConeAngle must be less than outerConeAngle"
            )
        color = _vec3(entry.get("color", (1.0, 1.0, 1.0)))
        strength, reach = float(entry.get("intensity", 1.0)), float(entry.get("range", 0.0))
        lights.append(Light(entry.get("name") or f"light{i}", entry["type"], color, strength, reach, inner, outer))
    return lights


def read_animations(document: Document, accessors: Accessors, dropped: list[str]) -> list[Animation]:
    """All animations; channels without a node are ignored as the specification asks, pointer channels are said."""
    return [_animation(document, accessors, i, a, dropped) for i, a in enumerate(document.items("animations"))]


def _animation(document: Document, accessors: Accessors, i: int, entry: Json, dropped: list[str]) -> Animation:
    name = entry.get("name") or f"animation{i}"
    channels, taken = [], set()
    for k, channel in enumerate(entry["channels"]):
        at, target = f"/animations/{i}/channels/{k}", channel["target"]
        if channel["sampler"] >= len(entry["samplers"]):
            raise Fault(f"{at}/sampler", f"there is no sampler {channel['sampler']}")
        if target["path"] == "pointer":
            if "node" in target:
                raise Fault(f"{at}/target/node", "a pointer animation has no node")
            dropped.append(f"animation {name!r}: KHR_animation_pointer is left out")
            continue
        if "node" not in target:
            continue
        if (target["node"], target["path"]) in taken:
            raise Fault(f"{at}/target", f"{target['path']} of node {target['node']} is animated twice")
        taken.add((target["node"], target["path"]))
        sampler = f"/animations/{i}/samplers/{channel['sampler']}"
        channels.append(_channel(document, accessors, target, entry["samplers"][channel["sampler"]], sampler))
    return Animation(name, tuple(channels))


def _channel(document: Document, accessors: Accessors, target: Json, sampler: Json, at: str) -> Channel:
    source = document.items("accessors")[sampler["input"]]
    if (source["type"], source["componentType"]) != ("SCALAR", 5126):
        raise Fault(f"{at}/input", "must be float scalars")
    times = accessors.floats(sampler["input"])[:, 0]
    if times[0] < 0.0 or (np.diff(times) <= 0.0).any():
        raise Fault(f"{at}/input", "times must rise strictly from zero or later")
    values = accessors.floats(sampler["output"])
    path, interpolation = target["path"], sampler.get("interpolation", "LINEAR")
    width = _WIDTHS.get(path) or _targets(document, target["node"])
    keys = len(times) * (3 if interpolation == "CUBICSPLINE" else 1)
    if width == 0 or values.size != keys * width or (path in _WIDTHS and values.shape[1] != width):
        raise Fault(f"{at}/output", f"has {len(values)} elements; {path} needs {keys} of {width} numbers")
    shape = (len(times), 3, width) if interpolation == "CUBICSPLINE" else (len(times), width)
    values = values.reshape(shape)
    if path == "rotation":
        turns = values[:, 1] if interpolation == "CUBICSPLINE" else values
        wrong = np.abs(np.linalg.norm(turns, axis=-1) - 1.0) > 0.01
        if wrong.any():
            raise Fault(f"{at}/output", f"key {int(np.argmax(wrong))} is not a unit quaternion")
    return Channel(target["node"], path, times, values, interpolation)


def _targets(document: Document, node: int) -> int:
    entry = document.items("nodes")[node]
    return len(document.items("meshes")[entry["mesh"]]["primitives"][0].get("targets", ())) if "mesh" in entry else 0
