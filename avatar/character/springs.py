"""Chains of bones for what swings (hair, ears, sleeves, skirt, tassel, pendant, tail bow), and what they keep out of.

Follows VRMC_springBone 1.0 (https://github.com/vrm-c/vrm-specification). A chain has two bones that carry vertices and
an end; its joints lie in the middle of what hangs on it, at fractions of the way from root (0) to tip (1).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from avatar.character.geom import Array, Piece, smooth
from avatar.character.shape import place
from avatar.character.skeleton import Bones

Measure = Callable[[Piece], Array]
"""A number for each vertex of a piece in the T-pose."""


def along_paint(piece: Piece) -> Array:
    """From root to tip as the piece is painted: v."""
    return piece.uv[:, 1]


def everywhere(piece: Piece) -> Array:
    return np.ones(len(piece.position))


@dataclass(frozen=True)
class Chain:
    """`pieces` matches the names of what hangs on it, `along` measures the way from root to tip, `share` how much of
    each vertex is the chain's; `joints` are the fractions of its two bones and its end."""

    name: str
    pieces: str
    parent: str = "head"
    joints: tuple[float, float, float] = (0.52, 0.76, 1.0)
    stiffness: float = 1.2
    gravity: float = 0.1
    drag: float = 0.45
    radius: float = 0.012
    along: Measure = along_paint
    share: Measure = everywhere
    avoids: str = "body"

    @property
    def bones(self) -> tuple[str, str, str]:
        return f"{self.name}1", f"{self.name}2", f"{self.name}_end"


PANELS = 8
"""Chains round the skirt."""


def down_the_skirt(piece: Piece) -> Array:
    return np.asarray(np.clip((0.715 - piece.position[:, 1]) / 0.225, 0, 1))


def panel(piece: Piece, number: int) -> Array:
    """The share of a skirt's panel: all panels add up to one."""
    angle = np.arctan2(piece.position[:, 0], piece.position[:, 2])
    away = (angle - 2 * np.pi * number / PANELS + np.pi) % (2 * np.pi) - np.pi
    return np.asarray(np.clip(1 - np.abs(away) * PANELS / (2 * np.pi), 0, 1))


def hanging(piece: Piece) -> Array:
    """The part of a sleeve's bell that hangs under the arm, which the T-pose holds out along x."""
    under = (_ARM_HEIGHT - piece.position[:, 1]) / 0.10
    return smooth(-0.1, 0.75, under)


