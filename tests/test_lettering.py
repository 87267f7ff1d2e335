"""Lines and lettering in space: where geometry says they are, as wide as they should be."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from assets.effects import Effects, Lines, Text
from assets.effects_check import check_effects
from assets.errors import InputError
from assets.lettering import CELL, EM, arrange, field
from assets.scene import Water
from render.context import Context
from render.layouts import Panorama
from render.renderer import Renderer
from tests.effect_scenes import BLACK, EMPTY, FACE, middle, pixel, with_effects
from tests.scenes_for_render import one, quad, seen_from
from tests.test_forward import PLAIN, linear


@pytest.mark.gl
@pytest.mark.parametrize(
    ("width", "unit", "pixels"),
    [(1.0, "pixels", 1.0), (5.0, "pixels", 5.0), (0.25, "metres", 8.0), (0.01, "metres", 0.32)],
)
def test_the_width_of_a_line(context: Context, width: float, unit: Any, pixels: float) -> None:
    line = Lines.path([(-0.5, 0.13, 0), (0.5, 0.13, 0)], (1, 1, 1), width, unit)
    picture = linear(with_effects(EMPTY, lines=(line,)), FACE, (64, 64))[..., 0]
    assert picture[:, 32].sum() == pytest.approx(pixels, rel=0.02)
    assert middle(picture) == pytest.approx((32, 32 * (1 - 0.13)), abs=0.05)
    assert picture[:, 10].max() == 0, "it ends where it ends"


@pytest.mark.gl
def test_a_line_in_metres_is_wider_where_it_is_nearer_and_is_cut_at_the_eye(context: Context) -> None:
    frame = seen_from((0, 1, 0), (0, 1, -1), fov=np.pi / 2)
    line = Lines.path([(0, 0, 30), (0, 0, -30)], (1, 1, 1), 0.2, "metres")
    picture = linear(with_effects(EMPTY, lines=(line,)), frame, (64, 64))[..., 0]
    # 2 m off the image is 4 m high; a row down by 1 / 2 of the half height
    assert picture[47:49, :].sum(1).mean() == pytest.approx(0.2 / 4 * 64, rel=0.05)
    assert picture[63, :].sum() == pytest.approx(0.2 / 2 * 64, rel=0.1)
    assert picture[:32].sum() == pytest.approx(0, abs=0.5)


@pytest.mark.gl
def test_lines_hide_behind_surfaces_and_lie_on_them(context: Context) -> None:
    for z, shown in ((-0.1, False), (0.0, True), (0.1, True)):
        line = Lines.path([(-0.5, 0, z), (0.5, 0, z)], (1, 1, 1), 4)
        picture = linear(with_effects(one(quad(3), BLACK), lines=(line,)), FACE, (64, 64))
        assert bool(picture[32, 32, 0] > 0.5) is shown


@pytest.mark.gl
def test_a_soft_line_is_brightest_in_its_middle_and_widens(context: Context) -> None:
    """Across it (1 - r^2)^2 is left, 8/15 of a full line's light; 8 pixels wide at its left end and 24 at its right."""
    path = Lines.path([(-1.0, 0.0, 0), (1.0, 0.0, 0)], (1, 1, 1))
    line = replace(path, width=np.array((8.0, 24.0), np.float32), soft=True)
    picture = linear(with_effects(EMPTY, lines=(line,)), FACE, (64, 64))[..., 0]
    for column, wide in ((16, 12.0), (32, 16.0), (48, 20.0)):
        profile = picture[:, column]
        assert profile.sum() == pytest.approx(8 / 15 * (wide + 1.0), rel=0.05)
        assert profile[31:33].min() > 0.95
        assert profile[32 + int(wide / 2) + 2] == 0
        r = (32 + int(wide / 4) + 0.5 - 32) / (wide / 2 + 0.5)
        assert profile[32 + int(wide / 4)] == pytest.approx((1 - r * r) ** 2, abs=0.04)


@pytest.mark.gl
@pytest.mark.parametrize("size", [32, 24, 16, 12, 8])
def test_small_letters_are_no_paler_than_large_ones(context: Context, size: int) -> None:
    """The light of a word grows with its area, down to letters of eight pixels."""
    word = with_effects(EMPTY, texts=(Text("HLE|o8", height=0.25),))
    # FACE shows two metres from top to bottom
    small, large = (linear(word, FACE, (8 * n, 8 * n))[..., 0].sum() / n**2 for n in (size, 64))
    assert small == pytest.approx(large, rel=0.06)


def test_widths_fit_their_points() -> None:
    path = Lines.path([(0, 0, 0), (1, 0, 0)])
    for width, fault in (
        (np.ones(3), r"its width is \(3,\), expected one or \(2,\)"),
        (np.array((1.0, 0.0)), "above 0"),
    ):
        with pytest.raises(InputError, match=fault):
            check_effects(Effects(lines=(replace(path, width=width.astype(np.float32)),)))


def test_a_path_may_be_closed() -> None:
    square = [(0, 0, 0), (1, 0, 0), (1, 1, 0), (0, 1, 0)]
    assert Lines.path(square).segments.tolist() == [[0, 1], [1, 2], [2, 3]]
    assert Lines.path(square, closed=True).segments.tolist() == [[0, 1], [1, 2], [2, 3], [3, 0]]
    assert Lines.path(square, (1, 0, 0)).color.tolist() == [[1, 0, 0, 1]] * 4


