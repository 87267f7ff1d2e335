"""The order of blended surfaces: instances back to front, in numpy over the blended ones alone."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from render import bindings, gl
from render.culling import COMMAND
from render.draws import DRAW, DrawList, GroupRange, instance_spheres
from render.resources import Buffer
from render.views import View


class Blending:
    """Owns the sorted commands. An instance is drawn at its finest level, in order of its centre's distance."""

    def __init__(self, draws: DrawList) -> None:
        self._list = draws
        rows = [
            (g, d, i)
            for g, part in enumerate(draws.groups)
            if part.group.blended
            for d in range(part.first, part.first + part.count)
            if draws.cull_draws["level"][d] == 0
            for i in _instances(draws, d)
        ]
        table = np.array(rows, np.int64).reshape(-1, 3)
        self._group, self._draw, self._instance = table.T
        self._commands = Buffer(size=len(rows) * COMMAND.itemsize)
        self._draws = Buffer(size=len(rows) * DRAW.dtype.itemsize)

    def __len__(self) -> int:
        return len(self._draw)

    def sort(self, view: View) -> list[GroupRange]:
        """Write the commands for a view; answers the runs of equal group, farthest first."""
        if not len(self):
            return []
        batch = self._list.batches[self._list.cull_draws["batch"][self._draw]]
        spheres = instance_spheres(self._list, self._instance)
        center, radius = spheres[:, :3], spheres[:, 3:]
        planes = view.planes()
        inside = (center @ planes[:, :3].T + planes[:, 3] >= -radius).all(1)
        shown = np.nonzero(inside & ((batch["layer"] & view.hidden) == 0))[0]
        distance = np.linalg.norm(center[shown] - view.eye, axis=1)
        order = shown[np.lexsort((self._draw[shown], -distance))]
        if not len(order):
            return []
        draw = self._list.cull_draws[self._draw[order]]
        commands = np.zeros(len(order), COMMAND)
        commands["count"], commands["first_index"] = draw["index_count"], draw["first_index"]
        commands["base_vertex"], commands["instances"] = draw["base_vertex"], 1
        commands["base_instance"] = self._instance[order]
        self._commands.write(commands)
        self._draws.write(self._list.draws[self._draw[order]])
        group = self._group[order]
        edges = [0, *(np.nonzero(np.diff(group))[0] + 1).tolist(), len(order)]
        return [GroupRange(self._list.groups[int(group[a])].group, a, b - a) for a, b in pairwise(edges)]

    def bind(self) -> None:
        self._draws.bind_storage(bindings.SSBO_DRAWS)
        gl.glBindBuffer(gl.GL_DRAW_INDIRECT_BUFFER, self._commands.name)

    def close(self) -> None:
        self._commands.close()
        self._draws.close()


def _instances(draws: DrawList, draw: int) -> range:
    batch = draws.batches[int(draws.cull_draws["batch"][draw])]
    return range(int(batch["first"]), int(batch["first"]) + int(batch["count"]))
