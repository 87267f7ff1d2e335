"""Recorded motion: BVH by hand, whatever its names, units, axes and rest pose, on our figure; and broken files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assets.bvh import read_bvh
from assets.errors import InputError
from avatar.mocap import Motion, motion
from tests.humanoid import humanoid, place

RIG = humanoid()
SCHOOLS = {
    "cmu": ("Hips", "LowerBack", "Head", "LeftUpLeg", "LeftLeg", "LeftFoot", "LeftArm", "LeftForeArm", "LeftHand"),
    "mixamo": tuple(
        f"mixamorig:{n}"
        for n in ("Hips", "Spine", "Head", "LeftUpLeg", "LeftLeg", "LeftFoot", "LeftArm", "LeftForeArm", "LeftHand")
    ),
    "vrm": ("hips", "spine", "head", "leftUpperLeg", "leftLowerLeg", "leftFoot", "leftUpperArm", "leftLowerArm",
            "leftHand"),
}  # fmt: skip


def bvh(
    names: tuple[str, ...],
    unit: float = 1.0,
    arm_down: bool = False,
    order: str = "ZXY",
    rows: str = "",
    frames: int = 2,
) -> str:
    """A skeleton whose arm lies along x, or hangs; `rows` are the numbers of the motion, the root's first."""
    hips, spine, head, thigh, shin, foot, arm, fore, hand = names
    swap = lambda n: n.replace("Left", "Right").replace("left", "right")  # noqa: E731
    channels = " ".join(f"{axis}rotation" for axis in order)

    def joint(name: str, offset: tuple[float, float, float], inner: str, mirror: bool = False) -> str:
        x, y, z = (unit * v for v in offset)
        return f"JOINT {name}\n{{ OFFSET {x} {y} {z}\nCHANNELS 3 {channels}\n{inner} }}\n"

    end = f"End Site {{ OFFSET 0 0 {0.1 * unit} }}"
    along = (0.0, -0.2, 0.0) if arm_down else (0.2, 0.0, 0.0)

    def side(sign: float, rename) -> str:  # type: ignore[no-untyped-def]
        out = (sign * along[0], along[1], along[2])
        return joint(rename(arm), (sign * 0.15, 0.35, 0.0), joint(rename(fore), out, joint(rename(hand), out, end)))

    def leg(sign: float, rename) -> str:  # type: ignore[no-untyped-def]
        inner = joint(rename(shin), (0, -0.45, 0), joint(rename(foot), (0, -0.40, 0), end))
        return joint(rename(thigh), (sign * 0.1, -0.05, 0), inner)

    same = lambda n: n  # noqa: E731
    trunk = joint(spine, (0, 0.1, 0), joint(head, (0, 0.45, 0), end) + side(1.0, same) + side(-1.0, swap))
    body = trunk + leg(1.0, same) + leg(-1.0, swap)
    root = f"ROOT {hips}\n{{ OFFSET 0 0 0\nCHANNELS 6 Xposition Yposition Zposition {channels}\n{body} }}\n"
    return f"HIERARCHY\n{root}MOTION\nFrames: {frames}\nFrame Time: 0.5\n{rows}\n"


ORDER = ("root", "spine", "head", "arm", "fore", "hand", "rarm", "rfore", "rhand", "thigh", "shin", "foot", "rthigh",
         "rshin", "rfoot")  # fmt: skip


def row(height: float, unit: float = 1.0, x: float = 0.0, **turned: tuple[float, float, float]) -> str:
    turns = [turned.get(name, (0.0, 0.0, 0.0)) for name in ORDER]
    return " ".join(str(v) for v in (x * unit, height * unit, 0.0, *(a for t in turns for a in t)))


def made(tmp_path: Path, text: str) -> Motion:
    file = tmp_path / "move.bvh"
    file.write_text(text)
    return motion(file, RIG)


def joints(track: Motion, t: float) -> np.ndarray:  # type: ignore[type-arg]
    turns, shift = track.at(t)
    x, y, z = (float(v) for v in shift)
    return RIG.pose(turns, (x, y, z), {}).joints


