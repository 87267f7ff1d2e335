"""Two eyes and all round: disparities and directions by hand, each eye against a camera of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from assets.errors import InputError
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
    Water,
)
from render import gl
from render.context import Context
from render.layouts import Panorama, Stereo, both_eyes, cube_views, directions, heading, layout_views, panorama_lookup
from render.renderer import Renderer
from tests.scenes_for_render import one, place, quad, seen_from, sphere, white

SIZE = (80, 60)
FOV = 0.8
FOCAL = 0.5 * SIZE[1] / np.tan(0.5 * FOV)
LIT = Material(unlit=True, base_color=(1, 1, 1, 1), double_sided=True)


def middle(hdr: np.ndarray) -> tuple[float, float]:
    """Column and row of the centre of light, in pixels."""
    light = hdr.sum(-1)
    rows, columns = np.indices(light.shape) + 0.5
    return float((columns * light).sum() / light.sum()), float((rows * light).sum() / light.sum())


@pytest.mark.gl
@pytest.mark.parametrize(("distance", "convergence"), [(2.0, np.inf), (4.0, np.inf), (4.0, 4.0), (2.0, 4.0)])
def test_disparity(context: Context, distance: float, convergence: float) -> None:
    """focal * ipd * (1 / distance - 1 / convergence)"""
    scene, ipd = one(quad(0.05 * distance), LIT), 0.2
    frame = seen_from((0, 0, distance), fov=FOV)
    with Renderer(scene, SIZE, "high", context) as renderer:
        both = renderer.render(frame, planes=["hdr"], layout=Stereo("side-by-side", ipd, convergence))
        tall = renderer.render(frame, layout=Stereo("top-bottom", ipd, convergence))
    assert both.size == (160, 60)
    left, right = both.planes["hdr"][:, :80], both.planes["hdr"][:, 80:]
    assert middle(left)[0] - middle(right)[0] == pytest.approx(FOCAL * ipd * (1 / distance - 1 / convergence), abs=0.05)
    assert middle(left)[1] == pytest.approx(middle(right)[1], abs=0.1)
    assert tall.size == (80, 120)
    assert np.array_equal(tall.pixels[:60], both.pixels[:, :80])
    assert np.array_equal(tall.pixels[60:], both.pixels[:, 80:])


def busy() -> tuple[Scene, Camera]:
    """Water that mirrors, sun and shadow, a halo, glass, a sky."""
    scene = one(sphere(24), Material(base_color=(0.7, 0.3, 0.2, 1)), Material(), sky=Sky(sun_direction=(0.4, 0.7, 0.6)))
    glass = Material(base_color=(0.2, 0.4, 1, 0.4), alpha_mode="BLEND", double_sided=True)
    scene.materials.append(glass)
    scene.meshes += [Mesh("wall", (quad(3, 1),)), Mesh("glass", (quad(0.6, 2),))]
    scene.batches += [Batch("wall", 1, place((0, 1, -2)), white()), Batch("glass", 2, place((0.8, 0.5, 1.4)), white())]
    scene.lights = Lights.points(np.array([[-1.5, 1, 1]], np.float32), np.array([[4, 3, 2]], np.float32), 9.0, glow=1.0)
    scene.water = Water(level=-0.5, bounds=(-20, -20, 20, 20))
    return scene, Camera(eye=(0.3, 1.2, 5.5), target=(0, 0.3, 0))


@pytest.mark.gl
@pytest.mark.parametrize("arrangement", ["side-by-side", "top-bottom"])
def test_each_eye_sees_what_a_camera_there_sees(context: Context, arrangement: str) -> None:
    scene, camera = busy()
    ahead = np.subtract(camera.target, camera.eye)
    across = np.cross(ahead, (0, 1, 0)) / np.linalg.norm(np.cross(ahead, (0, 1, 0)))
    stereo = Stereo(arrangement, 0.3)  # type: ignore[arg-type]
    with Renderer(scene, SIZE, "standard", context) as renderer:
        both = renderer.render(Frame(1.0, camera), layout=stereo, planes=["depth", "id"])
        eyes = []
        for side in (-0.15, 0.15):
            eye, target = (tuple(map(float, np.add(p, side * across))) for p in (camera.eye, camera.target))
            eyes.append(renderer.render(Frame(1.0, replace(camera, eye=eye, target=target)), planes=["depth", "id"]))
    expected = stereo.join([image.pixels for image in eyes]).astype(int)
    difference = np.abs(both.pixels.astype(int) - expected)
    assert not np.array_equal(eyes[0].pixels, eyes[1].pixels)
    assert (difference <= 2).mean() > 0.995, "rounding of the eye's place may move an edge"
    assert difference.mean() < 0.05
    assert both.planes["depth"] == pytest.approx(stereo.join([i.planes["depth"] for i in eyes]), rel=1e-3)
    assert (both.planes["id"] == stereo.join([i.planes["id"] for i in eyes])).mean() > 0.995


def panorama_lit() -> tuple[Scene, Camera]:
    scene, camera = busy()
    scene.water, scene.environment = None, Environment(np.full((8, 16, 3), (0.5, 0.6, 0.8), np.float32))
    glass = Material(roughness=0.1, transmission=Transmission(), alpha_mode="OPAQUE")
    scene.materials += [glass, Material(base_color=(1, 0, 0, 0.5), alpha_mode="BLEND")]
    index = len(scene.materials) - 2
    scene.meshes += [Mesh("glass", (sphere(12, index, 0.4),)), Mesh("pane", (quad(0.5, index + 1),))]
    count = len(scene.meshes) - 2
    scene.batches += [Batch("glass", count, place((0.4, 0.6, 1.5)), white())]
    scene.batches += [Batch("pane", count + 1, place((-0.6, 0.4, 1.8)), white())]
    return scene, camera


@pytest.mark.gl
@pytest.mark.parametrize("convergence", [np.inf, 4.0])
@pytest.mark.parametrize("case", [busy, panorama_lit], ids=["water", "panorama and glass"])
@pytest.mark.parametrize("quality", ["draft", "high"])
def test_eyes_drawn_at_once_are_those_drawn_one_by_one(
    context: Context,
    case: Callable[[], tuple[Scene, Camera]],
    quality: str,
    convergence: float,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The vertex shader chooses the eye's layer; where the driver cannot do so every eye has its own passes."""
    if not context.layered:
        pytest.skip("the driver has neither ARB_shader_viewport_layer_array nor AMD_vertex_shader_layer")
    scene, camera = case()
    seen, draws, draw = [], [0], gl.multi_draw_indirect

    def counted(*arguments: Any) -> None:
        draws[0] += 1
        draw(*arguments)

    monkeypatch.setattr(gl, "multi_draw_indirect", counted)
    stereo = Stereo("side-by-side", 0.3, convergence)
    for layered in (True, False):
        context.layered = layered
        try:
            with Renderer(scene, SIZE, quality, context) as renderer:
                draws[0] = 0
                seen.append((renderer.render(Frame(1.0, camera), layout=stereo, planes=["hdr"]), draws[0]))
        finally:
            context.layered = True
    (once, fewer), (twice, all_of_them) = seen
    assert np.array_equal(once.planes["hdr"], twice.planes["hdr"])
    assert fewer < all_of_them


