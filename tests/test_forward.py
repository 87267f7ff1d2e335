"""Forward shading against numpy: one lamp on a quad, a sphere, textures, alpha."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assets.errors import InputError
from assets.scene import (
    Batch,
    Camera,
    Frame,
    Lights,
    Material,
    Mesh,
    Move,
    Primitive,
    Scene,
    Sky,
    Texture,
)
from render import gl
from render.context import Context
from render.exposure import lens_point, linear_pictures
from render.graph import FrameGraph
from render.pipeline import Sample
from render.quality import Quality
from render.stage import Stage
from tests.scenes_for_render import one, place, quad, seen_from, sphere, white

PLAIN = Quality(256, 1, 1024, 1.0, occlusion=False, glow=False, fxaa=False)


def linear(scene: Scene, frame: Frame, size: tuple[int, int] = (65, 65), quality: Quality = PLAIN) -> np.ndarray:
    """(h, w, 3) linear colour, top row first."""
    return pictures(scene, [frame], size, quality)[0]


def pictures(
    scene: Scene, frames: Sequence[Frame], size: tuple[int, int] = (65, 65), quality: Quality = PLAIN
) -> list[np.ndarray]:
    """Linear pictures of one scene, one after the other."""
    gl.glClipControl(gl.GL_LOWER_LEFT, gl.GL_ZERO_TO_ONE)
    done = []
    with closing(Stage(scene, quality)) as stage:
        for frame in frames:
            graph = FrameGraph()
            out = linear_pictures(stage, graph, Sample(frame), size, None)[0]
            graph.output(out)
            texture = graph.execute(stage.gpu.pool)[out]
            done.append(np.asarray(texture.read()[::-1, :, :3]))
            stage.gpu.pool.release(texture)
    return done


def lamp(position: Sequence[float], color: Sequence[float], range: float = 50.0) -> Lights:
    return Lights.points(np.array([position], np.float32), np.array([color], np.float32), range, 0.0)


def brdf(normal: np.ndarray, view: np.ndarray, light: np.ndarray, material: Material) -> np.ndarray:
    """glTF 2.0, appendix B.2, times the cosine: a dielectric and a metal, mixed."""
    base = np.array(material.base_color[:3])
    n_l, n_v = max(normal @ light, 0.0), max(normal @ view, 1e-3)
    half = (light + view) / np.linalg.norm(light + view)
    alpha2 = max(material.roughness, 0.045) ** 4
    d = alpha2 / (np.pi * ((normal @ half) ** 2 * (alpha2 - 1) + 1) ** 2)
    v = 0.5 / (n_l * np.sqrt(n_v**2 * (1 - alpha2) + alpha2) + n_v * np.sqrt(n_l**2 * (1 - alpha2) + alpha2))
    grazing = (1 - view @ half) ** 5
    skin, metal = 0.04 + 0.96 * grazing, base + (1 - base) * grazing
    dielectric = base / np.pi * (1 - skin) + skin * d * v
    return np.asarray((dielectric + material.metallic * (metal * d * v - dielectric)) * n_l)


@pytest.mark.gl
@pytest.mark.parametrize(("metallic", "roughness"), [(0.0, 1.0), (0.0, 0.4), (1.0, 0.5), (0.5, 0.3)])
def test_a_lamp_on_a_quad(context: Context, metallic: float, roughness: float) -> None:
    material = Material(base_color=(0.8, 0.4, 0.2, 1), metallic=metallic, roughness=roughness)
    scene = one(quad(5), material)
    scene.lights = lamp((1, 1, 2), (6, 5, 4))
    got = linear(scene, seen_from((0.5, 0.2, 3), (0, 0, 0)))[32, 32]
    point = np.zeros(3)
    view = np.array([0.5, 0.2, 3]) / np.linalg.norm([0.5, 0.2, 3])
    to_light = np.array([1, 1, 2]) - point
    r2 = to_light @ to_light
    window = (1 - (r2 / 50**2) ** 2) ** 2
    e = np.array([6, 5, 4]) * window / r2
    expected = e * brdf(np.array([0, 0, 1.0]), view, to_light / np.sqrt(r2), material)
    assert got == pytest.approx(expected, rel=8e-3), "as exact as deferred shading keeps a surface"


@pytest.mark.gl
def test_a_spot_fades_as_khr_lights_punctual_says(context: Context) -> None:
    """Along a line through the cone: what a point light gives, times the squared share between the two cosines."""
    scene = one(quad(5), Material(roughness=1.0))
    inner, outer, c = 0.2, 0.5, (8.0, 8.0, 8.0)
    at, frame = [(0.0, 0.0, 3.0)], seen_from((0, 0, 6), (0, 0, 0), fov=1.0)
    scene.lights = Lights.points(at, c, np.inf, 0.0)
    point = linear(scene, frame)[32]
    scene.lights = Lights.spots(at, [(0, 0, -1)], c, np.inf, (inner, outer), 0.0)
    spot = linear(scene, frame)[32]
    x = (np.arange(65) - 32) / 32.5 * np.tan(0.5) * 6
    cosine = 3 / np.hypot(x, 3)
    share = np.clip((cosine - np.cos(outer)) / (np.cos(inner) - np.cos(outer)), 0, 1) ** 2
    assert 5 < ((share > 0) & (share < 1)).sum() < 60
    assert spot[:, 1] / point[:, 1] == pytest.approx(share, abs=2e-3)


@pytest.mark.gl
def test_a_light_of_a_file_ends_as_khr_lights_punctual_says(context: Context) -> None:
    """At half its range 1 - 1/16 is left of it, of one of ours the square of that; beyond, of both nothing."""
    scene = one(quad(5), Material(roughness=1.0))
    at, c, frame = [(0.0, 0.0, 1.0)], (8.0, 8.0, 8.0), seen_from((0, 0, 6))

    def lit(range: float, hard: bool, radius: float = 0.0) -> float:
        scene.lights = replace(Lights.points(at, c, range, radius), hard_end=np.array([hard]))
        return float(linear(scene, frame)[32, 32, 1])

    whole = lit(np.inf, False)
    assert lit(2.0, True) == pytest.approx(15 / 16 * whole, rel=2e-3)
    assert lit(2.0, False) == pytest.approx((15 / 16) ** 2 * whole, rel=2e-3)
    assert lit(2.0, True, 1.0) == pytest.approx(15 / 32 * whole, rel=2e-3), "a source of a metre's radius"
    assert lit(0.99, True) == lit(0.99, False) == 0


@pytest.mark.gl
def test_directional_lights_add_up_in_any_light(context: Context) -> None:
    """Two of them, at any distance, each with its cosine."""
    material = Material(base_color=(0.8, 0.8, 0.8, 1), roughness=1.0)
    scene = one(quad(5), material)
    ways = np.array([(0.0, 0.0, -1.0), (0.6, 0.0, -0.8)])
    scene.lights = Lights.directional(ways, (2.0, 2.0, 2.0))
    got = linear(scene, seen_from((0, 0, 3)))[32, 32]
    up = np.array([0.0, 0.0, 1.0])
    expected = 2.0 * sum(brdf(up, up, -way, material) for way in ways)
    assert got == pytest.approx(expected, rel=8e-3), "as exact as deferred shading keeps a surface"


@pytest.mark.gl
def test_a_lit_sphere_falls_off_with_the_cosine(context: Context) -> None:
    material = Material(base_color=(1, 1, 1, 1), roughness=1.0)
    scene = one(sphere(48), material)
    scene.lights = lamp((0, 0, 100), (1e4, 1e4, 1e4), range=1e6)
    picture = linear(scene, seen_from((0, 0, 8), fov=0.3))
    middle = picture[32, 32, 1]
    # the silhouette of the unit sphere is at x = 1; at half of it the normal leans by 30 degrees
    half = 0.5 / (8 - np.cos(np.pi / 6)) / np.tan(0.15) * 32.5
    assert picture[32, round(32 + half), 1] / middle == pytest.approx(np.cos(np.pi / 6), abs=0.05)
    assert picture[2, 2].sum() == 0


@pytest.mark.gl
def test_emission_and_vertex_colour(context: Context) -> None:
    scene = one(quad(5), Material(emissive=(3.0, 0.5, 0.25)))
    assert linear(scene, seen_from((0, 0, 3)))[32, 32] == pytest.approx([3.0, 0.5, 0.25], rel=2e-3)
    scene = one(quad(5), Material(unlit=True, base_color=(0.5, 0.5, 1, 1)))
    scene.batches[0].tint[0, :3] = (0.5, 1.0, 1.0)
    assert linear(scene, seen_from((0, 0, 3)))[32, 32] == pytest.approx([0.25, 0.5, 1.0], rel=2e-3)


@pytest.mark.gl
def test_a_texture_is_decoded_and_not_upside_down(context: Context) -> None:
    pixels = np.zeros((4, 4, 4), np.uint8)
    pixels[:2] = (255, 0, 0, 255)
    pixels[2:] = (128, 128, 128, 255)
    scene = one(quad(1), Material(unlit=True, base_color_texture=0))
    scene.textures = [Texture("t", pixels, srgb=True, wrap="clamp", smooth=False)]
    picture = linear(scene, seen_from((0, 0, 4)))
    assert picture[28, 32] == pytest.approx([1, 0, 0], abs=1e-3), "uv (0, 0) is the upper left of a glTF image"
    assert picture[36, 32] == pytest.approx([0.2159] * 3, abs=1e-3)


@pytest.mark.gl
def test_the_nearest_texel_is_not_blurred_by_filtering_along_the_surface(context: Context) -> None:
    scene = one(quad(1), Material(unlit=True, base_color_texture=0))
    pixels = np.zeros((2, 2, 4), np.uint8)
    pixels[:, 1] = 255
    scene.textures = [Texture("t", pixels, smooth=False)]
    picture = linear(scene, seen_from((0, 0, 4)), quality=replace(PLAIN, anisotropy=8.0))[32, 24:41, 0]
    assert np.isin(picture, (0.0, 1.0)).all()
    assert 6 < picture.sum() < 11


@pytest.mark.gl
def test_alpha_mask_cuts_and_blend_mixes(context: Context) -> None:
    behind = Material(unlit=True, base_color=(0, 1, 0, 1))
    for front, expected in (
        (Material(unlit=True, base_color=(1, 0, 0, 0.4), alpha_mode="MASK"), [0, 1, 0]),
        (Material(unlit=True, base_color=(1, 0, 0, 0.6), alpha_mode="MASK"), [1, 0, 0]),
        (Material(unlit=True, base_color=(1, 0, 0, 0.25), alpha_mode="BLEND"), [0.25, 0.75, 0]),
        (Material(unlit=True, base_color=(1, 0, 0, 0.25), alpha_mode="OPAQUE"), [1, 0, 0]),
    ):
        scene = one(quad(5, 0), behind, front)
        scene.meshes.append(Mesh("front", (quad(1, 1),)))
        scene.batches.append(Batch("front", 1, place((0, 0, 1)), white()))
        assert linear(scene, seen_from((0, 0, 4)))[32, 32] == pytest.approx(expected, abs=2e-3), front


@pytest.mark.gl
def test_blended_surfaces_are_sorted(context: Context) -> None:
    red = Material(unlit=True, base_color=(1, 0, 0, 0.5), alpha_mode="BLEND")
    blue = Material(unlit=True, base_color=(0, 0, 1, 0.5), alpha_mode="BLEND", double_sided=True)
    scene = one(quad(1, 0), red, blue)
    scene.meshes.append(Mesh("blue", (quad(1, 1),)))
    scene.batches.append(Batch("blue", 1, place((0, 0, 1)), white()))
    # blue is nearer: half blue over half red
    assert linear(scene, seen_from((0, 0, 4)))[32, 32] == pytest.approx([0.25, 0, 0.5], abs=2e-3)
    scene.batches[1].transform[0, 2, 3] = -1
    assert linear(scene, seen_from((0, 0, 4)))[32, 32] == pytest.approx([0.5, 0, 0.25], abs=2e-3)


@pytest.mark.gl
def test_blended_parts_of_one_mesh_are_sorted(context: Context) -> None:
    red = Material(unlit=True, base_color=(1, 0, 0, 0.5), alpha_mode="BLEND", double_sided=True)
    near, far = quad(1, 0), quad(1, 1)
    near.position[:, 2] = 1
    scene = one(near, red, replace(red, base_color=(0, 0, 1, 0.5)))
    scene.meshes[0] = Mesh("both", (near, far))
    assert linear(scene, seen_from((0, 0, 4)))[32, 32] == pytest.approx([0.5, 0, 0.25], abs=2e-3)
    assert linear(scene, seen_from((0, 0, -4)))[32, 32] == pytest.approx([0.25, 0, 0.5], abs=2e-3)


@pytest.mark.gl
def test_back_faces_are_culled_unless_double_sided_and_flips_are_allowed_for(context: Context) -> None:
    def seen(material: Material, x_scale: float, from_z: float) -> bool:
        scene = one(quad(5), material)
        scene.batches[0].transform[0, 0, 0] = x_scale
        return bool(linear(scene, seen_from((0, 0, from_z)))[32, 32].any())

    single, double = Material(unlit=True), Material(unlit=True, double_sided=True)
    assert seen(single, 1, 3)
    assert not seen(single, 1, -3)
    assert seen(double, 1, -3)
    assert seen(single, -1, 3), "a mirrored instance still faces the same way"
    assert not seen(single, -1, -3)


@pytest.mark.gl
def test_the_back_of_a_double_sided_quad_is_lit(context: Context) -> None:
    scene = one(quad(5), Material(double_sided=True, roughness=1.0))
    scene.lights = lamp((0, 0, -2), (4, 4, 4))
    back = linear(scene, seen_from((0, 0, -3)))[32, 32]
    scene.lights = lamp((0, 0, 2), (4, 4, 4))
    # a mirrored single-sided neighbour must not turn the sides round
    scene.materials.append(Material())
    scene.meshes.append(Mesh("neighbour", (quad(0.1, 1),)))
    scene.batches.append(Batch("neighbour", 1, place((9, 9, 0)), white()))
    scene.batches[1].transform[0, 0, 0] = -1
    assert back == pytest.approx(linear(scene, seen_from((0, 0, 3)))[32, 32], rel=1e-3)
    assert back.any()


@pytest.mark.gl
def test_a_scene_brings_its_own_surface(context: Context, tmp_path: Path) -> None:
    file = tmp_path / "stripes.glsl"
    file.write_text(
        "Surface surface(Fragment f, Material m) {\n    Surface s = plain(f, m);\n"
        "    s.emission = vec3(m.params0.x, m.params1.w, f.local.x > 0.0 ? 1.0 : 0.0);\n    return s;\n}\n"
    )
    scene = one(quad(5), Material(surface="stripes", params=(0.5, 0, 0, 0, 0, 0, 0, 0.25)))
    scene.surfaces = {"stripes": file}
    picture = linear(scene, seen_from((0, 0, 3)))
    assert picture[32, 50] == pytest.approx([0.5, 0.25, 1.0], abs=2e-3)
    assert picture[32, 10] == pytest.approx([0.5, 0.25, 0.0], abs=2e-3)


@pytest.mark.gl
def test_a_broken_surface_is_reported_at_its_line(context: Context, tmp_path: Path) -> None:
    file = tmp_path / "broken.glsl"
    file.write_text("Surface surface(Fragment f, Material m) {\n    return nothing;\n}\n")
    scene = one(quad(5), Material(surface="broken"))
    scene.surfaces = {"broken": file}
    with pytest.raises(InputError, match=r"broken\.glsl:2: .*nothing"):
        linear(scene, seen_from((0, 0, 3)))


def test_an_unknown_surface_is_named() -> None:
    from render.materials import check_materials

    with pytest.raises(InputError, match="material 0 'default': no surface 'velvet'; there are standard, toon"):
        check_materials(one(quad(), Material(surface="velvet")))


@pytest.mark.gl
def test_not_a_number_never_reaches_the_picture(context: Context, tmp_path: Path) -> None:
    file = tmp_path / "nan.glsl"
    file.write_text(
        "Surface surface(Fragment f, Material m) {\n    Surface s = plain(f, m);\n"
        "    s.emission = vec3(sqrt(m.params0.x - 1.0), 1.0 / m.params0.x, 1.0);\n    return s;\n}\n"
    )
    scene = one(quad(5), Material(surface="nan"))
    scene.surfaces = {"nan": file}
    assert np.isfinite(linear(scene, seen_from((0, 0, 3)))).all()


def shadow_scene() -> tuple[Scene, Frame]:
    """A sphere 2 m over a floor, seen from straight above; its shadow falls 1.5 m towards -x."""
    floor = np.array([[-9, 0, -9], [-9, 0, 9], [9, 0, 9], [9, 0, -9]], np.float32)
    up = np.tile(np.array([0, 1, 0], np.float32), (4, 1))
    scene = one(sphere(24), Material(roughness=1.0), sky=Sky(sun_direction=(0.6, 0.8, 0.0)))
    scene.meshes.append(Mesh("floor", (Primitive(floor, up, np.array([0, 1, 2, 0, 2, 3], np.uint32)),)))
    scene.batches[0].transform[0, 1, 3] = 2.0
    scene.batches.append(Batch("floor", 1, place((0, 0, 0)), white()))
    return scene, Frame(0.0, Camera(eye=(0, 12, 0.01), target=(0, 0, 0), fov=0.6))


@pytest.mark.gl
def test_the_sun_casts_a_shadow(context: Context) -> None:
    scene, frame = shadow_scene()
    shaded = linear(scene, frame)
    scene.batches[0].layer = "no_shadow"
    lit = linear(scene, frame)
    per_metre = 32.5 / (12 * np.tan(0.3))
    x = round(32 - 2.2 * per_metre)
    assert shaded[32, x, 1] < 0.5 * lit[32, x, 1]
    assert shaded[32, 62, 1] == pytest.approx(lit[32, 62, 1], rel=0.01)


@pytest.mark.gl
def test_a_shadow_follows_what_moves_and_leaves_no_trace(context: Context) -> None:
    scene, frame = shadow_scene()
    there = place((0, 2, 1.5))
    moved = replace(frame, moves=(Move(0, there),))
    still, following, again = pictures(scene, [frame, moved, frame])
    assert np.array_equal(still, again)
    scene.batches[0].transform = there
    (built_there,) = pictures(scene, [frame])
    assert np.array_equal(following, built_there)
    assert not np.array_equal(following, still)


def test_lens_points_fill_the_disc_evenly() -> None:
    camera = Camera(aperture=0.01)
    p = np.array([lens_point(camera, i, 64) for i in range(64)])
    r = np.linalg.norm(p, axis=1)
    assert r.max() < 0.005
    assert np.abs(p.mean(axis=0)).max() < 2e-4
    # Equal areas hold equal counts: half of the points lie within R / sqrt(2).
    assert int((r < 0.005 / np.sqrt(2)).sum()) == 32
    assert lens_point(Camera(aperture=0.0), 3, 16) == (0.0, 0.0)
