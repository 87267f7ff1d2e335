"""From a posture and a face, in the words of VRM 1.0, to the joints and morph targets of one figure.

Rotations of the *normalised* humanoid (VRMC_vrm_animation 1.0: axes parallel to the model, none at the T-pose) are
carried into each bone's own rest frame, so any VRM plays the same gestures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from assets import transforms
from assets.expressions import shown
from assets.model import Collider, Expression, LookAt, Spring
from assets.quaternions import Doubles, inverse, product
from assets.scene import Floats, Pose, Vec3
from assets.skeleton import Skeleton
from avatar.spring_track import Swing
from avatar.springs import Springs, hang

Bind = tuple[tuple[int, float], ...]
_NOMINAL: Mapping[str, Vec3] = {
    "hips": (0.0, 0.7, 0.0),
    "UpperArm": (0.1, 1.1, 0.0),
    "LowerArm": (0.3, 1.1, 0.0),
    "Hand": (0.48, 1.1, 0.0),
    "UpperLeg": (0.06, 0.68, 0.0),
    "LowerLeg": (0.06, 0.36, 0.0),
    "Foot": (0.06, 0.06, 0.0),
}
"""Where the joints of a child are, on the left, for figures that lack some."""


@dataclass(frozen=True, eq=False)
class Rig:
    """A humanoid skeleton and the names of its morph weights.

    `expressions` maps a name to (index in `targets`, weight) pairs; `look` says how far eyes turn; `rules` are those
    expressions of its file that hold each other back or are wholly on or off.
    """

    skeleton: Skeleton
    targets: tuple[str, ...]
    expressions: Mapping[str, Bind] = field(default_factory=dict)
    look: LookAt = field(default_factory=LookAt)
    chains: tuple[Spring, ...] = ()
    colliders: tuple[Collider, ...] = ()
    rules: tuple[Expression, ...] = ()

    @cached_property
    def springs(self) -> Springs:
        """What swings on the figure, ready to be simulated."""
        return hang(self.skeleton, self.chains, self.colliders)

    @property
    def bones(self) -> Mapping[str, int]:
        return self.skeleton.bones

    @cached_property
    def _rest(self) -> Floats:
        return self.skeleton.worlds()

    @cached_property
    def _turns(self) -> Doubles:
        """`(n, 4)` rotation of each node at rest, in model space."""
        return np.asarray(transforms.decompose(self._rest)[1], float)

    @cached_property
    def _before(self) -> Doubles:
        """`(n, 4)` what a turn in model space is preceded by: out of that space, then the node's own rest."""
        return product(self.skeleton.rest.rotation, inverse(self._turns))

    @cached_property
    def eyes(self) -> Vec3:
        """Between the eyes at rest, in model space."""
        x, y, z = (float(v) for v in transforms.points(self._rest[self.bones["head"]], self.look.offset).reshape(3))
        return x, y, z

    @cached_property
    def _into_hips(self) -> Doubles:
        """`(3, 3)` from metres of the model to the units and axes in which the hips are placed."""
        above = int(self.skeleton.parents[self.bones["hips"]])
        return np.eye(3) if above < 0 else np.linalg.inv(self._rest[above, :, :3].astype(float))

    def rest_place(self, bone: str) -> Doubles:
        """Where a bone's joint is at rest `(3,)`, in model space; a child's where the figure lacks it."""
        if bone in self.bones:
            return np.asarray(self._rest[self.bones[bone]][:, 3], float)
        x, y, z = _NOMINAL[bone.removeprefix("left").removeprefix("right")]
        return np.array([-x if bone.startswith("right") else x, y, z])

    def channel(self, name: str) -> Bind:
        """What moves for a shape, or nothing where the face has no such shape."""
        return self.expressions.get(name, ())

    def weights(self, shapes: Mapping[str, float], speaking: bool = False) -> Floats:
        """`(m,)` weights of `targets`. Who is `speaking` shows the mouth of the words whatever the file's expressions
        would make of it: the shapes have come to terms with each other before."""
        out = np.zeros(len(self.targets), np.float32)
        held = shown(self.rules, shapes, speaking)
        for name, asked in shapes.items():
            weight = held.get(name, asked)
            for i, share in self.channel(name):
                out[i] += weight * share
        return np.clip(out, 0.0, 1.0, out=out)

    def gaze(self, left: float, up: float) -> tuple[dict[str, Vec3], dict[str, float]]:
        """(degrees (pitch, yaw, roll) of eye bones, weights of look shapes) for eyes turned by degrees."""
        across, above = self.look.outer, self.look.up if up >= 0 else self.look.down
        x, y = min(abs(left) / across.input_max, 1.0), min(abs(up) / above.input_max, 1.0)
        if self.look.kind == "bone":
            turn = (-float(np.copysign(y * above.output, up)), float(np.copysign(x * across.output, left)), 0.0)
            return {eye: turn for eye in ("leftEye", "rightEye") if eye in self.bones}, {}
        return {}, {"lookLeft" if left >= 0 else "lookRight": x, "lookUp" if up >= 0 else "lookDown": y}

    def pose(
        self,
        turns: Mapping[str, Doubles],
        shift: Vec3,
        shapes: Mapping[str, float],
        swing: Swing | None = None,
        speaking: bool = False,
    ) -> Pose:
        """Normalised rotations by bone name, the hips moved by `shift` metres, shapes by name (`speaking` as for
        `weights`), and what swings."""
        return Pose(self.skeleton.matrices(self.worlds(turns, shift, swing)), self.weights(shapes, speaking))

    def worlds(self, turns: Mapping[str, Doubles], shift: Vec3, swing: Swing | None = None) -> Floats:
        """Transforms `(n, 3, 4)` of all nodes in model space."""
        rotation, translation = self.skeleton.rest.rotation.astype(float), self.skeleton.rest.translation.copy()
        known = [bone for bone in turns if bone in self.bones]
        if known:
            nodes = [self.bones[bone] for bone in known]
            turned = product(np.array([turns[bone] for bone in known]), self._turns[nodes])
            rotation[nodes] = product(self._before[nodes], turned)
        if swing is not None:
            joints, turn = swing
            rotation[joints] = product(rotation[joints], turn)
        translation[self.bones["hips"]] += (self._into_hips @ shift).astype(np.float32)
        return self.skeleton.worlds(rotation, translation)
