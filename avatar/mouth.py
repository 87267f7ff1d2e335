"""The mouth at an instant, and its weights on any face: one pure function for each set of shapes that faces come with.

    weights = scheme(shapes_of_the_face)(mouth)

A face is moved by the richest set that it has: the 15 visemes of Oculus, the 52 blend shapes of ARKit, the five
vowels of VRM, or only a jaw. Whatever the set, sealed lips let nothing open, so a closure is a closure.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, fields

from avatar.easing import ease


@dataclass(frozen=True)
class Mouth:
    """The articulators at one instant, each 0 to 1."""

    jaw: float = 0.0
    """opening between the lips"""
    round: float = 0.0
    spread: float = 0.0
    tongue: float = 0.0
    """tip up behind the teeth"""
    close: float = 0.0
    """lips sealed: p b m"""
    bite: float = 0.0
    """lower lip under the upper teeth: f v"""
    hiss: float = 0.0
    """teeth together: s sh z zh"""
    dental: float = 0.0
    """tongue between the teeth: th"""


ARTICULATORS: tuple[str, ...] = tuple(field.name for field in fields(Mouth))
Weights = dict[str, float]
Scheme = Callable[[Mouth], Weights]

VRM_VOWELS = ("aa", "ih", "ou", "ee", "oh")
OCULUS = (
    "viseme_sil", "viseme_PP", "viseme_FF", "viseme_TH", "viseme_DD", "viseme_kk", "viseme_CH", "viseme_SS",
    "viseme_nn", "viseme_RR", "viseme_aa", "viseme_E", "viseme_ih", "viseme_oh", "viseme_ou",
)  # fmt: skip
ARKIT_MOUTH = (
    "jawOpen", "mouthClose", "mouthFunnel", "mouthPucker", "mouthStretchLeft", "mouthStretchRight", "mouthPressLeft",
    "mouthPressRight", "mouthRollLower", "mouthRollUpper", "mouthLowerDownLeft", "mouthLowerDownRight",
    "mouthUpperUpLeft", "mouthUpperUpRight", "mouthShrugUpper", "tongueOut",
)  # fmt: skip
JAW_DEGREES = 16.0
"""Turn of a jaw bone at an opening of 1."""


def oculus(mouth: Mouth) -> Weights:
    """Weights of the Oculus visemes (Oculus Lipsync, "Viseme Reference"); they sum to at most 1.

    The vowels are corners of the space of opening and rounding; consonants take their share of what the lips leave.
    """
    apart = 1.0 - mouth.close
    lips = apart * mouth.bite
    teeth, tip = 0.8 * mouth.hiss, 0.8 * mouth.dental
    pouted = min(mouth.round / 0.5, 1.0)
    low = float(ease(0.0, 0.16, mouth.jaw))
    raised = 0.45 * mouth.tongue
    curled = 0.3 * mouth.tongue * (1.0 - abs(2.0 * min(mouth.round / 0.8, 1.0) - 1.0))
    spoken = _vowels(mouth, raised) | {"nn": raised * (1.0 - mouth.round) * low, "RR": curled * low}
    weights = {name: weight * (1.0 - teeth) * (1.0 - tip) for name, weight in spoken.items()}
    weights |= {"SS": teeth * (1.0 - pouted), "CH": teeth * pouted, "TH": tip * (1.0 - teeth)}
    weights["E"] = weights.pop("ee")
    left = apart * (1.0 - mouth.bite) / max(sum(weights.values()), 1.0)
    shown = {name: weight * left for name, weight in weights.items()} | {"PP": mouth.close, "FF": lips}
    return {f"viseme_{name}": weight for name, weight in shown.items()}


def arkit(mouth: Mouth) -> Weights:
    """Weights of ARKit's mouth shapes (Apple, ARFaceAnchor.BlendShapeLocation).

    The jaw comes up for closed lips rather than `mouthClose` pulling the lips over an open jaw: models differ in how
    far that goes, and none gapes with its jaw shut.
    """
    apart = 1.0 - mouth.close
    free = apart * (1.0 - 0.85 * mouth.bite)
    wide = float(ease(0.28, 0.62, mouth.jaw))
    low = float(ease(0.0, 0.16, mouth.jaw))
    lips = mouth.round * free * (0.35 + 0.65 * low)
    side = mouth.spread * (1.0 - mouth.round) * free * low
    shown = mouth.hiss * apart * (1.0 - mouth.bite)
    lower, upper = 0.25 * side + 0.3 * shown, 0.12 * side + 0.15 * shown + 0.25 * mouth.bite * apart
    return {
        "jawOpen": 0.66 * mouth.jaw * free * (1.0 - 0.5 * mouth.hiss),
        "mouthClose": 0.0,
        "mouthFunnel": lips * (0.25 + 0.45 * wide),
        "mouthPucker": lips * (0.80 - 0.45 * wide),
        "mouthStretchLeft": 0.45 * side,
        "mouthStretchRight": 0.45 * side,
        "mouthPressLeft": 0.45 * mouth.close,
        "mouthPressRight": 0.45 * mouth.close,
        "mouthRollLower": 0.3 * mouth.close + 0.75 * mouth.bite * apart,
        "mouthRollUpper": 0.25 * mouth.close,
        "mouthLowerDownLeft": lower,
        "mouthLowerDownRight": lower,
        "mouthUpperUpLeft": upper,
        "mouthUpperUpRight": upper,
        "mouthShrugUpper": 0.15 * mouth.bite * apart,
        "tongueOut": 0.35 * mouth.dental * apart,
    }


def vowels(mouth: Mouth) -> Weights:
    """Weights of VRM 1.0's five vowels: there is no shape for sealed lips, so they are closed by opening nothing."""
    apart = (1.0 - mouth.close) * (1.0 - 0.8 * mouth.bite)
    return {name: weight * apart * (1.0 - 0.4 * mouth.hiss) for name, weight in _vowels(mouth, 0.0).items()}


