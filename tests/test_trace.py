"""Traced light against what is known by hand: even light, a form factor, Beer's law, one lamp; and pure pictures."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from assets.scene import (
    Anisotropy,
    Batch,
    Clearcoat,
    DiffuseTransmission,
    Environment,
    Figure,
    Frame,
    Grade,
    Iridescence,
    Lights,
    Material,
    Mesh,
    Move,
    Pose,
    Primitive,
    Scene,
    Sheen,
    Texture,
    Toon,
    Transmission,
    Volume,
    Water,
)
from render.context import Context
from render.light_table import COLUMNS, ROWS, panorama_table
from render.quality import QUALITIES, Quality
from render.renderer import Renderer
from render.traced_geometry import reasons_against
from tests.scenes_for_render import one, place, quad, seen_from, sphere, white

TRACED = replace(QUALITIES["final"], subframes=4, paths=16)
WHITE = Material(base_color=(1, 1, 1, 1), roughness=1.0)


def even(radiance: float = 1.0) -> Environment:
    return Environment(np.full((8, 16, 3), radiance, np.float32))


def traced(
    scene: Scene, frame: Frame, size: tuple[int, int] = (32, 32), quality: Quality = TRACED, transparent: bool = False
) -> np.ndarray:
    """Linear colour `(h, w, 3 or 4)`, top row first."""
    assert not reasons_against(scene)
    scene.grade = Grade(tonemap="none", bloom=0.0)
    with Renderer(scene, size, quality) as renderer:
        return renderer.render(frame, transparent=transparent, planes=["hdr"]).planes["hdr"]


def under(environment: Environment, primitive: Primitive, *materials: Material) -> Scene:
    scene = one(primitive, *materials)
    scene.environment = environment
    return scene


CLEAR = Transmission(1.0)
FURNACE = {
    "white": {},
    "smooth": {"roughness": 0.2},
    "metal": {"metallic": 1.0, "roughness": 0.3},
    "rough metal": {"metallic": 1.0},
    "half a metal": {"metallic": 0.5, "roughness": 0.6},
    "coat": {"clearcoat": Clearcoat(1.0, 0.1)},
    "smooth coat": {"clearcoat": Clearcoat(1.0, 0.0), "metallic": 1.0, "roughness": 0.3},
    "cloth": {"sheen": Sheen((1.0, 1.0, 1.0), 0.5)},
    "brushed": {"metallic": 1.0, "roughness": 0.3, "anisotropy": Anisotropy(0.8)},
    "leaf": {"diffuse_transmission": DiffuseTransmission(0.5), "double_sided": True},
    "leaf without a back": {"diffuse_transmission": DiffuseTransmission(0.5)},
    "pane": {"transmission": CLEAR, "roughness": 0.3, "double_sided": True},
    "pane without a back": {"transmission": CLEAR, "roughness": 0.3},
    "glass": {"transmission": CLEAR, "volume": Volume(1.0), "roughness": 0.0},
    "rough glass": {"transmission": CLEAR, "volume": Volume(1.0), "roughness": 0.4},
}


@pytest.mark.gl
@pytest.mark.parametrize("name", FURNACE)
def test_furnace(context: Context, name: str) -> None:
    """In even light whatever swallows nothing cannot be told from its surroundings."""
    scene = under(even(), sphere(64), replace(WHITE, **FURNACE[name]))
    picture = traced(scene, seen_from((0, 0, 4), fov=0.6), quality=replace(TRACED, bounces=32))
    # what bounces several times between facets is made up for as reflection by even roughness, and not in glass
    lost = {"rough glass": 0.08, "brushed": 0.25, "rough metal": 0.05}.get(name, 0.025)
    assert picture[8:24, 8:24].mean() == pytest.approx(1.0, abs=lost)
    assert picture.mean() > 0.97 - lost
    assert picture.max() < 1.25  # of one pixel with 64 paths


@pytest.mark.gl
def test_a_lid_shadows_the_floor_by_its_form_factor(context: Context) -> None:
    """Under a black square of side 2 at height 1 the middle of a floor loses the square's configuration factor,
    4 / pi * atan(1 / sqrt 2) / sqrt 2 = 0.5541 (Howell, A Catalog of Radiation Configuration Factors, B-4)."""
    black = Material(base_color=(0, 0, 0, 1), roughness=1.0, specular=0.0)
    scene = under(even(), quad(4), replace(black, base_color=(1, 1, 1, 1)), black)
    lid = quad(1, 1)
    scene.meshes.append(Mesh("lid", (replace(lid, indices=lid.indices[::-1].copy()),)))
    scene.batches.append(Batch("lid", 1, place((0, 0, 1)), white()))
    picture = traced(scene, seen_from((3, 0, 0.4), (0, 0, 0), fov=0.004), (8, 8))
    factor = 4 / np.pi * np.arctan(1 / np.sqrt(2)) / np.sqrt(2)
    assert picture.mean() == pytest.approx(1 - factor, rel=0.06)


@pytest.mark.gl
def test_colour_bleeds_between_parallel_planes(context: Context) -> None:
    """Two endless facing planes of albedo a, one of them shining with 1: the other shows a / (1 - a * a)."""
    a = 0.5
    plain = Material(base_color=(a, a, a, 1), roughness=1.0, specular=0.0)
    scene = under(even(0.0), quad(200), plain, replace(plain, emissive=(1.0, 1.0, 1.0)))
    top = quad(200, 1)
    scene.meshes.append(Mesh("top", (replace(top, indices=top.indices[::-1].copy(), normal=-top.normal),)))
    scene.batches.append(Batch("top", 1, place((0, 0, 1)), white()))
    picture = traced(scene, seen_from((1, 0, 0.5), (0, 0, 0), fov=0.1), (16, 16), replace(TRACED, bounces=24))
    assert picture.mean() == pytest.approx(a / (1 - a * a), rel=0.04)


@pytest.mark.gl
def test_a_body_swallows_light_by_the_way_through_it(context: Context) -> None:
    """A slab of index 1 and thickness 2 that halves red light in one metre lets a quarter through, in its middle."""
    body = Volume(2.0, attenuation_distance=1.0, attenuation_color=(0.5, 1.0, 1.0))
    glass = replace(WHITE, transmission=CLEAR, volume=body, ior=1.0, roughness=0.0)
    front, back = quad(50), quad(50)
    scene = under(even(), front, glass)
    scene.meshes.append(Mesh("back", (replace(back, indices=back.indices[::-1].copy(), normal=-back.normal),)))
    scene.batches.append(Batch("back", 1, place((0, 0, -2)), white()))
    picture = traced(scene, seen_from((0, 0, 3), fov=0.05), (8, 8))
    assert picture.mean((0, 1)) == pytest.approx([0.25, 1.0, 1.0], abs=0.02)


@pytest.mark.gl
def test_glass_bends_by_its_index(context: Context) -> None:
    """A ball of index 1.5 is a lens: it turns a sky that is bright above and dark below upside down."""
    light = np.zeros((64, 128, 3), np.float32)
    light[:32] = 1.0
    glass = replace(WHITE, transmission=CLEAR, volume=Volume(1.0), roughness=0.0, ior=1.5)
    scene = under(Environment(light), sphere(64), glass)
    picture = traced(scene, seen_from((0, 0, 6), fov=0.36), (33, 33))[..., 0]
    assert picture[6:12, 16].mean() < 0.25
    assert picture[21:27, 16].mean() > 0.6


@pytest.mark.gl
def test_every_colour_bends_by_its_own_index(context: Context) -> None:
    """KHR_materials_dispersion: red as a body of the lesser index, blue of the greater; no light is lost."""
    light = np.zeros((64, 128, 3), np.float32)
    light[:24] = 1.0
    spread = 0.5 * 0.025 * 20.0  # of an index 1.5 with 20 / Abbe number = 20
    glass = replace(WHITE, transmission=CLEAR, volume=Volume(1.0), roughness=0.0, ior=1.5)
    scattering = replace(glass, volume=Volume(1.0, dispersion=20.0))

    def ball(material: Material, environment: Environment) -> np.ndarray:
        return traced(under(environment, sphere(64), material), seen_from((0, 0, 6), fov=0.36), (33, 33))

    colours = ball(scattering, Environment(light))
    alone = [ball(replace(glass, ior=ior), Environment(light))[..., 1] for ior in (1.5 - spread, 1.5, 1.5 + spread)]
    apart = np.array([[np.abs(colours[..., i] - alone[k]).mean() for k in range(3)] for i in range(3)])
    assert (apart.argmin(1) == (0, 1, 2)).all()
    assert max(apart[0, 0], apart[2, 2]) < 0.5 * min(apart[0, 2], apart[2, 0])
    assert ball(scattering, even()).mean((0, 1)) == pytest.approx([1, 1, 1], abs=0.03)


@pytest.mark.gl
def test_one_lamp_and_its_shadow(context: Context) -> None:
    """A point lamp over a white floor gives I / r^2 / pi; behind a quad it gives nothing."""
    scene = under(even(0.0), quad(5), replace(WHITE, specular=0.0))
    scene.lights = Lights.points(np.array([[0, 0, 2.0]]), np.full((1, 3), 8.0), 100.0, radius=0.0)
    frame = seen_from((0.5, 0, 6), (0, 0, 0), fov=0.05)
    assert traced(scene, frame, (8, 8)).mean() == pytest.approx(8 / 4 / np.pi, rel=0.02)
    scene.batches.append(Batch("lid", 0, place((0, 0, 1), scale=0.02), white()))
    assert traced(scene, seen_from((1.5, 0, 0.4), (0, 0, 0), fov=0.02), (8, 8)).max() < 0.05


@pytest.mark.gl
@pytest.mark.parametrize("mirrored", [False, True])
def test_a_plane_with_relief_shows_the_cosine_of_its_mapped_normal(context: Context, mirrored: bool) -> None:
    """Tilted by the map towards +y, which stays so where the plane is mirrored along x; it does not light itself."""
    plane = replace(quad(2), tangent=np.tile(np.array([1, 0, 0, 1], np.float32), (4, 1)))
    rough = Material(base_color=(0.5, 0.5, 0.5, 1), roughness=1.0, specular=0.0, normal_texture=0)
    scene = under(even(0.0), plane, rough)
    scene.textures = [Texture("up", np.full((2, 2, 4), (128, 204, 230, 255), np.uint8), srgb=False)]
    scene.lights = Lights.directional([(0, -0.6, -0.8)], [(np.pi,) * 3])
    scene.batches[0].transform[0, 0, 0] = -1 if mirrored else 1
    picture = traced(scene, seen_from((0, 0, 3), fov=0.1), (8, 8))
    assert picture.mean((0, 1)) == pytest.approx([0.5] * 3, abs=5e-3)


@pytest.mark.gl
def test_what_its_joints_mirror_is_seen_from_outside(context: Context) -> None:
    """A posed square turned inside out by its joint faces the eye all the same, as the rasteriser has it."""
    joints, weights = np.zeros((4, 4), np.uint16), np.tile(np.eye(1, 4, dtype=np.float32), (4, 1))
    scene = under(even(0.5), replace(quad(1), joints=joints, weights=weights), Material(unlit=True))
    mirror = np.eye(4, dtype=np.float32)[None, :3] * np.array([-1, 1, 1], np.float32)[:, None]
    scene.figures = [Figure("f", ("j",), (), Pose(mirror, np.zeros(0, np.float32)))]
    scene.batches[0].figure = 0
    frame = replace(seen_from((0, 0, 3), fov=0.1), poses={0: scene.figures[0].rest})
    assert traced(scene, frame, (8, 8)).mean() == pytest.approx(1.0, abs=1e-3)


@pytest.mark.gl
def test_alpha_masks_and_blends_on_rays(context: Context) -> None:
    """A blended square covers its share; of a masked one that falls below the cutoff nothing is seen."""
    for mode, expected in (("BLEND", 0.25), ("MASK", 0.0), ("OPAQUE", 1.0)):
        material = Material(base_color=(1, 1, 1, 0.25), roughness=1.0, alpha_mode=mode)  # type: ignore[arg-type]
        picture = traced(under(even(), quad(1), material), seen_from((0, 0, 3), fov=0.1), transparent=True)
        assert picture[..., 3].mean() == pytest.approx(expected, abs=0.02), mode
        assert picture[..., 0].mean() == pytest.approx(expected, abs=0.03), mode


@pytest.mark.gl
def test_unlit_shows_its_colour_and_backs_of_single_sided_things_nothing(context: Context) -> None:
    flat = Material(base_color=(0.2, 0.4, 0.6, 1), unlit=True)
    front = traced(under(even(), quad(1), flat), seen_from((0, 0, 3), fov=0.1), transparent=True)
    assert front.mean((0, 1)) == pytest.approx([0.2, 0.4, 0.6, 1.0], abs=2e-3)
    assert not traced(under(even(), quad(1), flat), seen_from((0, 0, -3), fov=0.1), transparent=True).any()


@pytest.mark.gl
def test_a_picture_depends_on_its_frame_alone(context: Context) -> None:
    """The same bytes whatever was drawn before, though a moved scene bends and rebuilds its tree."""
    scene = under(even(), sphere(12), replace(WHITE, iridescence=Iridescence(1.0)))
    scene.grade = Grade(tonemap="none")
    still = seen_from((0, 0, 4), fov=0.6)
    moved = replace(still, moves=(Move(0, place((0.4, 0.1, 0))),))
    quick = replace(TRACED, paths=1)
    with Renderer(scene, (24, 24), quick) as renderer:
        first = [renderer.render(frame).pixels for frame in (still, moved, still)]
    with Renderer(scene, (24, 24), quick) as renderer:
        alone = renderer.render(moved).pixels
    assert (first[0] == first[2]).all()
    assert (first[1] == alone).all()
    assert (first[0] != first[1]).any()


def test_the_table_of_light_finds_the_lamp_and_ends_at_one() -> None:
    radiance = np.full((64, 128, 3), 0.1, np.float32)
    radiance[20, 40] = 100.0
    table = panorama_table(Environment(radiance))
    rows, columns = table[: ROWS + 1], table[ROWS + 1 :].reshape(ROWS, COLUMNS + 1)
    assert (np.diff(rows) >= 0).all()
    assert rows[-1] == 1.0
    assert (columns[:, -1] == 1.0).all()
    assert rows[84] - rows[80] > 0.9
    assert columns[82, 164] - columns[82, 160] > 0.9


def test_which_scenes_are_traced() -> None:
    scene = under(even(), quad(1), WHITE)
    assert reasons_against(scene) == []
    assert reasons_against(one(quad(1))) == []
    scene.water = Water()
    scene.materials = [replace(WHITE, toon=Toon())]
    assert reasons_against(scene) == ["it has water", "it has toon materials"]
