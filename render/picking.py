"""What lies under the cursor: the planes of a view of a few pixels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assets.scene import Frame, Vec3
from render.graph import FrameGraph
from render.passes.geometry import PICKED_WIDTH
from render.passes.planes import draw_planes
from render.planes import look_from
from render.stage import Stage
from render.views import camera_view, pick_view

GLASS = 0.02
"""A surface that blends can be picked from this alpha on."""


@dataclass(frozen=True)
class Picked:
    """The nearest surface under a pixel. `position` is a point of it in world space, `distance` metres from the eye."""

    object: int
    """The batch, an index in `Scene.batches`; -1 is the water."""
    name: str
    instance: int
    """Its index within the batch."""
    pick: int
    """The batch's own number for the application, 0 for none."""
    position: Vec3
    distance: float

    @property
    def which(self) -> tuple[int, int]:
        """(object, instance)"""
        return self.object, self.instance


def pick(stage: Stage, frame: Frame, size: tuple[int, int], x: int, y: int, reach: int) -> Picked | None:
    """See `Renderer.pick`."""
    view = pick_view(camera_view(frame.camera, size), x, y, reach)
    graph = FrameGraph()
    look_from(stage, graph, view, frame)
    water = stage.scene.water
    planes, depth = draw_planes(
        stage.gpu, graph, stage.meshes, view, ["id"], water, least_alpha=GLASS, line_width=PICKED_WIDTH
    )
    graph.output(planes["id"])
    graph.output(depth)
    live = graph.execute(stage.gpu.pool)
    ids, depths = live[planes["id"]].read(), live[depth].read()[..., 0]
    for texture in live.values():
        stage.gpu.pool.release(texture)
    row, column = _chosen(stage, ids[..., 0], reach)
    if depths[row, column] <= 0:
        return None
    side = 2 * reach + 1
    clip = np.array([(2 * column + 1) / side - 1, (2 * row + 1) / side - 1, depths[row, column], 1.0])
    point = np.linalg.inv(view.view_projection) @ clip
    point = point[:3] / point[3]
    batch, instance = int(ids[row, column, 0]) - 1, int(ids[row, column, 1])
    found = stage.scene.batches[batch] if batch >= 0 else None
    return Picked(
        batch,
        found.name if found else "water",
        instance,
        found.pick if found else 0,
        (float(point[0]), float(point[1]), float(point[2])),
        float(view.away(point)),
    )


def _chosen(stage: Stage, objects: np.ndarray, reach: int) -> tuple[int, int]:
    """Row and column of the pickable pixel nearest to the middle, of the middle where none is in reach."""
    pickable = np.array([0, *(batch.pick for batch in stage.scene.batches)])[objects] > 0
    row, column = np.indices(objects.shape) - reach
    distance = np.where(pickable, row**2 + column**2, np.inf)
    nearest = np.unravel_index(int(distance.argmin()), objects.shape)
    return (int(nearest[0]), int(nearest[1])) if distance[nearest] <= reach**2 else (reach, reach)
