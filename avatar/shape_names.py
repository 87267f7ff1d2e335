"""Which morph target is which shape: the names of other people's faces, read in one spelling.

The one spelling is ARKit's for its 52 shapes (`jawOpen`), `viseme_PP` ... for the 15 of Oculus Lipsync, and VRM 1.0's
presets for vowels, blinks and moods. What a face has of the first gives it the others: a blink is both lids.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_a-zA-Z]+")
_SIDED = (
    "eyeBlink eyeLookDown eyeLookIn eyeLookOut eyeLookUp eyeSquint eyeWide mouthSmile mouthFrown mouthDimple "
    "mouthStretch mouthPress mouthLowerDown mouthUpperUp browDown browOuterUp cheekSquint noseSneer"
).split()
ARKIT: tuple[str, ...] = (
    *(f"{stem}{side}" for stem in _SIDED for side in ("Left", "Right")),
    *(
        "jawForward jawLeft jawRight jawOpen mouthClose mouthFunnel mouthPucker mouthLeft mouthRight mouthRollLower "
        "mouthRollUpper mouthShrugLower mouthShrugUpper browInnerUp cheekPuff tongueOut"
    ).split(),
)
"""Apple, ARFaceAnchor.BlendShapeLocation."""
OCULUS: tuple[str, ...] = tuple(f"viseme_{name}" for name in "sil PP FF TH DD kk CH SS nn RR aa E ih oh ou".split())
"""Oculus Lipsync, "Viseme Reference"."""
VOWELS = ("aa", "ih", "ou", "ee", "oh")


def _compact(name: str) -> str:
    return "".join(_WORDS.findall(name)).lower()


_ALIASES: Mapping[str, str] = {
    **{_compact(name): name for name in ARKIT},
    **{_compact(f"{stem}{side[0]}"): f"{stem}{side}" for stem in _SIDED for side in ("Left", "Right")},
    **{_compact(f"{side}{stem}"): f"{stem}{side}" for stem in _SIDED for side in ("Left", "Right")},
    **{_compact(f"jaw{side[0]}"): f"jaw{side}" for side in ("Left", "Right")},
    **{_compact(f"mouth{side[0]}"): f"mouth{side}" for side in ("Left", "Right")},
    **{f"viseme{name[7:].lower()}": name for name in OCULUS},
    **{f"vrcv{name[7:].lower()}": name for name in OCULUS},
    **{f"viseme{short}": f"viseme_{name}" for short, name in (("i", "ih"), ("o", "oh"), ("u", "ou"))},
    **dict.fromkeys(("mouthopen", "openmouth", "jawdrop", "openjaw"), "jawOpen"),
    **dict.fromkeys(("blink", "eyesclosed", "eyesclose", "eyeclose", "closeeyes", "eyeblink", "まばたき"), "blink"),
    **dict.fromkeys(("blinkleft", "blinkl", "eyeclosel", "eyecloseleft", "winkleft", "winkl", "ウィンク"), "blinkLeft"),
    **dict.fromkeys(("blinkright", "blinkr", "eyecloser", "eyecloseright", "winkright", "winkr"), "blinkRight"),
    **dict.fromkeys(("smile", "mouthsmile", "にっこり", "笑顔"), "smile"),
    **dict.fromkeys(("happy", "alljoy", "笑い"), "happy"),
    **dict.fromkeys(("sad", "sorrow", "allsorrow"), "sad"),
    **dict.fromkeys(("angry", "allangry"), "angry"),
    **dict.fromkeys(("surprised", "surprise", "allsurprised", "びっくり"), "surprised"),
    **dict.fromkeys(("relaxed", "allfun"), "relaxed"),
    **dict.fromkeys(("browup", "browsup", "browraise", "browssurprised", "brwsurprised"), "browUp"),
    **{f"eyeslook{way}": f"look{way.title()}" for way in ("up", "down", "left", "right")},
    **{f"look{way}": f"look{way.title()}" for way in ("up", "down", "left", "right")},
    **dict(zip(("mtha", "mthi", "mthu", "mthe", "mtho"), VOWELS, strict=True)),
    **dict(zip(("moutha", "mouthi", "mouthu", "mouthe", "moutho"), VOWELS, strict=True)),
    **dict(zip(("vowela", "voweli", "vowelu", "vowele", "vowelo"), VOWELS, strict=True)),
    **dict(zip("あいうえお", VOWELS, strict=True)),
    **{vowel: vowel for vowel in VOWELS},
}
_BARE_VOWELS = dict(zip("aiueo", VOWELS, strict=True))
_BARE_VISEMES = {name[7:].lower(): name for name in OCULUS}
_SHORT = frozenset((*VOWELS, *"あいうえお"))
"""Names that must stand alone: as the end of a longer one they mean nothing."""

Recipe = Mapping[str, float]
RECIPES: Mapping[str, Recipe] = {
    "blinkLeft": {"eyeBlinkLeft": 1.0},
    "blinkRight": {"eyeBlinkRight": 1.0},
    "blink": {"blinkLeft": 1.0, "blinkRight": 1.0},
    "smile": {"mouthSmileLeft": 0.9, "mouthSmileRight": 0.9},
    "browUp": {"browInnerUp": 0.8, "browOuterUpLeft": 0.8, "browOuterUpRight": 0.8},
    "squint": {"eyeSquintLeft": 1.0, "eyeSquintRight": 1.0},
    "happy": {"smile": 0.9, "cheekSquintLeft": 0.6, "cheekSquintRight": 0.6, "squint": 0.4},
    "surprised": {"browUp": 1.0, "eyeWideLeft": 0.7, "eyeWideRight": 0.7, "jawOpen": 0.25},
    "sad": {"mouthFrownLeft": 0.7, "mouthFrownRight": 0.7, "browInnerUp": 0.7},
    "angry": {"browDownLeft": 0.9, "browDownRight": 0.9, "mouthFrownLeft": 0.3, "mouthFrownRight": 0.3},
    "relaxed": {"smile": 0.4, "squint": 0.2},
    "lookUp": {"eyeLookUpLeft": 1.0, "eyeLookUpRight": 1.0},
    "lookDown": {"eyeLookDownLeft": 1.0, "eyeLookDownRight": 1.0},
    "lookLeft": {"eyeLookOutLeft": 1.0, "eyeLookInRight": 1.0},
    "lookRight": {"eyeLookInLeft": 1.0, "eyeLookOutRight": 1.0},
}
"""VRM's presets and our own words as sums of shapes; the first is the one that must be there."""


