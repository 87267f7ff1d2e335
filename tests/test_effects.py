"""Projected pictures, particles, lines and lettering: where geometry says they are, and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from assets.effects import Decal, Effects, Lines, Particles, Text, decal_box, emitter_box
from assets.effects_check import check_effects
from assets.errors import InputError
from assets.lettering import CELL, EM, arrange, field
from assets.particles import alive
from assets.scene import Batch, Camera, Environment, Frame, Lights, Material, Scene, Water
from render.context import Context
from render.layouts import Panorama
from render.renderer import Renderer
from render.resources import alive as objects_alive
from render.views import camera_view
from tests.scenes_for_render import DARK, one, place, quad, seen_from, sphere, white
from tests.test_forward import PLAIN, linear

BLACK = Material(base_color=(0, 0, 0, 1), roughness=1.0, specular=0.0)
RED = np.tile(np.array([255, 0, 0, 255], np.uint8), (8, 8, 1))
EMPTY = Scene("empty", sky=DARK)
FACE = seen_from((0, 0, 10), fov=2 * np.arctan(0.1))
"""2 metres high where z is 0: in a picture of 64 rows a pixel is 1/32 m."""


def with_effects(scene: Scene, **effects: Any) -> Scene:
    return replace(scene, effects=Effects(**effects))


def pixel(frame: Frame, point: Any, size: tuple[int, int]) -> tuple[float, float]:
    """Column and row from the top left where a point is seen, by the camera's matrices."""
    clip = camera_view(frame.camera, size).view_projection @ np.array([*point, 1.0])
    x, y = clip[:2] / clip[3]
    return (x * 0.5 + 0.5) * size[0], (0.5 - y * 0.5) * size[1]


def middle(light: np.ndarray) -> tuple[float, float]:
    """Column and row of the centre of light."""
    rows, columns = np.indices(light.shape) + 0.5
    return float((columns * light).sum() / light.sum()), float((rows * light).sum() / light.sum())


# Decals


@pytest.mark.gl
def test_a_decal_lies_in_its_box_and_nowhere_else(context: Context) -> None:
    """1 m wide, 0.5 m high, its middle half a metre to the right: columns 48 to 80 of 96, rows 24 to 40 of 64."""
    box = decal_box((0.5, 0, 0), (0, 0, 1), (1, 0.5, 0.4))
    picture = linear(with_effects(one(quad(3), BLACK), decals=(Decal(RED, box, "glow"),)), FACE, (96, 64))
    expected = np.zeros((64, 96))
    expected[24:40, 48:80] = 1.0
    np.testing.assert_allclose(picture[..., 0], expected, atol=0.01)
    assert picture[..., 1:].max() < 0.01


@pytest.mark.gl
def test_a_decal_is_not_upside_down(context: Context) -> None:
    quarters = np.zeros((2, 2, 4), np.uint8)
    quarters[..., 3] = 255
    quarters[0, 0, 0] = quarters[0, 1, 1] = quarters[1, 0, 2] = 255
    box = decal_box((0, 0, 0), (0, 0, 1), (2, 2, 1))
    picture = linear(with_effects(one(quad(3), BLACK), decals=(Decal(quarters, box, "glow"),)), FACE, (64, 64))
    assert picture[8, 8].argmax() == 0, "red: left top"
    assert picture[8, 56].argmax() == 1, "green: right top"
    assert picture[56, 8].argmax() == 2, "blue: left bottom"
    assert picture[56, 56].max() < 0.05


@pytest.mark.gl
@pytest.mark.parametrize(("front", "depth", "seen"), [((0, 0, 1), 0.4, 1.0), ((0, 0, -1), 0.4, 0.0)])
def test_a_decal_does_not_fall_on_what_faces_away(context: Context, front: Any, depth: float, seen: float) -> None:
    box = decal_box((0, 0, 0), front, (1, 1, depth))
    picture = linear(with_effects(one(quad(3), BLACK), decals=(Decal(RED, box, "glow"),)), FACE, (64, 64))
    assert picture[32, 32, 0] == pytest.approx(seen, abs=0.01)