@pytest.mark.parametrize("school", sorted(SCHOOLS))
@pytest.mark.parametrize("unit", [1.0, 100.0, 0.0254])
def test_names_and_units_do_not_matter(tmp_path: Path, school: str, unit: float) -> None:
    rows = row(0.9, unit) + "\n" + row(0.9, unit, x=0.45, arm=(-90.0, 0.0, 0.0))
    track = made(tmp_path, bvh(SCHOOLS[school], unit, rows=rows))
    assert track.duration == pytest.approx(0.5)
    first, last = joints(track, 0.0), joints(track, 0.5)
    assert place(RIG, first, "hips") == pytest.approx([0.0, 0.70, 0.0], abs=1e-3)
    assert place(RIG, first, "leftHand") == pytest.approx(
        place(RIG, RIG.pose({}, (0, 0, 0), {}).joints, "leftHand"), abs=1e-3
    )
    arm = place(RIG, last, "leftHand") - place(RIG, last, "leftUpperArm")
    assert arm == pytest.approx([0.0, -0.38, 0.0], abs=1e-3)  # minus a quarter turn about z: the arm hangs
    # the hips went half a hip's height to the left, in the figure's measure
    scale = (0.70 - 0.06) / 0.90
    assert place(RIG, last, "hips")[0] == pytest.approx(0.45 * scale, abs=2e-3)


def test_a_rest_pose_with_hanging_arms_is_no_t_pose(tmp_path: Path) -> None:
    rows = row(0.9) + "\n" + row(0.9, arm=(90.0, 0.0, 0.0))
    track = made(tmp_path, bvh(SCHOOLS["cmu"], arm_down=True, rows=rows))
    hanging, raised = joints(track, 0.0), joints(track, 0.5)
    assert place(RIG, hanging, "leftHand") - place(RIG, hanging, "leftUpperArm") == pytest.approx(
        [0, -0.38, 0], abs=1e-3
    )
    assert place(RIG, raised, "leftHand") - place(RIG, raised, "leftUpperArm") == pytest.approx([0.38, 0, 0], abs=1e-3)


def test_channels_turn_in_their_order(tmp_path: Path) -> None:
    """Z then Y (intrinsic) is not Y then Z."""
    ways = {}
    for order, numbers in (("ZYX", (90.0, 90.0, 0.0)), ("YZX", (90.0, 90.0, 0.0))):
        track = made(tmp_path, bvh(SCHOOLS["cmu"], order=order, rows=row(0.9, arm=numbers), frames=1))
        now = joints(track, 0.0)
        ways[order] = place(RIG, now, "leftHand") - place(RIG, now, "leftUpperArm")
    assert ways["ZYX"] == pytest.approx([0.0, 0.0, -0.38], abs=1e-3)
    assert ways["YZX"] == pytest.approx([0.0, 0.38, 0.0], abs=1e-3)


def test_what_a_motion_lacks_is_said(tmp_path: Path) -> None:
    track = made(tmp_path, bvh(SCHOOLS["vrm"], rows=row(0.9), frames=1))
    assert set(track.missing) >= {"chest", "neck", "leftShoulder"}
    assert "leftHand" not in track.missing


GOOD = bvh(SCHOOLS["cmu"], rows=row(0.9), frames=1)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("HIERARCHY", "HIERARCHIE"), "move.bvh:1: expected 'HIERARCHY'"),
        (("Zrotation", "Wrotation"), "unknown channel 'Wrotation'"),
        (("Frames: 1", "Frames: 3"), "3 frames of 48 channels are 144 numbers, not 48"),
        (("Frame Time: 0.5", "Frame Time: 0"), "frame time is more than zero"),
        (("OFFSET 0 0 0", "OFFSET 0 zero 0"), "expected a number, not 'zero'"),
        ((" 0.9 ", " nine "), "expected a number, not 'nine'"),
        (("MOTION", "NOTION"), "'NOTION' does not belong here"),
    ],
)
def test_broken_bvh(tmp_path: Path, change: tuple[str, str], words: str) -> None:
    with pytest.raises(InputError) as caught:
        made(tmp_path, GOOD.replace(*change))
    assert words in str(caught.value)


def test_a_file_that_ends_too_soon(tmp_path: Path) -> None:
    for size in range(0, len(GOOD) - 10, 97):
        with pytest.raises(InputError):
            made(tmp_path, GOOD[:size])


def test_no_body_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.bvh").write_text(
        "HIERARCHY ROOT box { OFFSET 0 0 0 CHANNELS 1 Xposition } MOTION Frames: 1 Frame Time: 1 0"
    )
    assert len(read_bvh(tmp_path / "a.bvh").nodes) == 1
    with pytest.raises(InputError, match="no joints of a body are recognised among box"):
        motion(tmp_path / "a.bvh", RIG)
