"""The 52 blend shapes of Apple's ARKit, as differences between two faces, of one half of the face where the name says.

Names: developer.apple.com/documentation/arkit/arfaceanchor/blendshapelocation.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from avatar.character.shape import FaceParams

P = FaceParams
REST = FaceParams()
_OPEN = P(jaw=1, open=0.9, smile=0.45)


@dataclass(frozen=True)
class Shape:
    """What a morph target adds at weight 1: `shown` minus `base`, on the figure's left (1), its right (-1) or both."""

    shown: FaceParams
    side: int = 0
    base: FaceParams = field(default=REST)


def _halves(name: str, shown: FaceParams) -> Iterator[tuple[str, Shape]]:
    yield name + "Left", Shape(shown, 1)
    yield name + "Right", Shape(shown, -1)


def _looks() -> Iterator[tuple[str, Shape]]:
    """In is towards the nose: for the left eye that is the figure's right."""
    for side, sign in (("Left", 1), ("Right", -1)):
        yield f"eyeLookUp{side}", Shape(P(look_y=1), sign)
        yield f"eyeLookDown{side}", Shape(P(look_y=-1), sign)
        yield f"eyeLookIn{side}", Shape(P(look_x=-sign), sign)
        yield f"eyeLookOut{side}", Shape(P(look_x=sign), sign)


ARKIT: dict[str, Shape] = {
    **dict(_halves("eyeBlink", P(blink_l=1, blink_r=1))),
    **dict(_looks()),
    **dict(_halves("eyeSquint", P(squint=1))),
    **dict(_halves("eyeWide", P(wide=1))),
    "jawForward": Shape(P(jaw_z=1)),
    "jawLeft": Shape(P(jaw_x=1, mouth_x=0.4)),
    "jawRight": Shape(P(jaw_x=-1, mouth_x=-0.4)),
    "jawOpen": Shape(_OPEN),
    "mouthClose": Shape(P(jaw=1, smile=0.45), base=_OPEN),
    "mouthFunnel": Shape(P(round=0.7, open=0.30, smile=0.1)),
    "mouthPucker": Shape(P(round=1, smile=0.1)),
    "mouthLeft": Shape(P(mouth_x=1)),
    "mouthRight": Shape(P(mouth_x=-1)),
    **dict(_halves("mouthSmile", P(smile=1.5, spread=0.3, cheek=0.25))),
    **dict(_halves("mouthFrown", P(smile=-0.9))),
    **dict(_halves("mouthDimple", P(dimple=1, smile=0.9))),
    **dict(_halves("mouthStretch", P(spread=0.9, smile=0.2))),
    "mouthRollLower": Shape(P(press=0.7, lift=0.3, smile=0.5)),
    "mouthRollUpper": Shape(P(press=0.7, lift=-0.3, smile=0.5)),
    "mouthShrugLower": Shape(P(lift=0.8, smile=0.1)),
    "mouthShrugUpper": Shape(P(lift=0.5)),
    **dict(_halves("mouthPress", P(press=1, smile=0.8))),
    **dict(_halves("mouthLowerDown", P(drop_lower=1))),
    **dict(_halves("mouthUpperUp", P(raise_upper=1))),
    **dict(_halves("browDown", P(brow=-0.7, brow_angle=-0.6))),
    "browInnerUp": Shape(P(brow_inner=1)),
    **dict(_halves("browOuterUp", P(brow_outer=1))),
    "cheekPuff": Shape(P(puff=1)),
    **dict(_halves("cheekSquint", P(cheek=1, squint=0.5))),
    **dict(_halves("noseSneer", P(sneer=1, raise_upper=0.25))),
    "tongueOut": Shape(P(tongue_out=1, jaw=0.2, open=0.40)),
}
