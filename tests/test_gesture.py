"""Arms, gestures and the body: where the hands arrive, phases, feet that stay."""

from __future__ import annotations

import numpy as np
import pytest

from assets.quaternions import euler, from_matrix, inverse, mix, product, turn
from avatar import arms
from avatar.acting import idle
from avatar.body import BodyTrack
from avatar.breath import breathing, inhale_times
from avatar.cast import character, known, rig_of
from avatar.gesture import GESTURES, HEAD_MOVES, IDLE, POSTURES
from avatar.keys import Arm
from avatar.phases import Played
from avatar.rig import Rig
from tests.humanoid import humanoid, place

RIG = humanoid()


def rotated(q: np.ndarray, v: tuple[float, float, float]) -> np.ndarray:  # type: ignore[type-arg]
    return np.asarray(product(product(q, np.append(v, 0.0)), inverse(q))[:3])


REST = arms.ArmRest.of(np.zeros(3), np.array([0.20, 0.0, 0.0]), np.array([0.38, 0.0, 0.0]), "left")


def body(*played: Played) -> BodyTrack:
    return BodyTrack(RIG, played, inhale_times(60.0, ()), ())


@pytest.mark.parametrize("hand", [(0.5, -0.2, 0.5), (0.1, -0.8, 0.3), (0.3, 0.6, 0.3), (-0.2, -0.3, 0.5)])
def test_the_hand_arrives(hand: tuple[float, float, float]) -> None:
    turns = arms.solve(Arm(hand, (0.2, -0.8, -0.3), (0.6, 0.3, 0.7), (0.0, 1.0, 0.2)), REST)
    upper = product(turns["Shoulder"], turns["UpperArm"])
    lower = product(upper, turns["LowerArm"])
    wrist = rotated(upper, (0.20, 0, 0)) + rotated(lower, (0.18, 0, 0))
    assert wrist == pytest.approx(np.array(hand) * 0.38, abs=1e-6)
    fingers = rotated(product(lower, turns["Hand"]), (1, 0, 0))
    assert fingers == pytest.approx(np.array([0.6, 0.3, 0.7]) / np.linalg.norm([0.6, 0.3, 0.7]), abs=1e-6)


def test_a_hand_out_of_reach_stretches_towards_its_place() -> None:
    turns = arms.solve(Arm((2.0, 0.0, 0.0), (0.0, -1.0, 0.0)), REST)
    upper = product(turns["Shoulder"], turns["UpperArm"])
    lower = product(upper, turns["LowerArm"])
    wrist = rotated(upper, (0.20, 0, 0)) + rotated(lower, (0.18, 0, 0))
    assert wrist == pytest.approx([0.9985 * 0.38, 0.0, 0.0], abs=1e-6)


def test_elbows_bend_forward_only() -> None:
    """The hinge of a hanging arm bends the forearm to the front (+z)."""
    turns = arms.solve(Arm((0.1, -0.8, 0.3), (0.2, 0.0, -1.0)), REST)
    lower = product(turns["UpperArm"], turns["LowerArm"])
    assert rotated(lower, (1, 0, 0))[2] > rotated(turns["UpperArm"], (1, 0, 0))[2]


def test_idle_arms_hang_and_mirror() -> None:
    pose = idle(RIG).pose(1.0)
    left, right = place(RIG, pose.joints, "leftHand"), place(RIG, pose.joints, "rightHand")
    shoulder = place(RIG, pose.joints, "leftUpperArm")
    assert left[1] < shoulder[1] - 0.8 * 0.38  # down from the T-pose
    assert abs(left[0] + right[0]) < 0.03
    assert abs(left[1] - right[1]) < 0.02


def test_welcome_opens_both_hands_at_its_stroke() -> None:
    gesture = GESTURES["welcome"]
    played = Played.at(gesture, 5.0, 1.0)
    assert played.times[3] == played.arrivals[gesture.stroke] == pytest.approx(5.0)
    track = body(played)

    def hands(t: float) -> tuple[np.ndarray, np.ndarray]:  # type: ignore[type-arg]
        pose = RIG.pose(*track.at(t), {})
        return place(RIG, pose.joints, "leftHand"), place(RIG, pose.joints, "rightHand")

    (left, right), (resting, _) = hands(5.2), hands(0.0)
    assert left[0] > 0.25
    assert right[0] < -0.25
    assert min(left[2], right[2]) > 0.1
    assert left[1] > resting[1] + 0.2
    assert np.linalg.norm(hands(played.end + 2.0)[0] - resting) < 0.06  # and relaxes, maybe on the other leg


