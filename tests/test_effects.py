"""Particles, and all effects together: where the formulas say, the same alone and in a film."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from assets.effects import Decal, Effects, Lines, Particles, Text, decal_box, emitter_box
from assets.effects_check import check_effects
from assets.errors import InputError
from assets.particles import alive
from assets.scene import Batch, Camera, Environment, Material, Scene
from render.context import Context
from render.renderer import Renderer
from render.resources import alive as objects_alive
from tests.effect_scenes import BLACK, EMPTY, FACE, RED, middle, pixel, with_effects
from tests.scenes_for_render import one, place, quad, seen_from, sphere, white
from tests.test_forward import linear


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
