"""Orthographic cameras: where things are in the picture, by hand, through every pass that asks how far the eye is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assets.effects import Effects, Lines, Particles, Text, emitter_box
from assets.glb_nodes import camera_json
from assets.gltf import load
from assets.model import Lens
from assets.scene import (
    Batch,
    Camera,
    Environment,
    Frame,
    Lights,
    Material,
    Mesh,
    Scene,
    Sky,
    Transmission,
    Volume,
    Water,
)
from render.context import Context
from render.quality import QUALITIES
from render.renderer import Renderer
from render.shadows import cascade_views
from render.views import camera_view, mirror_view
from tests.gltf_files import File
from tests.scenes_for_render import one, place, quad, sphere, white

SIZE = (64, 48)
FLAT = Camera(eye=(1, 2, 10), target=(1, 2, 0), half_size=(0.0, 3.0), near=2.0, far=22.0)
"""Eight metres wide and six high: eight pixels a metre. Its left top corner is at x -3, y 5."""

FLOOR = [[1, 0, 0], [0, 0, 1], [0, -1, 0]]
"""Turns a square to face up."""


def seen(camera: Camera = FLAT) -> Frame:
    return Frame(0.0, camera)


def two_squares() -> Scene:
    """Squares of one metre, at x 0 in front and at x 2 far behind."""
    scene = one(quad(0.5), Material(unlit=True, base_color=(1, 1, 1, 1)))
    scene.batches[0].transform, scene.batches[0].tint = place((0, 2, 7), (2, 2, -11)), white(2)
    return scene


def test_points_by_hand() -> None:
    view = camera_view(FLAT, SIZE)
    # two metres right of the axis and one up, four before the eye: a half and a third of the half sizes
    clip = view.view_projection @ (3, 3, 6, 1)
    assert clip == pytest.approx((0.5, 1 / 3, (22 - 4) / 20, 1))
    assert view.pixels == pytest.approx(8)
    points = np.array([[3, 3, 6], [-5, 9, 6]])
    assert view.away(points) == pytest.approx((4, 4))
    assert view.distance(np.array([1.0, (22 - 4) / 20, 0.0])) == pytest.approx((2, 4, np.inf))


def test_what_a_file_asks_for_is_held_whatever_the_picture() -> None:
    """glTF's half width and height: the picture shows at least both."""
    camera = replace(FLAT, half_size=(6.0, 3.0))
    for size, half in (((60, 30), (6, 3)), ((30, 30), (6, 6)), ((90, 30), (9, 3))):
        p = camera_view(camera, size).projection
        assert (1 / p[0, 0], 1 / p[1, 1]) == pytest.approx(half)


def test_shift_jitter_and_lens() -> None:
    straight = camera_view(FLAT, SIZE)
    point = np.array((2.0, 1.0, 0.0, 1.0))  # ten before the eye

    def pixels(**more: tuple[float, float]) -> np.ndarray:
        camera = replace(FLAT, focus=10.0, shift=more.pop("shift", (0.0, 0.0)))
        moved = camera_view(camera, SIZE, **more)
        return 0.5 * np.array(SIZE) * ((moved.view_projection - straight.view_projection) @ point)[:2]

    assert pixels(jitter=(0.25, -0.5)) == pytest.approx((-0.25, 0.5))
    assert pixels(shift=(0.5, 0.25)) == pytest.approx((-12, -6)), "half heights, as in perspective"
    assert pixels(lens=(0.3, 0.2)) == pytest.approx((0, 0)), "in focus"
    point[2] = 5.0
    assert pixels(lens=(0.3, 0.2)) == pytest.approx((-8 * 0.15, -8 * 0.1)), "half as far as the focus: half the lens"
    aslant = camera_view(replace(FLAT, focus=10.0), SIZE, lens=(0.3, 0.2)).rays
    assert aslant == pytest.approx((0.03, 0.02, 1.0))


def test_frustum_is_a_box() -> None:
    planes = camera_view(FLAT, SIZE).planes()
    inside = np.array([(1, 2, 7.9, 1), (4.9, 4.9, 0, 1), (-2.9, -0.9, -11.9, 1)])
    outside = np.array([(1, 2, 8.1, 1), (5.1, 2, 0, 1), (1, 5.1, 0, 1), (1, 2, -12.1, 1), (-3.1, 2, 0, 1)])
    assert (inside @ planes.T >= 0).all()
    assert (outside @ planes.T < 0).any(1).all()


def test_mirrored_distances_are_those_of_the_mirrored_points() -> None:
    view = camera_view(replace(FLAT, eye=(0, 5, 8), target=(0, 0, 0)), SIZE)
    mirrored = mirror_view(view, 1.0, 0.5)
    points = np.array([[0, 1, 0], [2, 4, -3]], float)
    assert mirrored.away(points) == pytest.approx(view.away(points * (1, -1, 1) + (0, 2, 0)))


