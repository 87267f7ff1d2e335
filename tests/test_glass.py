"""What is seen through surfaces: thin glass, bodies of glass, blended surfaces among them; and brushed metal."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest

from assets.scene import (
    Anisotropy,
    Batch,
    Clearcoat,
    DiffuseTransmission,
    Environment,
    Iridescence,
    Material,
    Mesh,
    Primitive,
    Scene,
    Sheen,
    Transmission,
    Volume,
)
from render.context import Context
from render.exposure import linear_pictures
from render.graph import FrameGraph
from render.passes.panorama import panorama_directions
from render.pipeline import Sample
from render.stage import Stage
from tests.scenes_for_render import one, place, quad, seen_from, sphere, white
from tests.test_forward import PLAIN, linear

EVEN = Environment(np.ones((8, 16, 3), np.float32))


def scene_of(
    *parts: tuple[Primitive, Material, tuple[float, float, float]], around: Environment | None = EVEN
) -> Scene:
    """Each part an own batch, at its place."""
    scene = Scene("test", environment=around)
    for i, (primitive, material, where) in enumerate(parts):
        scene.materials.append(material)
        scene.meshes.append(Mesh(f"mesh {i}", (replace(primitive, material=i),)))
        scene.batches.append(Batch(f"batch {i}", i, place(where), white()))
    return scene


def glow(r: float, g: float, b: float, alpha: float = 1.0) -> Material:
    mode = "BLEND" if alpha < 1 else "OPAQUE"
    return Material(unlit=True, base_color=(r, g, b, alpha), alpha_mode=mode)  # type: ignore[arg-type]


def middle(scene: Scene, eye: tuple[float, float, float] = (0, 0, 4), **more: float) -> np.ndarray:
    picture = linear(scene, seen_from(eye, **more))
    return np.asarray(picture[32, 32])


@pytest.mark.gl
@pytest.mark.parametrize(
    "layers",
    [
        {"transmission": Transmission()},
        {"transmission": Transmission(), "volume": Volume(2.0, dispersion=1.0), "ior": 1.4},
        {"transmission": Transmission(0.5), "iridescence": Iridescence()},
        {"iridescence": Iridescence()},
        {"anisotropy": Anisotropy(0.7)},
        {"diffuse_transmission": DiffuseTransmission(0.5)},
        {"clearcoat": Clearcoat(), "sheen": Sheen((0.5, 0.5, 0.5), 0.5), "transmission": Transmission()},
    ],
    ids=lambda layers: "+".join(layers),
)
@pytest.mark.parametrize("roughness", [0.1, 0.6])
def test_a_white_ball_disappears_in_even_light(context: Context, layers: dict[str, object], roughness: float) -> None:
    """The furnace: whatever a white surface reflects, lets through or scatters, the sum is what there is."""
    ball = Material(base_color=(1, 1, 1, 1), roughness=roughness, **layers)  # type: ignore[arg-type]
    picture = linear(scene_of((sphere(48), ball, (0, 0, 0))), seen_from((0, 0, 8), fov=0.3))
    assert picture.max() < 1.04
    assert picture[32, 32].min() > 0.95


@pytest.mark.gl
def test_thin_glass_shows_and_tints_what_is_behind(context: Context) -> None:
    """Along the normal 4 % of the sky is reflected, the rest is what is behind times the colour."""
    glass = Material(base_color=(1.0, 0.5, 0.25, 1), roughness=0.0, transmission=Transmission())
    got = middle(scene_of((quad(5), glow(2, 2, 2), (0, 0, -2)), (quad(1), glass, (0, 0, 0))))
    assert got == pytest.approx(0.04 + 0.96 * 2 * np.array([1, 0.5, 0.25]), rel=0.02)
    half = replace(glass, transmission=Transmission(0.5), base_color=(1, 1, 1, 1))
    got = middle(scene_of((quad(5), glow(2, 2, 2), (0, 0, -2)), (quad(1), half, (0, 0, 0))))
    assert got == pytest.approx([0.04 + 0.96 * (0.5 * 2 + 0.5)] * 3, rel=0.02), "the other half scatters"


@pytest.mark.gl
def test_rough_glass_blurs_by_distance(context: Context) -> None:
    """An edge is soft behind rough glass, softer the farther it is, and sharp where it touches."""
    glass = Material(base_color=(1, 1, 1, 1), roughness=0.35, transmission=Transmission())
    slopes = []
    for depth in (-0.02, -0.5, -2.0):
        dark = quad(20), glow(0, 0, 0), (0.0, 0.0, depth - 0.01)
        bright = quad(20), glow(1, 1, 1), (20.0, 0.0, depth)
        row = linear(scene_of(dark, bright, (quad(3), glass, (0, 0, 0))), seen_from((0, 0, 4)))[32, :, 0]
        slopes.append(np.diff(row).max())
    assert slopes[0] > 2 * slopes[1] > 4 * slopes[2] > 0


@pytest.mark.gl
def test_a_body_absorbs_by_its_thickness(context: Context) -> None:
    """Beer's law over twice the distance of the attenuation colour, and in the size of the instance."""
    body = Volume(1.0, attenuation_distance=0.5, attenuation_color=(0.9, 0.5, 0.1))
    glass = Material(base_color=(1, 1, 1, 1), roughness=0.0, transmission=Transmission(), volume=body)
    scene = scene_of((quad(1), glass, (0, 0, 0)))
    left = np.array([0.9, 0.5, 0.1])
    assert middle(scene) == pytest.approx(0.04 + 0.96 * left**2, rel=0.02)
    scene.batches[0].transform = place((0, 0, 0), scale=0.5)
    assert middle(scene) == pytest.approx(0.04 + 0.96 * left, rel=0.02)


