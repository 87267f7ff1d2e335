"""Traced light of lamps and of what shines by itself, against integrals over their surfaces; what lets it through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from assets.scene import Batch, Frame, Lights, Material, Mesh, Move, Scene, Texture, Transmission
from render.context import Context
from render.emitters import emission, emitter_texels
from render.renderer import Renderer
from render.traced_geometry import reasons_against
from tests.scenes_for_render import place, quad, seen_from, sphere, white
from tests.test_trace_sky import GREY, TRACED, lit_floor, on_floor, traced

INWARDS = Material(base_color=(0, 0, 0, 1), roughness=1.0, specular=0.0)
MANY = replace(TRACED, paths=64)


def facing_down(height: float, half: tuple[float, float], at: tuple[float, float] = (0.0, 0.0)) -> np.ndarray:
    """Transform of a square of half size 1 that faces down over the floor; halves along x and z."""
    out = np.array([[half[0], 0, 0, at[0]], [0, 0, -1, height], [0, half[1], 0, at[1]]], np.float32)
    return out[None]


def irradiance(points: np.ndarray, normals: np.ndarray, area: float, radiance: float) -> float:
    """At the origin of a floor facing up, of a surface given by points spread evenly over it."""
    r2 = (points**2).sum(1)
    way = points / np.sqrt(r2)[:, None]
    shone = np.maximum(-(normals * way).sum(1), 0) * np.maximum(way[:, 1], 0) / r2
    return float(shone.mean() * area * radiance)


def grid(n: int) -> tuple[np.ndarray, np.ndarray]:
    k = (np.arange(n) + 0.5) / n * 2 - 1
    x, y = np.meshgrid(k, k)
    return x.ravel(), y.ravel()


def rectangle() -> tuple[Lights, float]:
    x, z = grid(200)
    p = np.stack([0.8 * x + 0.3, np.full_like(x, 1.2), 0.5 * z], 1)
    lamp = Lights.rectangles([(0.3, 1.2, 0)], [(0, -1, 0)], (1.6, 1.0), [(3.2, 3.2, 3.2)], np.inf, across=[(1, 0, 0)])
    return lamp, irradiance(p, np.tile([0.0, -1, 0], (len(p), 1)), 1.6, 3.2 / 1.6)


def disc() -> tuple[Lights, float]:
    """On its axis: pi L R^2 / (h^2 + R^2)."""
    lamp = Lights.discs([(0, 1.5, 0)], [(0, -1, 0)], (2.0, 2.0), [(np.pi,) * 3], np.inf)
    return lamp, np.pi / (1.5**2 + 1)


def tube() -> tuple[Lights, float]:
    a, x = grid(400)
    a = a * np.pi
    normal = np.stack([np.zeros_like(a), np.cos(a), np.sin(a)], 1)
    p = np.stack([x, np.full_like(x, 0.8), np.full_like(x, 0.2)], 1) + 0.1 * normal
    lamp = Lights.tubes([(-1, 0.8, 0.2)], [(1, 0.8, 0.2)], 0.2, [(0.8, 0.8, 0.8)], np.inf)
    return lamp, irradiance(p, normal, 2 * np.pi * 0.1 * 2, 0.8 / (2 * 0.2))


def point() -> tuple[Lights, float]:
    return Lights.points([(0, 2, 0)], [(9,) * 3], np.inf, radius=0.5), 9 / (4 + 0.25)


def spot() -> tuple[Lights, float]:
    """Half way between the cosines of its cone a quarter is left."""
    cone = np.arccos(0.9), np.arccos(0.7)
    s = np.sqrt(1 - 0.8**2)
    lamp = Lights.spots([(2 * s, 1.6, 0)], [(0, -1, 0)], [(8,) * 3], np.inf, cone, radius=0.0)
    return lamp, 8 / 4 * 0.25 * 0.8


def far_away() -> tuple[Lights, float]:
    return Lights.directional([(0.6, -0.8, 0)], [(2,) * 3]), 1.6


@pytest.mark.gl
@pytest.mark.parametrize("kind", [rectangle, disc, tube, point, spot, far_away])
def test_a_lamp_lights_a_floor_by_its_integral(context: Context, kind: Callable[[], tuple[Lights, float]]) -> None:
    scene = lit_floor()
    scene.lights, expected = kind()
    assert not reasons_against(scene)
    assert traced(scene, on_floor()).mean() == pytest.approx(0.5 / np.pi * expected, rel=0.02)


@pytest.mark.gl
def test_every_lamp_has_its_share(context: Context) -> None:
    """Lamps are chosen one at a time, and their sum is right."""
    scene = lit_floor()
    parts = [kind() for kind in (rectangle, disc, tube, point, spot, far_away)]
    scene.lights = Lights.concat([lamp for lamp, _ in parts])
    expected = 0.5 / np.pi * sum(light for _, light in parts)
    assert traced(scene, on_floor(), quality=MANY).mean() == pytest.approx(expected, rel=0.03)


def shining_square(half: tuple[float, float], radiance: float, *, lamp: bool = False) -> Scene:
    """A square over a floor that shines downwards, as a lamp or as a mesh."""
    scene = lit_floor(GREY)
    if lamp:
        size, color = (2 * half[0], 2 * half[1]), (radiance * 4 * half[0] * half[1],) * 3
        scene.lights = Lights.rectangles([(0, 1, 0)], [(0, -1, 0)], size, [color], np.inf, across=[(1, 0, 0)])
        return scene
    scene.materials.append(replace(INWARDS, emissive=(radiance,) * 3))
    scene.meshes.append(Mesh("square", (quad(1, 1),)))
    scene.batches.append(Batch("square", 1, facing_down(1.0, half), white()))
    return scene


@pytest.mark.gl
@pytest.mark.parametrize("half", [(0.05, 0.1), (1.5, 1.0)])
def test_a_lamp_and_a_mesh_of_the_same_light_look_alike(context: Context, half: tuple[float, float]) -> None:
    """Small or large, over a floor smooth or rough: whether paths meet it or look for it, the light is the same."""
    floors = [GREY, replace(GREY, roughness=0.4, metallic=1.0), replace(GREY, roughness=0.1, metallic=1.0)]
    views = seen_from((0.9, 0.6, 0.9), (0.2, 0, 0.2), fov=0.5), on_floor((0.5, 0.5), fov=0.1)
    pictures = []
    for lamp in (True, False):
        scene = shining_square(half, 5.0 / (half[0] * half[1]), lamp=lamp)
        with Renderer(scene, (12, 12), MANY) as renderer:
            frames = [replace(view, materials={0: floor}) for floor in floors for view in views]
            pictures.append([renderer.render(frame, planes=["hdr"]).planes["hdr"] for frame in frames])
    for a, b in zip(*pictures, strict=True):
        assert a.mean() == pytest.approx(b.mean(), rel=0.02)
        assert np.abs(a - b).mean() < 0.12 * a.mean()


@pytest.mark.gl
def test_a_shining_square_lights_by_its_integral_and_its_texture(context: Context) -> None:
    x, z = grid(200)
    p = np.stack([0.5 * x, np.full_like(x, 1.0), 0.25 * z], 1)
    expected = irradiance(p, np.tile([0.0, -1, 0], (len(p), 1)), 0.5, 4.0)
    scene = shining_square((0.5, 0.25), 4.0)
    assert traced(scene, on_floor()).mean() == pytest.approx(0.5 / np.pi * expected, rel=0.02)
    pixels = np.zeros((8, 8, 4), np.uint8)
    pixels[:, :4], pixels[..., 3] = 255, 255
    scene.textures = [Texture("half", pixels, smooth=False)]
    scene.materials[1] = replace(scene.materials[1], emissive_texture=0)
    assert traced(scene, on_floor(), quality=MANY).mean() == pytest.approx(0.25 / np.pi * expected, rel=0.03)


@pytest.mark.gl
def test_a_material_that_begins_to_shine_lights_the_scene(context: Context) -> None:
    scene = shining_square((0.5, 0.25), 0.0)
    frame = on_floor()
    lit = replace(frame, materials={1: replace(scene.materials[1], emissive=(4.0, 4.0, 4.0))})
    as_built = shining_square((0.5, 0.25), 4.0)
    assert traced(scene, frame).max() < 1e-4
    assert traced(scene, lit) == pytest.approx(traced(as_built, frame), rel=1e-4)


def lamp_behind(material: Material, layer: str = "all") -> float:
    """What a lamp overhead gives past a square of that material, relative to what it gives without."""
    scene = lit_floor(GREY, material)
    scene.lights = Lights.points([(0, 2, 0)], [(9,) * 3], np.inf, radius=0.0)
    scene.meshes.append(Mesh("square", (quad(1, 1),)))
    scene.batches.append(Batch("square", 1, facing_down(1.0, (0.1, 0.1)), white(), layer=layer))  # type: ignore[arg-type]
    return float(traced(scene, on_floor(), quality=MANY).mean() / (0.5 / np.pi * 9 / 4))


@pytest.mark.gl
@pytest.mark.parametrize(
    ("material", "expected"),
    [
        (Material(), 0.0),
        (Material(base_color=(1, 1, 1, 0.25), alpha_mode="BLEND", double_sided=True), 0.75),
        (Material(base_color=(1, 1, 1, 0.25), alpha_mode="MASK", double_sided=True), 1.0),
        (Material(transmission=Transmission(), base_color=(0.5, 0.5, 0.5, 1), double_sided=True), 0.48),
        (Material(transmission=Transmission(0.5), double_sided=True), 0.48),
    ],
)
def test_what_a_surface_lets_through(context: Context, material: Material, expected: float) -> None:
    """Of a pane of index 1.5 four hundredths come back; a wall may glow a little in what it hides."""
    assert lamp_behind(material) == pytest.approx(expected, abs=0.02)


@pytest.mark.gl
def test_what_casts_no_shadow_casts_none(context: Context) -> None:
    assert lamp_behind(Material(), "no_shadow") == pytest.approx(1.0, abs=0.02)


@pytest.mark.gl
def test_a_lamps_own_glass_is_within_its_ball(context: Context) -> None:
    """A ball round a lamp darkens it unless the lamp's radius holds the ball; then the lamp's shadows are soft."""
    for radius, expected in ((0.0, 0.0), (0.3, 9 / (4 + 0.09))):
        scene = lit_floor(GREY, INWARDS)
        scene.lights = Lights.points([(0, 2, 0)], [(9,) * 3], np.inf, radius=radius)
        scene.meshes.append(Mesh("glass", (sphere(16, 1, 0.2),)))
        scene.batches.append(Batch("glass", 1, place((0, 2, 0)), white()))
        assert traced(scene, on_floor()).mean() == pytest.approx(0.5 / np.pi * expected, rel=0.02, abs=1e-4)


@pytest.mark.gl
def test_a_lamp_of_some_size_casts_a_soft_shadow(context: Context) -> None:
    """Under the edge of a lid half way up half of a lamp is seen, and at its radius to either side none or all."""
    scene = lit_floor(GREY, replace(INWARDS, double_sided=True))
    scene.lights = Lights.points([(0, 4, 0)], [(40,) * 3], np.inf, radius=0.2)
    scene.meshes.append(Mesh("lid", (quad(1, 1),)))
    scene.batches.append(Batch("lid", 1, facing_down(2.0, (4.0, 4.0), (4.0, 0.0)), white()))
    full = 0.5 / np.pi * 40 / (16 + 0.04)
    with Renderer(scene, (8, 8), MANY) as renderer:
        for x, share in ((-0.25, 1.0), (0.0, 0.5), (0.25, 0.0)):
            picture = renderer.render(seen_from((x - 0.5, 1.2, 0.8), (x, 0, 0), fov=0.002), planes=["hdr"])
            assert picture.planes["hdr"].mean() == pytest.approx(share * full, rel=0.03, abs=0.02 * full)


@pytest.mark.gl
def test_a_film_of_lamps_depends_on_each_frame_alone(context: Context) -> None:
    scene = shining_square((0.5, 0.25), 4.0)
    lamps = Lights.concat([rectangle()[0], tube()[0]])
    quick = replace(TRACED, paths=1)
    frames: list[Frame] = [replace(on_floor(fov=0.5), lights=lamps), on_floor(fov=0.5)]
    with Renderer(scene, (16, 16), quick) as renderer:
        film = [renderer.render(frame).pixels for frame in (*frames, frames[0])]
    with Renderer(scene, (16, 16), quick) as renderer:
        alone = renderer.render(frames[1]).pixels
    assert (film[0] == film[2]).all()
    assert (film[1] == alone).all()
    assert (film[0] != film[1]).any()


def test_shining_triangles_are_found_by_area_and_emission() -> None:
    dark, dim, bright = Material(), Material(emissive=(1, 0, 0)), Material(emissive=(0, 3, 0))
    shines = emission([dark, dim, bright, replace(bright, unlit=True)], {1: replace(dim, emissive=(2, 0, 0))})
    assert shines.tolist() == [0, 2, 3, 0]
    one = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0]], np.float32)
    texels, count, total = emitter_texels(np.stack([one, one, 2 * one, one]), np.array([0, 1, 2, 3], np.int32), shines)
    assert (count, total) == (2, pytest.approx(0.5 * 2 + 2 * 3))
    assert texels[0, :2] == pytest.approx(np.array([[1 / 7, 1], [1, 2]]))
    assert emitter_texels(one[None], np.array([0], np.int32), shines)[1:] == (0, 0.0)


@pytest.mark.gl
@pytest.mark.parametrize("parallel", [False, True])
def test_halos_of_lamps_lie_over_what_paths_have_seen(context: Context, parallel: bool) -> None:
    """As bright as the rasteriser's, and hidden by what stands before them."""
    camera: dict[str, object] = {"half_size": (1.5, 0.0)} if parallel else {"fov": 0.6}
    frame = seen_from((0, 1, 5), (0, 1, 0), **camera)  # type: ignore[arg-type]
    scene = lit_floor(GREY, replace(INWARDS, double_sided=True))
    scene.lights = Lights.points([(0, 1, 0)], [(1e-3,) * 3], 1.0, glow=1.0)
    scene.meshes.append(Mesh("wall", (quad(3, 1),)))
    scene.batches.append(Batch("wall", 1, place((0, 1, -3)), white()))
    frames = [frame, replace(frame, moves=(Move(1, place((0, 1, 3))),))]
    seen = []
    for quality in (replace(TRACED, paths=0), TRACED):
        with Renderer(scene, (16, 16), quality) as renderer:
            seen.append([renderer.render(each, planes=["hdr"]).planes["hdr"] for each in frames])
    (behind, before), paths = seen
    assert behind.max() > 0.1 > before.max()
    assert paths[0] == pytest.approx(behind, abs=0.02)
    assert paths[1] == pytest.approx(before, abs=0.02)
