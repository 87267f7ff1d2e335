"""The body over time: idle life, gestures, walking, gaze and breath, as rotations of the VRM humanoid.

Everything is a closed form of t: the idle wander is seeded sines, breath is a wave between chosen inhalations, a
gesture is a weight and a row of keys, a walk a row of steps. Motion is described in `avatar.gesture` and
`avatar.locomotion`; here it meets one figure's limbs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from assets.quaternions import NONE, Doubles, euler, inverse, matrix, mix, product, turn
from assets.scene import Vec3
from avatar import arms, legs
from avatar.breath import breathing
from avatar.easing import Curve, bump, drift, ease
from avatar.gesture import IDLE
from avatar.keys import Arm, Key
from avatar.locomotion import Footing, Ground, Walk
from avatar.mocap import Recorded
from avatar.phases import Played
from avatar.rig import Rig

_TORSO = {"spine": 0.4, "chest": 0.35, "upperChest": 0.25}
_NECK = {"neck": 0.4, "head": 0.6}
_SIDES = ("left", "right")

Limbs = dict[str, Doubles]
Arms = tuple[Doubles, NDArray[np.bool_]]
"""A rotation for each bone of both arms `(k, 4)`, and `(k,)` which of them a key asks for."""


def turned(degrees: Mapping[str, Sequence[float] | Curve]) -> Limbs:
    """Rotations of bones by their degrees (pitch, yaw, roll)."""
    rows = np.array([tuple(turn) for turn in degrees.values()], float).reshape(-1, 3)
    return dict(zip(degrees, euler(*rows.T), strict=True))


@dataclass(frozen=True, eq=False)
class BodyTrack:
    """`at(t, head_turn)` gives bone rotations and the shift of the hips; the head turns by degrees (left, up) after
    the gaze. `played` come in layers, postures first. `beats` are (seconds, degrees) of small nods."""

    rig: Rig
    played: tuple[Played, ...]
    inhales: Curve
    beats: tuple[tuple[float, float], ...]
    seed: int = 1
    walks: tuple[Walk, ...] = ()
    recorded: tuple[Recorded, ...] = ()

    def at(self, t: float, head_turn: tuple[float, float] = (0.0, 0.0)) -> tuple[Limbs, Vec3]:
        under = self.ground.at(t)
        torso, head, pelvis = self._bent(t)
        breath = breathing(self.inhales, t)
        lean = self._lean(t) * (1.0 - under.going)
        torso = torso + (-1.1 * breath + 0.7 * self._wander(2, t), 1.8 * self._wander(3, t), 1.2 * self._wander(4, t))
        torso = torso + (2.0 * under.going, -9.0 * self._stepping(under), 2.6 * lean - 1.5 * under.sway)
        nod = sum(size * float(bump(at, at, 0.13, 0.24, t)) for at, size in self.beats if abs(at - t) < 0.5)
        wander = (1.6 * self._wander(5, t), 2.2 * self._wander(6, t), 1.8 * self._wander(7, t))
        head = head + wander + (nod + 0.5 * breath, 0.0, 0.0) - 0.6 * torso - 0.5 * pelvis  # it keeps itself upright
        head = head + (-head_turn[1], head_turn[0], -0.12 * head_turn[0])

        pelvis = pelvis + (0.0, 5.0 * self._stepping(under), -3.2 * lean + 2.5 * under.sway)
        hips = product(turn((0.0, 1.0, 0.0), np.radians(under.spot.yaw)), euler(*pelvis))
        place = self._hips(under, lean, float(pelvis[0]), t)
        degrees: dict[str, Sequence[float] | Curve] = {
            **{bone: share * torso for bone, share in self._shares(_TORSO).items()},
            **{bone: share * head for bone, share in self._shares(_NECK).items()},
        }
        turns: Limbs = {"hips": hips} | turned(degrees)
        for side, rest, foot in zip(_SIDES, self._legs, under.feet, strict=True):
            turns |= {f"{side}{bone}": q for bone, q in legs.solve(rest, foot, place, hips).items()}
        turns |= self._both_arms(t, turns, place, under, breath)
        shift = place - self._rest_hips
        for recorded in self.recorded:
            if recorded.envelope(t) > 0.0:
                turns, shift = self._overlaid(recorded, t, turns, shift, under)
        x, y, z = (float(v) for v in shift)
        return turns, (x, y, z)

    @staticmethod
    def _overlaid(recorded: Recorded, t: float, turns: Limbs, shift: Doubles, under: Footing) -> tuple[Limbs, Doubles]:
        """A recorded motion over everything else, from where she stands."""
        weight = recorded.envelope(t)
        moved, path = recorded.at(t)
        yaw = turn((0.0, 1.0, 0.0), np.radians(under.spot.yaw))
        moved["hips"] = product(yaw, moved["hips"])
        path = matrix(yaw) @ path + (under.spot.x, 0.0, under.spot.z)
        mixed = {bone: mix(turns.get(bone, NONE), moved[bone], weight) for bone in moved}
        return turns | mixed, shift + weight * (path - shift)

    @cached_property
    def ground(self) -> Ground:
        """Where the feet are."""
        left, right = self._legs
        return Ground(left.limb.length, 0.5 * float(left.ankle[0] - right.ankle[0]), self.walks)

    def _shares(self, of: Mapping[str, float]) -> Mapping[str, float]:
        """What each bone of a row has of its turn; the bones that a figure lacks leave theirs to the others."""
        known = {bone: share for bone, share in of.items() if bone in self.rig.bones}
        return {bone: share / sum(known.values()) for bone, share in known.items()}

    def _bent(self, t: float) -> tuple[Curve, Curve, Curve]:
        """Degrees by which gestures turn the trunk, the head and the pelvis."""
        out = np.zeros((3, 3))
        for played in self.played:
            weight = played.envelope(t)
            if weight > 0.0:
                a, b, way = played.between(t)
                first, second = (played.gesture.keys[i] for i in (a, b))
                start, end = (np.array([k.torso, k.head, k.pelvis]) for k in (first, second))
                out += weight * (start + (end - start) * way)
        return out[0], out[1], out[2]

    def _hips(self, under: Footing, lean: float, pitch: float, t: float) -> Doubles:
        """Where the hips are: over the feet, on one leg more than the other, and back when the trunk bends forward."""
        size = self._legs[0].limb.length
        aside = size * (0.050 * lean + 0.008 * self._wander(8, t) * (1.0 - under.going) + 0.035 * under.sway)
        back = -size * 0.32 * float(np.sin(np.radians(max(pitch, 0.0))))
        down = under.drop + size * (0.006 + 0.008 * abs(lean) + 0.02 * abs(np.sin(np.radians(pitch))))
        yaw = matrix(turn((0.0, 1.0, 0.0), np.radians(under.spot.yaw)))
        rest = self._rest_hips
        feet = 0.5 * (self._legs[0].ankle[2] + self._legs[1].ankle[2])
        x, _, z = yaw @ (aside, 0.0, back + rest[2] - feet)
        return np.array([under.spot.x + x, rest[1] - down, under.spot.z + z + feet])

    def _lean(self, t: float) -> float:
        """-1 the weight is on the right leg, 1 on the left: a new choice every seven seconds or so."""
        slot = int(np.floor(t / 7.0))
        before, now = self._choice(slot - 1), self._choice(slot)
        begin = 7.0 * (slot + 0.25 + 0.4 * abs(now))
        return before + (now - before) * float(ease(begin, begin + 1.5, t))

    def _choice(self, slot: int) -> float:
        random = np.random.default_rng((self.seed, slot + 100_000))
        return float(random.uniform(0.25, 0.9)) * (1.0 if (slot + self.seed) % 2 else -1.0)

    def _stepping(self, under: Footing) -> float:
        """-1 to 1: the left foot is a full step ahead."""
        return float(np.clip(under.swing / (0.62 * self._legs[0].limb.length), -1.3, 1.3)) * under.going

    def _wander(self, channel: int, t: float) -> float:
        return drift(self.seed * 100 + channel, t)

    def _both_arms(self, t: float, turns: Limbs, hips: Doubles, under: Footing, breath: float) -> Limbs:
        limbs = self._resting
        swing = self._stepping(under)
        if under.going > 0.0:
            limbs = self._swung(limbs, swing, under.going)
        for played in self.played:
            weight = played.envelope(t)
            if weight <= 0.0 or not played.gesture.arms():
                continue
            a, b, way = played.between(t)
            (first, asked), (second, also) = (self._solved(played.gesture.keys[i], turns, hips) for i in (a, b))
            shown = mix(limbs, mix(first, second, way), weight)
            limbs = np.where((asked | also)[:, None], shown, limbs)
        out = dict(zip(self._idle_arms, limbs, strict=True))
        for side, sign in zip(_SIDES, (-1.0, 1.0), strict=True):
            lift = euler(0.0, 0.0, sign * 1.6 * breath)
            out[f"{side}Shoulder"] = product(out[f"{side}Shoulder"], lift)
        return out

    def _swung(self, limbs: Doubles, swing: float, going: float) -> Doubles:
        """Idle arms that swing against the legs: the left one is back when the left foot is ahead."""
        out = limbs.copy()
        names = list(self._idle_arms)
        for side, way in zip(_SIDES, (1.0, -1.0), strict=True):
            upper, lower = names.index(f"{side}UpperArm"), names.index(f"{side}LowerArm")
            out[upper] = product(turn((1.0, 0.0, 0.0), np.radians(24.0 * way * swing)), out[upper])
            bend = 8.0 * going + 9.0 * max(-way * swing, 0.0)
            hinge = (0.0, -1.0, 0.0) if side == "left" else (0.0, 1.0, 0.0)
            out[lower] = product(turn(hinge, np.radians(bend)), out[lower])
        return out

    @cached_property
    def _rest_hips(self) -> Doubles:
        return self.rig.rest_place("hips")

    @cached_property
    def _legs(self) -> tuple[legs.LegRest, legs.LegRest]:
        at = self.rig.rest_place
        left, right = (
            legs.LegRest.of(
                at("hips"),
                at(f"{side}UpperLeg"),
                at(f"{side}LowerLeg"),
                at(f"{side}Foot"),
                at(f"{side}Toes") if f"{side}Toes" in self.rig.bones else None,
            )
            for side in _SIDES
        )
        return left, right

    @cached_property
    def _arm_rests(self) -> Mapping[str, arms.ArmRest]:
        at = self.rig.rest_place
        return {
            side: arms.ArmRest.of(at(f"{side}UpperArm"), at(f"{side}LowerArm"), at(f"{side}Hand"), side)
            for side in _SIDES
        }

    @cached_property
    def _idle_arms(self) -> Limbs:
        return self._arm("left", IDLE) | self._arm("right", IDLE)

    @cached_property
    def _resting(self) -> Doubles:
        return np.array(list(self._idle_arms.values()))

    @cached_property
    def _known(self) -> dict[int, Arms]:
        """The arms of every key that is played and aims at nothing, by the key's identity."""
        keys = {id(key): key for played in self.played for key in played.gesture.keys}
        return {i: self._key(key) for i, key in keys.items() if not _aims(key)}

    def _solved(self, key: Key, turns: Limbs, hips: Doubles) -> Arms:
        if not _aims(key):
            return self._known[id(key)]
        chest, joints = self._chest(turns, hips)
        left, right = (self._pointed(side, getattr(key, side), chest, joints[side]) for side in _SIDES)
        return self._key(replace(key, left=left, right=right))

    def _pointed(self, side: str, arm: Arm | None, chest: Doubles, joint: Doubles) -> Arm | None:
        """The arm stretched towards what it aims at, in the chest's axes of this instant."""
        if arm is None or arm.aim is None:
            return arm
        way = matrix(inverse(chest)) @ (np.asarray(arm.aim) - joint)
        return arms.aimed(arm, way * (-1.0 if side == "right" else 1.0, 1.0, 1.0))

    def _chest(self, turns: Limbs, hips: Doubles) -> tuple[Doubles, Mapping[str, Doubles]]:
        """The rotation of the chest and the places of the shoulder joints, in the figure's space."""
        at, place = hips, self._rest_hips
        whole = turns["hips"]
        for bone in (bone for bone in _TORSO if bone in self.rig.bones):
            rest = self.rig.rest_place(bone)
            at, place = at + matrix(whole) @ (rest - place), rest
            whole = product(whole, turns[bone])
        joints = {s: at + matrix(whole) @ (self.rig.rest_place(f"{s}UpperArm") - place) for s in _SIDES}
        return whole, joints

    def _key(self, key: Key) -> Arms:
        left = self._arm("left", key.left) if key.left else {}
        asked = left | (self._arm("right", key.right) if key.right else {})
        rows = (self._idle_arms | asked).values()
        return np.array(list(rows)), np.array([bone in asked for bone in self._idle_arms])

    def _arm(self, side: str, arm: Arm) -> Limbs:
        limbs = arms.solve(arm, self._arm_rests[side])
        if f"{side}Shoulder" not in self.rig.bones:
            limbs["UpperArm"] = product(limbs["Shoulder"], limbs["UpperArm"])
        mirror = arms.MIRROR if side == "right" else np.ones(4)
        return {f"{side}{bone}": np.asarray(turn * mirror) for bone, turn in limbs.items()}


def _aims(key: Key) -> bool:
    return any(arm is not None and arm.aim is not None for arm in (key.left, key.right))
