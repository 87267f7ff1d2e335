"""The face of one expression, and the table of expressions that become morph targets."""

from __future__ import annotations

from dataclasses import replace

from avatar.character.arkit import ARKIT, Shape
from avatar.character.eyes import eye_pieces
from avatar.character.geom import Piece
from avatar.character.head import head_piece
from avatar.character.mouth import mouth_pieces
from avatar.character.shape import FaceParams, place

P = FaceParams

VOWELS = {
    "aa": P(jaw=0.95, open=0.95, smile=0.25),
    "ih": P(jaw=0.20, open=0.34, spread=0.42, raise_upper=0.15, smile=0.55),
    "ou": P(jaw=0.22, open=0.30, round=1.0, smile=0.0),
    "ee": P(jaw=0.38, open=0.50, spread=0.55, raise_upper=0.15, smile=0.6),
    "oh": P(jaw=0.55, open=0.58, round=0.66, smile=0.05),
}
EXPRESSIONS: dict[str, Shape] = {
    name: Shape(p)
    for name, p in {
        "blink": P(blink_l=1, blink_r=1),
        "blinkLeft": P(blink_l=1),
        "blinkRight": P(blink_r=1),
        "lookUp": P(look_y=1),
        "lookDown": P(look_y=-1),
        "lookLeft": P(look_x=1),
        "lookRight": P(look_x=-1),
        **VOWELS,
        "mm": P(press=1, smile=0.2),
        "smile": P(smile=1.25, spread=0.16, cheek=0.2),
        "happy": P(smile=1.3, spread=0.34, open=0.44, jaw=0.22, squint=0.55, brow=0.45, cheek=0.4),
        "joy": P(blink_l=1, blink_r=1, happy=1, jaw=0.5, open=0.55, spread=0.35, smile=1.1, brow=0.5, cheek=0.5),
        "proud": P(
            blink_l=0.26,
            blink_r=0.26,
            squint=0.6,
            smile=1.5,
            spread=0.30,
            dimple=0.7,
            mouth_x=0.2,
            brow=0.9,
            brow_outer=0.5,
            cheek=0.6,
        ),
        "relaxed": P(smile=0.95, squint=0.35, brow=0.15, cheek=0.2),
        "thoughtful": P(
            smile=-0.55, mouth_x=0.9, press=0.9, brow_tilt=1.0, brow_inner=0.5, squint=0.4, lift=0.5, cheek=0.15
        ),
        "surprised": P(wide=1, brow=1, jaw=0.45, open=0.5, round=0.35, smile=0.1),
        "sad": P(smile=-0.9, brow_angle=1, brow=0.1, blink_l=0.16, blink_r=0.16),
        "sorry": P(smile=-0.25, brow_angle=1.1, brow_inner=0.3, squint=0.35, press=0.2),
        "angry": P(smile=-0.5, brow_angle=-1, brow=-0.6, squint=0.6, press=0.5, sneer=0.3),
        "squint": P(squint=1),
        "browUp": P(brow=1),
        "viseme_PP": P(press=1, smile=0.2),
        "viseme_FF": P(jaw=0.10, open=0.32, tuck=1, raise_upper=0.35, smile=0.3),
        "viseme_TH": P(jaw=0.22, open=0.38, tongue=1, tongue_out=0.25, smile=0.4),
        "viseme_DD": P(jaw=0.16, open=0.32, tongue=0.8, spread=0.15, smile=0.4),
        "viseme_kk": P(jaw=0.28, open=0.40, spread=0.10, smile=0.4),
        "viseme_CH": P(jaw=0.12, open=0.36, round=0.55, smile=0.1),
        "viseme_SS": P(jaw=0.04, open=0.18, spread=0.50, raise_upper=0.30, drop_lower=0.15, smile=0.5),
        "viseme_nn": P(jaw=0.12, open=0.28, tongue=0.9, spread=0.10, smile=0.4),
        "viseme_RR": P(jaw=0.18, open=0.32, round=0.40, tongue=0.4, smile=0.2),
        "viseme_aa": VOWELS["aa"],
        "viseme_E": VOWELS["ee"],
        "viseme_ih": VOWELS["ih"],
        "viseme_oh": VOWELS["oh"],
        "viseme_ou": VOWELS["ou"],
    }.items()
} | ARKIT
"""Morph targets in file order: presets, moods, visemes, then ARKit's. `viseme_sil` is rest: an empty target closes the
list in the file."""


def face_pieces(p: FaceParams, detail: float) -> list[Piece]:
    """Every piece of the face, in metres, on the head bone. Names, order and vertex counts do not depend on `p`."""
    eyes = eye_pieces(1, p.blink_l, p, detail) + eye_pieces(-1, p.blink_r, p, detail)
    pieces = [head_piece(p, detail), *eyes, *mouth_pieces(p, detail)]
    return [replace(piece, position=place(piece.position)).bound("head") for piece in pieces]
