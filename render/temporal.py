"""Anti-aliasing over time, for a window: each frame is drawn with another jitter and joins what was seen before.

What was seen is fetched from where it was (Karis 2014, "High Quality Temporal Supersampling"): by the depth and the two
cameras where the scene stands still, by motion vectors where it moves; and held to the colours that the frame has
there now (Salvi 2016, "An Excursion in Temporal Supersampling": mean and variance of the neighbours), so that nothing
leaves a ghost. While nothing changes frames are simply averaged, which ends in what as many sub-frames would give.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from assets.scene import Camera, Frame
from render.draws import STATIC
from render.exposure import Around, low_discrepancy
from render.graph import FrameGraph, Handle, TextureDesc, Textures
from render.passes.planes import NOT_DRAWN, Motion, draw_planes
from render.past import Past
from render.pipeline import Sample, Seen, draw_view, surrounding
from render.resources import Texture
from render.stage import Stage
from render.views import View, camera_view

NEWEST = 0.15
"""Least share of the newest frame while something moves: less is smoother, and softer where it moves."""
CUT_SECONDS = 0.5


class History:
    """Owns the picture so far and the transforms of the frame before. One window has one."""

    def __init__(self) -> None:
        self._picture: Texture | None = None
        self._past = Past()
        self._past_kept = False
        self._frame: Frame | None = None
        self._number = 0
        self._still = 0

    def cut(self) -> None:
        """Forget: the next frame has nothing to do with the ones before."""
        self._frame = None

    def resolve(self, stage: Stage, frame: Frame, size: tuple[int, int], around: Around) -> Texture:
        """The frame joined with what came before, linear colour; the texture stays the history's.

        Where time and camera are those of the frame before, nothing has changed: scenes are functions of time.
        """
        before, picture, pool = self._frame, self._picture, stage.gpu.pool
        if before is None or picture is None or picture.desc.size != size or is_cut(before, frame):
            before, self._number, self._still = None, 0, 0
        self._still = self._still + 1 if before is not None and unchanged(before, frame) else 0
        u, v = low_discrepancy(self._number)
        jitter = (u - 0.5, v - 0.5)
        graph, plain = FrameGraph(), camera_view(frame.camera, size)
        view = camera_view(frame.camera, size, jitter)
        sample = Sample(frame, jitter, number=self._number)
        seen = draw_view(stage, graph, sample, surrounding(stage, graph, sample, plain), view)
        out = self._join(stage, graph, seen, view, plain, before)
        graph.output(out)
        resolved: Texture = graph.execute(pool, around)[out]
        if picture is not None:
            pool.release(picture)
        self._past_kept = bool(len(stage.meshes.dynamic))
        if self._past_kept:
            self._past.keep(stage.meshes)
        self._picture, self._frame, self._number = resolved, frame, self._number + 1
        return resolved

    def _join(
        self, stage: Stage, graph: FrameGraph, seen: Seen, view: View, plain: View, before: Frame | None
    ) -> Handle:
        if before is None or self._picture is None:
            return seen.color
        earlier = graph.external("history", self._picture, self._picture.desc)
        past_view = camera_view(before.camera, view.size).view_projection
        share = 1 / (self._still + 1) if self._still else max(NEWEST, 1 / (self._number + 1))
        uniforms: dict[str, object] = {
            "share": share,
            "before_from_now": past_view @ np.linalg.inv(view.view_projection),
            # what the jitter has moved, as a part of the picture
            "unjitter": (ndc_shift(view) - ndc_shift(plain)) / 2,
        }
        defines: dict[str, object] = {"STILL": 1} if self._still else {"NOT_DRAWN": NOT_DRAWN}
        depth, moving = seen.depth, []
        if not self._still and self._past_kept:
            motion = Motion(self._past, plain.view_projection, past_view, before.time)
            depth, own = self._moving(stage, graph, depth, view, motion)
            moving, defines["MOVING"] = [own], 1
        inputs = [seen.color, depth, earlier, *moving]
        out = graph.texture("history now", TextureDesc(view.size, "rgba16f"))

        def run(t: Textures) -> None:
            maps = [t[handle] for handle in inputs]
            stage.gpu.fullscreen("temporal.frag.glsl", [t[out]], maps, uniforms, defines=defines)

        return graph.add("temporal", run, reads=inputs, writes=[out])[0]

    def _moving(
        self, stage: Stage, graph: FrameGraph, depth: Handle, view: View, motion: Motion
    ) -> tuple[Handle, Handle]:
        """The depth, and in it the motion of what moves by itself; NOT_DRAWN elsewhere."""
        moving = replace(view, hidden=view.hidden | STATIC)
        graph.add("cull moving", lambda t: stage.meshes.cull(stage.gpu, [moving]), effect=True)
        planes, depth = draw_planes(stage.gpu, graph, stage.meshes, moving, ["motion"], motion=motion, over=depth)
        return depth, planes["motion"]

    def close(self) -> None:
        """The picture belongs to the pool that it came from."""
        self._past.close()


def unchanged(before: Frame, frame: Frame) -> bool:
    """Whether nothing that is drawn differs."""
    same = (before.time, before.camera, len(before.moves)) == (frame.time, frame.camera, len(frame.moves))
    return same and before.sky == frame.sky


def ndc_shift(view: View) -> np.ndarray:
    """(2,) by which the view's projection moves its picture, to the left and downwards."""
    return -view.projection[:2, 3] if view.orthographic else view.projection[:2, 2]


def is_cut(before: Frame, frame: Frame) -> bool:
    """Whether time has jumped, or the camera turned by more than half of what it sees."""
    if abs(frame.time - before.time) > CUT_SECONDS:
        return True
    angle = np.arccos(np.clip(_ahead(before.camera) @ _ahead(frame.camera), -1.0, 1.0))
    return bool(angle > 0.5 * frame.camera.fov)


def _ahead(camera: Camera) -> np.ndarray:
    d = np.subtract(camera.target, camera.eye)
    return np.asarray(d / max(float(np.linalg.norm(d)), 1e-9))