_ARM_HEIGHT = 0.962
CHAINS = (
    Chain("bangs_r", r"hair_bang[0-4]", stiffness=2.2, gravity=0.05),
    Chain("bangs_l", r"hair_bang[5-8]", stiffness=2.2, gravity=0.05),
    *(Chain(f"side_{s}", rf"hair_(front|ear)_{s}") for s in "lr"),
    Chain("back_l2", r"hair_(nape|mid)[01]|hair_top0"),
    Chain("back_l1", r"hair_(nape|mid)[23]|hair_top[12]"),
    Chain("back_c", r"hair_(nape|mid)[456]|hair_top[34]"),
    Chain("back_r1", r"hair_(nape|mid)[78]|hair_top[56]"),
    Chain("back_r2", r"hair_(nape|mid)(9|10)|hair_top7"),
    Chain("ahoge", r"hair_ahoge\d", joints=(0.15, 0.5, 1.0), stiffness=1.6, gravity=0.0, drag=0.3),
    *(Chain(f"ear_{s}", rf"ear_(membrane|rib\d)_{s}", joints=(0.1, 0.5, 1.0), stiffness=2.5) for s in "lr"),
    *(
        Chain(
            f"sleeve_{s}", f"sleeve_{s}", f"{side}LowerArm", (0.50, 0.76, 1.0),
            stiffness=0.8, gravity=0.55, drag=0.5, radius=0.035, share=hanging, avoids="trunk",
        )
        for s, side in (("l", "left"), ("r", "right"))
    ),
    *(
        Chain(
            f"skirt_{n}", r"skirt_(under|over|edge)", "hips", (0.15, 0.55, 1.0), stiffness=2.6, gravity=0.1, drag=0.55,
            radius=0.008, along=down_the_skirt, share=partial(panel, number=n), avoids="legs",
        )
        for n in range(PANELS)
    ),
    Chain("pendant", r"pendant_stone", "upperChest", (0.0, 0.6, 1.0), stiffness=0.9, gravity=0.35, avoids="body",
          along=lambda piece: np.asarray((0.893 - piece.position[:, 1]) / 0.054)),
    Chain("tassel", r"tassel\d", "hips", (0.05, 0.5, 1.0), stiffness=0.6, gravity=0.4, avoids="legs"),
    *(
        Chain(
            f"tail_{part}_{s}", rf"tail_{part}_(membrane|rib\d)_{s}", "hips", (0.1, 0.5, 1.0), stiffness=1.4,
            avoids="legs",
        )
        for part in ("upper", "lower")
        for s in "lr"
    ),
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Ball:
    """A collider on a bone: a sphere, or a capsule to `end`. Places in the figure's T-pose, metres."""

    bone: str
    centre: Array
    radius: float
    end: Array | None = None


COLLIDERS: Mapping[str, tuple[Ball, ...]] = {
    "body": (
        Ball("head", place(np.array([0.0, 0.50, -0.02])), 0.118),
        Ball("neck", np.array([0.0, 1.02, 0.0]), 0.034),
        Ball("upperChest", np.array([0.0, 0.90, 0.002]), 0.075),
    ),
    "trunk": (
        Ball("upperChest", np.array([0.0, 0.92, 0.004]), 0.078),
        Ball("chest", np.array([0.0, 0.87, 0.006]), 0.075, np.array([0.0, 0.78, 0.004])),
        Ball("hips", np.array([0.0, 0.61, 0.0]), 0.085),
    ),
    "legs": (
        Ball("hips", np.array([0.0, 0.61, 0.0]), 0.085),
        *(
            Ball(f"{side}UpperLeg", np.array([0.052 * s, 0.580, 0.0]), 0.056, np.array([0.060 * s, 0.375, 0.006]))
            for side, s in (("left", 1.0), ("right", -1.0))
        ),
    ),
}
"""Groups of colliders: what hair, ears and pendant keep out of, and what cloth does."""


def hang(bones: Bones, pieces: Sequence[Piece]) -> tuple[Bones, tuple[Piece, ...]]:
    """The bones with those of every chain, and the pieces with their share of the weight moved onto them."""
    out = list(pieces)
    all_bones = dict(bones)
    for chain in CHAINS:
        members = [i for i, piece in enumerate(pieces) if re.fullmatch(chain.pieces, piece.name)]
        parent = chain.parent
        for bone, fraction in zip(chain.bones, chain.joints, strict=True):
            all_bones[bone] = (parent, _middle(chain, [pieces[i] for i in members], fraction))
            parent = bone
        for i in members:
            way, part = chain.along(pieces[i]), chain.share(pieces[i])
            first, second = (smooth(f - 0.1, f + 0.25, way) for f in chain.joints[:2])
            taken = {bone: w * part * first for bone, w in pieces[i].skin.items()}
            moved = np.sum(list(taken.values()), axis=0)
            skin = {bone: w - taken.get(bone, 0.0) for bone, w in out[i].skin.items()}
            skin |= {chain.bones[0]: moved * (1 - second), chain.bones[1]: moved * second}
            out[i] = replace(out[i], skin=skin)
    return all_bones, tuple(out)


def _middle(chain: Chain, pieces: Sequence[Piece], fraction: float) -> Array:
    """The centre of what the chain moves near a fraction of the way to the tip: of each piece, then of all."""
    centres = []
    for piece in pieces:
        near = np.exp(-(((chain.along(piece) - fraction) / 0.06) ** 2)) * chain.share(piece)
        if near.sum() > 1e-3 and not piece.name.endswith("_edge"):  # an edge has no way down
            centres.append(near @ piece.position / near.sum())
    return np.asarray(np.mean(centres, axis=0))


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

    def collider(ball: Ball) -> dict[str, Any]:
        def local(point: Array) -> list[float]:
            return [round(float(v), 4) for v in point - bones[ball.bone][1]]

        if ball.end is None:
            shape = {"sphere": {"offset": local(ball.centre), "radius": ball.radius}}
        else:
            shape = {"capsule": {"offset": local(ball.centre), "radius": ball.radius, "tail": local(ball.end)}}
        return {"node": nodes[ball.bone], "shape": shape}

    groups, first = {}, 0
    for name, balls in COLLIDERS.items():
        groups[name] = list(range(first, first + len(balls)))
        first += len(balls)
    return {
        "specVersion": "1.0",
        "colliders": [collider(ball) for balls in COLLIDERS.values() for ball in balls],
        "colliderGroups": [{"name": name, "colliders": members} for name, members in groups.items()],
        "springs": [
            {
                "name": chain.name,
                "joints": [joint(chain, b) for b in chain.bones],
                "colliderGroups": [list(COLLIDERS).index(chain.avoids)],
            }
            for chain in CHAINS
        ],
    }
