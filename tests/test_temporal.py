"""Anti-aliasing over time against many samples of one instant: it converges, it follows, it leaves no ghost."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing, nullcontext
from dataclasses import replace

import numpy as np
import pytest

from assets.scene import Batch, Camera, Frame, Material, Mesh, Move, Scene
from render import gl
from render.context import Context
from render.exposure import expose
from render.quality import Quality
from render.stage import Stage
from render.temporal import History, is_cut, unchanged
from tests.scenes_for_render import one, place, quad, sphere, white

PLAIN = Quality(256, 1, 1024, 1.0, occlusion=False, glow=False, fxaa=False, temporal=True)
SIZE = (96, 64)
BRIGHT, GREY = Material(unlit=True, base_color=(1, 0.6, 0.2, 1)), Material(unlit=True, base_color=(0.1, 0.1, 0.12, 1))


def temporal(scene: Scene, frames: Sequence[Frame], cut: int = -1, sizes: Sequence[tuple[int, int]] = ()) -> np.ndarray:
    """`(frames, h, w, 3)`: what a window shows, one after the other; all frames must have the same size."""
    gl.glClipControl(gl.GL_LOWER_LEFT, gl.GL_ZERO_TO_ONE)
    shown = []
    with closing(Stage(scene, PLAIN)) as stage, closing(History()) as history:
        for i, frame in enumerate(frames):
            if i == cut:
                history.cut()
            size = sizes[i] if sizes else SIZE
            shown.append(history.resolve(stage, frame, size, lambda name: nullcontext()).read()[..., :3])
    return np.stack([picture for picture in shown if picture.shape[:2] == shown[-1].shape[:2]])


def exact(scene: Scene, frame: Frame, count: int) -> np.ndarray:
    """The mean of `count` samples of one instant."""
    gl.glClipControl(gl.GL_LOWER_LEFT, gl.GL_ZERO_TO_ONE)
    with closing(Stage(scene, replace(PLAIN, subframes=count))) as stage:
        (texture,), _ = expose(stage, frame, SIZE, None, False, lambda name: nullcontext())
        return np.asarray(texture.read()[..., :3])


def field() -> Scene:
    """A bright tilted square before a grey wall that fills the picture, a ball beside it."""
    scene = one(quad(0.5, 0), BRIGHT, GREY)
    turn, (c, s) = place((0, 0, 0)), (np.cos(0.2), np.sin(0.2))
    turn[0, :2, :2] = [[c, -s], [s, c]]
    scene.batches[0].transform = turn
    scene.meshes += [Mesh("wall", (quad(30, 1),)), Mesh("ball", (sphere(16, 0, 0.3),))]
    scene.batches += [Batch("wall", 1, place((0, 0, -2)), white()), Batch("ball", 2, place((1, 0.4, 0)), white())]
    return scene


def at(t: float, eye: tuple[float, float, float] = (0, 0, 4), moves: tuple[Move, ...] = ()) -> Frame:
    return Frame(t, Camera(eye=eye, target=(eye[0], eye[1], 0)), moves)


def error(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.sqrt(((a - b) ** 2).mean()))


@pytest.mark.gl
def test_a_still_view_converges_to_the_accumulated_one(context: Context) -> None:
    scene = field()
    shown, reference = temporal(scene, [at(0.0)] * 16), exact(scene, at(0.0), 16)
    assert shown[15] == pytest.approx(reference, abs=4e-3)
    assert error(shown[0], reference) > 10 * error(shown[15], reference)


@pytest.mark.gl
def test_a_moving_thing_leaves_no_ghost(context: Context) -> None:
    """Everywhere but within two pixels of an edge the picture is what one sample shows."""
    scene = field()
    frames = [at(0.04 * i, moves=(Move(0, place((-1.2 + 0.17 * i, -0.3, 0))),)) for i in range(12)]
    shown = temporal(scene, frames)
    alone = temporal(scene, frames[-1:])[0]
    near = np.stack([np.roll(alone, (y, x), (0, 1)) for x in range(-2, 3) for y in range(-2, 3)])
    high, low = near.max(0), near.min(0)
    flat = (high - low).max(-1) < 1e-3
    assert flat.mean() > 0.7
    assert np.abs(shown[-1] - alone)[flat].max() < 2e-3
    assert (shown[-1] <= high + 0.03).all()
    assert (shown[-1] >= low - 0.03).all()


@pytest.mark.gl
def test_edges_that_move_are_smoother_than_one_sample(context: Context) -> None:
    """What moves by itself, and all of the scene under a moving camera."""
    scene = field()
    for frames in (
        [at(0.04 * i, moves=(Move(0, place((-0.4 + 0.031 * i, 0.013 * i, 0))),)) for i in range(16)],
        [at(0.04 * i, (0.023 * i, 0.011 * i, 4)) for i in range(16)],
    ):
        shown, instants = temporal(scene, frames), (9, 12, 15)
        references = {i: exact(scene, frames[i], 16) for i in instants}
        alone = {i: temporal(scene, [frames[i]])[0] for i in instants}
        joined = sum(error(shown[i], references[i]) for i in instants)
        assert joined < 0.8 * sum(error(alone[i], references[i]) for i in instants)


@pytest.mark.gl
def test_cuts_and_sizes_begin_anew(context: Context) -> None:
    scene = field()
    frames = [at(0.04 * i, (0.05 * i, 0, 4)) for i in range(5)]
    alone = temporal(scene, frames[-1:])[0]
    assert np.array_equal(temporal(scene, frames, cut=4)[-1], alone)
    assert not np.array_equal(temporal(scene, frames)[-1], alone)
    assert np.array_equal(temporal(scene, frames, sizes=[(32, 32)] * 4 + [SIZE])[-1], alone)
    jump = [*frames[:4], at(9.0, (0.2, 0, 4))]
    assert np.array_equal(temporal(scene, jump)[-1], temporal(scene, jump[-1:])[0])


def test_what_a_cut_is_and_what_is_unchanged() -> None:
    frame = at(1.0)
    assert unchanged(frame, at(1.0))
    assert not unchanged(frame, at(1.01))
    assert not unchanged(frame, at(1.0, (0, 0, 4.01)))
    assert not unchanged(frame, at(1.0, moves=(Move(0, place((0, 0, 0))),)))
    assert not is_cut(frame, at(1.04, (0.3, 0, 4)))
    assert not is_cut(frame, at(0.96))
    assert is_cut(frame, at(3.0))
    assert is_cut(frame, Frame(1.0, Camera(eye=(0, 0, 4), target=(4, 0, 4))))