def test_cascades_hold_what_is_seen() -> None:
    view = camera_view(FLAT, SIZE)
    bounds = np.array([0.0, 1.0, 0.0, 40.0])
    cascades = cascade_views(view, np.array([0.0, 1.0, 0.0]), bounds, 1024)
    near = view.eye - view.view[2, :3] * 10
    corners = np.array([near + (x, y, 0) for x in (-4, 4) for y in (-3, 3)])
    clip = np.c_[corners, np.ones(4)] @ cascades[0].view_projection.T
    assert (np.abs(clip[:, :2]) < 1).all()
    around = bounds[:3] + 40 * np.array([[1, 0, 0], [-1, 0, 0], [0, 0, 1], [0, 0, -1]])
    clip = np.c_[around, np.ones(4)] @ cascades[2].view_projection.T
    assert (np.abs(clip[:, :2]) < 1).all()


@pytest.mark.gl
def test_size_does_not_depend_on_distance(context: Context) -> None:
    with Renderer(two_squares(), SIZE, "draft", context) as renderer:
        image = renderer.render(seen(), planes=["depth", "position", "id"])
        outside = renderer.render(seen(replace(FLAT, far=20.0)), planes=["id"]).planes["id"]
        before = renderer.render(seen(replace(FLAT, near=4.0)), planes=["id"]).planes["id"]
    ids = image.planes["id"]
    # x -0.5 ... 0.5 is 2.5 ... 3.5 metres from the left edge, y 1.5 ... 2.5 as far from the top
    expected = np.zeros(SIZE[::-1], int)
    expected[20:28, 20:28], expected[20:28, 36:44] = 1, 2
    assert np.array_equal((ids[..., 0] > 0) * (1 + ids[..., 1]), expected)
    depth = image.planes["depth"]
    assert depth[24, 24] == pytest.approx(3, rel=1e-5)
    assert depth[24, 40] == pytest.approx(21, rel=1e-5)
    assert np.isinf(depth[0, 0])
    assert image.planes["position"][21, 25] == pytest.approx((-3 + 25.5 / 8, 5 - 21.5 / 8, 7), abs=1e-4)
    assert set(outside[..., 1][outside[..., 0] > 0]) == {0}, "beyond far"
    assert set(before[..., 1][before[..., 0] > 0]) == {1}, "before near"


@pytest.mark.gl
def test_pick(context: Context) -> None:
    with Renderer(two_squares(), SIZE, "draft", context) as renderer:
        found = renderer.pick(seen(), 37, 22)
        assert renderer.pick(seen(), 32, 22) is None
    assert found is not None
    assert (found.instance, found.distance) == (1, pytest.approx(21, rel=1e-5))
    assert found.position == pytest.approx((-3 + 37.5 / 8, 5 - 22.5 / 8, -11), abs=1e-4)


@pytest.mark.gl
def test_mirrors_show_one_direction(context: Context) -> None:
    """Every line of sight is the same, so a flat mirror shows the same part of the sky all over; in perspective not."""
    scene = one(quad(9), Material(base_color=(1, 1, 1, 1), metallic=1.0, roughness=0.05), sky=Sky())
    scene.batches[0].transform[0, :, :3] = FLOOR
    above = replace(FLAT, eye=(0, 6, 8), target=(0, 0, 0), half_size=(0.0, 2.0))
    with Renderer(scene, SIZE, replace(QUALITIES["draft"], occlusion=False), context) as renderer:
        flat = renderer.render(seen(above), planes=["hdr"]).planes["hdr"]
        round_ = renderer.render(seen(replace(above, half_size=None)), planes=["hdr"]).planes["hdr"]
    assert np.ptp(flat[8:40, 8:56], axis=(0, 1)) == pytest.approx(0, abs=2e-3 * float(flat.max()))
    assert np.ptp(round_[8:40, 8:56], axis=(0, 1)).max() > 0.02 * round_.max()


def everything() -> Scene:
    """A ball and a glass ball over a floor by the water, a line, a letter and smoke, by a lamp that casts shadows."""
    scene = one(sphere(16), Material(base_color=(0.8, 0.3, 0.2, 1)), Material(base_color=(0.6, 0.6, 0.6, 1)))
    scene.sky = Sky(sun_radiance=0.5, sun_direction=(0.3, -0.1, 0.2), moon_radiance=0.0)
    scene.materials.append(
        Material(roughness=0.3, base_color=(1, 1, 1, 1), transmission=Transmission(1.0), volume=Volume(0.5))
    )
    scene.batches[0].transform = place((0, 1.2, 0))
    scene.meshes += [Mesh("floor", (quad(4, 1),)), Mesh("glass", (sphere(12, 2, 0.5),))]
    floor = place((0, 0, 0))
    floor[0, :, :3] = FLOOR
    scene.batches += [Batch("floor", 1, floor, white()), Batch("glass", 2, place((-1.2, 1.2, 1.5)), white())]
    scene.water = Water(level=-0.3, bounds=(-30, -30, 30, 30))
    scene.lights = Lights.points(np.array([[1.5, 2.0, 1.5]]), np.array([[9.0, 9.0, 4.0]]), 10.0, 0.05, shadow=1.0)
    smoke = Particles(40, (9, 9), emitter_box((2, 1, 0), (0, 1, 0), (0.5, 0.5, 0.5)), size=(0.2, 0.2), blend="alpha")
    scene.effects = Effects(
        particles=(replace(smoke, colors=((0.5, 0.5, 0.5, 0.6),) * 2, gravity=(0, 0, 0), start=-1.0),),
        lines=(
            Lines.path([(-2, 2.5, 0), (2, 2.5, 1)], (1, 0.5, 0), width=0.1, unit="metres"),
            Lines.path([(-2, 2.8, 0), (2, 2.8, 1)], (0, 0.5, 1), width=2),
        ),
        texts=(Text("8", (1.5, 1.5, 0.5), 0.8, color=(0, 0, 2, 1)),),
    )
    return scene


