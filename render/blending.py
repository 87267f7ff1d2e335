"""The order of blended surfaces: primitives of instances back to front, in numpy over the blended ones alone."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from render import bindings, gl
from render.culling import COMMAND
from render.draws import DRAW, DrawList, GroupRange, draw_boxes, instance_spheres, mirrored, rows_of
from render.painter import screen_rectangles, tangled
from render.resources import Buffer
from render.views import View

MOST_TANGLES = 8
"""Of a picture: of more than that, and of what lies between them, one is made."""


@dataclass(frozen=True)
class Layer:
    """Runs of equal group, farthest first; with `tangle` that may not be right (`render.painter`)."""

    runs: list[GroupRange]
    tangle: tuple[int, int, int, int] | None
    """x, y, width and height in pixels, y from below, of what they cover"""


_Part = tuple[NDArray[Any], tuple[int, int, int, int] | None]
"""Rows, and the tangle of their layer."""


class Blending:
    """Owns the sorted commands. An instance is drawn at its finest level, in order of its middle's distance."""

    def __init__(self, draws: DrawList) -> None:
        self._list = draws
        rows = _rows(draws, [g for g, part in enumerate(draws.groups) if part.group.blended])
        self._group, self._draw, self._instance = rows.T
        self._glass = _rows(draws, [g for g, part in enumerate(draws.groups) if part in draws.transmissive])[:, 2]
        self._shows = np.array([part.group.transmissive for part in draws.groups], bool)
        self._two_sided = np.array([part.group.double_sided for part in draws.groups], bool)
        self._writes = np.array([part.group.writes_depth for part in draws.groups], bool)
        self._queue = np.array([part.group.queue for part in draws.groups], np.int64)
        self._commands = Buffer(size=2 * len(rows) * COMMAND.itemsize)
        self._draws = Buffer(size=2 * len(rows) * DRAW.dtype.itemsize)

    def __len__(self) -> int:
        return len(self._draw)

    def sort(self, view: View) -> tuple[list[Layer], list[Layer]]:
        """Write the commands for a view; answers what to draw, by queue and farthest first.

        First what is beyond the nearest transmissive thing, to be seen through it, then the others.
        """
        if not len(self):
            return [], []
        batch = self._list.batches[self._list.cull_draws["batch"][self._draw]]
        spheres = instance_spheres(self._list, self._instance)
        center, radius = spheres[:, :3], spheres[:, 3:]
        planes = view.planes()
        inside = (center @ planes[:, :3].T + planes[:, 3] >= -radius).all(1)
        shown = np.nonzero(inside & ((batch["layer"] & view.hidden) == 0))[0]
        boxes = draw_boxes(self._list, self._draw[shown], self._instance[shown])
        distance = view.away(boxes[:, :, 3])
        glass = instance_spheres(self._list, self._glass)[:, :3]
        nearest = float(view.away(glass).min(initial=np.inf))
        later = (distance <= nearest) | self._shows[self._group[shown]]
        queue = self._queue[self._group[shown]]
        by = np.lexsort((self._draw[shown], -distance, queue, later))
        beyond = int((~later).sum())
        # a queue's order holds whatever the depth
        changes = np.nonzero(np.diff(queue[by]))[0] + 1
        edges = sorted({0, beyond, *changes.tolist(), len(by)})
        parts = [self._parted(shown[by[a:b]], boxes[by[a:b]], view) for a, b in pairwise(edges)]
        layers = self._write([part for of_queue in parts for part in of_queue])
        seen_through = sum(len(of_queue) for of_queue, end in zip(parts, edges[1:], strict=True) if end <= beyond)
        return layers[:seen_through], layers[seen_through:]

    def _parted(self, rows: NDArray[Any], boxes: NDArray[np.float64], view: View) -> list[_Part]:
        """Rows that lie farthest first by their middles, cut where a tangle begins or ends."""
        # what writes depth hides what comes after it, and asks for no other order
        free = ~self._writes[self._group[rows]]
        which = tangled(boxes, self._list.folded[self._draw[rows]], view) & free
        changes = np.nonzero(np.diff(which))[0] + 1
        if len(changes) > 2 * MOST_TANGLES:
            inside = np.nonzero(which)[0]
            which[inside[0] : inside[-1] + 1] = free[inside[0] : inside[-1] + 1]
            changes = np.nonzero(np.diff(which))[0] + 1
        edges = [0, *changes.tolist(), len(rows)]
        return [
            (rows[a:b], _pixels(screen_rectangles(boxes[a:b], view), view.size) if which[a] else None)
            for a, b in pairwise(edges)
        ]

    def _write(self, parts: list[_Part]) -> list[Layer]:
        """Write the commands of rows, part by part; answers the runs of equal group of each."""
        order = np.concatenate([np.zeros(0, np.int64), *(rows for rows, _ in parts)])
        part = np.repeat(np.arange(len(parts)), [len(rows) for rows, _ in parts])
        # both sides of one thing: first what faces away
        whole = np.array([tangle is None for _, tangle in parts], bool)
        twice = self._two_sided[self._group[order]] & whole[part]
        part = np.repeat(part, 1 + twice)
        order, faces = np.repeat(order, 1 + twice), np.repeat(np.where(twice, 1, 0), 1 + twice)
        faces[1:][(faces[1:] == 1) & (np.diff(order) == 0)] = 2
        draw = self._list.cull_draws[self._draw[order]]
        commands = np.zeros(len(order), COMMAND)
        commands["count"], commands["first_index"] = draw["index_count"], draw["first_index"]
        commands["base_vertex"], commands["instances"] = draw["base_vertex"], 1
        commands["base_instance"] = self._instance[order]
        self._commands.write(commands)
        draws = self._list.draws[self._draw[order]]
        draws["faces"] = faces
        self._draws.write(draws)
        group = self._group[order]
        changes = np.nonzero((np.diff(group) != 0) | (np.diff(part) != 0))[0] + 1
        edges = [0, *changes.tolist(), len(order)] if len(order) else [0]
        layers = [Layer([], tangle) for _, tangle in parts]
        for a, b in pairwise(edges):
            layers[part[a]].runs.append(GroupRange(self._list.groups[int(group[a])].group, a, b - a))
        return layers

    def bind(self) -> None:
        self._draws.bind_storage(bindings.SSBO_DRAWS)
        gl.glBindBuffer(gl.GL_DRAW_INDIRECT_BUFFER, self._commands.name)

    def close(self) -> None:
        self._commands.close()
        self._draws.close()


