"""Walking: feet that stay where they are put, an end where it was asked for, and legs that reach the ground."""

from __future__ import annotations

import numpy as np
import pytest

from avatar.body import BodyTrack
from avatar.breath import inhale_times
from avatar.locomotion import Ground, Walk
from tests.humanoid import humanoid, place

Array = np.ndarray  # type: ignore[type-arg]
RIG = humanoid()
WALKS = {
    "ahead": (Walk(1.0, 0.0, 1.5),),
    "aslant": (Walk(1.0, 0.8, 1.0),),
    "behind": (Walk(1.0, -0.3, -1.2),),
    "aside": (Walk(1.0, 0.25, 0.0),),
    "a step back": (Walk(1.0, 0.0, -0.2),),
    "brisk": (Walk(1.0, 0.5, 2.0, pace=1.4),),
    "slow": (Walk(1.0, 0.5, 1.0, pace=0.3),),
    "and turns": (Walk(1.0, 0.0, 1.0, yaw=150.0),),
    "on the spot": (Walk(1.0, 0.0, 0.0, yaw=-170.0),),
    "there and back": (Walk(1.0, 0.6, 0.6), Walk(7.0, 0.0, 0.0)),
}


def body(walks: tuple[Walk, ...]) -> BodyTrack:
    return BodyTrack(RIG, (), inhale_times(60.0, ()), (), walks=walks)


@pytest.mark.parametrize("name", sorted(WALKS))
def test_a_planted_foot_does_not_slide(name: str) -> None:
    track = body(WALKS[name])
    times = np.arange(0.0, track.ground.end + 0.6, 0.02)
    joints = [RIG.pose(*track.at(float(t)), {}).joints for t in times]
    for side, bone in enumerate(("leftFoot", "rightFoot")):
        at = np.array([place(RIG, j, bone) for j in joints])
        steps = [s for s in track.ground._ordered if s.side == side]
        stands = np.ones(len(times), bool)
        for step in steps:
            stands &= ~((times > step.rise) & (times < step.land))
        assert stands.mean() > 0.3
        ends = np.flatnonzero(np.diff(stands.astype(int)))
        for stance in np.split(np.arange(len(times)), ends + 1):
            if stands[stance].all():
                assert np.ptp(at[stance], axis=0).max() < 0.001, (bone, times[stance[0]])
        assert at[:, 1].min() > 0.06 - 0.002  # never through the ground
        assert at[:, 1].max() > 0.085 or len(steps) == 0  # and they are lifted


@pytest.mark.parametrize("name", sorted(WALKS))
def test_she_arrives_and_faces_where_she_should(name: str) -> None:
    walks = WALKS[name]
    spot = body(walks).ground.at(60.0).spot
    assert (spot.x, spot.z) == (pytest.approx(walks[-1].x, abs=1e-3), pytest.approx(walks[-1].z, abs=1e-3))
    wanted = walks[-1].yaw or 0.0
    assert (spot.yaw - wanted + 180.0) % 360.0 - 180.0 == pytest.approx(0.0, abs=0.5)


@pytest.mark.parametrize("name", sorted(WALKS))
def test_a_walk_has_no_jumps(name: str) -> None:
    track = body(WALKS[name])
    step = 0.01
    times = np.arange(0.5, track.ground.end + 1.0, step)
    joints = [RIG.pose(*track.at(float(t)), {}).joints for t in times]
    for bone, fastest in (("hips", 2.2), ("leftFoot", 5.0), ("rightLowerLeg", 5.0), ("leftHand", 4.0)):
        at = np.array([place(RIG, j, bone) for j in joints])
        speed = np.linalg.norm(np.diff(at, axis=0), axis=1) / step
        assert speed.max() < fastest, bone
        assert np.abs(np.diff(at, n=2, axis=0)).max() / step**2 < 110.0, bone


def test_the_arms_swing_against_the_legs() -> None:
    track = body((Walk(0.0, 0.0, 3.0),))
    hands, feet = [], []
    for t in np.arange(1.0, 4.0, 0.05):
        joints = RIG.pose(*track.at(float(t)), {}).joints
        hips = place(RIG, joints, "hips")[2]
        hands.append(place(RIG, joints, "leftHand")[2] - hips)
        feet.append(place(RIG, joints, "leftFoot")[2] - place(RIG, joints, "rightFoot")[2])
    assert np.corrcoef(hands, feet)[0, 1] < -0.7
    assert np.ptp(hands) > 0.08


def test_nobody_walks_without_being_asked() -> None:
    ground = Ground(0.62, 0.06)
    assert ground.at(5.0).going == 0.0
    assert [foot.x for foot in ground.at(5.0).feet] == [0.06, -0.06]


def test_a_viewer_is_seen_from_where_she_walked() -> None:
    ground = Ground(0.62, 0.06, (Walk(0.0, 1.0, 0.0, yaw=90.0),))
    seen = ground.seen(lambda t: (3.0, 0.2, 0.0))
    assert seen(60.0) == pytest.approx((0.0, 0.2, 2.0), abs=1e-6)