@pytest.mark.parametrize("convergence", [np.inf, 3.0])
def test_the_view_of_both_eyes_holds_what_either_sees(convergence: float) -> None:
    eyes = layout_views(Stereo(ipd=0.4, convergence=convergence), Camera(shift=(0.1, -0.2)), SIZE)
    both = both_eyes(eyes)
    corners = [(x, y, z, 1.0) for x in (-1, 1) for y in (-1, 1) for z in (1.0, 0.1, 0.001)]
    for eye in eyes:
        points = np.array(corners) @ np.linalg.inv(eye.view_projection).T
        points /= points[:, 3:]
        assert (points @ both.planes().T > -1e-6).all()


PLACES = {(0, 0, -1): (0.5, 0.5), (1, 0, 0): (0.75, 0.5), (-1, 0, 0): (0.25, 0.5), (0.7071, 0, 0.7071): (0.875, 0.5),
          (0, 0.7071, -0.7071): (0.5, 0.25), (0.5, -0.7071, -0.5): (0.625, 0.75)}  # fmt: skip
"""Direction -> where it is in the picture, as parts of its width and height."""


@pytest.mark.gl
@pytest.mark.parametrize(("direction", "at"), PLACES.items())
def test_a_panorama_shows_directions_where_they_belong(
    context: Context, direction: tuple[float, float, float], at: tuple[float, float]
) -> None:
    scene = one(sphere(12, radius=0.3), LIT)
    scene.batches[0].transform = place(direction, scale=1.0)
    scene.batches[0].transform[0, :, 3] *= 6
    with Renderer(scene, (128, 64), "draft", context) as renderer:
        image = renderer.render(
            Frame(0.0, Camera(eye=(0, 0, 0), target=(0, -3, -4))), layout=Panorama(), planes=["hdr"]
        )
    assert middle(image.planes["hdr"]) == pytest.approx((at[0] * 128, at[1] * 64), abs=0.35)


