"""glTF meshes (section 3.7) as `Mesh`: points, lines and triangles, joint influences, sparse morph targets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.gltf_accessors import Accessors
from assets.gltf_container import Document, Json
from assets.gltf_uv import UvUse
from assets.scene import Bytes, Floats, Ints, Material, Mesh, MorphTarget, Primitive
from assets.schema import Fault
from assets.tangents import with_tangents
from assets.topology import flat_normals, listed
from assets.vertices import uv_of

MAX_VERTICES = 1 << 26
"""Vertices, and morphed vertices, of all primitives of a file together."""

BRIGHTEST = 65504.0
"""Of vertex colours: the largest half float."""

_UNIT_TOLERANCE = 0.01
_STEP = 1e-2
"""How far colours that bytes hold may be from a multiple of 1 / 255, in that unit."""

Joints = NDArray[np.uint16]


class Meshes:
    """Reads meshes and keeps count of what they add up to."""

    def __init__(
        self,
        document: Document,
        accessors: Accessors,
        materials: Sequence[Material],
        uvs: Sequence[UvUse],
        dropped: list[str],
    ) -> None:
        self.document, self.accessors, self.dropped = document, accessors, dropped
        self.materials, self.uvs = materials, uvs
        self.vertices = 0

    def read(self) -> list[Mesh]:
        """All meshes; one whose primitives are all left out has none, so that indices keep their meaning."""
        return [self._mesh(i, mesh) for i, mesh in enumerate(self.document.items("meshes"))]

    def _mesh(self, i: int, mesh: Json) -> Mesh:
        name = mesh.get("name") or f"mesh{i}"
        counts = {len(p.get("targets", ())) for p in mesh["primitives"]}
        if len(counts) > 1:
            raise Fault(f"/meshes/{i}/primitives", "have different numbers of morph targets")
        names = target_names(mesh, counts.pop())
        found = []
        for k, primitive in enumerate(mesh["primitives"]):
            built = self._primitive(primitive, names, name, f"/meshes/{i}/primitives/{k}")
            found += [built] if built else []
        return Mesh(name, tuple(found))

    def _primitive(self, entry: Json, names: list[str], mesh: str, at: str) -> Primitive | None:
        attributes = entry["attributes"]
        material = entry.get("material", len(self.uvs))
        uv, further = self._uv(attributes, material, at)
        normal, tangent = self._units(attributes, "NORMAL", at), self._units(attributes, "TANGENT", at)
        unusable = self._unusable(entry)
        if unusable:
            self.dropped.append(f"mesh {mesh!r}: {unusable}")
            return None
        position = self.accessors.floats(attributes["POSITION"])
        count = len(position)
        self._count(count, at)
        more = sorted(name for name in attributes if name.startswith("COLOR_") and name != "COLOR_0")
        self.dropped += [f"mesh {mesh!r}: {name} is left out; COLOR_0 alone colours vertices" for name in more]
        topology, indices = listed(self._indices(entry, count, at), entry.get("mode", 4))
        if not len(indices):
            self.dropped.append(f"mesh {mesh!r}: a primitive without a whole {topology.rstrip('s')} is left out")
            return None
        order = np.arange(count)
        flat = normal is None and topology == "triangles"
        if normal is None and not flat:
            normal, tangent = np.zeros((count, 3), np.float32), None
        if normal is None:
            # flat shading, as the specification asks: no vertex is shared between triangles
            order, indices = indices.astype(np.int64), np.arange(len(indices), dtype=np.uint32)
            self._count(len(order), at)
            normal, tangent = flat_normals(position[order]), None
        targets = []
        for k, target in enumerate(entry.get("targets", ())):
            self._count(len(order), at)
            moved, turned, slid = self._deltas(target, count, mesh, f"{at}/targets/{k}")
            if flat:
                moved, turned = moved[order], flat_normals((position + moved)[order]) - normal
            targets.append(_morph(names[k], moved, turned, None if tangent is None else slid))
        joints, weights = self._influences(attributes, mesh)
        primitive = Primitive(
            position=position[order],
            normal=normal,
            indices=indices,
            material=material,
            uv=_at(uv, order),
            further_uv=_at(further, order),
            tangent=tangent,
            color=_at(self._color(attributes, material), order),
            joints=_at(joints, order),
            weights=_at(weights, order),
            targets=tuple(targets),
            topology=topology,
        )
        return self._bent(primitive, at)

    def _bent(self, primitive: Primitive, at: str) -> Primitive:
        """With tangents where a normal map wants them and the file has none."""
        material = self.materials[primitive.material] if primitive.material < len(self.materials) else None
        if material is None or primitive.tangent is not None or primitive.topology != "triangles":
            return primitive
        slot = _bending(material)
        uv = uv_of(primitive, dict(material.uv_sets).get(slot, 0))
        if not slot or uv is None:
            return primitive
        matrices = {name: matrix for names, matrix in material.uv_transforms for name in names}
        moved = np.array(matrices.get(slot, (1, 0, 0, 0, 1, 0)), np.float32).reshape(2, 3)
        out = with_tangents(primitive, uv @ moved[:, :2].T + moved[:, 2])
        self._count(len(out.position), at)
        return out

    def _unusable(self, entry: Json) -> str:
        """Why a primitive is left out; empty when it can be drawn."""
        attributes = entry["attributes"]
        if "POSITION" not in attributes:
            return "a primitive without positions is left out"
        needed = {attributes["POSITION"], entry.get("indices", attributes["POSITION"])}
        if all(self.accessors.stored(accessor) for accessor in needed):
            return ""
        return "a primitive is left out, the file has no data for its vertices"

    def _count(self, vertices: int, at: str) -> None:
        self.vertices += vertices
        if self.vertices > MAX_VERTICES:
            raise Fault(at, f"the file's meshes have more than {MAX_VERTICES} vertices together")

    def _indices(self, entry: Json, vertices: int, at: str) -> Ints:
        if "indices" not in entry:
            return np.arange(vertices, dtype=np.uint32)
        stored = self.accessors.elements(entry["indices"])[:, 0]
        highest = int(stored.max())
        if highest == np.iinfo(stored.dtype).max:
            raise Fault(f"{at}/indices", f"has the value {highest}, which restarts primitives and is not allowed")
        if highest >= vertices:
            raise Fault(f"{at}/indices", f"vertex {highest} of {vertices}")
        self._count(len(stored), at)
        return stored.astype(np.uint32)

    def _vectors(self, attributes: Mapping[str, int], name: str, width: int) -> Floats | None:
        """An attribute as floats; one without data counts as absent."""
        if name not in attributes or not self.accessors.stored(attributes[name]):
            return None
        return self.accessors.floats(attributes[name])[:, :width]

    def _units(self, attributes: Mapping[str, int], name: str, at: str) -> Floats | None:
        """Normals `(n, 3)` or tangents `(n, 4)`, checked to have length one (and the tangents' w to be a sign)."""
        vectors = self._vectors(attributes, name, 4)
        if vectors is None:
            return None
        length = np.sqrt(np.einsum("ij,ij->i", vectors[:, :3], vectors[:, :3]))
        # a packer of few bits leaves the direction alone
        lossy = self.accessors.lossy(attributes[name])
        wrong = length == 0.0 if lossy else np.abs(length - 1.0) > _UNIT_TOLERANCE
        if wrong.any():
            row = int(np.argmax(wrong))
            raise Fault(f"{at}/attributes/{name}", f"vector {row} has length {length[row]:.3g}, must be 1")
        if not lossy and not np.isin(vectors[:, 3:], (-1.0, 1.0)).all():
            raise Fault(f"{at}/attributes/{name}", "the fourth component must be 1 or -1")
        return np.concatenate([vectors[:, :3] / length[:, None], np.where(vectors[:, 3:] < 0.0, -1.0, 1.0)], 1).astype(
            np.float32
        )

    def _uv(self, attributes: Mapping[str, int], material: int, at: str) -> tuple[Floats | None, Floats | None]:
        """The first coordinates that the material reads, and the further ones side by side."""
        use = self.uvs[material] if material < len(self.uvs) else UvUse()
        for number in sorted(use.sets):
            if f"TEXCOORD_{number}" not in attributes:
                raise Fault(f"{at}/material", f"its textures use TEXCOORD_{number}, which the primitive lacks")
        uv, *further = [self._vectors(attributes, f"TEXCOORD_{number}", 2) for number in use.sets or (0,)]
        count = self.document.items("accessors")[attributes["POSITION"]]["count"] if further else 0
        more = [np.zeros((count, 2), np.float32) if found is None else found for found in further]
        baked = None if uv is None else uv @ use.transform[:, :2].T + use.transform[:, 2]
        return baked, np.concatenate(more, 1) if more else None

    def _color(self, attributes: Mapping[str, int], material: int) -> Bytes | Floats | None:
        """In eight bits where that loses nothing, else as they are; None of what the material leaves out."""
        toon = self.materials[material].toon if material < len(self.materials) else None
        given = self._vectors(attributes, "COLOR_0", 4)
        if given is None or (toon is not None and not toon.tinted):
            return None
        color = np.ones((len(given), 4), np.float32)
        color[:, : given.shape[1]] = np.clip(given, 0.0, BRIGHTEST)
        steps = np.round(color * 255.0)
        coarse = bool((np.abs(color * 255.0 - steps) < _STEP).all()) and float(color.max(initial=0.0)) <= 1.0
        return steps.astype(np.uint8) if coarse else color

    def _influences(self, attributes: Mapping[str, int], mesh: str) -> tuple[Joints | None, Floats | None]:
        """The influences of each vertex, their weights summing to one: four, or eight where a vertex has more."""
        sets = [k for k in range(len(attributes)) if f"JOINTS_{k}" in attributes and f"WEIGHTS_{k}" in attributes]
        if not sets:
            return None, None
        joints = np.concatenate([self.accessors.elements(attributes[f"JOINTS_{k}"]) for k in sets], 1)
        weights = np.concatenate([self.accessors.floats(attributes[f"WEIGHTS_{k}"]) for k in sets], 1)
        if weights.shape[1] > 4:
            used = int((weights > 0.0).sum(1).max())
            order = np.argsort(-weights, axis=1, kind="stable")[:, : 4 if used <= 4 else 8]
            joints, weights = np.take_along_axis(joints, order, 1), np.take_along_axis(weights, order, 1)
            if used > 8:
                self.dropped.append(f"mesh {mesh!r}: of more than eight joints a vertex, the strongest eight are kept")
        total = weights.sum(1, keepdims=True)
        first = np.eye(1, weights.shape[1], dtype=np.float32)
        weights = np.where(total > 0.0, weights / np.where(total > 0.0, total, 1.0), first)
        return joints.astype(np.uint16), weights.astype(np.float32)

    def _deltas(self, target: Mapping[str, int], vertices: int, mesh: str, at: str) -> tuple[Floats, Floats, Floats]:
        zero = np.broadcast_to(np.zeros((), np.float32), (vertices, 3))
        out = []
        for name in ("POSITION", "NORMAL", "TANGENT"):
            delta = self.accessors.floats(target[name]) if name in target else zero
            if name == "TANGENT":
                delta = delta[:, :3]  # some tools write the sign too
            if delta.shape != (vertices, 3):
                raise Fault(f"{at}/{name}", f"has shape {delta.shape}, the mesh has {vertices} vertices")
            out.append(delta)
        unread = sorted(set(target) - {"POSITION", "NORMAL", "TANGENT"})
        self.dropped += [f"mesh {mesh!r}: morphing of {name} is left out" for name in unread]
        return out[0], out[1], out[2]


def _bending(material: Material) -> str:
    """The slot of the texture whose coordinates tangents go by; empty where nothing needs tangents."""
    if material.normal_texture >= 0:
        return "normal"
    if material.clearcoat and material.clearcoat.normal_texture >= 0:
        return "clearcoat_normal"
    return "anisotropy" if material.anisotropy else ""


def target_names(mesh: Json, count: int) -> list[str]:
    """`extras.targetNames` where it fits, else target0, target1 ..."""
    extras = mesh.get("extras")
    names = extras.get("targetNames") if isinstance(extras, dict) else None
    fits = isinstance(names, list) and len(names) == count and all(isinstance(n, str) for n in names)
    unique = fits and len(set(names or ())) == count
    return list(names) if names and unique else [f"target{k}" for k in range(count)]


def _morph(name: str, position: Floats, normal: Floats, tangent: Floats | None) -> MorphTarget:
    moved = (position != 0.0).any(1) | (normal != 0.0).any(1)
    bent = None if tangent is None or not tangent.any() else tangent
    index = np.flatnonzero(moved if bent is None else moved | (bent != 0.0).any(1))
    given = None if bent is None else bent[index]
    return MorphTarget(name, index.astype(np.uint32), position[index], normal[index], given)


def _at(array: Any, order: NDArray[np.int64]) -> Any:
    return None if array is None else array[order]