@pytest.mark.parametrize("name", sorted(GESTURES) + sorted(HEAD_MOVES))
def test_every_gesture_is_continuous(name: str) -> None:
    gesture = GESTURES.get(name) or HEAD_MOVES[name]
    assert len(gesture.keys) == len(gesture.seconds)
    assert 0 <= gesture.stroke < len(gesture.keys)
    track = body(Played.at(gesture, 3.0, gesture.hold))
    step = 0.01
    path = [place(RIG, RIG.pose(*track.at(t), {}).joints, "rightHand") for t in np.arange(1.0, 6.5, step)]
    speed = np.linalg.norm(np.diff(path, axis=0), axis=1) / step
    assert speed.max() < 4.0  # metres a second
    assert np.abs(np.diff(speed)).max() / step < 60.0


def test_no_hand_enters_the_trunk() -> None:
    for name, gesture in GESTURES.items():
        track = body(Played.at(gesture, 3.0, gesture.hold))
        for t in np.arange(1.5, 6.0, 0.1):
            hand = place(RIG, RIG.pose(*track.at(t), {}).joints, "rightHand")
            inside = abs(hand[0]) < 0.07 and abs(hand[2]) < 0.05 and 0.75 < hand[1] < 1.1
            assert not inside, (name, t)


def test_feet_stay_while_the_weight_shifts() -> None:
    track = body()
    feet = np.array([place(RIG, RIG.pose(*track.at(t), {}).joints, "leftFoot") for t in np.arange(0.0, 30.0, 0.5)])
    hips = np.array([track.at(t)[1][0] for t in np.arange(0.0, 30.0, 0.5)])
    assert np.ptp(hips) > 0.003
    assert np.ptp(feet, axis=0).max() < 0.001


def test_breath_comes_twelve_to_sixteen_times_a_minute() -> None:
    inhales = inhale_times(60.0, ())
    inside = inhales[(inhales >= 0) & (inhales < 60)]
    assert 12 <= len(inside) <= 16
    values = [breathing(inhales, t) for t in np.arange(0, 60, 0.02)]
    assert (min(values), max(values)) == (pytest.approx(0.0, abs=1e-3), pytest.approx(1.0, abs=1e-3))
    assert np.abs(np.diff(values)).max() < 0.06


def test_quaternions_by_hand() -> None:
    assert rotated(turn((0, 0, 2), np.pi / 2), (1, 0, 0)) == pytest.approx([0, 1, 0], abs=1e-12)
    assert rotated(euler(90, 0, 0), (0, 1, 0)) == pytest.approx([0, 0, 1], abs=1e-12)  # forward
    assert rotated(euler(0, 90, 0), (0, 0, 1)) == pytest.approx([1, 0, 0], abs=1e-12)  # to the left
    assert rotated(euler(0, 0, 90), (0, 1, 0)) == pytest.approx([1, 0, 0], abs=1e-12)  # the head to the left
    half = mix(turn((0, 0, 1), 0.0), turn((0, 0, 1), 1.0), 0.5)
    assert half == pytest.approx(turn((0, 0, 1), 0.5), abs=1e-9)
    m = np.array([[0.0, -1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    assert from_matrix(m) == pytest.approx(turn((0, 0, 1), np.pi / 2), abs=1e-9)


def test_idle_reach_is_within_the_arm() -> None:
    assert np.linalg.norm(IDLE.hand) < 1.0


def _apart(p: np.ndarray, a: np.ndarray, b: np.ndarray) -> float:  # type: ignore[type-arg]
    """How far a point is from a capsule's middle line."""
    way = b - a
    return float(np.linalg.norm(p - a - np.clip((p - a) @ way / (way @ way), 0.0, 1.0) * way))


@pytest.mark.skipif("yuduoduo" not in known(), reason="the character has not been built")
@pytest.mark.parametrize("name", sorted(n for n in GESTURES | POSTURES if not n.endswith("_left")))
def test_her_hands_never_touch_trunk_or_head(name: str) -> None:
    rig = rig_of(character("yuduoduo"))
    track = BodyTrack(rig, (Played.at((GESTURES | POSTURES)[name], 3.0, 0.6),), inhale_times(20.0, ()), ())
    for t in np.arange(1.9, 5.6, 0.1):
        at = dict(zip(rig.bones, track_places(rig, track, float(t)), strict=True))
        for side in ("left", "right"):
            for bone in ("Hand", "MiddleProximal", "MiddleDistal"):
                hand = at[f"{side}{bone}"]
                assert _apart(hand, at["hips"], at["upperChest"]) > 0.068 + 0.008, (bone, t)
                assert np.linalg.norm(hand - at["head"] - (0.0, 0.13, 0.01)) > 0.118, (bone, t)


def track_places(rig: Rig, track: BodyTrack, t: float) -> np.ndarray:  # type: ignore[type-arg]
    """Where the joints of all bones are `(k, 3)`."""
    return np.asarray(rig.worlds(*track.at(t))[list(rig.bones.values()), :, 3], float)
