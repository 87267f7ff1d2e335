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
    """Parts of the face and their weights; degrees that the head adds (pitch, yaw, roll); seconds in which all of it
    comes and goes; and where the eyes go meanwhile, for `glance` seconds at most."""

    parts: Mapping[str, float]
    onset: float = 0.35
    decay: float = 0.6
    head: tuple[float, float, float] = (0.0, 0.0, 0.0)
    gaze: str = ""
    glance: float = 60.0


MOODS: Mapping[str, Mood] = {
    "smile": Mood({"smile": 1.0}),
    "happy": Mood({"smile": 0.8, "grin": 0.8, "squint": 0.45, "brow": 0.35}, head=(-1.0, 0.0, 2.5)),
    "joy": Mood({"joy": 1.0}, head=(-2.0, 0.0, 3.0)),
    "surprise": Mood({"wide": 0.7, "brow": 0.7, "gape": 0.5}, onset=0.16, decay=0.5, head=(-2.0, 0.0, 0.0)),
    "surprised": Mood({"wide": 1.0, "brow": 1.0, "gape": 1.0}, onset=0.16, decay=0.5, head=(-5.0, 0.0, 0.0)),
    "attentive": Mood({"brow": 0.4}, head=(1.0, 0.0, 0.0)),
    "calm": Mood({"relaxed": 0.6}, onset=0.6, decay=0.9),
    "thoughtful": Mood(
        {"brow_one": 0.9, "worry": 0.2, "squint": 0.3, "aside": 0.7, "press": 0.4, "frown": 0.25},
        onset=0.45, decay=0.7, head=(-2.0, 4.0, 7.0), gaze="think",
    ),
    "sorry": Mood(
        {"worry": 1.0, "frown": 1.0, "lids": 0.18, "press": 0.2},
        onset=0.5, decay=0.9, head=(8.0, 0.0, -5.0), gaze="down", glance=0.9,
    ),
    "proud": Mood(
        {"smile": 1.3, "squint": 0.5, "brow": 0.5, "lids": 0.2}, onset=0.45, decay=0.8, head=(-10.0, 0.0, 0.0)
    ),
}  # fmt: skip
"""The `face` lexemes of a script."""


def _both(name: str, weight: float) -> dict[str, float]:
    return {f"{name}Left": weight, f"{name}Right": weight}


PARTS: Mapping[str, tuple[Mapping[str, float], ...]] = {
    "smile": ({"smile": 1.0}, _both("mouthSmile", 0.7), {"happy": 0.6}, {"relaxed": 0.6}),
    "squint": ({"squint": 1.0}, _both("eyeSquint", 0.8) | _both("cheekSquint", 0.5)),
    "brow": ({"browUp": 1.0}, {"browInnerUp": 0.8} | _both("browOuterUp", 0.8)),
    "brow_one": ({"browOuterUpLeft": 1.0, "browDownRight": 0.35}, {"browUp": 0.5}),
    "worry": ({"browInnerUp": 1.0}, {"sad": 0.6}),
    "frown": (_both("mouthFrown", 0.8), {"sad": 0.4}),
    "wide": (_both("eyeWide", 1.0), {"surprised": 0.6}),
    "gape": ({"jawOpen": 0.5, "mouthFunnel": 0.45}, {"jawOpen": 0.45}, {"surprised": 0.4}, {"oh": 0.3}),
    "grin": ({"happy": 1.0},),
    "aside": ({"mouthLeft": 0.6},),
    "press": (_both("mouthPress", 0.6), {"mm": 0.4}),
    "lids": ({"blink": 1.0}, _both("eyeBlink", 1.0)),
    "joy": (
        {"joy": 1.0},
        _both("mouthSmile", 1.0) | _both("eyeBlink", 0.7) | _both("cheekSquint", 0.8) | {"jawOpen": 0.25},
        {"happy": 1.0},
    ),
    "relaxed": ({"relaxed": 1.0}, _both("mouthSmile", 0.4) | _both("eyeSquint", 0.2)),
}
"""What a part moves, best first: the first of these whose shapes a face has all of."""

_PARTING = frozenset(("joy", "gape", "grin"))
"""Parts that open the lips themselves: they do so only as far as nothing is being said."""
_LIPS = frozenset(("smile", "press", "frown", "aside", "relaxed"))
_OPEN_LIPS = frozenset(("jawOpen", "mouthFunnel", "oh", "happy", "joy", "surprised", "sad", "relaxed"))
"""Shapes that open the lips, or that may do so on somebody else's face."""


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