def _pixels(rectangles: NDArray[np.float64], size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Of all that rectangles in clip space cover."""
    low = np.floor((rectangles[:, :2].min(0) * 0.5 + 0.5) * size).astype(int)
    high = np.ceil((rectangles[:, 2:].max(0) * 0.5 + 0.5) * size).astype(int)
    return int(low[0]), int(low[1]), int(high[0] - low[0]), int(high[1] - low[1])


def _rows(draws: DrawList, groups: list[int]) -> NDArray[np.int64]:
    """(n, 3) group, draw and instance of all that these groups draw at its finest level."""
    rows = [
        (g, d, i)
        for g in groups
        for d in range(draws.groups[g].first, draws.groups[g].first + draws.groups[g].count)
        for i in _instances(draws, d)
    ]
    return np.array(rows, np.int64).reshape(-1, 3)


def _instances(draws: DrawList, draw: int) -> list[int]:
    """Of a draw of the finest level."""
    cull = draws.cull_draws[draw]
    batch = draws.batches[int(cull["batch"])]
    level, turned = int(cull["level"]), int(batch["mirrored"])
    which = np.arange(int(batch["first"]), int(batch["first"]) + int(batch["count"]))
    if turned and level in (0, turned):
        which = which[mirrored(rows_of(draws, which)) == (level == turned)]
    elif level:
        return []
    return [int(i) for i in which]
