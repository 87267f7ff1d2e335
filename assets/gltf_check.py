"""What glTF asks of a document beyond the shape of each object: how accessors, nodes and skins fit together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial

from assets.gltf_accessors import check_layout
from assets.gltf_container import Document, Json, check_uri
from assets.gltf_meshopt import check_packed
from assets.gltf_shapes import DOCUMENT
from assets.schema import Fault, Gathering, escape, follow

MAX_DEPTH = 1000

_FLOAT, _BYTES_OR_FLOAT = {(5126, False)}, {(5126, False), (5121, True), (5123, True)}
_QUANTISED = {(t, n) for t in (5120, 5121, 5122, 5123) for n in (False, True)}
_FORMATS = {
    "POSITION": ({"VEC3"}, _FLOAT),
    "NORMAL": ({"VEC3"}, _FLOAT),
    "TANGENT": ({"VEC4"}, _FLOAT),
    "TEXCOORD": ({"VEC2"}, _BYTES_OR_FLOAT),
    "COLOR": ({"VEC3", "VEC4"}, _BYTES_OR_FLOAT),
    "JOINTS": ({"VEC4"}, {(5121, False), (5123, False)}),
    "WEIGHTS": ({"VEC4"}, _BYTES_OR_FLOAT),
}


def check_document(document: Document) -> None:
    """Raises Fault at the first breach of the specification that would make the content ambiguous or unsafe to read."""
    DOCUMENT(document.root, "", _counts(document))
    for step in _steps(document):
        step()


def faults(document: Document) -> list[Fault]:
    """Every breach `check_document` can find: all of the shape of the JSON, else one of each thing that fits badly."""
    gathered = Gathering(_counts(document))
    with suppress(Fault):
        follow(DOCUMENT, document.root, "", gathered)
    if gathered.faults:
        return gathered.faults
    for step in _steps(document):
        try:
            step()
        except Fault as fault:
            gathered.faults.append(fault)
    return gathered.faults


def _counts(document: Document) -> dict[str, int]:
    counts = {key: len(value) for key, value in document.root.items() if isinstance(value, list)}
    for name, key in (("KHR_lights_punctual", "lights"), ("KHR_materials_variants", "variants")):
        extensions = document.root.get("extensions")
        entry = extensions.get(name) if isinstance(extensions, dict) else None
        found = entry.get(key) if isinstance(entry, dict) else None
        counts[key] = len(found) if isinstance(found, list) else 0
    return counts


def _steps(document: Document) -> Iterator[Callable[[], None]]:
    """The checks of a document whose JSON has the right shape, one by one."""
    for collection in ("buffers", "images"):
        for i, entry in enumerate(document.items(collection)):
            yield partial(check_uri, entry.get("uri", ""), f"/{collection}/{i}/uri")
    yield partial(check_layout, document)
    yield partial(check_packed, document)
    yield partial(_check_cameras, document.items("cameras"))
    yield partial(_check_nodes, document)
    for i, mesh in enumerate(document.items("meshes")):
        yield partial(_check_mesh, document, mesh, f"/meshes/{i}")
    yield partial(_check_skins, document)
    yield partial(_check_view_use, document)


def parents(document: Document) -> list[int]:
    """Each node's parent, -1 for roots."""
    out = [-1] * len(document.items("nodes"))
    for i, node in enumerate(document.items("nodes")):
        for child in node.get("children", ()):
            if out[child] >= 0:
                raise Fault(f"/nodes/{i}/children", f"node {child} already has the parent {out[child]}")
            out[child] = i
    return out


def ancestors(parent: list[int], node: int) -> Iterator[int]:
    """The node and its ancestors up to the root."""
    while node >= 0:
        yield node
        node = parent[node]


def _check_cameras(cameras: list[Json]) -> None:
    for i, camera in enumerate(cameras):
        lens = camera.get(camera["type"])
        if lens is None:
            raise Fault(f"/cameras/{i}", f"{camera['type']!r} is missing")
        for key in {"xmag", "ymag"} & set(lens):
            if lens[key] == 0:
                raise Fault(f"/cameras/{i}/orthographic/{key}", "must not be 0")
        if "zfar" in lens and lens["zfar"] <= lens["znear"]:
            raise Fault(f"/cameras/{i}/{camera['type']}/zfar", "must be greater than znear")


def _check_nodes(document: Document) -> None:
    parent = parents(document)
    depth: dict[int, int] = {}
    for i in range(len(parent)):
        chain = []
        node = i
        while node >= 0 and node not in depth:
            chain.append(node)
            node = parent[node]
            if len(chain) > MAX_DEPTH:
                raise Fault(f"/nodes/{i}", f"the tree of nodes loops or is deeper than {MAX_DEPTH}")
        for k, link in enumerate(reversed(chain)):
            depth[link] = (depth[node] if node >= 0 else 0) + k + 1
        if depth[i] > MAX_DEPTH:
            raise Fault(f"/nodes/{i}", f"the tree of nodes is deeper than {MAX_DEPTH}")
    for i, scene in enumerate(document.items("scenes")):
        for k, root in enumerate(scene.get("nodes", ())):
            if parent[root] >= 0:
                raise Fault(f"/scenes/{i}/nodes/{k}", f"node {root} is not a root: its parent is {parent[root]}")
    for i, node_entry in enumerate(document.items("nodes")):
        _check_node(document, node_entry, f"/nodes/{i}")


