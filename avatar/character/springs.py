"""Chains of bones for what swings: hair, ear fins, tassel and tail bow, with the colliders they keep out of.

Follows VRMC_springBone 1.0 (https://github.com/vrm-c/vrm-specification). A chain has two bones that carry vertices and
an end; its joints lie in the middle of its pieces, at fractions of the way from their roots (v = 0) to their tips.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from avatar.character.geom import Array, Piece, smooth
from avatar.character.shape import place
from avatar.character.skeleton import Bones


@dataclass(frozen=True)
class Chain:
    """`pieces` matches the names of what hangs on it; `joints` are the fractions of its two bones and its end."""

    name: str
    pieces: str
    parent: str = "head"
    joints: tuple[float, float, float] = (0.52, 0.76, 1.0)
    stiffness: float = 1.2
    gravity: float = 0.1
    drag: float = 0.45
    radius: float = 0.012

    @property
    def bones(self) -> tuple[str, str, str]:
        return f"{self.name}1", f"{self.name}2", f"{self.name}_end"


CHAINS = (
    Chain("bangs_r", r"hair_bang[0-4]", stiffness=2.2, gravity=0.05),
    Chain("bangs_l", r"hair_bang[5-8]", stiffness=2.2, gravity=0.05),
    *(Chain(f"side_{s}", rf"hair_(front|ear)_{s}") for s in "lr"),
    Chain("back_l2", r"hair_back[012]|hair_top[01]"),
    Chain("back_l1", r"hair_back[34]|hair_top[23]"),
    Chain("back_c", r"hair_back[567]|hair_top[456]"),
    Chain("back_r1", r"hair_back[89]|hair_top[78]"),
    Chain("back_r2", r"hair_back1[012]|hair_top(9|10)"),
    Chain("ahoge", r"hair_ahoge\d", joints=(0.15, 0.5, 1.0), stiffness=1.6, gravity=0.0, drag=0.3),
    *(Chain(f"ear_{s}", rf"ear_(membrane|rib\d)_{s}", joints=(0.1, 0.5, 1.0), stiffness=2.5) for s in "lr"),
    Chain("tassel", r"tassel\d", "hips", (0.05, 0.5, 1.0), stiffness=0.6, gravity=0.4),
    *(
        Chain(f"tail_{part}_{s}", rf"tail_{part}_(membrane|rib\d)_{s}", "hips", (0.1, 0.5, 1.0), stiffness=1.4)
        for part in ("upper", "lower")
        for s in "lr"
    ),
)
_SPHERES = (
    ("head", place(np.array([0.0, 0.50, -0.02])), 0.118),
    ("neck", np.array([0.0, 1.02, 0.0]), 0.034),
    ("upperChest", np.array([0.0, 0.90, 0.002]), 0.075),
    ("hips", np.array([0.0, 0.61, 0.0]), 0.085),
)
"""bone, centre in the figure's T-pose, radius"""


def hang(bones: Bones, pieces: Sequence[Piece]) -> tuple[Bones, tuple[Piece, ...]]:
    """The bones with those of every chain, and the pieces with their share of the weight moved onto them."""
    out = list(pieces)
    all_bones = dict(bones)
    for chain in CHAINS:
        members = [i for i, piece in enumerate(out) if re.fullmatch(chain.pieces, piece.name)]
        parent = chain.parent
        for bone, fraction in zip(chain.bones, chain.joints, strict=True):
            all_bones[bone] = (parent, np.mean([_middle(out[i], fraction) for i in members], axis=0))
            parent = bone
        for i in members:
            v = out[i].uv[:, 1]
            first, second = (smooth(f - 0.1, f + 0.25, v) for f in chain.joints[:2])
            share = {chain.parent: 1 - first, chain.bones[0]: first - first * second, chain.bones[1]: first * second}
            out[i] = replace(out[i], skin=share)
    return all_bones, tuple(out)


def _middle(piece: Piece, fraction: float) -> Array:
    """The centre of the row of vertices nearest to v = fraction."""
    away = np.abs(piece.uv[:, 1] - fraction)
    return np.asarray(piece.position[away < away.min() + 1e-9].mean(0))


def spring_extension(bones: Bones, nodes: Mapping[str, int]) -> dict[str, Any]:
    """VRMC_springBone of the figure; `nodes` are the indices of the bones' nodes."""

    def joint(chain: Chain, bone: str) -> dict[str, Any]:
        return {
            "node": nodes[bone],
            "hitRadius": chain.radius,
            "stiffness": chain.stiffness,
            "gravityPower": chain.gravity,
            "gravityDir": [0.0, -1.0, 0.0],
            "dragForce": chain.drag,
        }

    colliders = [
        {
            "node": nodes[bone],
            "shape": {"sphere": {"offset": [round(float(v), 4) for v in centre - bones[bone][1]], "radius": radius}},
        }
        for bone, centre, radius in _SPHERES
    ]
    return {
        "specVersion": "1.0",
        "colliders": colliders,
        "colliderGroups": [{"name": "body", "colliders": list(range(len(colliders)))}],
        "springs": [
            {"name": chain.name, "joints": [joint(chain, b) for b in chain.bones], "colliderGroups": [0]}
            for chain in CHAINS
        ],
    }
