"""Emotions: what the brows, lids, lips, eyes and head do, in parts that any face is asked for.

A part names shapes of a face, best first: our own character's, ARKit's, VRM's presets. After P. Ekman & W. Friesen's
Facial Action Coding System (1978): happy is AU 6+12, surprised 1+2+5, sorry 1+15 with a lowered gaze, thoughtful 2+7
with eyes that leave the listener, proud 12+7 with the chin raised (Tracy & Robins 2004).
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass

from avatar.mouth import Mouth


@dataclass(frozen=True)
class Mood:
    """Parts of the face and their weights; degrees that gaze (left, up) and head (pitch, yaw, roll) add; seconds in
    which all of it comes and goes."""

    parts: Mapping[str, float]
    onset: float = 0.35
    decay: float = 0.6
    gaze: tuple[float, float] = (0.0, 0.0)
    head: tuple[float, float, float] = (0.0, 0.0, 0.0)


MOODS: Mapping[str, Mood] = {
    "smile": Mood({"smile": 1.0}),
    "happy": Mood({"smile": 0.9, "squint": 0.5, "brow": 0.35}, head=(-1.0, 0.0, 2.0)),
    "joy": Mood({"joy": 1.0}, head=(-2.0, 0.0, 3.0)),
    "surprise": Mood({"surprised": 0.7, "wide": 0.3, "brow": 0.3}, onset=0.16, decay=0.5, head=(-2.0, 0.0, 0.0)),
    "surprised": Mood({"surprised": 1.0, "wide": 0.6, "brow": 0.5}, onset=0.16, decay=0.5, head=(-4.0, 0.0, 0.0)),
    "attentive": Mood({"brow": 0.4}, head=(1.0, 0.0, 0.0)),
    "calm": Mood({"relaxed": 0.6}, onset=0.6, decay=0.9),
    "thoughtful": Mood(
        {"brow_left": 0.7, "squint": 0.35, "press": 0.45, "smile": -0.3},
        onset=0.5, decay=0.8, gaze=(9.0, 11.0), head=(-2.0, 5.0, 6.0),
    ),
    "sorry": Mood({"sad": 0.85, "worry": 0.6}, onset=0.6, decay=0.9, gaze=(0.0, -7.0), head=(7.0, 0.0, -4.0)),
    "proud": Mood(
        {"smile": 0.8, "squint": 0.35, "brow": 0.25, "lids": 0.14}, onset=0.45, decay=0.8, head=(-6.0, 0.0, 0.0)
    ),
}  # fmt: skip
"""The `face` lexemes of a script."""


def _both(name: str, weight: float) -> dict[str, float]:
    return {f"{name}Left": weight, f"{name}Right": weight}


PARTS: Mapping[str, tuple[Mapping[str, float], ...]] = {
    "smile": ({"smile": 1.0}, _both("mouthSmile", 0.7), {"relaxed": 0.6}, {"happy": 0.5}),
    "squint": ({"squint": 1.0}, _both("eyeSquint", 0.8) | _both("cheekSquint", 0.5)),
    "brow": ({"browUp": 1.0}, {"browInnerUp": 0.8} | _both("browOuterUp", 0.8)),
    "brow_left": ({"browOuterUpLeft": 1.0}, {"browUp": 0.6}),
    "worry": ({"browInnerUp": 1.0},),
    "wide": (_both("eyeWide", 0.9),),
    "press": (_both("mouthPress", 0.6), {"mm": 0.4}),
    "lids": ({"blink": 1.0}, _both("eyeBlink", 1.0)),
    "joy": (
        {"joy": 1.0},
        _both("mouthSmile", 1.0) | _both("eyeBlink", 0.7) | _both("cheekSquint", 0.8) | {"jawOpen": 0.25},
        {"happy": 1.0},
    ),
    "surprised": (
        {"surprised": 1.0},
        _both("eyeWide", 0.8) | _both("browOuterUp", 0.8) | {"browInnerUp": 0.8, "jawOpen": 0.2},
    ),
    "sad": ({"sad": 1.0}, {"browInnerUp": 0.9} | _both("mouthFrown", 0.7)),
    "relaxed": ({"relaxed": 1.0}, _both("mouthSmile", 0.4) | _both("eyeSquint", 0.2)),
}
"""What a part moves, best first: the first of these whose shapes a face has all of."""

_PARTING = frozenset(("joy", "surprised"))
"""Parts that open the lips themselves: they do so only as far as nothing is being said."""
_LIPS = frozenset(("smile", "press", "sad", "relaxed"))
_OPEN_LIPS = frozenset(("jawOpen", "happy", "joy", "surprised"))


def weights(parts: Mapping[str, float], mouth: Mouth, names: Container[str]) -> dict[str, float]:
    """Weights of the shapes that a face with these names has, for parts while the mouth speaks.

    No part opens lips that are sealed or biting: what a closure asks for stays closed at any weight.
    """
    free = (1.0 - mouth.close) * (1.0 - mouth.bite)
    silent = free * (1.0 - min(1.5 * mouth.jaw, 1.0))
    out: dict[str, float] = {}
    for part, amount in parts.items():
        chosen = next((one for one in PARTS[part] if all(name in names for name in one)), {})
        if part in _LIPS:
            amount = amount * (1.0 - 0.7 * mouth.round) * (1.0 - 0.4 * mouth.close)
        elif part in _PARTING:
            amount = amount * silent
        for name, share in chosen.items():
            held = free if name in _OPEN_LIPS and part not in _PARTING else 1.0
            out[name] = out.get(name, 0.0) + amount * share * held
    return out
