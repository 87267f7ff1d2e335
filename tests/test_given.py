"""What a Python author hands to the stage: of another shape, kind or number, it is one line that names the argument,
what was expected and what was found."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from assets.effects import Particles
from assets.errors import InputError
from assets.geometry import Geometry
from assets.given import each, numbers
from assets.lights import Lights
from assets.scene import Camera, Move
from scenes.authoring import Placed, Stage, transforms
from scenes.camera_path import Key, keyed, orbit
from scenes.curve import curve
from scenes.timeline import Timeline

NAN, INF = float("nan"), math.inf


def cube() -> Geometry:
    g = Geometry()
    g.box((0, 0, 0), (1, 1, 1))
    return g


@pytest.fixture
def stage() -> Stage:
    made = Stage("s", duration=4)
    made.material("red")
    made.place(made.mesh("cube", cube()))
    return made


Wrong = Callable[[Stage], Any]
WRONG: dict[str, tuple[Wrong, str]] = {
    "two numbers for a point": (lambda s: s.place(0, (1, 2)), "at: expected (n, 3), found (2,)"),
    "points by columns": (lambda s: s.scatter(0, np.zeros((3, 4))), "scatter: points: expected (n, 3), found (3, 4)"),
    "a flat list of points": (lambda s: s.scatter(0, np.zeros(6)), "points: expected (n, 3), found (6,)"),
    "points of two lengths": (lambda s: s.scatter(0, [(1, 2, 3), (1, 2)]), "points: expected (n, 3), numbers, found"),
    "points as text": (lambda s: s.scatter(0, "here"), "points: expected (n, 3), numbers, found 'here'"),
    "no number among points": (lambda s: s.scatter(0, [(0, NAN, 0)]), "points: nan at 0, 1 is not a finite number"),
    "None for points": (lambda s: s.scatter(0, None), "points: expected (n, 3), numbers, found None"),
    "a yaw too many": (lambda s: s.scatter(0, np.zeros((3, 3)), yaw=[1, 2]), "yaw: expected one number or (n,) with n"),
    "a scale of one": (lambda s: s.scatter(0, np.zeros((3, 3)), scale=2), "scale: expected (2,), found one number"),
    "a tint of one": (lambda s: s.scatter(0, np.zeros((3, 3)), tint=(1, 0, 0)), "tint: expected (2, 3), found (3,)"),
    "a mesh there is not": (lambda s: s.place(7), "no mesh 7: the scene has 1, numbered from 0"),
    "a mesh from the end": (lambda s: s.place(-1), "no mesh -1"),
    "a shape for a mesh": (lambda s: s.place(cube()), "no mesh <assets.geometry.Geometry"),
    "a name for a mesh": (lambda s: s.place("cube"), "no mesh 'cube'"),
    "a lod there is not": (lambda s: s.mesh("x", cube(), lod=9), "no mesh 9"),
    "a layer there is not": (lambda s: s.place(0, layer="none"), "no layer 'none'; there is all, no_mirror"),
    "a square transform": (lambda s: s.instances(0, np.eye(4)), "transform: expected (n, 3, 4), found (4, 4)"),
    "a transform that is none": (lambda s: s.instances(0, np.full((1, 3, 4), INF)), "inf at 0, 0, 0 is not a finite"),
    "a tint of three": (lambda s: s.instances(0, np.eye(4)[:3], (1, 1, 1)), "tint: expected (4,) or (n, 4) with n = 1"),
    "three scales for two": (lambda s: transforms(np.zeros((2, 3)), 0, (1, 2)), "scale: expected one number, (n, 1)"),
    "a yaw as text": (lambda s: transforms((0, 0, 0), "left"), "yaw: expected one number or (n,) with n = 1, numbers"),
    "a field a material lacks": (lambda s: s.material("x", colour=1), "material 'x': no field 'colour'; there is name"),
    "three of four numbers": (lambda s: s.material("x", base_color=(1, 0, 0)), "base_color is (1, 0, 0), expected 4"),
    "a text for roughness": (lambda s: s.material("x", roughness="0.4"), "material 'x': roughness is '0.4', expected"),
    "no number for metallic": (lambda s: s.material("x", metallic=NAN), "metallic is nan, expected a number"),
    "a move of no instances": (lambda s: s.move(0, lambda t: None), "move: int is nothing that was placed"),
    "a material there is not": (lambda s: s.vary(5, lambda t, m: m), "no material 5: the scene has 1"),
    "a hull without length": (lambda s: s.hull(lambda t: np.eye(4)[:3], 0, 1), "hull: length is 0, expected a number"),
    "a hull as text": (lambda s: s.hull(lambda t: np.eye(4)[:3], 9, "1"), "hull: beam is '1', expected a number"),
    "a camera twice": (lambda s: [s.camera("a", orbit((0, 0, 0), 1, 1)) for _ in "12"], "there is a camera 'a' alread"),
    "a field a camera lacks": (lambda s: s.camera("a", [Key(0, (0, 0, 1), (0, 0, 0))], zoom=2), "no field 'zoom'; the"),
    "a path that is no function": (lambda s: s.move(Placed(0, 1), 5), "the path of 'cube' is 5, expected a function o"),
    "a path without time": (lambda s: s.move(Placed(0, 1), lambda: 0), "the path of 'cube': <lambda> cannot be called"),
    "a hull that is no function": (lambda s: s.hull(None, 5, 1), "the path of a hull is None, expected a function of"),
    "a light track of one": (lambda s: s.light_track(lambda t: None), "light_track: <lambda> cannot be called with (t"),
    "an effects track of none": (lambda s: s.effects_track(None), "effects_track is None, expected a function of t, e"),
    "a material of one": (lambda s: s.vary(0, lambda t: t), "vary: at: <lambda> cannot be called with (t, material)"),
    "a mesh of nothing": (lambda s: s.mesh("x", None), "mesh 'x': NoneType is neither a Geometry nor a list"),
    "a mesh of numbers": (lambda s: s.mesh("x", [1, 2]), "mesh 'x': list is neither a Geometry nor a list of primitiv"),
    "a scale of nothing": (lambda s: s.place(0, scale=0), "place: a scale of 0 leaves nothing to be seen"),
    "scales the wrong way round": (lambda s: s.scatter(0, [(0, 0, 0)], scale=(2, 1)), "scale (2, 1): the least and"),
    "no seed": (lambda s: s.scatter(0, [(0, 0, 0)], seed=None), "scatter: seed is None, expected a whole number"),
    "half a seed": (lambda s: s.scatter(0, [(0, 0, 0)], seed=1.5), "scatter: seed is 1.5, expected a whole number"),
    "a word to pick": (lambda s: s.place(0, pick="x"), "pick is 'x', expected a whole number"),
    "a single camera": (lambda s: s.camera("a", Camera()), "camera 'a': one Camera; give a list of keys"),
    "a single key": (lambda s: s.camera("a", Key(0, (0, 0, 1), (0, 0, 0))), "camera 'a': one Key; give a list of keys"),
    "a lens in degrees": (lambda s: keyed([Key(0, (0, 0, 1), (0, 0, 0), fov=60)]), "key 0: fov (radians) is 60"),
    "an eye at its target": (lambda s: keyed([Key(0, (0, 0, 1), (0, 0, 1))]), "its target is where its eye is"),
    "a presenter twice": (lambda s: [s.avatar() for _ in "12"], "there is a presenter 'yuduoduo' already"),
    "a texture by name": (lambda s: s.texture("a.png"), "texture: str is no assets.scene.Texture"),
    "surfaces of no folder": (lambda s: s.surfaces("nowhere"), "surfaces: nowhere is no folder"),
    "ground of one height each": (lambda s: s.terrain(lambda x, z: x[0], (0, 0, 9, 9), 0), "gives (3,) for (3, 3)"),
    "ground nowhere": (lambda s: s.terrain(lambda x, z: x * NAN, (0, 0, 9, 9), 0), "a height is not a finite number"),
    "ground of no material": (lambda s: s.terrain(lambda x, z: 0, (0, 0, 9, 9), 9), "no material 9"),
    "a word for a place": (lambda s: s.sky("2026-06-18T19:40+08:00", latitude="x"), "no such place: latitude 'x'"),
    "a studio without a direction": (lambda s: s.studio(direction=(0, 0, 0)), "direction (0, 0, 0) is no direction"),
    "a dark panorama": (lambda s: s.panorama(np.full((4, 8, 3), -1.0)), "panorama: light: there is none, or it is"),
    "a curve there is not": (lambda s: s.grade(tonemap="film"), "no tone curve 'film'; there are agx"),
    "haze of words": (lambda s: s.haze(mist="x"), "are not all numbers"),
    "water without area": (lambda s: s.water(0, bounds=(0, 0, 0, 0)), "water: bounds 0, 0, 0, 0"),
    "a cone too wide": (lambda s: s.spot((0, 1, 0), (0, 0, 0), (1, 1, 1), angle=60), "spot: angle (radians) is 60"),
    "text of nothing": (lambda s: s.text(" ", (0, 1, 0)), "text: ' ' has nothing to write"),
    "text in three numbers": (lambda s: s.text("a", (0, 1, 0), color=(1, 1, 1)), "color is (1, 1, 1), expected 4 numb"),
    "a line of one point": (lambda s: s.line([(0, 0, 0)]), "line: points: one point is no line"),
    "a line of one number": (lambda s: s.line(np.zeros((2, 3)), (1,)), "color: expected (3,), (4,), or one row"),
    "particles of three": (lambda s: s.particles(Particles(5, colors=((1, 1, 1),) * 2)), "needs four numbers"),  # type: ignore[arg-type]
    "particles of half a seed": (lambda s: s.particles(Particles(5, seed=1.5)), "a seed of 1.5"),  # type: ignore[arg-type]
    "a frame without heading": (lambda s: Geometry().at((0, 0, 0), (0, 0)).__enter__(), "heading (0, 0) is no directi"),
    "a corner before the first": (
        lambda s: Geometry().add(np.zeros((3, 3)), (0, 1, 0), [0, 1, -1]), "add: Python integer -1 out of bounds"),
    "a look that would be lost": (
        lambda s: s.camera("a", orbit((0, 0, 0), 1, 1), shift=(0, 0.2)),
        "camera 'a': its path gives whole cameras, so shift has no effect",
    ),
    "a camera without keys": (lambda s: s.camera("a", []), "needs at least one key"),
    "tuples for keys": (lambda s: s.camera("a", [(0, (0, 0, 1), (0, 0, 0))]), "camera key 0 is a tuple, expected"),
    "an eye of two": (lambda s: keyed([Key(0, (0, 1), (0, 0, 0))]), "camera key 0: eye: expected (3,), found (2,)"),
    "an eye that is nowhere": (lambda s: keyed([Key(0, (0, NAN, 1), (0, 0, 0))]), "eye: nan at 1 is not a finite"),
    "a time that is none": (lambda s: keyed([Key("0", (0, 0, 1), (0, 0, 0))]), "camera key 0: time is '0', expected"),
    "keys out of order": (
        lambda s: keyed([Key(2, (0, 0, 1), (0, 0, 0)), Key(1, (0, 0, 1), (0, 0, 0))]),
        "camera keys must be in increasing time, got [2, 1]",
    ),
    "an orbit that stands": (lambda s: orbit((0, 0, 0), 1, 1, period=0), "orbit: period is 0, expected seconds, not 0"),
    "an orbit round two": (lambda s: orbit((0, 0), 1, 1), "orbit: target: expected (3,), found (2,)"),
    "a stop twice": (lambda s: [s.stop("a", t) for t in (1, 2)], "there is a stop 'a' already, at 1 s"),
    "a stop at no time": (lambda s: s.stop("a", NAN), "stop 'a': t is nan, expected a number from 0"),
    "a stop as text": (lambda s: s.stop("a", "12"), "stop 'a': t is '12', expected a number"),
    "a place of two": (lambda s: s.name_place("a", (1, 2)), "place 'a': at: expected (3,), found (2,)"),
    "a place twice": (lambda s: [s.name_place("a", (1, 2, 3)) for _ in "12"], "there is a place 'a' already"),
    "a scene without end": (lambda s: Stage("s", duration=INF), "a scene's duration is inf, expected a number from 0"),
    "a scene as long as text": (lambda s: Stage("s", duration="30"), "a scene's duration is '30', expected"),
    "two colours for three": (lambda s: s.lights(np.zeros((3, 3)), np.ones((2, 3))), "point lights: color: expected ("),
    "a grey colour": (lambda s: s.lights(np.zeros((3, 3)), (1, 1)), "color: expected (3,) or (n, 3) with n = 3, found"),
    "lamps nowhere": (lambda s: s.lights([(0, NAN, 0)], (1, 1, 1)), "a position is not a finite number"),
    "lamps in a plane": (lambda s: s.lights([(0, 1)], (1, 1, 1)), "point lights: position: expected (n, 3), found (1,"),
    "a range as text": (lambda s: s.lights([(0, 1, 0)], (1, 1, 1), "far"), "point lights: range: expected one number"),
    "a dark lamp": (lambda s: s.lights([(0, 1, 0)], (-1, 1, 1)), "light 0: a negative color"),
    "a spot on its target": (lambda s: s.spot((0, 1, 0), (0, 1, 0), (1, 1, 1)), "spot: a lamp stands where it shines"),
    "two targets for three": (
        lambda s: s.spot(np.zeros((3, 3)), np.ones((2, 3)), (1, 1, 1)),
        "spot: target: expected (3,) or (n, 3) with n = 3, found (2, 3)",
    ),
    "a panel without width": (lambda s: s.panel((0, 1, 0), (0, 0, 0), (0, 1), (1, 1, 1)), "light 0: its size must be"),
    "a panel of one side": (lambda s: s.panel((0, 1, 0), (0, 0, 0), 2, (1, 1, (1,))), "color: expected (3,)"),
    "lights that are none": (lambda s: s.add_lights([1, 2]), "add_lights: list is no Lights"),
    "tubes of unequal ends": (
        lambda s: Lights.tubes(np.zeros((2, 3)), np.zeros((3, 3)), 1, (1, 1, 1), 5),
        "tube lights: end: expected (2, 3), found (3, 3)",
    ),
    "no way along": (lambda s: s.lights_along(curve([(0, 0, 0), (1, 0, 0)]), 0, (1, 1, 1)), "lights_along: every is 0"),
    "a curve of one": (lambda s: curve([(0, 0, 0)]), "a curve needs at least two points"),
    "a curve that stands": (lambda s: curve([(0, 0, 0), (0, 0, 0), (1, 0, 0)]), "two points after one another are the"),
    "a curve in a plane": (lambda s: curve([(0, 0), (1, 0)]), "curve: points: expected (n, 3), found (2, 2)"),
    "a picture of floats": (
        lambda s: s.project(np.ones((4, 4, 3)), (0, 0, 0), (0, 0, 1), (1, 1, 1)),
        "project: picture: expected (h, w, 3 or 4) uint8, found (4, 4, 3) float64",
    ),
    "a grey picture": (
        lambda s: s.project(np.zeros((4, 4), np.uint8), (0, 0, 0), (0, 0, 1), (1, 1, 1)),
        "expected (h, w, 3 or 4) uint8, found (4, 4) uint8",
    ),
    "a box of two sides": (
        lambda s: s.project(np.zeros((4, 4, 3), np.uint8), (0, 0, 0), (0, 0, 1), (1, 1)),
        "size: expected (3,), found (2,)",
    ),
    "a front of no length": (
        lambda s: s.project(np.zeros((4, 4, 3), np.uint8), (0, 0, 0), (0, 0, 0), (1, 1, 1)),
        "is no direction",
    ),
    "a mode there is not": (
        lambda s: s.project(np.zeros((4, 4, 3), np.uint8), (0, 0, 0), (0, 0, 1), (1, 1, 1), mode="burn"),
        "no mode 'burn'",
    ),
    "particles that are none": (lambda s: s.particles("sparks"), "particles: str is no Particles"),
    "a line in a plane": (lambda s: s.line([(0, 0), (1, 1)]), "line: points: expected (n, 3), found (2, 2)"),
    "a line of two colours": (lambda s: s.line(np.zeros((3, 3)), np.ones((2, 3))), "color: expected (3,), (4,), or on"),
    "a line of no width": (lambda s: s.line(np.zeros((3, 3)), width=0), "line: width is 0, expected a number"),
    "a text at two": (lambda s: s.text("a", (0, 1)), "text: at: expected (3,), found (2,)"),
    "a field a text lacks": (lambda s: s.text("a", (0, 1, 0), size=3), "text: no field 'size'; there is text, at"),
    "a text of no height": (lambda s: s.text("a", (0, 1, 0), 0), "its height must be above 0"),
    "a field a sky lacks": (lambda s: s.sky(cloud=1), "sky: no field 'cloud'; there is sun_direction"),
    "a sky of no date": (lambda s: s.sky(date=7), "date 7 is not ISO 8601"),
    "a sun of two": (lambda s: s.sky(sun_direction=(0, 1)), "sun_direction is (0, 1), expected 3 numbers"),
    "a clock of words": (lambda s: s.clock([("now", "2026-06-18T19:35+08:00")]), "clock: keys are (seconds, date) eac"),
    "a clock of dates": (lambda s: s.clock(["2026-06-18T19:35+08:00"]), "clock: keys are (seconds, date) each"),
    "a field haze lacks": (lambda s: s.haze(fog=1), "haze: no field 'fog'; there is mist"),
    "a field water lacks": (lambda s: s.water(0, colour=1), "water: no field 'colour'; there is level"),
    "a level as text": (lambda s: s.water("0"), "water: level is '0', expected a number"),
    "a field a grade lacks": (lambda s: s.grade(tone="agx"), "grade: no field 'tone'; there is tonemap"),
    "a studio of a word": (lambda s: s.studio(color="white"), "studio: color is 'white', expected 3 numbers"),
    "a panorama in grey": (lambda s: s.panorama(np.zeros((4, 8))), "panorama: light: expected (h, w, 3), found (4, 8)"),
    "ground without area": (lambda s: s.terrain(lambda x, z: 0 * x, (1, 0, 1, 5), 0), "terrain: extent (1, 0, 1, 5) h"),
    "ground of three": (lambda s: s.terrain(lambda x, z: 0 * x, (1, 0, 1), 0), "terrain: extent: expected (4,), found"),
    "ground too fine": (lambda s: s.terrain(lambda x, z: 0 * x, (0, 0, 9e3, 9e3), 0, spacing=1), "cells of 1 m; 40000"),
    "ground without spacing": (lambda s: s.terrain(lambda x, z: 0 * x, (0, 0, 9, 9), 0, spacing=0), "spacing is 0"),
    "a box of two": (lambda s: Geometry().box((0, 0), (1, 1, 1)), "box: center: expected (3,), found (2,)"),
    "a tube in a plane": (lambda s: Geometry().tube([(0, 0), (1, 1)], 0.1), "tube: path: expected (n, 3), found (2, 2"),
    "a grid of a row": (lambda s: Geometry().grid(np.zeros((5, 3))), "grid: points: expected (rows, columns, 3), foun"),
    "a profile of three": (lambda s: Geometry().lathe([(0, 0, 0), (1, 1, 1)]), "lathe: profile: expected (n, 2), foun"),
    "a beat of nothing": (lambda s: Timeline(tempo=0), "a tempo needs beats"),
    "a section of words": (lambda s: Timeline().section("a", "0", 1), "section 'a': at is '0', expected a number"),
    "a section without end": (lambda s: Timeline().section("a", 0, NAN), "section 'a' has no length"),
}  # fmt: skip


@pytest.mark.parametrize(("wrong", "words"), WRONG.values(), ids=WRONG)
def test_what_does_not_fit_is_named(stage: Stage, wrong: Wrong, words: str) -> None:
    with pytest.raises(InputError) as raised:
        wrong(stage)
    assert words in str(raised.value)
    assert "\n" not in str(raised.value)


LATER: dict[str, tuple[Wrong, str]] = {
    "a path of points": (lambda s: s.move(Placed(0, 1), lambda t: np.zeros((1, 3))), "path of 'cube': expected (n, 3,"),
    "a path of too many": (lambda s: s.move(Placed(0, 1), lambda t: transforms(np.zeros((2, 3)))), "2 transforms for"),
    "a path of words": (lambda s: s.move(Placed(0, 1), lambda t: "left"), "path of 'cube': expected (n, 3, 4), number"),
    "a material of numbers": (lambda s: s.vary(0, lambda t, m: 0.4), "material 'red' varies into a float"),
    "a light track of nothing": (lambda s: s.light_track(lambda t, lights: None), "gives NoneType instead of Lights"),
    "an effects track of nothing": (lambda s: s.effects_track(lambda t, e: None), "gives NoneType instead of Effects"),
    "a stand of a point": (lambda s: s.stand("bow", lambda t: (0, 1, 0)), "stand 'bow': expected (3, 4), found (3,)"),
}  # fmt: skip


@pytest.mark.parametrize(("wrong", "words"), LATER.values(), ids=LATER)
def test_what_a_function_of_time_answers_is_named_too(stage: Stage, wrong: Wrong, words: str) -> None:
    wrong(stage)
    stage.camera("main", orbit((0, 0, 0), 5, 2))
    stage.lights([(0, 1, 0)], (1, 1, 1))
    scene = stage.build()

    def seen() -> None:
        scene.evaluate(1.0)
        for place in scene.stands.values():
            place(1.0)

    with pytest.raises(InputError, match="at 1 s ") as raised:
        seen()
    assert words in str(raised.value)


@pytest.mark.gl
@pytest.mark.parametrize(
    ("moves", "words"),
    [
        ([Move(0, np.full((1, 3, 4), np.nan, np.float32))], "transform has a number that is not finite"),
        ([Move(0, np.zeros((1, 4, 4), np.float32))], r"transform is \(1, 4, 4\), expected \(k, 3, 4\)"),
        ([Move(0, [[1, 2]])], r"transform is \(1, 2\), expected"),  # type: ignore[arg-type]
        ([Move(3, np.zeros((1, 3, 4), np.float32))], "batch 3 of 1"),
    ],
)
def test_the_renderer_refuses_moves_that_are_none(stage: Stage, moves: list[Move], words: str) -> None:
    from render.renderer import Renderer

    scene = stage.build()
    scene.movers.append(lambda t: moves if t > 0 else [])
    with Renderer(scene, (32, 18), "draft") as renderer:
        before = renderer.render(0.0, Camera()).pixels
        with pytest.raises(InputError, match=words):
            renderer.render(1.0, Camera())
        assert np.array_equal(renderer.render(0.0, Camera()).pixels, before)


def test_what_fits_goes_through() -> None:
    assert numbers((1, 2, 3), ("n", 3), "x").tolist() == [[1, 2, 3]]
    assert numbers([], ("n", 3), "x").shape == (0, 3)
    assert numbers(np.zeros((4, 5, 3), np.float32), ("h", "w", 3), "x").dtype == np.float64
    assert each(2, 5, 0, "x").shape == ()
    assert each([[1, 2, 3]], 5, 3, "x").shape == (1, 3)