def jaw_only(mouth: Mouth) -> Weights:
    """The opening alone, for a face with one shape that opens it (`jawOpen`)."""
    return {"jawOpen": opening(mouth)}


def opening(mouth: Mouth) -> float:
    """How far the lips are apart, 0 to 1: a jaw bone turns down by `JAW_DEGREES` times this."""
    return mouth.jaw * (1.0 - mouth.close) * (1.0 - 0.85 * mouth.bite)


def scheme(names: Collection[str]) -> Scheme | None:
    """The richest set of shapes that a face with these names has; None where it has none (a jaw bone may be left)."""
    known = set(names)
    if {"viseme_PP", "viseme_FF", "viseme_aa"} <= known:
        return oculus
    if {"jawOpen", "mouthFunnel", "mouthPucker"} <= known:
        return arkit
    if "aa" in known:
        return vowels
    return jaw_only if "jawOpen" in known else None


def _vowels(mouth: Mouth, raised: float) -> Weights:
    """The five vowels as corners of opening and rounding; a raised tongue takes its own small opening away."""
    rounded = min(mouth.round, 1.0)
    wide = float(ease(0.28, 0.62, mouth.jaw))
    ou, oh = rounded * (1.0 - wide), rounded * wide
    plain = 1.0 - rounded
    share = float(ease(0.25, 0.5, mouth.jaw))
    side = min(mouth.spread, 1.0) * plain
    ih, ee = side * (1.0 - share), side * share
    left = mouth.jaw - 0.30 * ou - 0.58 * oh - 0.30 * ih - 0.48 * ee - 0.22 * raised * plain
    low = float(ease(0.0, 0.16, mouth.jaw))  # nearly shut lips do not part because they are spread
    return {
        "aa": min(max(left, 0.0) / 0.95, 1.0),
        "ih": ih * low,
        "ou": ou * (0.35 + 0.65 * low),
        "ee": ee,
        "oh": oh,
    }
