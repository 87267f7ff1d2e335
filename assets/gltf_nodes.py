"""glTF nodes, skins, cameras and KHR_lights_punctual lights (sections 3.5, 3.7.3, 3.10), KHR_node_visibility."""

from __future__ import annotations

import math

import numpy as np

from assets import quaternions
from assets import transforms as tf
from assets.gltf_accessors import Accessors
from assets.gltf_check import parents
from assets.gltf_container import Document, Json
from assets.model import Lens, Light, Node, SceneRoots, Skin
from assets.scene import Floats, Vec3
from assets.schema import Fault

MAX_INSTANCES = 1 << 20
WIDEST = 3.0
"""Radians: the largest field of view of a camera."""


def read_nodes(document: Document, accessors: Accessors, dropped: list[str]) -> list[Node]:
    """All nodes, matrices taken apart into translation, rotation and scale."""
    parent = parents(document)
    nodes, instances = [], 0
    for i, entry in enumerate(document.items("nodes")):
        nodes.append(_node(document, accessors, i, entry, parent[i], dropped))
        given = nodes[-1].instances
        instances += 0 if given is None else len(given)
        if instances > MAX_INSTANCES:
            raise Fault(f"/nodes/{i}/extensions/EXT_mesh_gpu_instancing", f"more than {MAX_INSTANCES} in the file")
    return nodes


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
        _tints(document, accessors, instancing),
        extensions.get("KHR_node_visibility", {}).get("visible", True),
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


def _tints(document: Document, accessors: Accessors, instancing: Json | None) -> Floats | None:
    """The attribute that tools use for the colour of an instance; others are the application's own."""
    number = (instancing or {}).get("attributes", {}).get("_COLOR_0")
    if number is None or document.items("accessors")[number]["type"] not in ("VEC3", "VEC4"):
        return None
    return accessors.floats(number)[:, :3]


def read_scenes(document: Document) -> list[SceneRoots]:
    """The file's scenes; all root nodes as one where it has none."""
    named = [
        SceneRoots(entry.get("name") or f"scene{i}", tuple(entry.get("nodes", ())))
        for i, entry in enumerate(document.items("scenes"))
    ]
    return named or [SceneRoots("scene0", tuple(i for i, p in enumerate(parents(document)) if p < 0))]


def read_skins(document: Document, accessors: Accessors) -> list[Skin]:
    """All skins; inverse bind matrices that are absent, or without data, are identities."""
    skins = []
    for i, entry in enumerate(document.items("skins")):
        joints = np.array(entry["joints"], np.uint32)
        bind = np.tile(np.eye(4, dtype=np.float32), (len(joints), 1, 1))
        if "inverseBindMatrices" in entry and accessors.stored(entry["inverseBindMatrices"]):
            stored = accessors.floats(entry["inverseBindMatrices"])[: len(joints)]
            bind = np.swapaxes(stored.reshape(-1, 4, 4), 1, 2)
            if not np.allclose(bind[:, 3], (0.0, 0.0, 0.0, 1.0), atol=1e-5):
                raise Fault(f"/skins/{i}/inverseBindMatrices", "the fourth row must be 0 0 0 1")
        skins.append(Skin(entry.get("name") or f"skin{i}", joints, np.ascontiguousarray(bind[:, :3])))
    return skins


def read_lenses(document: Document, dropped: list[str]) -> list[Lens]:
    """All cameras."""
    lenses = []
    for i, entry in enumerate(document.items("cameras")):
        lens = lens_of(entry, i)
        if "perspective" in entry and entry["perspective"]["yfov"] > lens.fov:
            dropped.append(f"camera {lens.name!r}: its field of view is reduced to {lens.fov:g} radians")
        lenses.append(lens)
    return lenses


def lens_of(entry: Json, i: int) -> Lens:
    """Camera i of the file as a lens."""
    name, lens = entry.get("name") or f"camera{i}", entry[entry["type"]]
    near = max(float(lens["znear"]), 1e-6)
    if entry["type"] == "orthographic":
        half_size = abs(float(lens["xmag"])), abs(float(lens["ymag"]))
        return Lens(name, 0.5, near, half_size, float(lens["zfar"]))
    far = max(float(lens.get("zfar", math.inf)), near * 1.001)
    return Lens(name, min(max(float(lens["yfov"]), 1e-6), WIDEST), near, far=far)


def light_entries(document: Document) -> list[Json]:
    """The KHR_lights_punctual lights of a file."""
    found: list[Json] = document.root.get("extensions", {}).get("KHR_lights_punctual", {}).get("lights", [])
    return found


def read_lights(document: Document) -> list[Light]:
    """All KHR_lights_punctual lights."""
    lights = [light_of(entry, i) for i, entry in enumerate(light_entries(document))]
    for i, light in enumerate(lights):
        if light.inner_cone >= light.outer_cone:
            raise Fault(
                f"/extensions/KHR_lights_punctual/lights/{i}/spot", "innerConeAngle must be less than outerConeAngle"
            )
    return lights


def light_of(entry: Json, i: int) -> Light:
    """Light i of the file."""
    spot = entry.get("spot", {})
    inner, outer = float(spot.get("innerConeAngle", 0.0)), float(spot.get("outerConeAngle", np.pi / 4))
    color = _vec3(entry.get("color", (1.0, 1.0, 1.0)))
    strength, reach = float(entry.get("intensity", 1.0)), float(entry.get("range", 0.0))
    return Light(entry.get("name") or f"light{i}", entry["type"], color, strength, reach, inner, outer)
