"""A scene's triangles where they are in a frame, for rays: flattened over its instances, with what a hit looks up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.scene import Batch, Material, Scene
from render.draws import inside_out, level_chain
from render.geometry_heap import Heap, Range
from render.quality import Quality

DOUBLE_SIDED, MASK, BLEND, UNLIT, GLASS, NO_SHADOW = 1, 2, 4, 8, 16, 32
"""Bits of a triangle; their twin is in `inc/traced_surface.glsl`."""
LETS_THROUGH = MASK | BLEND | GLASS | NO_SHADOW
"""Of these, which light may pass on its way to a surface."""

MOST_TRIANGLES = 2_000_000
"""Over all instances: the tree over so many takes a quarter of a minute."""


@dataclass(frozen=True, eq=False)
class Flat:
    """Every triangle of every instance, finest level."""

    corners: NDArray[np.uint32]
    """(t, 4): three vertices of the heap, counter-clockwise seen from outside in the world, and the instance"""
    material: NDArray[np.int32]
    bits: NDArray[np.int32]

    def positions(self, vertices: NDArray[Any], instances: NDArray[Any]) -> NDArray[np.float32]:
        """(t, 3, 3) world, from the heap's vertices and the instance records of a frame."""
        local = vertices["position"][self.corners[:, :3]]
        rows = np.stack([instances[f"row{i}"] for i in range(3)], axis=1)[self.corners[:, 3]]
        return np.asarray(np.einsum("tij,tcj->tci", rows[:, :, :3], local) + rows[:, None, :, 3], np.float32)


def reasons_against(scene: Scene) -> list[str]:
    """Why a scene's light is not traced; empty when it is."""
    found = {
        "it has haze": scene.haze.mist + scene.haze.air > 0,
        "it has water": scene.water is not None,
        "it has surfaces of its own": any(m.surface != "standard" for m in scene.materials),
        "it has toon materials": any(m.toon is not None for m in scene.materials),
        "it sways": any(m.sway > 0 for m in scene.materials),
        "it has lines or points": any(p.topology != "triangles" for m in scene.meshes for p in m.primitives),
        "it has pictures, particles, lines or lettering over it": bool(scene.effects or scene.effects_track),
        f"it has more than {MOST_TRIANGLES} triangles": triangle_count(scene) > MOST_TRIANGLES,
        "it has no triangles": triangle_count(scene) == 0,
    }
    return [reason for reason, so in found.items() if so]


def untraced(scene: Scene, quality: Quality) -> tuple[str, ...]:
    """A line about a scene whose light that quality traces where it can, and here cannot."""
    against = reasons_against(scene) if quality.paths else []
    return (f"light is not traced: {', '.join(against)}",) if against else ()


def triangle_count(scene: Scene) -> int:
    """Over all instances, at the finest level."""
    size = [sum(p.indices.size // 3 for p in mesh.primitives) for mesh in scene.meshes]
    return sum(size[batch.mesh] * len(batch.transform) for batch in scene.batches)


def flatten(scene: Scene, heap: Heap, posed: dict[tuple[int, int, int], Range]) -> Flat:
    """The triangles of a scene; `posed` as for `render.draws.build_draws`."""
    corners, material, bits = [], [], []
    first = 0
    for b, batch in enumerate(scene.batches):
        mesh = level_chain(scene, batch.mesh)[0]
        n = len(batch.transform)
        placed = np.linalg.det(batch.transform[:, :, :3].astype(np.float64)) < 0
        for p, primitive in enumerate(scene.meshes[mesh].primitives):
            place = posed.get((b, 0, p)) or heap.ranges[mesh][p]
            index = heap.indices[place.first_index : place.first_index + place.indices].reshape(-1, 3)
            row = np.empty((n, len(index), 4), np.uint32)
            row[..., :3] = index + np.uint32(place.first_vertex)
            flipped = placed ^ inside_out(scene, batch, primitive)
            row[flipped, :, 1], row[flipped, :, 2] = row[flipped, :, 2], row[flipped, :, 1]
            row[..., 3] = (first + np.arange(n, dtype=np.uint32))[:, None]
            corners.append(row.reshape(-1, 4))
            m = scene.materials[primitive.material] if scene.materials else Material()
            material.append(np.full(n * len(index), primitive.material, np.int32))
            bits.append(np.full(n * len(index), material_bits(m) | batch_bits(batch), np.int32))
        first += n
    return Flat(np.concatenate(corners), np.concatenate(material), np.concatenate(bits))


def material_bits(m: Material) -> int:
    flags = ((m.double_sided, DOUBLE_SIDED), (m.alpha_mode == "MASK", MASK), (m.alpha_mode == "BLEND", BLEND))
    return sum(bit for on, bit in (*flags, (m.unlit, UNLIT), (m.transmission is not None, GLASS)) if on)


def batch_bits(batch: Batch) -> int:
    return NO_SHADOW if "no_shadow" in batch.layer else 0