def halves() -> Environment:
    """Red above, blue below."""
    light = np.zeros((64, 128, 3), np.float32)
    light[:32, :, 0] = light[32:, :, 2] = 1
    return Environment(light)


@pytest.mark.gl
def test_a_ball_turns_the_view_upside_down_and_a_thin_shell_does_not(context: Context) -> None:
    shell = Material(base_color=(1, 1, 1, 1), roughness=0.0, transmission=Transmission())
    ball = replace(shell, volume=Volume(2.0))
    for material, upper, lower in ((shell, 0, 2), (ball, 2, 0)):
        picture = linear(scene_of((sphere(48), material, (0, 0, 0)), around=halves()), seen_from((0, 0, 8), fov=0.3))
        assert picture[20, 32, upper] > 5 * picture[20, 32, 2 - upper]
        assert picture[44, 32, lower] > 5 * picture[44, 32, 2 - lower]


@pytest.mark.gl
def test_dispersion_bends_blue_more_than_red(context: Context) -> None:
    """White above and black below: at the turned edge of a ball the colours part, without dispersion they do not."""
    light = np.zeros((64, 128, 3), np.float32)
    light[:32] = 1
    for dispersion, parted in ((0.0, False), (5.0, True)):
        glass = Material(transmission=Transmission(), roughness=0.0, volume=Volume(2.0, dispersion=dispersion))
        scene = scene_of((sphere(64), glass, (0, 0, 0)), around=Environment(light))
        picture = linear(scene, seen_from((0, 1.2, 8), fov=0.28))
        differs = np.abs(picture[10:55, 32, 0] - picture[10:55, 32, 2]).max()
        assert (differs > 0.02) == parted, (dispersion, differs)


@pytest.mark.gl
def test_blended_surfaces_behind_glass_and_before_it(context: Context) -> None:
    glass = Material(base_color=(1, 1, 1, 1), roughness=0.0, specular=0.0, transmission=Transmission())
    wall = quad(5), glow(0, 1, 0), (0.0, 0.0, -2.0)
    for depth in (-1.0, 1.0):
        scene = scene_of(wall, (quad(1), glass, (0, 0, 0)), (quad(1), glow(1, 0, 0, 0.25), (0.0, 0.0, depth)))
        assert middle(scene) == pytest.approx([0.25, 0.75, 0], abs=0.02), depth


@pytest.mark.gl
def test_the_far_side_of_a_blended_shell_is_drawn_first(context: Context) -> None:
    """One mesh, its near face first in the indices: red over blue whichever side is seen."""
    near, far = quad(1), quad(1)
    both = Primitive(
        np.concatenate([near.position + [0, 0, 1], far.position - [0, 0, 1]]).astype(np.float32),
        np.concatenate([near.normal, -far.normal]),
        np.concatenate([near.indices, far.indices[::-1] + 4]).astype(np.uint32),
        color=np.repeat(np.array([[255, 0, 0, 255], [0, 0, 255, 255]], np.uint8), 4, axis=0),
    )
    shell = replace(glow(1, 1, 1, 0.5), double_sided=True)
    wall = Material(unlit=True, base_color=(0, 0, 0, 1))
    scene = scene_of((both, shell, (0, 0, 0)), (quad(9), wall, (0, 0, -20)), (quad(9), wall, (0, 0, 20)))
    scene.materials[1] = scene.materials[2] = replace(wall, double_sided=True)
    assert middle(scene) == pytest.approx([0.5, 0, 0.25], abs=0.01)
    assert middle(scene, (0, 0, -4)) == pytest.approx([0.25, 0, 0.5], abs=0.01)


@pytest.mark.gl
def test_both_walls_of_a_thin_shell_tint(context: Context) -> None:
    """Two walls of a double-sided ball: the light passes the colour twice."""
    shell = Material(
        base_color=(1, 0.5, 0.25, 1), roughness=0.0, specular=0.0, transmission=Transmission(), double_sided=True
    )
    got = middle(scene_of((sphere(48), shell, (0, 0, 0))), (0, 0, 8), fov=0.3)
    assert got == pytest.approx([1, 0.25, 0.0625], rel=0.03)


