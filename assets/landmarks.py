"""Places of a scene by name: what its author named, figures, and things by the names of their batches."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from assets.scene import Scene, Vec3


def landmarks(scene: Scene, near: Vec3, apart: str = "") -> tuple[Callable[[str], Vec3 | None], tuple[str, ...]]:
    """(where a name is in the scene's metres, or None; the names there are).

    Named places come first, then figures (but `apart`), then things: the middle of the one nearest to `near`.
    """
    batches = {batch.name: batch for batch in scene.batches if batch.figure < 0}
    bodies = {
        figure.name: batch
        for i, figure in enumerate(scene.figures)
        if figure.name != apart
        for batch in scene.batches
        if batch.figure == i
    }

    def find(name: str) -> Vec3 | None:
        if name in scene.places:
            return scene.places[name]
        batch = bodies.get(name) or batches.get(name)
        if batch is None or not scene.meshes[batch.mesh].primitives:
            return None
        corners = np.concatenate([p.position for p in scene.meshes[batch.mesh].primitives])
        middle = 0.5 * (corners.min(0).astype(float) + corners.max(0))
        places = batch.transform[:, :, :3].astype(float) @ middle + batch.transform[:, :, 3]
        x, y, z = (float(v) for v in places[int(np.argmin(np.linalg.norm(places - near, axis=1)))])
        return x, y, z

    return find, (*scene.places, *bodies, *dict.fromkeys(batches))