@pytest.mark.gl
def test_inside_a_sphere_all_is_equally_far(context: Context) -> None:
    scene = one(sphere(64, radius=3.0), LIT)
    with Renderer(scene, (96, 48), "draft", context) as renderer:
        image = renderer.render(
            Frame(0.0, Camera(eye=(0, 0, 0), target=(1, 0, 0))), layout=Panorama(), planes=["depth", "position", "hdr"]
        )
        with pytest.raises(InputError, match="no plane 'motion'"):
            renderer.render(seen_from((0, 0, 1)), layout=Panorama(), planes=["motion"])
        renderer.resize((96, 50))
        with pytest.raises(InputError, match="96x50 pixels: it must be twice as wide as high"):
            renderer.render(seen_from((0, 0, 1)), layout=Panorama())
    assert image.planes["depth"] == pytest.approx(3.0, rel=4e-3)
    assert image.planes["hdr"] == pytest.approx(1.0, abs=2e-3), "no seam and no hole"
    right, up, ahead = directions(48)
    assert image.planes["position"] == pytest.approx(3 * np.stack([ahead, up, right], -1), abs=0.15), "ahead is +x"


@pytest.mark.gl
def test_a_panorama_agrees_with_cameras(context: Context) -> None:
    """Also where faces meet: a camera that looks at an edge of the cube sees what the panorama shows there."""
    scene, camera = busy()
    camera = replace(camera, eye=(0, 1, 5), target=(-5, 1, 0), fov=0.9)
    with Renderer(scene, (512, 256), "draft", context) as renderer:
        around = renderer.render(Frame(0.0, replace(camera, target=(0, 1, 0))), layout=Panorama(), planes=["hdr"])
        renderer.resize((64, 64))
        seen = renderer.render(Frame(0.0, camera), planes=["hdr"]).planes["hdr"]
    x, y = np.meshgrid(*[((np.arange(64) + 0.5) / 32 - 1) * np.tan(0.45)] * 2)
    # a turn of 45 degrees to the left
    right, ahead = (x - 1) / np.sqrt(2), (x + 1) / np.sqrt(2)
    column = (np.arctan2(right, ahead) / (2 * np.pi) + 0.5) * 512
    row = (0.5 + np.arctan2(y, np.hypot(right, ahead)) / np.pi) * 256
    shown = around.planes["hdr"][row.astype(int), column.astype(int)]
    difference = np.abs(shown - seen).max(-1) / (seen.max(-1) + 0.05)
    assert np.median(difference) < 0.02
    assert np.quantile(difference, 0.9) < 0.15


def test_a_panorama_is_level() -> None:
    for target in ((0.0, -5.0, -1.0), (0.0, 9.0, -1.0), (0.0, 0.0, -1.0)):
        assert heading(Camera(eye=(0, 0, 0), target=target)) == pytest.approx(np.diag([1, 1, -1]))
    assert heading(Camera(eye=(0, 0, 0), target=(0, -1, 0), up=(1, 0, 0)))[2] == pytest.approx([1, 0, 0])
    assert heading(Camera(eye=(0, 0, 0), target=(0, 0, 0)))[2] == pytest.approx([0, 0, -1])


def test_the_lookup_finds_the_direction_again() -> None:
    camera, height = Camera(eye=(1, 2, 3), target=(4, 2, 1)), 32
    views = cube_views(camera, height)
    n = views[0].size[0]
    face, row, column, ray = panorama_lookup(height, n)
    right, up, ahead = heading(camera)
    x, y, z = directions(height)
    d = x[..., None] * right + y[..., None] * up + z[..., None] * ahead
    for h in range(0, height, 5):
        for w in range(0, 2 * height, 3):
            view = views[face[h, w]]
            clip = view.view_projection @ [*(view.eye + d[h, w]), 1.0]
            assert np.abs(clip[:2] / clip[3]).max() < 0.9
            seen = (clip[:2] / clip[3] * [0.5, -0.5] + 0.5) * n
            assert (int(seen[0]), int(seen[1])) == (column[h, w], row[h, w])
            assert clip[3] * ray[h, w] == pytest.approx(1.0, rel=0.04)


def test_stereo_says_what_is_wrong() -> None:
    for wrong, says in ((("crossed",), "there are side-by-side"), (("top-bottom", -1.0), "eyes -1 m apart")):
        with pytest.raises(InputError, match=says):
            Stereo(*wrong)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="that meet at 0 m"):
        Stereo(convergence=0.0)
