"""The whole figure in its T-pose: pieces on a skeleton, grouped into primitives, with the face's morph targets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assets.scene import Floats, MorphTarget, Primitive
from avatar.character.arkit import REST, Shape
from avatar.character.body import arm_piece, leg_piece, neck_piece
from avatar.character.boots import boot_pieces
from avatar.character.costume import (
    bodice_piece,
    collar_pieces,
    cuff_piece,
    jacket_pieces,
    pendant_pieces,
    sleeve_piece,
)  # fmt: skip
from avatar.character.face import EXPRESSIONS, face_pieces
from avatar.character.fins import ear_pieces
from avatar.character.geom import Array, Piece, both_sides, smooth
from avatar.character.hair import hair_pieces
from avatar.character.hands import hand_piece
from avatar.character.materials import INDEX
from avatar.character.skeleton import Bones, lengthen_legs, pose_matrices, skeleton, t_pose, unposed
from avatar.character.skirt import sash_pieces, skirt_pieces, tail_knot, tail_pieces
from avatar.character.springs import hang
from avatar.character.textures import Atlas, atlas_uv

DETAIL = 0.8
"""The one level-of-detail factor: rows and columns of every sheet."""


MIDLINE = 0.008
"""Metres on either side of the face's middle in which its halves blend."""


@dataclass(frozen=True, eq=False)
class Figure:
    """`face` pieces are at rest and deform by expression; the others only follow the bones. All in the T-pose.

    `bones` are the humanoid ones (VRM names), then those that swing.
    """

    bones: Bones
    face: tuple[Piece, ...]
    body: tuple[Piece, ...]
    detail: float

    @property
    def triangles(self) -> int:
        return sum(len(piece.triangles) for piece in self.face + self.body)


def build_figure(detail: float = DETAIL) -> Figure:
    bones = skeleton()
    hand = hand_piece(bones)
    dressed = [
        neck_piece(detail),
        *both_sides([hand, arm_piece(detail), leg_piece(detail), sleeve_piece(detail), cuff_piece(detail)]),
        bodice_piece(detail),
        *collar_pieces(detail),
        *jacket_pieces(detail),
        *skirt_pieces(detail),
        *sash_pieces(detail),
        *both_sides(tail_pieces(detail)),
        tail_knot(detail),
        *pendant_pieces(detail),
        *both_sides(boot_pieces(detail)),
    ]
    dressed = [piece.moved(lengthen_legs) for piece in dressed]
    dressed += [*hair_pieces(detail), *both_sides(ear_pieces(detail))]
    modelled = {name: (parent, lengthen_legs(joint)) for name, (parent, joint) in bones.items()}
    turns = pose_matrices(modelled, t_pose())
    back: dict[str, Array] = {name: np.asarray(np.linalg.inv(m), float) for name, m in turns.items()}
    rest = {name: (parent, (turns[name] @ np.append(joint, 1))[:3]) for name, (parent, joint) in modelled.items()}
    rest, body = hang(rest, [unposed(piece, back) for piece in dressed])
    return Figure(rest, tuple(face_pieces(REST, detail)), body, detail)


def four_weights(piece: Piece, joints: Mapping[str, int]) -> tuple[NDArray[np.uint16], Floats]:
    """The four heaviest bones of each vertex and their weights, which sum to one; unused slots are bone 0, weight 0."""
    names = list(piece.skin)
    weights = np.stack([piece.skin[b] for b in names], 1)
    ids = np.array([joints[b] for b in names])
    if len(names) < 4:
        weights = np.pad(weights, ((0, 0), (0, 4 - len(names))))
        ids = np.pad(ids, (0, 4 - len(names)))
    order = np.argsort(-weights, axis=1, kind="stable")[:, :4]
    heavy = np.take_along_axis(weights, order, 1)
    heavy = np.where(heavy < 1e-3, 0, heavy)
    heavy /= heavy.sum(1, keepdims=True)
    return np.where(heavy > 0, ids[order], 0).astype(np.uint16), heavy.astype(np.float32)


