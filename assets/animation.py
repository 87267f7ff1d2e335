"""Sampling animations: each value is a pure function of time (glTF 2.0, appendix C)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assets import transforms as tf
from assets.model import Animation, Channel, Node
from assets.scene import Floats


@dataclass(frozen=True, eq=False)
class Locals:
    """Local transforms of n nodes: translation `(n, 3)`, rotation `(n, 4)`, scale `(n, 3)`."""

    translation: Floats
    rotation: Floats
    scale: Floats


def rest(nodes: tuple[Node, ...]) -> Locals:
    """The nodes as the file places them."""
    n = len(nodes)
    return Locals(
        np.array([node.translation for node in nodes], np.float32).reshape(n, 3),
        np.array([node.rotation for node in nodes], np.float32).reshape(n, 4),
        np.array([node.scale for node in nodes], np.float32).reshape(n, 3),
    )


def sample(channel: Channel, t: float) -> Floats:
    """The channel's value `(c,)` at t seconds; held before the first and after the last key. Rotations are unit."""
    times, keys = channel.times, channel.values
    spline = channel.interpolation == "CUBICSPLINE"
    after = int(np.searchsorted(times, t, side="right"))
    if after == 0 or after == len(times) or channel.interpolation == "STEP":
        held = keys[max(after - 1, 0)]
        value: Floats = held[1] if spline else held
    else:
        span = float(times[after] - times[after - 1])
        s = (t - float(times[after - 1])) / span
        if spline:
            value = _hermite(keys[after - 1], keys[after], s, span)
        elif channel.path == "rotation":
            return tf.slerp(keys[after - 1], keys[after], s)
        else:
            value = (1.0 - s) * keys[after - 1] + s * keys[after]
    value = value.astype(np.float32)
    return tf.normalize(value) if channel.path == "rotation" else value


def _hermite(before: Floats, after: Floats, s: float, span: float) -> Floats:
    s2, s3 = s * s, s * s * s
    out: Floats = (
        (2 * s3 - 3 * s2 + 1) * before[1]
        + span * (s3 - 2 * s2 + s) * before[2]
        + (-2 * s3 + 3 * s2) * after[1]
        + span * (s3 - s2) * after[0]
    )
    return out


def animated(nodes: tuple[Node, ...], animation: Animation, t: float) -> tuple[Locals, dict[int, Floats]]:
    """Local transforms of all nodes, and morph weights of the nodes whose weights are animated, at t seconds."""
    still = rest(nodes)
    arrays = {"translation": still.translation, "rotation": still.rotation, "scale": still.scale}
    weights: dict[int, Floats] = {}
    for channel in animation.channels:
        if channel.path == "weights":
            weights[channel.node] = sample(channel, t)
        else:
            arrays[channel.path][channel.node] = sample(channel, t)
    return still, weights
