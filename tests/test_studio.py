"""Plain light: known radiance of plain surfaces, and one shadow map that stands still."""

from __future__ import annotations

import numpy as np
import pytest

from assets.scene import Camera
from render.renderer import Renderer
from render.shadows import fitted_view
from scenes.authoring import Stage, transforms
from tools.bench.shapes import ball


def test_a_fitted_view_holds_the_sphere_it_was_made_for() -> None:
    light = np.array([0.4, 0.8, 0.45]) / np.linalg.norm([0.4, 0.8, 0.45])
    view = fitted_view(light, np.array([3.0, -1.0, 2.0, 5.0]), 512)
    around = np.random.default_rng(1).normal(size=(500, 3))
    around = [3.0, -1.0, 2.0] + 5.0 * around / np.linalg.norm(around, axis=1, keepdims=True)
    clip = np.c_[around, np.ones(500)] @ view.view_projection.T
    assert np.abs(clip[:, :2]).max() < 1.0
    assert clip[:, 2].min() > 0.0
    assert clip[:, 2].max() < 1.0
    near, far = (view.view_projection @ [*(np.array([3.0, -1.0, 2.0]) + s * light), 1.0] for s in (1, -1))
    assert near[2] > far[2], "reversed z: what is nearer to the lamp is greater"


def _stage(shadow: bool) -> Stage:
    s = Stage("studio")
    s.studio(direction=(0.0, 1.0, 0.0), color=(1.5, 1.5, 1.5), ambient=(0.2, 0.2, 0.2), background=(0.25, 0.5, 0.75))
    s.grade(bloom=0.0, tonemap="none")
    white = s.material("white", base_color=(0.5, 0.5, 0.5, 1.0), roughness=1.0)
    layer = "all" if shadow else "no_shadow"
    floor = s.mesh("floor", (ball(32, 16, material=white),), cull_pixels=0.0)
    s.instances(floor, transforms((0, -10, 0), scale=10.0), layer=layer)
    s.instances(floor, transforms((0, 2, 0), scale=0.5), layer=layer)
    s.camera("down", lambda t: Camera((0, 1, 0.01), (0, 0, 0), fov=0.3))
    return s


@pytest.mark.gl
def test_the_background_is_the_colour_that_was_asked_for() -> None:
    s = _stage(False)
    s.camera("away", lambda t: Camera((0, 1, 0), (9, 1.5, 0)))
    with Renderer(s.build(), (16, 16)) as renderer:
        corner = renderer.render(0.0, "away").pixels[0, 0].astype(int)
    linear = np.array([0.25, 0.5, 0.75])
    expected = 255 * (1.055 * linear ** (1 / 2.4) - 0.055)
    assert np.abs(corner - expected).max() <= 1


@pytest.mark.gl
def test_a_floor_is_as_bright_as_its_lamp_makes_it_and_dark_in_shadow() -> None:
    seen = []
    for shadow in (False, True):
        with Renderer(_stage(shadow).build(), (32, 32)) as renderer:
            seen.append(renderer.render(0.0).pixels[8, 8].mean() / 255)
            assert "depth" not in renderer.timings.gpu, "nothing reads depth"
            assert "sky" not in renderer.timings.gpu
    linear = ((np.array(seen) + 0.055) / 1.055) ** 2.4
    # half of the light is sent back, give or take the gloss of a dielectric
    assert linear[0] == pytest.approx(0.5 * (1.5 / np.pi + 0.2), rel=0.05)
    assert linear[1] == pytest.approx(0.5 * 0.2, rel=0.05)
