"""Recorded motion on any humanoid: BVH, VRMA, or a glTF animation of a skeleton whose names can be read.

Motion is carried over bone by bone as rotations in the model's space: turned so that the source faces +z, and, since
its rest pose need not be a T-pose, so that each limb points where the source's limb points. The hips' path is scaled by
the height of the hips (VRMC_vrm 1.0, "How to transform a humanoid pose").
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from assets.animation import Clip
from assets.bvh import read_bvh
from assets.constraints import shortest
from assets.errors import InputError
from assets.model import Model
from assets.models import load
from assets.quaternions import NONE, Doubles, from_matrix, inverse, matrix, product
from assets.rig import skeleton_of
from assets.skeleton import Skeleton
from assets.transforms import decompose
from avatar.bone_names import bones_of
from avatar.easing import ease
from avatar.rig import Rig

FADE = 0.35
"""Seconds in which a motion takes over, and gives back."""

_ENDS = {
    **{f"{s}{a}": f"{s}{b}" for s in ("left", "right")
       for a, b in (("UpperArm", "LowerArm"), ("LowerArm", "Hand"), ("UpperLeg", "LowerLeg"), ("LowerLeg", "Foot"))},
    **{f"{s}{f}{a}": f"{s}{f}{b}" for s in ("left", "right") for f in ("Index", "Middle", "Ring", "Little")
       for a, b in (("Proximal", "Intermediate"), ("Intermediate", "Distal"))},
}  # fmt: skip
"""Limbs, and the bones towards which they point."""
_ALONG = {
    f"{s}{a}": f"{s}{b}"
    for s in ("left", "right")
    for a, b in (("Hand", "LowerArm"), *((f"{f}Distal", f"{f}Intermediate") for f in ("Index", "Middle", "Ring")))
}
"""Bones without an end of their own are taken to be in line with the one before them."""


@dataclass(frozen=True, eq=False)
class Motion:
    """A recorded motion for one figure. `at(t)` gives normalised rotations by bone and the shift of the hips, metres,
    from where they are at rest; t is held within its `duration`. `missing` are the figure's bones that it lacks."""

    source: Model
    rig: Rig
    bones: dict[str, int]
    animation: int = 0

    @property
    def duration(self) -> float:
        return self.source.animations[self.animation].duration

    @property
    def missing(self) -> tuple[str, ...]:
        fingers = ("Thumb", "Index", "Middle", "Ring", "Little", "Eye", "jaw")
        return tuple(b for b in self.rig.bones if b not in self.bones and not any(f in b for f in fingers))

    def at(self, t: float) -> tuple[dict[str, Doubles], Doubles]:
        now, place = self._worlds(min(max(t, 0.0), self.duration))
        whole: dict[str, Doubles] = {}
        turns: dict[str, Doubles] = {}
        for bone, above in self._above.items():
            parent = whole.get(above, NONE)
            if bone in self.bones:
                free = product(now[self.bones[bone]], inverse(self._still[self.bones[bone]]))
                free = product(product(self._facing, free), inverse(self._facing))
                whole[bone] = product(free, self._aligned[bone])
                turns[bone] = product(inverse(parent), whole[bone])
            else:
                whole[bone] = parent
                if bone in self._between:
                    turns[bone] = NONE
        return turns, self._shift(place)

    def _worlds(self, t: float) -> tuple[Doubles, Doubles]:
        """Rotations `(n, 4)` and places `(n, 3)` of the source's nodes."""
        now, _ = self._clip.at(t)
        worlds = self._skeleton.worlds(now.rotation, now.translation, now.scale)
        return np.asarray(decompose(worlds)[1], float), np.asarray(worlds[:, :, 3], float)

    def _shift(self, place: Doubles) -> Doubles:
        path = matrix(self._facing) @ place[self.bones["hips"]]
        start, ground, scale = self._frame
        high = self.rig.rest_place("hips")[1]
        return np.array([scale * (path[0] - start[0]), scale * (path[1] - ground) - high, scale * (path[2] - start[2])])

    @cached_property
    def _skeleton(self) -> Skeleton:
        return skeleton_of(self.source)

    @cached_property
    def _clip(self) -> Clip:
        return Clip.of(self.source.nodes, self.source.animations[self.animation])

    @cached_property
    def _rest(self) -> Doubles:
        return np.asarray(self._skeleton.worlds(), float)

    @cached_property
    def _still(self) -> Doubles:
        return np.asarray(decompose(self._rest)[1], float)

    @cached_property
    def _facing(self) -> Doubles:
        """Turns the source so that it stands upright along y and looks along z."""
        if self.source.vrma is not None:
            return NONE
        at = {bone: self._rest[node, :, 3] for bone, node in self.bones.items()}
        up = at.get("head", at.get("neck", at["hips"] + (0.0, 1.0, 0.0))) - at["hips"]
        for a, b in (("leftUpperLeg", "rightUpperLeg"), ("leftUpperArm", "rightUpperArm")):
            if a in at and b in at and np.linalg.norm(at[a] - at[b]) > 1e-6 and np.linalg.norm(up) > 1e-6:
                x, y = (at[a] - at[b]), np.eye(3)[int(np.argmax(np.abs(up)))] * np.sign(up[np.argmax(np.abs(up))])
                x = x - y * float(x @ y)
                axes = np.stack([x / np.linalg.norm(x), y, np.cross(x / np.linalg.norm(x), y)], 1)
                return inverse(from_matrix(axes))
        return NONE

    @cached_property
    def _above(self) -> dict[str, str]:
        """Every bone of the figure after the bone above it ("" for none)."""
        nodes = {node: bone for bone, node in self.rig.bones.items()}
        parents = self.rig.skeleton.parents
        out: dict[str, str] = {}
        depth: dict[str, int] = {}
        for bone, node in self.rig.bones.items():
            above, steps = int(parents[node]), 1
            found = ""
            while above >= 0:
                found = found or nodes.get(above, "")
                above, steps = int(parents[above]), steps + 1
            out[bone], depth[bone] = found, steps
        return {bone: out[bone] for bone in sorted(out, key=lambda b: (depth[b], b))}

    @cached_property
    def _between(self) -> frozenset[str]:
        """Bones that it lacks but that carry some it has: they stay straight."""
        out = set()
        for bone in self.bones:
            while bone := self._above.get(bone, ""):
                out.add(bone)
        return frozenset(out - set(self.bones))

    @cached_property
    def _aligned(self) -> dict[str, Doubles]:
        """From the T-pose to the rest pose of the source, for each bone."""
        if self.source.vrma is not None:  # its rest pose is a T-pose
            return dict.fromkeys(self.bones, NONE)
        out = {}
        for bone in self.bones:
            end = _ENDS.get(bone, "")
            out[bone] = NONE
            if end in self.bones and bone in self.rig.bones and end in self.rig.bones:
                ours = self.rig.rest_place(end) - self.rig.rest_place(bone)
                theirs = matrix(self._facing) @ (self._rest[self.bones[end], :, 3] - self._rest[self.bones[bone], :, 3])
                if min(np.linalg.norm(ours), np.linalg.norm(theirs)) > 1e-9:
                    out[bone] = shortest(ours / np.linalg.norm(ours), theirs / np.linalg.norm(theirs))
        for bone, before in _ALONG.items():
            if bone in out and before in out:
                out[bone] = out[before]
        return out

    @cached_property
    def _frame(self) -> tuple[Doubles, float, float]:
        """(where the hips begin, the height of the ground, the scale): from the source's legs to the figure's."""
        turn = matrix(self._facing)
        rest = self._rest[:, :, 3] @ turn.T
        hips = self.bones["hips"]
        high = self.rig.rest_place("hips")[1]
        if self.source.vrma is not None:
            scale = high / rest[hips, 1] if abs(rest[hips, 1]) > 1e-6 else 1.0
            return np.zeros(3), 0.0, float(scale)
        times = np.linspace(0.0, self.duration, 60)
        places = np.array([self._worlds(float(t))[1] @ turn.T for t in times])
        body = [node for bone, node in self.bones.items() if "Leg" in bone or "Foot" in bone or "Toes" in bone] or [
            hips
        ]
        tall = rest[hips, 1] - rest[body, 1].min()
        # the lowest joint of a foot is as high over the ground as the figure's own
        sole = min(self.rig.rest_place(b)[1] for b in self.bones if b in self.rig.bones and self.bones[b] in body)
        scale = (high - sole) / tall if tall > 1e-6 else 1.0
        ground = places[:, body, 1].min() - sole / scale if tall > 1e-6 else places[0, hips, 1] - high
        return places[0, hips], float(ground), float(scale)