def test_a_field_is_the_distance_to_the_outline() -> None:
    """The full block fills its em's width; a dash is a bar: its field falls off evenly above it."""
    bar = field("一").astype(float)
    column = bar[:, CELL // 2]
    top = int(column.argmax())
    step = np.diff(column[max(top - 7, 0) : top - 1])
    assert step.std() < 2
    assert step.mean() == pytest.approx(255 / (2 * 0.125 * EM), rel=0.1)


def test_letters_stand_side_by_side() -> None:
    two = arrange("太鹤\n一")
    assert two.which == ["太", "鹤", "一"]
    assert two.middle == pytest.approx(np.array([[0.5, 1.95], [1.5, 1.95], [0.5, 0.65]]), abs=0.02)
    assert two.size == pytest.approx((2.0, 2.6), abs=0.02)
    assert arrange("太鹤\n一", 0.5).middle[:, 0] == pytest.approx([0.5, 1.5, 1.0], abs=0.02)
    assert arrange("太鹤\n一", 1.0).middle[:, 0] == pytest.approx([0.5, 1.5, 1.5], abs=0.02)
    assert arrange("A B").size[0] > arrange("AB").size[0]
    assert arrange("AV").size[0] <= arrange("A").size[0] + arrange("V").size[0]


@pytest.mark.gl
@pytest.mark.parametrize("facing", [None, ((1, 0, 0), (0, 1, 0))])
def test_lettering_stands_where_it_should(context: Context, facing: Any) -> None:
    """口 is symmetric: its middle is that of its em, to the right of `at` by half its width."""
    text = Text("口", (-0.4, 0.2, 0), 0.8, align=(0.0, 0.5), facing=facing)
    picture = linear(with_effects(EMPTY, texts=(text,)), FACE, (128, 128))[..., 0]
    column, row = middle(picture)
    assert column == pytest.approx(64, abs=1.0)
    assert row == pytest.approx(128 * 0.4, abs=4)
    hollow = picture[round(row), round(column)]
    assert hollow < 0.02
    assert picture.max() == pytest.approx(1.0, abs=0.01)
    # strokes of the frame, 0.6 to 0.95 em apart
    lit = np.nonzero(picture[round(row)] > 0.5)[0]
    assert 0.55 * 51 < np.ptp(lit) < 0.95 * 51


@pytest.mark.gl
def test_lettering_in_pixels_does_not_shrink_with_distance(context: Context) -> None:
    sums = []
    for z in (0.0, -40.0):
        text = Text("太鹤", (0, 0, z), 24, "pixels")
        sums.append(linear(with_effects(EMPTY, texts=(text,)), FACE, (128, 64))[..., 0].sum())
    assert sums[0] > 100
    assert sums[1] == pytest.approx(sums[0], rel=0.02)


@pytest.mark.gl
def test_lettering_is_whole_across_the_faces_of_a_panorama(context: Context) -> None:
    """The same text ahead, where one face shows it, and half way between two faces: shifted, and otherwise alike."""
    sums = []
    for turn in (0.0, np.pi / 4):
        at = (2 * np.sin(turn), 0.0, -2 * np.cos(turn))
        scene = with_effects(EMPTY, texts=(Text("口", at, 0.8, color=(0.3, 0.3, 0.3, 1)),))
        with Renderer(scene, (256, 128), PLAIN, context) as renderer:
            picture = renderer.render(seen_from((0, 0, 0), (0, 0, -1)), layout=Panorama()).pixels.astype(float)[..., 0]
        column, row = middle(picture)
        assert column == pytest.approx(128 + 256 * turn / (2 * np.pi), abs=0.5)
        assert row == pytest.approx(64, abs=2.5)
        sums.append(np.roll(picture, -round(256 * turn / (2 * np.pi)), axis=1))
    assert np.abs(sums[0] - sums[1]).mean() < 0.3 * sums[0].mean(), "turned as each face is it would be 0.7"


@pytest.mark.gl
def test_lettering_seen_in_the_water_is_upside_down(context: Context) -> None:
    """The dot of an exclamation mark is below in the air, above in the mirror, whichever way text faces."""
    scene = replace(EMPTY, water=Water(level=0.0, slope=(0.0, 0.0), color=(0, 0, 0), bounds=(-9, -9, 9, 9)))
    frame, size = seen_from((0, 0.6, 8), (0, 0, 0), fov=0.5), (128, 128)
    for facing in (None, ((1, 0, 0), (0, 1, 0))):
        picture = linear(with_effects(scene, texts=(Text("A", (0, 0.7, 0), 1.2, facing=facing),)), frame, size)[..., 0]
        row = round(pixel(frame, (0, 0, 0), size)[1])
        above, below = picture[:row], picture[row + 1 :]
        wide = [np.ptp(np.nonzero(r > 0.3 * part.max())[0]) for part in (above, below) for r in _thirds(part)]
        assert wide[0] < wide[1], "an A is narrow at its top"
        assert wide[2] > wide[3], "and the other way round below"


def _thirds(part: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    rows = np.nonzero(part.max(1) > 0.3 * part.max())[0]
    low, high = int(rows.min()), int(rows.max())
    return part[low + (high - low) // 8], part[high - (high - low) // 8]
