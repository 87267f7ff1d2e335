"""Shadows of lamps: which lights get maps, and where their shadows fall."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest

from assets.lights import Lights
from assets.scene import (
    Batch,
    Camera,
    DiffuseTransmission,
    Figure,
    Frame,
    Material,
    Mesh,
    Move,
    Pose,
    Primitive,
    Scene,
    Texture,
    Transmission,
    Water,
)
from render import gl
from render.context import Context
from render.exposure import linear_pictures
from render.graph import FrameGraph
from render.lamp_shadows import hammersley, lamp_shadows, source_point
from render.light_records import CUBE, FACES, MOST, chosen, light_records
from render.pipeline import Sample
from render.quality import Quality
from render.renderer import Renderer
from render.stage import Stage
from render.views import camera_view
from tests.scenes_for_render import DARK, place, quad, white

SHARP = Quality(256, 1, 1024, 1.0, occlusion=False, glow=False, fxaa=False)
BOUNDS = np.array([0.0, 0, 0, 8])
ONES = (1.0, 1.0, 1.0)
SIZE = (240, 160)
EYE = Camera(eye=(0, -6, 6), target=(0, 0, 0), fov=0.6)


def test_maps_go_to_the_most_important_in_order() -> None:
    lights = Lights.concat(
        [
            Lights.points(np.zeros((2, 3)), ONES, 5.0, shadow=[1.0, 3.0]),
            Lights.spots(np.zeros((2, 3)), [(0, -1, 0)], ONES, 5.0, shadow=[2.0, 0.0]),
            Lights.directional([(0, -1, 0)], ONES, shadow=1.0),
        ]
    )
    which, first, left = chosen(lights)
    assert (which.tolist(), first.tolist(), left) == ([1, 2, 0, 4], [0, 6, 7, 13], 0)
    assert light_records(lights)["shadow"].tolist() == [CUBE + 8, CUBE + 1, 7, 0, 14]
    assert len(lamp_shadows(lights, BOUNDS, np.zeros(3), 64).views) == 14
    dark = replace(lights, color=lights.color * np.array([[1], [0], [1], [1], [1]], np.float32))
    assert chosen(dark)[0].tolist() == [2, 0, 4]


def test_what_asks_in_vain_is_counted() -> None:
    points = Lights.points(np.zeros((12, 3)), ONES, 5.0, shadow=1.0)
    which, first, left = chosen(points)
    assert (len(which), left) == (FACES // 6, 12 - FACES // 6)
    assert first[-1] + 6 <= FACES
    spots = Lights.spots(np.zeros((40, 3)), [(0, -1, 0)], ONES, 5.0, shadow=1.0)
    assert (len(chosen(spots)[0]), chosen(spots)[2]) == (MOST, 40 - MOST)
    # a spot still fits where no further point does
    assert chosen(Lights.concat([points, spots]))[0].tolist() == [*range(10), 12, 13, 14, 15]


@pytest.mark.gl
def test_the_renderer_says_whose_shadows_are_missing(context: Context) -> None:
    points = Lights.points(np.zeros((12, 3)), ONES, 5.0, shadow=1.0)
    with Renderer(stage_for(points), (16, 16), "draft", context) as renderer:
        assert renderer.notes == ("2 lights cast no shadow: at most 16 lights and 64 maps do",)
    with Renderer(stage_for(Lights.none()), (16, 16), "draft", context) as renderer:
        assert renderer.notes == ()


def test_sources_lie_on_their_lights() -> None:
    lights = Lights.concat(
        [
            Lights.points([(1, 2, 3)], ONES, 5.0, radius=0.5),
            Lights.spots([(1, 2, 3)], [(0, 0, -1)], ONES, 5.0, radius=0.5),
            Lights.rectangles([(1, 2, 3)], [(0, 0, -1)], (2.0, 4.0), ONES, 5.0),
            Lights.discs([(1, 2, 3)], [(0, 0, -1)], (2.0, 4.0), ONES, 5.0),
            Lights.tubes([(-1, 2, 3)], [(3, 2, 3)], 0.1, ONES, 5.0),
        ]
    )
    samples = [hammersley(i, 64) for i in range(64)]
    for i in range(5):
        at = np.array([source_point(lights, i, p) for p in samples])
        assert at.mean(0) == pytest.approx([1, 2, 3], abs=0.08)
        off = at - [1, 2, 3]
        assert np.abs(off).max(0) == pytest.approx(
            [(0.5, 0.5, 0.5), (0.5, 0.5, 0), (1, 2, 0), (1, 2, 0), (2, 0, 0)][i], abs=0.08
        )
    assert source_point(lights, 2, None).tolist() == [1, 2, 3]


def stage_for(light: Lights, *occluders: Batch, meshes: tuple[Primitive, ...] = (), **more: object) -> Scene:
    """A floor in the xy plane, and what stands before it."""
    scene = Scene("shadow", meshes=[Mesh("floor", (quad(6),)), Mesh("small", (quad(0.3),))], materials=[Material()])
    scene.meshes += [Mesh("own", (p,)) for p in meshes]
    scene.batches = [Batch("floor", 0, place((0, 0, 0)), white()), *occluders]
    scene.lights, scene.sky = light, DARK
    for name, value in more.items():
        setattr(scene, name, value)
    return scene


def occluder(x: float = 0.0, mesh: int = 1) -> Batch:
    return Batch("occluder", mesh, place((x, 0, 1)), white())


def draw(scene: Scene, *frames: Frame, samples: int = 0) -> np.ndarray:
    """(h, w) green of the last of the frames, linear, top row first; the mean of so many sub-frames of one."""
    sources = [hammersley(i, samples) for i in range(samples)] or [None]
    total = np.zeros(SIZE[::-1])
    gl.glClipControl(gl.GL_LOWER_LEFT, gl.GL_ZERO_TO_ONE)
    with closing(Stage(scene, SHARP)) as stage:
        for frame, source in [(f, s) for f in frames or (Frame(0.0, EYE),) for s in sources]:
            graph = FrameGraph()
            (out,) = linear_pictures(stage, graph, Sample(frame, source=source), SIZE, None)
            graph.output(out)
            texture = graph.execute(stage.gpu.pool)[out]
            picture = np.asarray(texture.read()[::-1, :, 1])
            stage.gpu.pool.release(texture)
            total += picture
    return total / samples if samples else picture


def seen(picture: np.ndarray, x: float, y: float = 0.0, z: float = 0.0) -> float:
    """The picture where the point lies."""
    h = camera_view(EYE, SIZE).view_projection @ [x, y, z, 1]
    column, row = (h[:2] / h[3] * [0.5, -0.5] + 0.5) * SIZE
    return float(picture[int(row), int(column)])


def lamps() -> dict[str, tuple[Lights, float, float]]:
    """Each kind, and where the shadow of an edge at x, z = 1 falls: offset + scale * x."""
    at, down, toward = [(0.5, 0, 3)], [(0, 0, -1)], np.array([(-0.3, 0, -1.0)])
    c = (50.0, 50.0, 50.0)
    return {
        "spot": (Lights.spots(at, down, c, 20.0, (0.4, 0.6), 0.0, shadow=1.0), -0.25, 1.5),
        "wide spot": (Lights.spots(at, down, c, 20.0, (1.2, 1.4), 0.0, shadow=1.0), -0.25, 1.5),
        "point": (Lights.points(at, c, 20.0, 0.0, shadow=1.0), -0.25, 1.5),
        "endless": (Lights.points(at, c, np.inf, 0.0, shadow=1.0), -0.25, 1.5),
        "directional": (Lights.directional(toward, c, shadow=1.0), -0.3, 1.0),
    }


@pytest.mark.gl
@pytest.mark.parametrize("kind", list(lamps()))
def test_a_shadow_falls_where_geometry_says(context: Context, kind: str) -> None:
    light, offset, scale = lamps()[kind]
    picture = draw(stage_for(light, occluder()))
    free = draw(stage_for(light))
    for edge, out in ((-0.3, -1), (0.3, 1)):
        x = offset + scale * edge
        assert seen(picture, x - 0.06 * out) == 0, "inside the shadow"
        assert seen(picture, x + 0.06 * out) == pytest.approx(seen(free, x + 0.06 * out)), "just outside"
        assert seen(free, x) > 0
    # no acne anywhere else: what has no shadow is as if there were no maps
    silent = draw(stage_for(replace(light, shadow=0 * light.shadow)))
    assert free == pytest.approx(silent, rel=1e-3)


@pytest.mark.gl
@pytest.mark.parametrize("size", [0.001, 1.0, 300.0])
def test_a_directional_shadow_at_any_scale(context: Context, size: float) -> None:
    """Of a thing of millimetres and of one of a kilometre, seen from outside: dark in the shadow and nowhere else."""
    wall = replace(occluder(), transform=place((0, 0, size), scale=size))
    light = Lights.directional([(-0.3, 0, -1)], (50.0, 50.0, 50.0), shadow=1.0)
    scene = stage_for(light, wall)
    scene.batches[0] = replace(scene.batches[0], transform=place((0, 0, 0), scale=size))
    eye = np.array(EYE.eye) * 2 * size
    frame = Frame(0.0, replace(EYE, eye=(float(eye[0]), float(eye[1]), float(eye[2])), near=0.1 * size))
    shaded = draw(scene, frame)
    free = draw(replace(scene, lights=replace(light, shadow=0 * light.shadow)), frame)
    h = camera_view(frame.camera, SIZE).view_projection @ [-0.3 * size, 0, 0, 1]
    column, row = (h[:2] / h[3] * [0.5, -0.5] + 0.5) * SIZE
    assert shaded[int(row), int(column)] == 0 < free[int(row), int(column)]
    assert (shaded < 0.5 * free).mean() < 0.03


@pytest.mark.gl
@pytest.mark.parametrize("layer", ["diffuse_transmission", "transmission"])
def test_what_lets_light_through_does_not_shadow_itself(context: Context, layer: str) -> None:
    """A leaf or a pane before a lamp shines as if the lamp had no shadow."""
    layers = {"diffuse_transmission": DiffuseTransmission(1.0), "transmission": Transmission(1.0)}
    leaf = replace(Material(roughness=1.0), **{layer: layers[layer]})
    behind = Lights.points([(0.5, 0, -1)], (50.0, 50.0, 50.0), 20.0, 0.0, shadow=1.0)
    free = draw(stage_for(replace(behind, shadow=0 * behind.shadow), materials=[leaf]))
    assert free.min() > 0.02
    assert draw(stage_for(behind, materials=[leaf])) == pytest.approx(free, rel=1e-3)


@pytest.mark.gl
def test_a_lamp_without_the_flag_casts_none(context: Context) -> None:
    light, offset, _ = lamps()["spot"]
    picture = draw(stage_for(replace(light, shadow=np.zeros(1, np.float32)), occluder()))
    assert seen(picture, offset) > 0


@pytest.mark.gl
def test_masked_surfaces_cast_the_shadow_of_what_is_there(context: Context) -> None:
    """The left half of the occluder is cut out."""
    pixels = np.full((2, 8, 4), 255, np.uint8)
    pixels[:, :4, 3] = 0
    light, offset, scale = lamps()["spot"]
    scene = stage_for(light, occluder(mesh=2), meshes=(quad(0.3, 1),), textures=[Texture("half", pixels)])
    scene.materials.append(Material(base_color_texture=0, alpha_mode="MASK"))
    picture = draw(scene)
    assert seen(picture, offset - 0.2 * scale) > 0
    assert seen(picture, offset + 0.2 * scale) == 0


@pytest.mark.gl
def test_figures_and_things_that_move_take_their_shadows_along(context: Context) -> None:
    """And the maps that are kept never show: a frame after others is the frame alone."""
    light, offset, scale = lamps()["point"]
    bones = replace(quad(0.3), joints=np.zeros((4, 4), np.uint16), weights=np.eye(4, dtype=np.float32)[[0, 0, 0, 0]])
    rest = Pose(place((0, 0, 0)), np.zeros(0, np.float32))
    scene = stage_for(light, replace(occluder(mesh=2), figure=0), occluder(-1.5), meshes=(bones,))
    scene.figures = [Figure("f", ("root",), (), rest)]
    first = Frame(0.0, EYE)
    later = Frame(1.0, EYE, (Move(2, place((-1.5, 0.8, 1))),), {0: Pose(place((0.9, 0, 0)), rest.weights)})
    before, alone, after = draw(scene, first), draw(scene, later), draw(scene, first, later)
    assert np.array_equal(alone, after)
    assert np.array_equal(draw(scene, later, first), before)
    for x, y in ((0.0, 0.0), (-1.5, 0.0)):
        assert seen(before, offset + scale * x, y) == 0
        assert seen(alone, offset + scale * x, y) > 0
    assert seen(alone, offset + scale * 0.9) == 0
    assert seen(alone, offset - scale * 1.5, 0.8 * scale) == 0


@pytest.mark.gl
def test_shadows_are_in_the_mirror_too(context: Context) -> None:
    """A wall over still water: its mirror image has the shadow that the wall has."""
    light, offset, _ = lamps()["spot"]
    water = Water(level=-1.0, slope=(1e-4, 1e-4), mirror_scale=1.0, bounds=(-50.0, -50.0, 50.0, 50.0))
    camera = Camera(eye=(0, 0.5, 9), target=(0, -1, 0), fov=0.7)
    wall = replace(occluder(), layer="no_mirror")
    pictures = [draw(stage_for(light, *some, water=water), Frame(0.0, camera)) for some in ((), (wall,))]
    view = camera_view(camera, SIZE).view_projection
    h = view @ [offset, -2.0, 0, 1]
    column, row = (h[:2] / h[3] * [0.5, -0.5] + 0.5) * SIZE
    free, dark = (p[int(row) - 1 : int(row) + 2, int(column) - 1 : int(column) + 2].mean() for p in pictures)
    assert free > 0.05
    assert dark < 0.2 * free


@pytest.mark.gl
def test_a_penumbra_is_as_wide_as_similar_triangles_say(context: Context) -> None:
    """A rectangle 1 m wide at 4 m over an edge at 1 m: 1 * 1 / 3 m of penumbra."""
    light = Lights.rectangles([(0, 0, 4)], [(0, 0, -1)], (1.0, 0.1), (50.0, 50.0, 50.0), 30.0, shadow=1.0)
    edge = Batch("edge", 1, place((0.6, 0, 1), scale=2), white())  # from x = 0 to the right
    count = 32
    with_edge, free = (draw(stage_for(light, *some), samples=count) for some in ((edge,), ()))
    x = np.linspace(-0.4, 0.4, 81)
    share = np.array([seen(with_edge, v) / seen(free, v) for v in x])
    # the edge's middle lies straight below it; visible share falls linearly over 1/3 m
    expected = np.clip(0.5 - x * 3.0, 0, 1)
    assert np.abs(share - expected).max() < 0.12
    assert np.abs(share - expected).mean() < 0.03
