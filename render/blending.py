"""The order of blended surfaces: primitives of instances back to front, in numpy over the blended ones alone."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from render import bindings, gl
from render.culling import COMMAND
from render.draws import DRAW, DrawList, GroupRange, draw_middles, instance_spheres
from render.resources import Buffer
from render.views import View


class Blending:
    """Owns the sorted commands. An instance is drawn at its finest level, in order of its middle's distance."""

    def __init__(self, draws: DrawList) -> None:
        self._list = draws
        rows = _rows(draws, [g for g, part in enumerate(draws.groups) if part.group.blended])
        self._group, self._draw, self._instance = rows.T
        self._glass = _rows(draws, [g for g, part in enumerate(draws.groups) if part in draws.transmissive])[:, 2]
        self._shows = np.array([part.group.transmissive for part in draws.groups], bool)
        self._two_sided = np.array([part.group.double_sided for part in draws.groups], bool)
        self._queue = np.array([part.group.queue for part in draws.groups], np.int64)
        self._commands = Buffer(size=2 * len(rows) * COMMAND.itemsize)
        self._draws = Buffer(size=2 * len(rows) * DRAW.dtype.itemsize)

    def __len__(self) -> int:
        return len(self._draw)

    def sort(self, view: View) -> tuple[list[GroupRange], list[GroupRange]]:
        """Write the commands for a view; answers the runs of equal group, by queue and farthest first.

        First those beyond the nearest transmissive thing, to be seen through it, then the others.
        """
        if not len(self):
            return [], []
        batch = self._list.batches[self._list.cull_draws["batch"][self._draw]]
        spheres = instance_spheres(self._list, self._instance)
        center, radius = spheres[:, :3], spheres[:, 3:]
        planes = view.planes()
        inside = (center @ planes[:, :3].T + planes[:, 3] >= -radius).all(1)
        shown = np.nonzero(inside & ((batch["layer"] & view.hidden) == 0))[0]
        distance = view.away(draw_middles(self._list, self._draw[shown], self._instance[shown]))
        glass = instance_spheres(self._list, self._glass)[:, :3]
        nearest = float(view.away(glass).min(initial=np.inf))
        later = (distance <= nearest) | self._shows[self._group[shown]]
        by = np.lexsort((self._draw[shown], -distance, self._queue[self._group[shown]], later))
        order, beyond = shown[by], int((~later).sum())
        if not len(order):
            return [], []
        # both sides of one thing: first what faces away
        twice = self._two_sided[self._group[order]]
        beyond += int(twice[:beyond].sum())
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
        edges = sorted({0, beyond, *(np.nonzero(np.diff(group))[0] + 1).tolist(), len(order)})
        runs = [GroupRange(self._list.groups[int(group[a])].group, a, b - a) for a, b in pairwise(edges)]
        return [run for run in runs if run.first < beyond], [run for run in runs if run.first >= beyond]

    def bind(self) -> None:
        self._draws.bind_storage(bindings.SSBO_DRAWS)
        gl.glBindBuffer(gl.GL_DRAW_INDIRECT_BUFFER, self._commands.name)

    def close(self) -> None:
        self._commands.close()
        self._draws.close()


def _rows(draws: DrawList, groups: list[int]) -> NDArray[np.int64]:
    """(n, 3) group, draw and instance of all that these groups draw at its finest level."""
    rows = [
        (g, d, i)
        for g in groups
        for d in range(draws.groups[g].first, draws.groups[g].first + draws.groups[g].count)
        if draws.cull_draws["level"][d] == 0
        for i in _instances(draws, d)
    ]
    return np.array(rows, np.int64).reshape(-1, 3)


def _instances(draws: DrawList, draw: int) -> range:
    batch = draws.batches[int(draws.cull_draws["batch"][draw])]
    return range(int(batch["first"]), int(batch["first"]) + int(batch["count"]))