def shapes_of(names: Iterable[str]) -> dict[str, str]:
    """Raw name -> the shape it is, for the names of one face that tell."""
    raw = tuple(dict.fromkeys(names))
    found = {name: shape for name in raw if (shape := _shape(name))}
    last = {name: (_WORDS.findall(name) or [""])[-1].lower() for name in raw}
    for table, least in ((_BARE_VOWELS, {"a", "i", "o"}), (_BARE_VISEMES, {"pp", "ff", "aa"})):
        whole = {name: word for name, word in last.items() if word in table and len(_WORDS.findall(name)) <= 4}
        if least <= set(whole.values()) and not set(table.values()) & set(found.values()):
            found |= {name: table[word] for name, word in whole.items() if name not in found}
    return found


def _shape(name: str) -> str | None:
    words = _WORDS.findall(name)
    for first in range(len(words)):
        key = "".join(words[first:]).lower()
        if key in _ALIASES and (first == 0 or key not in _SHORT):
            return _ALIASES[key]
    return None


def made_of(shapes: Iterable[str]) -> dict[str, Recipe]:
    """The recipes that a face with these shapes can follow, in those shapes, for what it has no shape of its own."""
    flat: dict[str, Recipe] = {shape: {shape: 1.0} for shape in shapes}
    made: dict[str, Recipe] = {}
    for name, recipe in RECIPES.items():
        if name in flat or next(iter(recipe)) not in flat:
            continue
        whole: dict[str, float] = {}
        for part, weight in recipe.items():
            for shape, share in flat.get(part, {}).items():
                whole[shape] = min(whole.get(shape, 0.0) + weight * share, 1.0)
        flat[name] = made[name] = whole
    return made