@pytest.mark.gl
def test_a_decal_does_not_reach_beyond_its_depth(context: Context) -> None:
    box = decal_box((0, 0, 0.6), (0, 0, 1), (1, 1, 1))
    picture = linear(with_effects(one(quad(3), BLACK), decals=(Decal(RED, box, "glow"),)), FACE, (64, 64))
    assert picture.max() < 0.01


@pytest.mark.gl
@pytest.mark.parametrize("degrees", [20, 45, 62, 80])
def test_a_decal_fades_by_angle(context: Context, degrees: float) -> None:
    """The box leans to the side; smoothstep between cosines, worked out here."""
    angle = np.radians(degrees)
    box = decal_box((0, 0, 0), (np.sin(angle), 0, np.cos(angle)), (1, 1, 4))
    decal = Decal(RED, box, "glow", fade=(np.radians(30), np.radians(70)))
    picture = linear(with_effects(one(quad(3), BLACK), decals=(decal,)), FACE, (64, 64))
    low, high = np.cos(np.radians(70)), np.cos(np.radians(30))
    u = np.clip((np.cos(angle) - low) / (high - low), 0, 1)
    assert picture[32, 32, 0] == pytest.approx(u * u * (3 - 2 * u), abs=0.01)


@pytest.mark.gl
def test_a_beamer_lights_by_the_cosine_and_paint_is_lit(context: Context) -> None:
    """Irradiance 3 on albedo 0.5 at 60 degrees: 3 * 0.5 / pi * 0.5. Paint shows what lamps show of it."""
    grey = Material(base_color=(0.5, 0.5, 0.5, 1), roughness=1.0, specular=0.0)
    angle = np.radians(60)
    box = decal_box((0, 0, 0), (np.sin(angle), 0, np.cos(angle)), (1, 1, 4))
    light = Decal(RED, box, "light", color=(3, 3, 3), fade=(1.4, 1.5))
    picture = linear(with_effects(one(quad(3), grey), decals=(light,)), FACE, (64, 64))
    assert picture[32, 32, 0] == pytest.approx(0.75 / np.pi, rel=0.01)
    scene = one(quad(3), grey)
    scene.lights = Lights.points([[0, 0, 5]], [[25, 25, 25]], 100.0, 0.0)
    bare = linear(scene, FACE, (64, 64))[32, 32]
    paint = Decal(RED, decal_box((0, 0, 0), (0, 0, 1), (1, 1, 1)))
    painted = linear(with_effects(scene, decals=(paint,)), FACE, (64, 64))[32, 32]
    assert painted[0] == pytest.approx(2 * bare[0], rel=0.02)
    assert painted[1] < 0.02 * bare[1]


@pytest.mark.gl
def test_a_decal_is_seen_in_the_water_and_not_on_it(context: Context) -> None:
    scene = one(quad(1), BLACK)
    scene.batches[0].transform = place((0, 1.2, 0))
    scene.water = Water(level=0.0, slope=(0.0, 0.0), bounds=(-9, -9, 9, 9))
    box = decal_box((0, 0, 0), (0, 0.3, 1), (1, 6, 9))
    frame = seen_from((0, 1, 8), (0, 0.2, 0), fov=0.6)
    size = (96, 64)
    lit = linear(with_effects(scene, decals=(Decal(RED, box, "glow"),)), frame, size)[..., 0]
    column, row = (round(v) for v in pixel(frame, (0, 1, 0), size))
    assert lit[row, column] > 0.9
    column, row = (round(v) for v in pixel(frame, (0, -1, 0), size))
    assert lit[row, column] > 0.05, "its reflection"
    flat = Decal(RED, decal_box((0, 0, 0), (0, 1, 0), (9, 9, 0.1), up=(0, 0, -1)), "glow")
    np.testing.assert_array_equal(linear(with_effects(scene, decals=(flat,)), frame, size), linear(scene, frame, size))


# Particles


