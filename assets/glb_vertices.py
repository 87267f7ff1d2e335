"""Vertices as the specification wants them: unit vectors, weights that sum to one, a joint only once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from assets.material import textures_of
from assets.model import Model
from assets.scene import Floats, Material, Primitive
from assets.tangents import with_tangents


def valid(p: Primitive, model: Model) -> Primitive:
    """The primitive with the same look, and nothing that a validator would object to."""
    material = model.materials[p.material] if p.material < len(model.materials) else Material()
    textures = textures_of(material)
    changed: dict[str, Any] = {"position": np.asarray(p.position, np.float32)}
    if p.normal.any():
        changed["normal"] = units(p.normal, (0.0, 0.0, 1.0))
    if p.tangent is not None:
        changed["tangent"] = np.concatenate(
            [units(p.tangent[:, :3], (1.0, 0.0, 0.0)), np.where(p.tangent[:, 3:] < 0.0, -1.0, 1.0)], 1, dtype=np.float32
        )
    if p.uv is not None:
        changed["uv"] = np.asarray(p.uv, np.float32)
    elif textures:
        changed["uv"] = np.zeros((len(p.position), 2), np.float32)
    if material.uv_sets:
        further = np.zeros((len(p.position), 2 * max(number for _, number in material.uv_sets)), np.float32)
        given = further[:, :0] if p.further_uv is None else p.further_uv[:, : further.shape[1]]
        further[:, : given.shape[1]] = given
        changed["further_uv"] = further
    if p.color is not None and material.sway > 0.0:
        # alpha is how much the wind moves a vertex, which is not what glTF means by it
        changed["color"] = p.color.copy()
        changed["color"][:, 3] = 255 if p.color.dtype == np.uint8 else 1.0
    if p.color is not None and p.color.dtype != np.uint8:
        changed["color"] = np.clip(changed.get("color", p.color), 0.0, 1.0)
    if p.joints is not None and p.weights is not None:
        changed["joints"], changed["weights"] = _influences(p.joints, p.weights)
    out = replace(p, **changed)
    directed = "clearcoat_normal" in textures or material.anisotropy is not None
    if directed and "normal" not in textures and p.tangent is None and p.topology == "triangles":
        return with_tangents(out, np.zeros((len(p.position), 2), np.float32) if out.uv is None else out.uv)
    return out


def units(vectors: Floats, fallback: tuple[float, float, float]) -> Floats:
    """Vectors `(n, 3)` of length one; those without any length become `fallback`."""
    v = np.asarray(vectors, np.float64)
    length = np.linalg.norm(v, axis=1, keepdims=True)
    out: Floats = np.where(length > 1e-12, v / np.maximum(length, 1e-12), fallback).astype(np.float32)
    return out


def _influences(joints: Any, weights: Floats) -> tuple[Any, Floats]:
    """Each joint at most once among a vertex's k influences, weights in single precision that sum to one."""
    count = joints.shape[1]
    joints, wide = np.array(joints, np.uint16), np.maximum(np.asarray(weights, np.float64), 0.0)
    for later in range(1, count):
        for first in range(later):
            same = (joints[:, later] == joints[:, first]) & (wide[:, later] > 0.0)
            wide[same, first] += wide[same, later]
            wide[same, later] = 0.0
    wide /= np.maximum(wide.sum(1, keepdims=True), 1e-30)
    out: Floats = wide.astype(np.float32)
    joints[out == 0.0] = 0
    # what rounding took away goes to the greatest
    rows, greatest = np.arange(len(out)), out.argmax(1)
    out[rows, greatest] += (1.0 - out.astype(np.float64).sum(1)).astype(np.float32)
    return joints, out