@pytest.mark.gl
@pytest.mark.parametrize("strength", [0.0, 0.5, 0.9])
def test_brushed_metal_under_a_sky(context: Context, strength: float) -> None:
    """The lobe integrated over a sky of bands, in numpy."""
    towards, solid = panorama_directions(128, 64)
    light = np.exp(-8 * (towards @ np.array([0.6, 0.3, 0.742])[:, None] - 1) ** 2) + 0.2
    light = np.repeat(light, 3, axis=2).astype(np.float32)
    roughness, v = 0.35, np.array([0.5, 0.2, 3.0]) / np.linalg.norm([0.5, 0.2, 3.0])
    metal = Material(base_color=(1, 1, 1, 1), metallic=1.0, roughness=roughness, anisotropy=Anisotropy(strength))
    tangent = np.tile(np.array([1, 0, 0, 1], np.float32), (4, 1))
    scene = scene_of((replace(quad(5), tangent=tangent), metal, (0, 0, 0)), around=Environment(light))
    got = middle(scene, (0.5, 0.2, 3))[0]
    h = towards + v
    h = h / np.maximum(np.linalg.norm(h, axis=2, keepdims=True), 1e-9)
    at, ab = roughness**2 + (1 - roughness**2) * strength**2, roughness**2
    d = 1 / (np.pi * at * ab * ((h[..., 0] / at) ** 2 + (h[..., 1] / ab) ** 2 + h[..., 2] ** 2) ** 2)
    n_l, stretch = np.maximum(towards[..., 2], 0), np.array([at, ab, 1.0])
    visible = 0.5 / np.maximum(
        n_l * np.linalg.norm(v * stretch) + v[2] * np.linalg.norm(towards * stretch, axis=2), 1e-9
    )
    lobe = d * visible * n_l * solid
    # what several bounces bring back is even light of about the same share: the white furnace closes the sum
    expected = (lobe * light[..., 0]).sum() / lobe.sum()
    assert got == pytest.approx(expected, rel=0.08)


@pytest.mark.gl
def test_a_brush_draws_a_small_lamp_out_along_one_way_only(context: Context) -> None:
    """Eyes beside the mirrored direction of the lamp, across the brush: the lobe integrated in numpy. What is seen of
    the lamp there is the width of the narrow lobe, and not of the gaps between the directions looked into."""
    towards, solid = panorama_directions(256, 128)
    light = np.exp(300 * (towards @ np.array([0.0, 0.0, 1.0]) - 1))[..., None] * np.full(3, 20.0)
    roughness = 0.2
    metal = Material(base_color=(1, 1, 1, 1), metallic=1.0, roughness=roughness, anisotropy=Anisotropy(0.8))
    tangent = np.tile(np.array([1, 0, 0, 1], np.float32), (4, 1))
    around = Environment(light.astype(np.float32))
    scene = scene_of((replace(quad(5), tangent=tangent), metal, (0, 0, 0)), around=around)
    at, ab = roughness**2 + (1 - roughness**2) * 0.64, roughness**2
    found, expected = [], []
    for off in (0.0, 0.3, 0.6):
        eye = np.array([0.0, off, 1.0]) * 3
        v = eye / np.linalg.norm(eye)
        h = towards + v
        h /= np.maximum(np.linalg.norm(h, axis=2, keepdims=True), 1e-9)
        d = 1 / (np.pi * at * ab * ((h[..., 0] / at) ** 2 + (h[..., 1] / ab) ** 2 + h[..., 2] ** 2) ** 2)
        n_l, stretch = np.maximum(towards[..., 2], 0), np.array([at, ab, 1.0])
        masked = n_l * np.linalg.norm(v * stretch) + v[2] * np.linalg.norm(towards * stretch, axis=2)
        lobe = d * 0.5 / np.maximum(masked, 1e-9) * n_l * solid
        expected.append((lobe * light[..., 0]).sum() / lobe.sum())
        found.append(middle(scene, tuple(eye))[0])
    assert found == pytest.approx(expected, abs=0.1 * expected[0])


def passes(scene: Scene) -> list[str]:
    with closing(Stage(scene, PLAIN)) as stage:
        graph = FrameGraph()
        linear_pictures(stage, graph, Sample(seen_from((0, 0, 4))), (16, 16), None)
        return [p.name for p in graph.passes]


@pytest.mark.gl
def test_glass_costs_nothing_where_there_is_none(context: Context) -> None:
    def glassy(names: Sequence[str]) -> list[str]:
        return [name for name in names if "behind" in name or "transmissive" in name]

    assert glassy(passes(one(quad(1), glow(1, 1, 1, 0.5)))) == []
    thin = Material(transmission=Transmission())
    assert glassy(passes(one(quad(1), thin))) == ["behind", "transmissive front"]
    assert len(glassy(passes(one(quad(1), replace(thin, double_sided=True))))) == 4