def test_one_particle_flies_as_the_formula_says() -> None:
    """Straight up at 10 m/s: after 1 s at 10 - 9.81 / 2; with drag k, towards the terminal speed g / k."""
    up = Particles(1, life=(5, 5), cone=0.0, transform=emitter_box((1, 2, 3), (0, 1, 0), (1e-6,) * 3), speed=(10, 10))
    state = alive(up, 1.0)
    assert state.position[0] == pytest.approx([1, 2 + 10 - 9.81 / 2, 3], abs=1e-4)
    assert state.velocity[0] == pytest.approx([0, 10 - 9.81, 0], abs=1e-4)
    slow = alive(replace(up, drag=2.0, life=(90, 90), wind=(3, 0, 0)), 60.0)
    assert slow.velocity[0] == pytest.approx([3, -9.81 / 2, 0], abs=1e-6)
    assert slow.position[0, 1] == pytest.approx(2 + (10 + 9.81 / 2) / 2 - 9.81 / 2 * 60, abs=1e-3)


def test_particles_solve_their_equation_of_motion() -> None:
    """Small steps of x'' = g - k (x' - w) from the same start end at the same place."""
    p = Particles(5, life=(3, 3), speed=(2, 4), drag=0.7, wind=(1, 0, -2), seed=9)
    start, x = alive(p, 0.0), alive(p, 0.0).position.copy()
    v, h = start.velocity.copy(), 1e-4
    for _ in range(20000):
        middle_v = v + 0.5 * h * (np.array(p.gravity) - p.drag * (v - np.array(p.wind)))
        v = v + h * (np.array(p.gravity) - p.drag * (middle_v - np.array(p.wind)))
        x = x + h * middle_v
    np.testing.assert_allclose(alive(p, 2.0).position, x, atol=1e-4)