@pytest.mark.gl
@pytest.mark.parametrize("quality", ["draft", "standard", "high"])
def test_like_a_long_lens_from_far_away(context: Context, quality: str) -> None:
    """Whatever is drawn: a perspective two kilometres away has nearly parallel rays."""
    aim, back = np.array([0.0, 1.0, 0.0]), np.array([0.4, 0.5, 1.0]) / np.linalg.norm((0.4, 0.5, 1.0))
    near = replace(FLAT, eye=tuple(aim + 20 * back), target=tuple(aim), near=5.0, far=60.0)
    far = replace(near, eye=tuple(aim + 2000 * back), half_size=None, fov=2 * np.arctan(3 / 2000), near=1900.0, far=1e4)
    with Renderer(everything(), (96, 64), quality, context) as renderer:
        a, b = (renderer.render(seen(camera), planes=["hdr"]).planes["hdr"] for camera in (near, far))
    error = np.abs(a - b).max(-1) / b.mean()
    assert np.median(error) < 0.02
    assert (error > 0.25).mean() < 0.02


@pytest.mark.gl
@pytest.mark.parametrize("distance", [5.0, 300.0])
def test_the_sun_casts_shadows_to_where_it_should(context: Context, distance: float) -> None:
    """Straight above a floor, a square two metres up under a sun at 45 degrees: its shadow lies two metres aside."""
    scene = one(quad(4), Material(), Material(), sky=Sky(sun_direction=(0.0, 1.0, 1.0), sun_radiance=20.0))
    scene.meshes.append(Mesh("lid", (quad(0.5, 1),)))
    lid = place((0, 2, 0))
    scene.batches[0].transform[0, :, :3] = lid[0, :, :3] = FLOOR
    scene.batches.append(Batch("lid", 1, lid, white()))
    plan = replace(FLAT, eye=(0, 2 + distance, 0), target=(0, 0, 0), up=(0, 0, -1), near=0.1, far=400.0)
    with Renderer(scene, SIZE, "standard", context) as renderer:
        light = renderer.render(seen(plan), planes=["hdr"]).planes["hdr"][..., 1]
    # north is up, so the shadow goes up: z -2.5 ... -1.5 is rows 4 ... 12, x -0.5 ... 0.5 columns 28 ... 36
    dark = light < 0.6 * np.median(light)
    assert dark[5:11, 29:35].all()
    dark[3:13, 27:37] = False
    assert not dark.any()


@pytest.mark.gl
def test_paths_are_parallel(context: Context) -> None:
    """A traced floor and a ball on it look as from far away."""
    scene = one(sphere(16), Material(base_color=(0.8, 0.3, 0.2, 1)), Material(base_color=(0.6, 0.6, 0.6, 1)))
    scene.meshes.append(Mesh("floor", (quad(4, 1),)))
    scene.batches.append(Batch("floor", 1, place((0, 0, -1)), white()))
    scene.environment = Environment(np.full((8, 16, 3), 1.0, np.float32))
    near = replace(FLAT, eye=(0, 6, 8), target=(0, 0, 0))
    far = replace(near, eye=(0, 1200, 1600), half_size=None, fov=2 * np.arctan(3 / 2000), far=1e4)
    quality = replace(QUALITIES["final"], subframes=2, paths=32)
    with Renderer(scene, SIZE, quality, context) as renderer:
        a, b = (renderer.render(seen(camera), planes=["hdr"]).planes["hdr"] for camera in (near, far))
    assert np.abs(a - b).mean() < 0.01


def test_files(tmp_path: Path) -> None:
    """Read, animated by a pointer, written and read again."""
    lens = {"type": "orthographic", "orthographic": {"xmag": -2, "ymag": 3, "znear": 0, "zfar": 50}, "name": "plan"}
    file = File(nodes=[{"camera": 0}], cameras=[lens], scenes=[{"nodes": [0]}])
    model = load(file.write(tmp_path))
    assert model.lenses == (Lens("plan", 0.5, 1e-6, (2, 3), 50),)
    assert camera_json(model.lenses[0])["orthographic"] == {"xmag": 2, "ymag": 3, "znear": 1e-6, "zfar": 50}