def _check_node(document: Document, node: Json, at: str) -> None:
    if "mesh" not in node:
        return
    primitives = document.items("meshes")[node["mesh"]]["primitives"]
    if "skin" in node and not any("JOINTS_0" in p["attributes"] for p in primitives):
        raise Fault(f"{at}/skin", f"mesh {node['mesh']} has no joints")
    targets = len(primitives[0].get("targets", ()))
    if "weights" in node and len(node["weights"]) != targets:
        raise Fault(f"{at}/weights", f"has {len(node['weights'])} items, the mesh has {targets} morph targets")


def _check_mesh(document: Document, mesh: Json, at: str) -> None:
    accessors = document.items("accessors")
    quantised = "KHR_mesh_quantization" in document.root.get("extensionsRequired", ())
    for k, primitive in enumerate(mesh["primitives"]):
        here = f"{at}/primitives/{k}"
        count = len(primitive.get("targets", ()))
        if "weights" in mesh and len(mesh["weights"]) != count:
            raise Fault(f"{at}/weights", f"has {len(mesh['weights'])} items, primitive {k} has {count} morph targets")
        sizes = {accessors[i]["count"] for i in primitive["attributes"].values()}
        if len(sizes) > 1:
            raise Fault(f"{here}/attributes", f"differ in count: {', '.join(map(str, sorted(sizes)))}")
        for name, i in primitive["attributes"].items():
            _check_attribute(accessors[i], name, quantised, f"{here}/attributes/{escape(name)}")
        for t, target in enumerate(primitive.get("targets", ())):
            for name, i in target.items():
                if accessors[i]["count"] not in sizes:
                    raise Fault(
                        f"{here}/targets/{t}/{escape(name)}", f"has {accessors[i]['count']} elements, not {sizes}"
                    )
        _check_sets(primitive["attributes"], here)
        if "indices" in primitive:
            _check_indices(document, accessors[primitive["indices"]], f"{here}/indices")


def _check_attribute(accessor: Json, name: str, quantised: bool, at: str) -> None:
    kind = name.rsplit("_", 1)[0] if name[-1:].isdecimal() else name
    types, components = _FORMATS.get(kind, (None, set()))
    if types is None:
        return
    allowed = components | (
        _QUANTISED if quantised and kind in ("POSITION", "NORMAL", "TANGENT", "TEXCOORD") else set()
    )
    stored = (accessor["componentType"], accessor.get("normalized", False))
    if accessor["type"] not in types or stored not in allowed:
        raise Fault(at, f"{accessor['type']} of component type {stored[0]} cannot be {kind}")
    if accessor.get("byteOffset", 0) % 4:
        raise Fault(at, "vertex attributes must begin at multiples of 4 bytes")


def _check_sets(attributes: Json, at: str) -> None:
    if {n[7:] for n in attributes if n.startswith("JOINTS_")} != {
        n[8:] for n in attributes if n.startswith("WEIGHTS_")
    }:
        raise Fault(f"{at}/attributes", "JOINTS and WEIGHTS must come in pairs")


def _check_indices(document: Document, accessor: Json, at: str) -> None:
    if (
        accessor["type"] != "SCALAR"
        or accessor["componentType"] not in (5121, 5123, 5125)
        or accessor.get("normalized")
    ):
        raise Fault(at, "must be unsigned integer scalars")
    if "bufferView" in accessor and "byteStride" in document.items("bufferViews")[accessor["bufferView"]]:
        raise Fault(at, "the view of indices must not have a byteStride")


def _check_skins(document: Document) -> None:
    parent = parents(document)
    for i, skin in enumerate(document.items("skins")):
        _check_skin(document, parent, skin, f"/skins/{i}")


def _check_skin(document: Document, parent: list[int], skin: Json, at: str) -> None:
    common = set(ancestors(parent, skin["joints"][0]))
    for joint in skin["joints"][1:]:
        common &= set(ancestors(parent, joint))
    if not common:
        raise Fault(f"{at}/joints", "have no common root")
    if "skeleton" in skin and skin["skeleton"] not in common:
        raise Fault(f"{at}/skeleton", f"node {skin['skeleton']} is not a common ancestor of the joints")
    if "inverseBindMatrices" in skin:
        accessor = document.items("accessors")[skin["inverseBindMatrices"]]
        if (accessor["type"], accessor["componentType"]) != ("MAT4", 5126):
            raise Fault(f"{at}/inverseBindMatrices", "must be 4x4 matrices of floats")
        if accessor["count"] < len(skin["joints"]):
            raise Fault(f"{at}/inverseBindMatrices", f"{accessor['count']} matrices for {len(skin['joints'])} joints")


def _check_view_use(document: Document) -> None:
    """A view holds vertices or indices, not both; shared by several vertex attributes it states its stride."""
    accessors, views = document.items("accessors"), document.items("bufferViews")
    vertices: dict[int, set[int]] = defaultdict(set)
    indices: dict[int, str] = {}
    for i, mesh in enumerate(document.items("meshes")):
        for k, primitive in enumerate(mesh["primitives"]):
            for accessor in primitive["attributes"].values():
                vertices[accessors[accessor].get("bufferView", -1)].add(accessor)
            if "indices" in primitive:
                indices[accessors[primitive["indices"]].get("bufferView", -1)] = f"/meshes/{i}/primitives/{k}/indices"
    for view in vertices.keys() - {-1}:
        if view in indices:
            raise Fault(indices[view], f"bufferView {view} holds both vertices and indices")
        if len(vertices[view]) > 1 and "byteStride" not in views[view]:
            raise Fault(f"/bufferViews/{view}", f"needs a byteStride: {len(vertices[view])} vertex attributes share it")