def test_births_and_deaths() -> None:
    """4 a second, living 1 s: 4 alive at any time, each slot born anew with a number of its own."""
    p = Particles.stream(4, (1.0, 1.0), seed=3)
    assert len(alive(p, 0.0).slot) == 4, "as if it had always been so"
    later = alive(p, 7.6)
    assert sorted(later.age.round(6)) == pytest.approx([0.1, 0.35, 0.6, 0.85])
    assert set(later.number // 4) == {7, 8}
    assert len(alive(replace(p, stop=5.0), 7.6).slot) == 0
    burst = Particles(10, life=(1, 2), start=3.0)
    assert [len(alive(burst, t).slot) for t in (2.99, 3.0, 3.99, 5.01)] == [0, 10, 10, 0]
    again = replace(burst, every=4.0)
    first, second = alive(again, 3.5), alive(again, 7.5)
    assert not np.allclose(first.position, second.position), "no round is like another"


def test_directions_fill_the_cone_evenly() -> None:
    p = Particles(
        4000, speed=(1, 1), cone=0.5, gravity=(0, 0, 0), transform=emitter_box((0, 0, 0), (1, 0, 0), (1e-9,) * 3)
    )
    way = alive(p, 0.0).velocity
    assert way[:, 0].min() >= np.cos(0.5) - 1e-6
    assert way[:, 0].mean() == pytest.approx((1 + np.cos(0.5)) / 2, abs=2e-3)
    assert np.abs(way[:, 1:].mean(0)).max() < 0.02


@pytest.mark.gl
@pytest.mark.parametrize(
    ("case", "t"),
    [
        (Particles(1, life=(9, 9), speed=(1, 1), gravity=(0, -0.4, 0), seed=4), 0.9),
        (Particles(1, life=(9, 9), speed=(1, 1), gravity=(0, -2, 0), drag=3.0, wind=(0.2, 0, 0), seed=5), 1.5),
        (Particles(1, life=(9, 9), speed=(0.5, 0.9), drag=0.2, gravity=(0, 0.1, 0), seed=2, shape="box"), 0.7),
        (Particles(1, life=(9, 9), gravity=(0, 0, 0), wander=(0.4, 0.3), seed=6, shape="disc"), 2.0),
        (Particles(1, (2, 2), every=2.0, over=1.0, start=-100, speed=(0.4, 0.6), gravity=(0, 0, 0), seed=8), 40.3),
        (
            Particles(2, (2, 2), every=2.0, over=2.0, start=-3600, speed=(0.4, 0.6), gravity=(0, 0, 0), stop=3599.2),
            3600.5,
        ),
    ],
)
def test_the_shader_draws_them_where_numpy_says(context: Context, case: Particles, t: float) -> None:
    case = replace(case, size=(0.1, 0.1), colors=((1, 1, 1, 1), (1, 1, 1, 1)))
    case = replace(case, transform=emitter_box((0.05, 0.1, 0), (0, 0, 1), (0.3, 0.3, 0.3)))
    state, size = alive(case, t), (128, 128)
    assert len(state.slot) == 1
    frame = replace(seen_from((0, 0, 10), fov=2 * np.arctan(0.2)), time=t)
    light = linear(with_effects(EMPTY, particles=(case,)), frame, size)[..., 0]
    assert middle(light) == pytest.approx(pixel(frame, state.position[0], size), abs=0.05)


@pytest.mark.gl
def test_particles_hide_behind_things_and_fade_towards_them(context: Context) -> None:
    scene = one(quad(3), BLACK)
    one_spot = Particles(
        1, life=(9, 9), gravity=(0, 0, 0), size=(0.3, 0.3), soft=1.0, colors=((1, 1, 1, 1), (1, 1, 1, 1))
    )
    seen = []
    for z in (-0.5, 0.5, 2.0):
        spot = replace(one_spot, transform=emitter_box((0, 0, z), (0, 1, 0), (1e-6,) * 3))
        seen.append(linear(with_effects(scene, particles=(spot,)), FACE, (65, 65))[32, 32, 0])
    assert seen == pytest.approx([0.0, 0.5, 1.0], abs=0.02)


@pytest.mark.gl
def test_smoke_covers_in_order_of_distance(context: Context) -> None:
    """Red before green, whichever is named first; light that is added behind smoke is weakened by it."""
    here = emitter_box((0, 0, 0), (0, 1, 0), (1e-6,) * 3)
    puff = Particles(1, life=(9, 9), transform=here, gravity=(0, 0, 0), size=(1, 1), blend="alpha", soft=0.0)
    red = replace(puff, colors=((1, 0, 0, 0.75),) * 2, transform=emitter_box((0, 0, 1), (0, 1, 0), (1e-6,) * 3))
    green = replace(puff, colors=((0, 1, 0, 0.75),) * 2, blend="add")
    for order in ((red, green), (green, red)):
        c = linear(with_effects(EMPTY, particles=order), FACE, (65, 65))[32, 32]
        assert c == pytest.approx([0.75, 0.1875, 0], abs=0.01)


# Lines and lettering


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


# All of them


def everything() -> Scene:
    scene = one(sphere(12), Material())
    scene.batches.append(Batch("again", 0, place((1.5, 0, 0)), white()))
    scene.effects = Effects(
        (Decal(RED, decal_box((0, 0, 0), (0, 0, 1), (1, 1, 3)), "light"),),
        (Particles.stream(200, (0.5, 1.0), speed=(1, 2), blend="alpha"), Particles(50, start=0.2, speed=(1, 2))),
        (Lines.path([(-1, -1, 1), (1, 1, 1)], width=3),),
        (Text("太鹤", (0, 1.5, 0), 0.4),),
    )
    scene.effects_track = lambda t: replace(
        scene.effects, texts=() if t < 0.5 else (Text(f"{t:.1f}", (0, 1.5, 0), 0.4),)
    )
    return scene


@pytest.mark.gl
@pytest.mark.parametrize("quality", ["draft", "high"])
def test_a_frame_alone_is_the_frame_of_the_film_and_nothing_is_left(context: Context, quality: str) -> None:
    scene, before = everything(), len(objects_alive())
    camera = Camera((0, 1, 6), (0, 0.5, 0))
    with Renderer(scene, (96, 54), quality, context) as renderer:
        film = [renderer.render(t, camera).pixels for t in (0.1, 0.4, 0.7, 1.0, 1.3)]
        steady = len(objects_alive())
        renderer.render(0.7, camera)
        renderer.render(1.3, camera)
        assert len(objects_alive()) == steady
    assert len(objects_alive()) == before
    assert not np.array_equal(film[2], film[3])
    for i, t in ((2, 0.7), (4, 1.3)):
        with Renderer(scene, (96, 54), quality, context) as renderer:
            assert np.array_equal(renderer.render(t, camera).pixels, film[i])


@pytest.mark.gl
def test_a_scene_without_them_pays_nothing(context: Context) -> None:
    plain = everything()
    plain.effects, plain.effects_track = Effects(), None
    before = len(objects_alive())
    counts = []
    for scene in (plain, everything()):
        with Renderer(scene, (96, 54), "draft", context) as renderer:
            renderer.render(0.7, Camera((0, 1, 6)))
            counts.append((len(objects_alive()) - before, set(renderer.timings.gpu)))
    assert counts[0][0] < counts[1][0]
    assert counts[1][1] - counts[0][1] == {"marks", "particles"}


P, L, T = Particles(1), Lines.path([(0, 0, 0), (1, 0, 0)]), Text("A")
D = Decal(RED, decal_box((0, 0, 0), (0, 0, 1), (1, 1, 1)))


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (Effects((replace(D, pixels=RED[..., :3]),)), r"decal 0: its pixels are \(8, 8, 3\), expected \(h, w, 4\)"),
        (Effects((replace(D, transform=D.transform * np.float32(0)),)), "decal 0: its box has no volume"),
        (Effects((replace(D, mode="beam"),)), "no mode 'beam'; there are paint, glow, light"),  # type: ignore[arg-type]
        (Effects((D,) * 33), "33 decals at a time; 32"),
        (Effects(particles=(replace(P, count=0),)), "particles 0: a count of 0"),
        (Effects(particles=(replace(P, every=0.5),)), "a life of 1 s is longer than the 0.5 s"),
        (Effects(particles=(replace(P, gravity=(0, np.nan, 0)),)), "particles 0: a number of it is not finite"),
        (Effects(particles=(replace(P, colors=P.colors * 3),)), "6 colors; 2 to 4"),
        (Effects(lines=(replace(L, width=0.0),)), "lines 0: its width must be above 0"),
        (Effects(lines=(replace(L, segments=np.array([[0, 2]], np.uint32)),)), "ends at none of the 2 points"),
        (Effects(texts=(replace(T, text="ก"),)), r"no glyph for ก \(U\+0E01\)$"),
        (Effects(texts=(replace(T, height=-1.0),)), "text 0 'A': its height must be above 0"),
    ],
)
def test_bad_ones_are_named(bad: Effects, words: str) -> None:
    with pytest.raises(InputError, match=words):
        check_effects(bad)


def test_good_ones_pass_and_boxes_without_a_direction_do_not() -> None:
    check_effects(everything().effects)
    with pytest.raises(InputError, match="same direction"):
        decal_box((0, 0, 0), (0, 1, 0), (1, 1, 1))
    with pytest.raises(InputError, match="is no direction"):
        emitter_box((0, 0, 0), (0, 0, 0), (1, 1, 1))


@pytest.mark.gl
def test_a_traced_scene_takes_none_and_says_so(context: Context) -> None:
    scene = one(sphere(12), Material())
    scene.environment = Environment(np.ones((8, 16, 3), np.float32))
    frame = seen_from((0, 0, 6))
    with (
        Renderer(scene, (16, 9), "final", context) as renderer,
        pytest.raises(InputError, match="pictures, particles, lines or lettering"),
    ):
        renderer.render(replace(frame, effects=everything().effects))
    with Renderer(
        with_effects(scene, texts=(Text("太", (0, 0, 1.5), 3, color=(0, 0, 0, 1)),)), (48, 27), "final", context
    ) as renderer:
        plain = renderer.render(replace(frame, effects=Effects())).pixels.astype(int)
        assert np.abs(renderer.render(frame).pixels - plain).max() > 50, "it is rasterised, with its lettering"
