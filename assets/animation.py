"""Sampling animations: each value is a pure function of time (glTF 2.0, appendix C)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assets import quaternions
from assets import transforms as tf
from assets.model import Animation, Channel, Interpolation, Node
from assets.scene import Floats, Ints


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


@dataclass(frozen=True, eq=False)
class Track:
    """Channels of one path that share their key times: `values` `(k, g, c)`, or `(k, 3, g, c)` for CUBICSPLINE."""

    path: str
    nodes: Ints
    times: Floats
    values: Floats
    interpolation: Interpolation

    def at(self, t: float) -> Floats:
        """The values `(g, c)` at t seconds; held before the first and after the last key. Rotations are unit."""
        times, keys = self.times, self.values
        spline = self.interpolation == "CUBICSPLINE"
        after = int(np.searchsorted(times, t, side="right"))
        if after == 0 or after == len(times) or self.interpolation == "STEP":
            held = keys[max(after - 1, 0)]
            value: Floats = held[1] if spline else held
        else:
            span = float(times[after] - times[after - 1])
            s = (t - float(times[after - 1])) / span
            if spline:
                value = _hermite(keys[after - 1], keys[after], s, span)
            elif self.path == "rotation":
                return quaternions.mix(keys[after - 1], keys[after], s).astype(np.float32)
            else:
                value = (1.0 - s) * keys[after - 1] + s * keys[after]
        return tf.normalize(value) if self.path == "rotation" else value.astype(np.float32)


def _hermite(before: Floats, after: Floats, s: float, span: float) -> Floats:
    s2, s3 = s * s, s * s * s
    out: Floats = (
        (2 * s3 - 3 * s2 + 1) * before[1]
        + span * (s3 - 2 * s2 + s) * before[2]
        + (-2 * s3 + 3 * s2) * after[1]
        + span * (s3 - s2) * after[0]
    )
    return out


@dataclass(frozen=True, eq=False)
class Clip:
    """An animation ready to be sampled: the nodes at rest, and what moves them."""

    rest: Locals
    tracks: tuple[Track, ...]

    @staticmethod
    def of(nodes: tuple[Node, ...], animation: Animation) -> Clip:
        """Gathers channels with equal key times, so that a character of 60 joints is a handful of array operations."""
        groups: dict[tuple[str, str, bytes, int], list[Channel]] = {}
        for i, channel in enumerate(animation.channels):
            alone = i if channel.path == "weights" else -1
            key = (channel.path, channel.interpolation, channel.times.tobytes(), alone)
            groups.setdefault(key, []).append(channel)
        return Clip(rest(nodes), tuple(_track(channels) for channels in groups.values()))

    def at(self, t: float) -> tuple[Locals, dict[int, Floats]]:
        """Local transforms of all nodes, and morph weights of the nodes whose weights are animated, at t seconds."""
        now = {name: getattr(self.rest, name).copy() for name in ("translation", "rotation", "scale")}
        weights: dict[int, Floats] = {}
        for track in self.tracks:
            if track.path == "weights":
                weights[int(track.nodes[0])] = track.at(t)[0]
            elif track.path in now:
                now[track.path][track.nodes] = track.at(t)
        return Locals(**now), weights

    def shown(self, t: float, visible: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Whether each node itself is visible at t, where `visible` `(n,)` says so of those that are not animated."""
        now = visible.copy()
        for track in self.tracks:
            if track.path == "visible":
                now[track.nodes] = track.at(t)[:, 0] > 0.5
        return now


def _track(channels: list[Channel]) -> Track:
    first = channels[0]
    nodes = np.array([channel.node for channel in channels], np.uint32)
    values = np.stack([channel.values for channel in channels], axis=-2)
    return Track(first.path, nodes, first.times, values, first.interpolation)
