"""VRM 1.0 expressions as the weights of a rig, with binary expressions and overrides (VRMC_vrm, expressions)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assets.model import Expression, Model
from assets.rig import Rig
from assets.scene import Floats

Group = tuple[str, ...]

BLINK: Group = ("blink", "blinkLeft", "blinkRight")
LOOK: Group = ("lookUp", "lookDown", "lookLeft", "lookRight")
MOUTH: Group = ("aa", "ih", "ou", "ee", "oh")


@dataclass(frozen=True, eq=False)
class Expressions:
    """e expressions of a rig; `matrix` `(e, m)` turns their values into the rig's m weights."""

    expressions: tuple[Expression, ...]
    matrix: Floats

    @property
    def names(self) -> tuple[str, ...]:
        """The expressions' names in the order of the rows."""
        return tuple(e.name for e in self.expressions)

    def weights(self, values: Mapping[str, float]) -> Floats:
        """Weights `(m,)` for expression values in 0 ... 1. KeyError names an expression that does not exist."""
        unknown = sorted(set(values) - set(self.names))
        if unknown:
            raise KeyError(f"no expression {', '.join(unknown)}; there are {', '.join(self.names) or 'none'}")
        seen = shown(self.expressions, values)
        row = np.array([seen[name] for name in self.names], np.float32)
        summed: Floats = row @ self.matrix
        return summed


def shown(expressions: Sequence[Expression], values: Mapping[str, float], speaking: bool = False) -> dict[str, float]:
    """How much is seen of each expression, 0 ... 1, where `values` are asked for: binary ones wholly or not at all, and
    blinks, looks and vowels as far as the others let them. While `speaking` none of them holds the vowels back.
    """
    output = {e.name: _output(e, values.get(e.name, 0.0)) for e in expressions}
    left: dict[Group, float] = {BLINK: 1.0, LOOK: 1.0, MOUTH: 1.0}
    for e in expressions:
        mouth = "none" if speaking else e.override_mouth
        for group, mode in ((BLINK, e.override_blink), (LOOK, e.override_look_at), (MOUTH, mouth)):
            if mode != "none" and e.name not in group:
                left[group] -= float(output[e.name] > 0.0) if mode == "block" else output[e.name]
    for e in expressions:
        for group, factor in left.items():
            if e.preset and e.name in group:
                held = output[e.name] * max(factor, 0.0)
                # a binary expression that is held back at all is off
                output[e.name] = 0.0 if e.binary and held < 1.0 else held
    return output


def ruled(expressions: Sequence[Expression]) -> tuple[Expression, ...]:
    """Those that are binary, hold others back, or are held back; none where `shown` would answer what it is asked."""
    holding = [e for e in expressions if {e.override_blink, e.override_look_at, e.override_mouth} != {"none"}]
    held = [e for e in expressions if holding and e.preset and e.name in (*BLINK, *LOOK, *MOUTH)]
    names = {e.name for e in (*holding, *held)} | {e.name for e in expressions if e.binary}
    return tuple(e for e in expressions if e.name in names)


def _output(expression: Expression, value: float) -> float:
    value = min(max(float(value), 0.0), 1.0)
    return float(value > 0.5) if expression.binary else value


def expressions_of(model: Model, rig: Rig) -> Expressions:
    """The model's expressions over the rig's weights; none for a model that is not VRM."""
    found = tuple(model.vrm.expressions.values()) if model.vrm else ()
    matrix = np.zeros((len(found), len(rig.targets)), np.float32)
    for row, expression in enumerate(found):
        for bind in expression.morphs:
            slots = rig.slots.get(model.nodes[bind.node].mesh, ())
            if bind.target < len(slots):
                matrix[row, slots[bind.target]] = bind.weight
        if expression.name in rig.paints:
            matrix[row, rig.paints[expression.name]] = 1.0
    return Expressions(found, matrix)
