"""Cues on a scene's own lamps: groups by name, levels and hues by known answers, nothing before the first cue."""

from __future__ import annotations

import numpy as np
import pytest

from assets.scene import Camera, Material, Scene
from scenes.authoring import Stage
from scenes.glow import Glow
from scenes.show.cued_lamps import cue_lamps, groups, line_look, line_material, wash
from scenes.show.cues import Cue, read_cues
from scenes.taihe_lake.cues import ALONG, CUES, MUSIC

RED = (1.0, 0.0, 0.0)
CUE_LIST = (
    Cue(2.0, "bridge", RED, 0.5, fade=1.0),
    Cue(4.0, "bridge", (1.0, 1.0, 1.0), 1.5, action="chase", rate=0.25),
    Cue(8.0, "bridge", (0.2, 0.6, 1.0), 2.0, action="pulse", rate=2.0),
)
LINE = Material("line", surface="lamp", params=(1.9, 2.6, 0.1, 0, 0, 0, 0, 0))


def test_before_its_first_cue_a_line_is_as_it_was_made() -> None:
    assert line_look(CUE_LIST, 1.9, LINE, ALONG) is LINE


def test_a_pure_colour_takes_over_and_white_leaves_the_lamp_its_own() -> None:
    red = line_look(CUE_LIST, 3.5, LINE, ALONG)
    assert red.base_color[:3] == pytest.approx(RED)
    assert red.params[:4] == pytest.approx((1.9 * 0.5, 2.6, 0.1, 1.0))
    half = line_look(CUE_LIST, 2.5, LINE, ALONG)
    assert half.params[0] == pytest.approx(1.9 * 0.75)
    assert 0.3 < half.params[3] < 0.7
    white = line_look(CUE_LIST, 5.0, LINE, ALONG)
    assert white.params[3] == pytest.approx(0.0)
    assert white.params[0] == pytest.approx(1.9 * 1.5)


def test_a_chase_runs_along_and_a_pulse_falls_on_the_beat() -> None:
    a, b = line_look(CUE_LIST, 5.0, LINE, (3.0, 0.0, 4.0)), line_look(CUE_LIST, 6.0, LINE, (3.0, 0.0, 4.0))
    assert a.params[4:6] == pytest.approx((0.6 / 200, 0.8 / 200))
    assert b.params[6] - a.params[6] == pytest.approx(0.25)
    assert a.params[7] > 0.5
    on, off = line_look(CUE_LIST, 8.0, LINE, ALONG), line_look(CUE_LIST, 8.45, LINE, ALONG)
    assert on.params[0] == pytest.approx(1.9 * 2.0)
    assert off.params[0] == pytest.approx(1.9 * 2.0 * np.exp(-4 * 0.9), rel=1e-3)
    assert on.params[7] == 0.0


@pytest.fixture
def lit() -> Scene:
    stage = Stage("s")
    glow = stage.once(Glow)
    glow.add([(0, 1, 0), (1, 1, 0)], (2.0, 2.0, 2.0), 5.0, group="bridge")
    glow.add([(9, 1, 0)], (4.0, 4.0, 4.0), 5.0)
    glow.add([(3, 1, 0)], (2.0, 2.0, 2.0), 5.0, group="bridge")
    line = stage.once(line_material, "bridge")
    assert stage.once(line_material, "bridge") == line
    wall = stage.material("wall", surface="masonry", params=(1.9, 1.7, 3.7, 0, 0, 0, 0, 0))
    wash(stage, "walls", wall)
    assert groups(stage) == ("bridge", "walls")
    cue_lamps(stage, (*CUE_LIST, Cue(3.0, "walls", intensity=0.25)))
    return stage.build()


def test_lamps_lines_and_walls_of_a_group_follow_together(lit: Scene) -> None:
    frame = lit.evaluate(3.5, Camera())
    assert frame.lights is not None
    np.testing.assert_allclose(frame.lights.color[[0, 1, 3]], [[1.0, 0.0, 0.0]] * 3, atol=1e-6)
    np.testing.assert_allclose(frame.lights.color[2], 4.0)
    by_name = {lit.materials[k].name: m for k, m in frame.materials.items()}
    assert by_name["bridge line"].base_color[:3] == pytest.approx(RED)
    assert by_name["wall"].params[0] == pytest.approx(1.9 * 0.25)
    before = lit.evaluate(1.0, Camera())
    assert all(m is lit.materials[k] for k, m in before.materials.items())


def test_the_lake_s_cues_fall_on_bars_and_in_order() -> None:
    cues = read_cues(CUES, ("bridge", "quay", "facades"), MUSIC)
    assert len(cues) > 10
    bar = MUSIC.bars(1)
    assert bar == pytest.approx(4 * 60 / 76)
    for cue in cues:
        assert cue.time / bar == pytest.approx(round(cue.time / bar), abs=1e-9)
        if cue.action == "pulse":
            assert cue.rate * 60 / 76 == pytest.approx(1.0, rel=1e-4)