@dataclass(frozen=True, eq=False)
class Recorded:
    """A motion on the clock: `times` are the instants of the seven sync points of `avatar.phases`."""

    motion: Motion
    times: tuple[float, ...]
    weight: float = 1.0

    def envelope(self, t: float) -> float:
        """How much of the body it has at t."""
        rise, fall = ease(self.times[0], self.times[1], t), ease(self.times[5], self.times[6], t)
        return self.weight * float(rise * (1.0 - fall))

    def at(self, t: float) -> tuple[dict[str, Doubles], Doubles]:
        """The motion at t on the clock, stretched between its start and end."""
        into = (t - self.times[0]) / max(self.times[6] - self.times[0], 1e-6)
        return self.motion.at(into * self.motion.duration)


def paced(duration: float) -> tuple[float, ...]:
    """The seven sync points of a motion of so many seconds, from its start: it fades in and out."""
    whole = max(duration, 0.1)
    fade = min(FADE, 0.3 * whole)
    return 0.0, fade, fade, fade, whole - fade, whole - fade, whole


def motion(path: Path, rig: Rig) -> Motion:
    """Reads a .bvh, .vrma, .glb or .gltf file for a figure. InputError when it has no motion of a body."""
    source = read_bvh(path) if path.suffix.lower() == ".bvh" else load(path)
    if not source.animations:
        raise InputError("has no animation", path)
    bones = dict(source.vrma.bones) if source.vrma is not None else bones_of(source)
    if "hips" not in bones or len(bones) < 2:
        names = ", ".join(node.name for node in source.nodes[:12])
        raise InputError(f"no joints of a body are recognised among {names}", path)
    return Motion(source, rig, bones)
