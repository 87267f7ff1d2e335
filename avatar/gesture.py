"""The repertoire: gestures, movements of the head, and postures, by the names a script uses.

A gesture is a row of keys (BML 1.0: preparation to `ready`, then the stroke, hold, relaxation). A key says where
the hands are in arm lengths from the shoulder, which way fingers and palm point, and how the torso turns: the same
gesture fits long and short arms. Where both hands have a part, `left` and `right` variants mirror each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from assets.scene import Vec3
from avatar.keys import FIVE, FLAT, FOUR, LAID, ONE, OPEN, POINT, SOFT, THREE, THUMB_UP, TWO, Arm, Gesture, Hand, Key

IDLE = Arm((0.35, -0.91, 0.11), (0.35, 0.0, -1.0))

_OPEN_PALM = Arm((0.58, -0.30, 0.48), (0.45, -0.9, -0.35), (0.62, 0.24, 0.74), (-0.05, 0.84, 0.50), OPEN)
_GATHERED = Arm((0.02, -0.46, 0.62), (0.8, -0.6, -0.2), (-0.30, 0.25, 0.90), (-0.5, 0.65, -0.2), SOFT)
_ASIDE = Arm((0.82, -0.22, 0.34), (0.2, -0.9, -0.4), (0.90, 0.20, 0.38), (0.0, 0.80, 0.55), OPEN)
_CHEST = Arm((0.10, -0.26, 0.46), (1.0, -0.55, 0.1), (-0.94, 0.30, 0.06), (-0.10, -0.05, -0.99), SOFT, middle=True)
_LIFTED = Arm((0.30, -0.40, 0.56), (0.5, -0.8, -0.3), (0.10, 0.45, 0.88), (-0.45, 0.65, 0.60), SOFT)
_LOWERED = Arm((0.34, -0.52, 0.58), (0.5, -0.8, -0.3), (0.18, 0.12, 0.97), (-0.35, 0.82, 0.42), SOFT)
_HIGH_OUT = Arm((0.62, 0.22, 0.34), (0.75, -0.7, -0.1), (0.50, 0.86, 0.10), (0.0, -0.10, 1.0), FIVE)
_HIGH_IN = Arm((0.50, 0.26, 0.38), (0.75, -0.7, -0.1), (-0.26, 0.95, 0.14), (0.0, -0.10, 1.0), FIVE)
_POINTING = Arm((0.78, 0.10, 0.50), (0.3, -0.9, -0.3), (0.80, 0.22, 0.56), (0.25, -0.90, 0.30), POINT)
_CLASPED = Arm((0.225, -0.66, 0.39), (0.9, -0.4, -0.4), (-0.93, -0.22, 0.28), (-0.24, -0.25, -0.94), LAID, middle=True)
_COVERED = Arm((0.215, -0.625, 0.50), (0.9, -0.4, -0.4), (-0.93, -0.26, 0.24), (-0.22, -0.25, -0.94), LAID, middle=True)
_PRAYING = Arm((0.06, -0.34, 0.50), (0.9, -0.6, -0.1), (-0.02, 0.90, 0.44), (-1.0, 0.0, 0.0), FLAT, middle=True)
_SHOWN = Arm((0.36, -0.12, 0.50), (0.6, -0.9, -0.2), (0.05, 0.98, 0.18), (0.0, -0.15, 1.0), ONE)
_READY = Arm((0.32, -0.34, 0.52), (0.6, -0.8, -0.3), (0.10, 0.80, 0.60), (-0.3, -0.10, 0.95), SOFT)
_PRAISED = Arm((0.30, -0.20, 0.58), (0.7, -0.8, -0.2), (-0.25, 0.10, 0.96), (-0.96, 0.0, -0.25), THUMB_UP)
_CHIN = Arm((0.10, 0.06, 0.44), (0.6, -1.0, 0.1), (-0.45, 0.86, -0.10), (-0.45, -0.20, -0.85), POINT, middle=True)
_SUPPORT = Arm((0.02, -0.42, 0.44), (0.9, -0.7, -0.1), (-0.98, 0.10, 0.10), (0.0, 0.40, -0.92), SOFT, middle=True)
_HIP = Arm((0.33, -0.74, 0.02), (1.0, 0.1, -0.45), (-0.62, -0.35, 0.70), (-0.75, 0.2, -0.62), SOFT)
_BEHIND = Arm((0.17, -0.68, -0.52), (1.0, 0.0, -0.5), (-0.85, -0.45, -0.25), (0.2, -0.3, -0.93), SOFT, middle=True)
_STEADY = replace(IDLE, hand=(0.33, -0.915, 0.08))

_COUNTS: Mapping[str, Hand] = {"count_1": ONE, "count_2": TWO, "count_3": THREE, "count_4": FOUR, "count_5": FIVE}


def _wave(out: Arm, inward: Arm) -> tuple[Key, ...]:
    return tuple(Key(None, arm, head=(0.0, 0.0, -4.0), torso=(0.0, 0.0, 2.0)) for arm in (out, inward) * 3)


_RIGHT: Mapping[str, Gesture] = {
    "present_right": Gesture(
        (
            Key(None, _LIFTED, torso=(0.0, 3.0, 0.0)),
            Key(None, _ASIDE, torso=(0.0, -7.0, -1.5), head=(0.0, -6.0, 2.0), pelvis=(0.0, -3.0, 0.0)),
        ),
        (0.40, 0.40), stroke=1, hold=1.2, relax=0.8,
    ),
    "self": Gesture((Key(None, _CHEST, torso=(1.0, 0.0, 0.0), head=(2.0, 0.0, 4.0)),), (0.55,), 0, 0.7, 0.7),
    "beat": Gesture((Key(None, _LIFTED), Key(None, _LOWERED)), (0.34, 0.17), stroke=1, hold=0.25, relax=0.6),
    "wave": Gesture(_wave(_HIGH_OUT, _HIGH_IN), (0.60, 0.24, 0.24, 0.24, 0.24, 0.24), 0, hold=0.1, relax=0.75),
    "point_right": Gesture(
        (Key(None, _LIFTED), Key(None, _POINTING, torso=(0.0, -6.0, 0.0))), (0.35, 0.34), 1, hold=0.9, relax=0.75
    ),
    "thumbs_up": Gesture(
        (Key(None, replace(_PRAISED, hand=(0.26, -0.36, 0.46))), Key(None, _PRAISED, head=(3.0, 0.0, -4.0))),
        (0.36, 0.26), stroke=1, hold=0.9, relax=0.7,
    ),
    "think": Gesture(
        (Key(_SUPPORT, _CHIN, head=(3.0, -5.0, -6.0), torso=(1.0, 0.0, 0.0)),), (0.75,), 0, hold=1.6, relax=0.8
    ),
    **{
        name: Gesture((Key(None, _READY), Key(None, replace(_SHOWN, shape=shape))), (0.36, 0.24), 1, 0.8, 0.65)
        for name, shape in _COUNTS.items()
    },
}  # fmt: skip
_BOTH: Mapping[str, Gesture] = {
    "welcome": Gesture(
        (
            Key(_GATHERED, _GATHERED, torso=(2.0, 0.0, 0.0), head=(3.0, 0.0, 0.0)),
            Key(_OPEN_PALM, _OPEN_PALM, torso=(-2.5, 0.0, 0.0), head=(-3.0, 0.0, 3.0)),
        ),
        (0.50, 0.42), stroke=1, hold=1.1, relax=0.9,
    ),
    "clasp": Gesture((Key(_CLASPED, _COVERED, head=(2.0, 0.0, 3.0)),), (0.70,), 0, 1.5, 0.8),
    "thanks": Gesture(
        (Key(_PRAYING, _PRAYING), Key(_PRAYING, _PRAYING, (7.0, 0.0, 0.0), (9.0, 0.0, 0.0), (5.0, 0.0, 0.0))),
        (0.60, 0.40), stroke=1, hold=0.7, relax=0.9,
    ),
    "bow": Gesture(
        (
            Key(_CLASPED, _COVERED),
            Key(_CLASPED, _COVERED, torso=(15.0, 0.0, 0.0), head=(10.0, 0.0, 0.0), pelvis=(20.0, 0.0, 0.0)),
        ),
        (0.60, 0.60), stroke=1, hold=0.45, relax=1.0,
    ),
}  # fmt: skip


def mirrored(gesture: Gesture) -> Gesture:
    """The gesture with left and right exchanged."""

    def turned(degrees: Vec3) -> Vec3:
        return degrees[0], -degrees[1], -degrees[2]

    keys = tuple(Key(k.right, k.left, turned(k.torso), turned(k.head), turned(k.pelvis)) for k in gesture.keys)
    return replace(gesture, keys=keys)


def _sided(name: str) -> dict[str, Gesture]:
    """A one-handed gesture under its own name and, mirrored, under that of the other hand."""
    gesture = _RIGHT[name]
    other = name.replace("_right", "_left") if "_right" in name else f"{name}_left"
    return {name: gesture, other: mirrored(gesture)}


GESTURES: Mapping[str, Gesture] = {**_BOTH, **{n: g for name in _RIGHT for n, g in _sided(name).items()}}

_HAND_POSTURES: Mapping[str, tuple[Arm, Arm]] = {
    "relaxed": (IDLE, IDLE),
    "attentive": (_STEADY, _STEADY),
    "clasped": (_CLASPED, _COVERED),
    "behind": (_BEHIND, replace(_BEHIND, hand=(0.13, -0.62, -0.55))),
    "akimbo": (_HIP, _HIP),
    "akimbo_left": (_HIP, IDLE),
    "akimbo_right": (IDLE, _HIP),
}
POSTURES: Mapping[str, Gesture] = {
    name: Gesture((Key(left, right, (-2.0 if name == "attentive" else 0.0, 0.0, 0.0)),), (0.8,), 0, 1.0, 0.8)
    for name, (left, right) in _HAND_POSTURES.items()
}
"""What the arms do when nothing else is asked of them; a posture lasts until the next one."""

HEAD_MOVES: Mapping[str, Gesture] = {
    "nod": Gesture((Key(head=(9.0, 0.0, 0.0)), Key(head=(-1.5, 0.0, 0.0))), (0.22, 0.26), 0, 0.0, 0.25),
    "shake": Gesture(
        tuple(Key(head=(0.0, yaw, 0.0)) for yaw in (9.0, -9.0, 6.0)), (0.22, 0.28, 0.26), 0, 0.0, 0.25
    ),
    "tilt": Gesture((Key(head=(0.0, 0.0, 8.0)),), (0.45,), 0, 0.8, 0.6),
    "tilt_right": Gesture((Key(head=(0.0, 0.0, -8.0)),), (0.45,), 0, 0.8, 0.6),
    "raise": Gesture((Key(head=(-5.0, 0.0, 0.0)),), (0.35,), 0, 0.4, 0.5),
}  # fmt: skip


def pointing(target: Vec3, ahead: float) -> Gesture:
    """Pointing at a place (metres, the figure's space) which lies `ahead` degrees to the left of where she faces: the
    arm on that side stretches towards it, trunk and pelvis help."""
    left = ahead >= 0.0
    aim = replace(_POINTING, aim=target)
    trunk = min(max(0.30 * ahead, -32.0), 32.0)
    pelvis = min(max(0.18 * ahead, -18.0), 18.0)
    turn, hips = (0.0, trunk, 0.0), (0.0, pelvis, 0.0)
    before = (0.0, 0.3 * trunk, 0.0)
    keys = (
        (Key(_LIFTED, None, before), Key(aim, None, turn, pelvis=hips))
        if left
        else (Key(None, _LIFTED, before), Key(None, aim, turn, pelvis=hips))
    )
    return Gesture(keys, (0.38, 0.36), stroke=1, hold=1.0, relax=0.8)