def morphs(figure: Figure, name: str, shape: Shape) -> list[tuple[Array, Array]]:
    """Position and normal offsets of every face piece. ValueError if the faces do not match in their vertices."""
    shown = face_pieces(shape.shown, figure.detail)
    base = figure.face if shape.base == REST else face_pieces(shape.base, figure.detail)
    out = []
    for rest, to, start in zip(figure.face, shown, base, strict=True):
        if len(to.position) != len(rest.position):
            raise ValueError(f"expression {name!r} changes the vertex count of {rest.name!r}")
        share = half(rest.position, shape.side)[:, None]
        out.append(((to.position - start.position) * share, (to.normal - start.normal) * share))
    return out


def half(position: Array, side: int) -> Array:
    """`(n,)` share that a half of the face has in a shape: both halves add up to the whole one."""
    return smooth(-MIDLINE, MIDLINE, side * position[:, 0]) if side else np.ones(len(position))


def primitives(
    pieces: Sequence[Piece],
    atlas: Atlas,
    joints: Mapping[str, int],
    offsets: Mapping[str, Sequence[tuple[Array, Array]]] | None = None,
) -> tuple[Primitive, ...]:
    """One primitive for each material; `offsets` (target name -> offsets of each piece) become sparse morph targets."""
    used = sorted({piece.material for piece in pieces}, key=lambda name: INDEX[name])
    out = []
    for material in used:
        chosen = [i for i, piece in enumerate(pieces) if piece.material == material]
        parts = [atlas_uv(pieces[i], atlas) for i in chosen]
        first = np.cumsum([0] + [len(part.position) for part in parts[:-1]])
        skins = [four_weights(part, joints) for part in parts]
        tints = [np.ones((len(p.position), 3)) if p.tint is None else p.tint for p in parts]
        targets = tuple(_target(name, [pairs[i] for i in chosen]) for name, pairs in (offsets or {}).items())
        primitive = Primitive(
            position=np.concatenate([part.position for part in parts]).astype(np.float32),
            normal=np.concatenate([part.normal for part in parts]).astype(np.float32),
            indices=np.concatenate([p.triangles + o for p, o in zip(parts, first, strict=True)])
            .astype(np.uint32)
            .ravel(),
            material=INDEX[material],
            uv=np.concatenate([part.uv for part in parts]).astype(np.float32),
            joints=np.concatenate([s[0] for s in skins]),
            weights=np.concatenate([s[1] for s in skins]),
            targets=targets,
        )
        if any(part.tint is not None for part in parts):
            rgba = np.pad(np.round(np.concatenate(tints) * 255), ((0, 0), (0, 1)), constant_values=255)
            primitive = replace(primitive, color=rgba.astype(np.uint8))
        out.append(primitive)
    return tuple(out)


def _target(name: str, pairs: Sequence[tuple[Array, Array]]) -> MorphTarget:
    move = np.concatenate([pair[0] for pair in pairs])
    turn = np.concatenate([pair[1] for pair in pairs])
    turn = np.where(np.linalg.norm(turn, axis=1, keepdims=True) < 0.02, 0.0, turn)
    moved = np.linalg.norm(move, axis=1) > 2e-7
    index = np.flatnonzero(moved | turn.any(1))
    return MorphTarget(name, index.astype(np.uint32), np.where(moved[:, None], move, 0)[index].astype(np.float32),
                       turn[index].astype(np.float32))  # fmt: skip


def expression_offsets(figure: Figure) -> dict[str, list[tuple[Array, Array]]]:
    """Offsets of all expressions, and the silent viseme, which moves nothing."""
    out = {name: morphs(figure, name, p) for name, p in EXPRESSIONS.items()}
    out["viseme_sil"] = [(0 * piece.position, 0 * piece.normal) for piece in figure.face]
    return out
