"""龙舟: crews in time with their drums, and a whole scene in under sixty lines of the public parts."""

from __future__ import annotations

import ast
from pathlib import Path

import numpy as np
import pytest

from assets.scene import Scene
from scenes.authoring import Stage
from scenes.difference import difference
from scenes.dragon_boat import DRIVE, drum_arm, stroke
from scenes.dragon_boats import build
from scenes.scene_file import load

TEMPO, BEAT = 60.0, 0.25


@pytest.fixture(scope="module")
def boat() -> Scene:
    stage = Stage("boat")
    stage.add("dragon_boat", at=(3, -4), yaw=90, speed=3.0, tempo=TEMPO, beat=BEAT)
    stage.add("camera", name="main", keys=({"time": 0, "eye": (0, 2, 9), "target": (0, 1, 0)},))
    return stage.build()


def blades(scene: Scene, t: float) -> np.ndarray:
    """The lowest point of every paddle, world `(20,)` heights."""
    low = []
    moves = {m.batch: m.transform for m in scene.evaluate(t, "main").moves}
    for i, batch in enumerate(scene.batches):
        if batch.name.startswith("paddle "):
            p = np.concatenate([q.position for q in scene.meshes[batch.mesh].primitives])
            world = np.einsum("nij,vj->nvi", moves[i][:, :, :3], p) + moves[i][:, None, :, 3]
            low.append(world[:, :, 1].min(axis=1))
    return np.concatenate(low)


def test_blades_are_in_the_water_while_the_crew_pulls_and_out_of_it_between(boat: Scene) -> None:
    for beat in (4, 5, 11):
        on = beat + BEAT  # the drum's own stroke: one beat a second
        assert len(blades(boat, on)) == 20
        assert np.all(blades(boat, on + 0.5 * DRIVE) < -0.05)
        assert np.all(blades(boat, on + DRIVE + 0.5 * (1 - DRIVE)) > 0.0)


def test_a_stroke_is_smooth_and_comes_round() -> None:
    s = np.linspace(0, 2, 4001)
    for name in ("lean", "swing", "lift"):
        v = np.array([getattr(stroke(float(x)), name) for x in s])
        assert np.abs(np.diff(v)).max() < 0.03, name
        np.testing.assert_allclose(v[:2000], v[2000:4000], atol=1e-9)
    arms = np.array([drum_arm(float(x)) for x in s])
    assert np.abs(np.diff(arms)).max() < 0.01
    assert arms[0] == arms[2000] == pytest.approx(0.0)
    assert arms.max() > 1.0
    assert stroke(0.0).lean > stroke(DRIVE).lean + 0.3, "forward at the drum's stroke, upright when the pull ends"


def test_the_boat_makes_its_way_and_surges_with_the_beat(boat: Scene) -> None:
    index = next(i for i, b in enumerate(boat.batches) if b.name == "dragon boat")

    def place(t: float) -> np.ndarray:
        return next(m.transform for m in boat.evaluate(t, "main").moves if m.batch == index)[0, :, 3].astype(float)

    np.testing.assert_allclose((place(20.0) - place(0.0))[[0, 2]], [0.0, -60.0], atol=1e-3)  # yaw 90: bow to -z
    steps = np.array([np.linalg.norm((place(t + 0.05) - place(t))[[0, 2]]) for t in np.arange(3, 5, 0.05)]) / 0.05
    assert steps.min() < 2.85 < 3.15 < steps.max()


def test_the_race_is_short_made_of_parts_and_comes_back_from_its_file(tmp_path: Path) -> None:
    source = Path("scenes/dragon_boats.py").read_text(encoding="utf-8")
    assert len(source.splitlines()) < 60
    imported = {n.module for n in ast.walk(ast.parse(source)) if isinstance(n, ast.ImportFrom)}
    assert imported == {"__future__", "assets.scene", "scenes.authoring"}
    stage_scene = build()
    from scenes.scene_file import text

    assert stage_scene.recipe is not None
    (tmp_path / "race.yaml").write_text(text(stage_scene.recipe), encoding="utf-8")
    assert difference(stage_scene, load(tmp_path / "race.yaml")) == ""
    assert sum(b.name == "dragon boat" for b in stage_scene.batches) == 4
