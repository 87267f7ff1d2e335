"""The left hand: the MakeHuman hand (CC0, see data/NOTICE), laid along the forearm and plumped, with painted nails."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from assets.geometry import vertex_normals
from avatar.character.geom import Array, Piece, mix, rgb, smooth, unit
from avatar.character.shape import SKIN
from avatar.character.skeleton import D_FORE, WRIST, Bones

DATA = Path(__file__).parent / "data" / "hand_left.npz"
LENGTH = 0.122
"""Wrist to the tip of the middle finger, metres."""
FINGERS = {
    "Thumb": ("Metacarpal", "Proximal", "Distal"),
    **dict.fromkeys(("Index", "Middle", "Ring", "Little"), ("Proximal", "Intermediate", "Distal")),
}


def hand_piece(bones: Bones) -> Piece:
    """The left hand in the modelling pose; adds the finger bones of both hands to `bones`.

    The file holds `position` (n, 3), `triangles` (m, 3), `weights` (n, 16: hand, then three bones a finger) and
    `joints` (5, 4, 3: three joints and the tip of each finger); x runs along the hand, y to the thumb, z out
    of the palm.
    """
    with np.load(DATA) as data:
        local, faces = data["position"].astype(float), data["triangles"].astype(np.int64)
        weights, joints = data["weights"].astype(float), data["joints"].astype(float)
    forward = unit(np.array([0, -0.12, 1.0]) - np.array([0, -0.12, 1.0]) @ D_FORE * D_FORE)
    axes = np.stack([D_FORE, forward, np.cross(D_FORE, forward)]) * LENGTH

    def place(p: Array) -> Array:
        return np.asarray(p @ axes + WRIST + D_FORE * 0.004)

    p = place(local)
    p = p + vertex_normals(p, faces) * (0.0018 * weights[:, 1:].sum(1))[:, None]
    normal = vertex_normals(p, faces)
    tips = place(joints[:, 3])
    near = np.exp(-((np.linalg.norm(p[:, None] - tips[None], axis=2).min(1) / 0.012) ** 2))
    warm = mix(np.ones(3), (rgb("#ffb5a2") / rgb(SKIN)) ** 2.2, near * 0.5)
    skin = {"leftHand": weights[:, 0]}
    for f, (finger, segments) in enumerate(FINGERS.items()):
        parent = "Hand"
        for k, segment in enumerate(segments):
            for side, s in (("left", 1.0), ("right", -1.0)):
                bones[f"{side}{finger}{segment}"] = (f"{side}{parent}", place(joints[f, k]) * [s, 1, 1])
            parent = finger + segment
            skin[f"left{parent}"] = weights[:, 1 + 3 * f + k]
    tint = mix(warm, [1.0, 0.66, 0.62], _nails(p, normal, place(joints[:, 2]), tips))
    uv = np.full((len(p), 2), 0.5)
    return Piece("hand_l", p, faces, normal, uv, np.zeros((2, 2, 3)), SKIN, cell="hand", material="skin",
                 skin=skin, tint=tint)  # fmt: skip


def _nails(p: Array, normal: Array, last: Array, tips: Array) -> Array:
    """How much of each vertex is nail: the outer third of the last segment's back."""
    back = np.cross(unit(tips - last), np.cross([0, 1.0, 0], unit(tips - last)))
    amount = np.zeros(len(p))
    for start, tip, up in zip(last, tips, unit(back), strict=True):
        t = (p - start) @ (tip - start) / np.sum((tip - start) ** 2)
        line = start + np.clip(t, 0, 1)[:, None] * (tip - start)
        close = np.linalg.norm(p - line, axis=1) < 0.010
        amount = np.maximum(amount, close * smooth(0.55, 0.7, t) * smooth(0.60, 0.85, normal @ up))
    return amount
