"""BVH: recorded motion of a skeleton (Biovision Hierarchy), as a model of nodes and one animation.

HIERARCHY gives joints with offsets and channels in any order, MOTION a row of numbers a frame: degrees about the
joint's axes, each channel in the axes that those before it have turned (Meredith & Maddock, Motion Capture File
Formats Explained, 2001). Units are kept as they are: whoever uses the motion scales it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from assets.errors import InputError
from assets.model import Animation, Channel, Model, Node
from assets.quaternions import NONE, Doubles, product, turn
from assets.scene import Floats, Vec3

MOST = 2000
"""Joints, at most."""
_CHANNELS = tuple(f"{axis}{kind}" for kind in ("position", "rotation") for axis in "XYZ")


@dataclass
class _Joint:
    name: str
    parent: int
    offset: Vec3 = (0.0, 0.0, 0.0)
    channels: list[str] = field(default_factory=list)
    first: int = 0
    """column of its first channel"""


def read_bvh(path: Path) -> Model:
    """InputError, with its line, for what is not BVH."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        raise InputError("no such file", path) from None
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", path) from None
    words = _Words(path, text)
    joints, columns = _hierarchy(words)
    step, rows = _motion(words, columns)
    times = (np.arange(len(rows)) * step).astype(np.float32)
    channels = [c for i, joint in enumerate(joints) for c in _moved(i, joint, times, rows)]
    nodes = tuple(Node(joint.name, joint.parent, joint.offset) for joint in joints)
    return Model(path.stem, nodes, animations=(Animation(path.stem, tuple(channels)),))


class _Words:
    """The words of a file, each with its line."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.rest = [(word, i + 1) for i, line in enumerate(text.splitlines()) for word in line.split()]
        self.at = 0

    def line(self) -> int:
        return self.rest[min(self.at, len(self.rest) - 1)][1] if self.rest else 1

    def fail(self, message: str) -> InputError:
        return InputError(message, self.path, self.line())

    def next(self, wanted: str = "") -> str:
        if self.at >= len(self.rest):
            raise self.fail(f"the file ends where {wanted or 'more'} should follow")
        word = self.rest[self.at][0]
        if wanted and word.upper() != wanted.upper():
            raise self.fail(f"expected {wanted!r}, not {word[:40]!r}")
        self.at += 1
        return word

    def number(self) -> float:
        word = self.next()
        try:
            value = float(word)
        except ValueError:
            value = float("nan")
        if not abs(value) < 1e7:
            self.at -= 1
            raise self.fail(f"expected a number, not {word[:40]!r}")
        return value


def _hierarchy(words: _Words) -> tuple[list[_Joint], int]:
    words.next("HIERARCHY")
    joints: list[_Joint] = []
    columns, open_joints = 0, list[int]()
    while True:
        word = words.next().upper()
        if word in ("ROOT", "JOINT", "END"):
            if (word == "JOINT" and not open_joints) or len(joints) >= MOST:
                raise words.fail(f"a JOINT outside of a ROOT, or more than {MOST} joints")
            name = []
            while words.at < len(words.rest) and words.rest[words.at][0] != "{":
                name.append(words.next())
            words.next("{")
            parent = open_joints[-1] if open_joints else -1
            label = f"{joints[parent].name} end" if word == "END" and parent >= 0 else " ".join(name)
            joints.append(_Joint(label, parent))
            open_joints.append(len(joints) - 1)
        elif word == "OFFSET" and open_joints:
            joints[open_joints[-1]].offset = (words.number(), words.number(), words.number())
        elif word == "CHANNELS" and open_joints:
            joint = joints[open_joints[-1]]
            known = {name.upper(): name for name in _CHANNELS}
            for _ in range(int(words.number())):
                name_of = words.next()
                if name_of.upper() not in known:
                    words.at -= 1
                    raise words.fail(f"unknown channel {name_of[:40]!r}; there is {', '.join(_CHANNELS)}")
                joint.channels.append(known[name_of.upper()])
            joint.first = columns
            columns += len(joint.channels)
        elif word == "}" and open_joints:
            open_joints.pop()
        elif word == "MOTION" and not open_joints and joints:
            return joints, columns
        else:
            words.at -= 1
            raise words.fail(f"{word[:40]!r} does not belong here")


def _motion(words: _Words, columns: int) -> tuple[float, Doubles]:
    words.next("Frames:")
    frames = int(words.number())
    words.next("Frame")
    words.next("Time:")
    step = words.number()
    if frames < 1 or step <= 0.0:
        raise words.fail("a motion has at least one frame, and its frame time is more than zero")
    numbers = words.rest[words.at :]
    if len(numbers) != frames * columns:
        raise words.fail(f"{frames} frames of {columns} channels are {frames * columns} numbers, not {len(numbers)}")
    try:
        rows = np.array([float(word) for word, _ in numbers]).reshape(frames, columns)
    except ValueError:
        while True:
            words.number()
    if not np.isfinite(rows).all():
        raise words.fail("a number of the motion is not finite")
    return step, rows


def _moved(i: int, joint: _Joint, times: Floats, rows: Doubles) -> Iterator[Channel]:
    """The joint's channels as rotations and translations in glTF's sense."""
    rotation = np.tile(NONE, (len(rows), 1))
    place = np.tile(np.asarray(joint.offset, float), (len(rows), 1))
    for k, name in enumerate(joint.channels):
        values, axis = rows[:, joint.first + k], "XYZ".index(name[0])
        if name.endswith("position"):
            place[:, axis] = values
        else:
            rotation = product(rotation, turn(np.eye(3)[axis], np.radians(values)))
    if any(name.endswith("rotation") for name in joint.channels):
        yield Channel(i, "rotation", times, rotation.astype(np.float32))
    if any(name.endswith("position") for name in joint.channels):
        yield Channel(i, "translation", times, place.astype(np.float32))
