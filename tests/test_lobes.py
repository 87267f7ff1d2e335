"""Clearcoat, sheen and a dielectric's own reflectance against their formulas in numpy."""

from __future__ import annotations

import numpy as np
import pytest

from assets.scene import Clearcoat, Environment, Material, Sheen, Sky, Texture
from render.context import Context
from render.materials import group_of
from render.passes.ibl import charlie_lambda, sheen_albedo
from render.passes.panorama import panorama_directions
from tests.scenes_for_render import DARK, one, quad, seen_from, sphere
from tests.test_forward import brdf, lamp, linear

NORMAL = np.array([0, 0, 1.0])
EYE, LAMP = np.array([0.5, 0.2, 3.0]), np.array([1.0, 1.0, 2.0])


def seen(material: Material, sky: Sky = DARK) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A quad's middle under one lamp over the irradiance at normal incidence; the unit ways to eye and lamp."""
    scene = one(quad(5), material, sky=sky)
    scene.lights = lamp(tuple(LAMP), (6, 6, 6))
    got = linear(scene, seen_from(tuple(EYE), (0, 0, 0)))[32, 32]
    r2 = LAMP @ LAMP
    irradiance = 6 * (1 - (r2 / 50**2) ** 2) ** 2 / r2
    return got / irradiance, EYE / np.linalg.norm(EYE), LAMP / np.sqrt(r2)


@pytest.mark.gl
def test_clearcoat(context: Context) -> None:
    """KHR_materials_clearcoat: the base through (1 - c F(n.v)), and c times a GGX lobe of F0 0.04 on top."""
    base = Material(base_color=(0.8, 0.4, 0.2, 1), roughness=0.7)
    coat = Material(**{**vars(base), "clearcoat": Clearcoat(0.75, 0.3)})
    got, v, light = seen(coat)
    under = brdf(NORMAL, v, light, base)
    gloss = brdf(NORMAL, v, light, Material(base_color=(0, 0, 0, 1), roughness=0.3))
    fresnel = 0.04 + 0.96 * (1 - v[2]) ** 5
    assert got == pytest.approx(under * (1 - 0.75 * fresnel) + 0.75 * gloss, rel=5e-3)


@pytest.mark.gl
def test_sheen(context: Context) -> None:
    """KHR_materials_sheen: Charlie's lobe, and the base dimmed by what the lobe takes."""
    base = Material(base_color=(0.3, 0.3, 0.3, 1), roughness=1.0)
    cloth = Material(**{**vars(base), "sheen": Sheen((0.9, 0.6, 0.3), 0.5)})
    got, v, light = seen(cloth)
    half = (v + light) / np.linalg.norm(v + light)
    a = 0.25
    d = (2 + 1 / a) * (1 - half[2] ** 2) ** (0.5 / a) / (2 * np.pi)
    shadow = 1 + charlie_lambda(v[2:], np.array(a)) + charlie_lambda(light[2:], np.array(a))
    lobe = d / (4 * v[2] * shadow)
    table = sheen_albedo(64)[31:33].mean(0)
    taken = 0.9 * max(np.interp(x, (np.arange(64) + 0.5) / 64, table) for x in (v[2], light[2]))
    expected = brdf(NORMAL, v, light, base) * (1 - taken) + np.array([0.9, 0.6, 0.3]) * lobe
    assert got == pytest.approx(expected, rel=0.01)


@pytest.mark.gl
def test_index_of_refraction_and_specular(context: Context) -> None:
    """An index of 2 reflects 1/9 along the normal; KHR_materials_specular scales and tints that."""
    material = Material(base_color=(0, 0, 0, 1), roughness=0.4, ior=2.0, specular=0.5, specular_color=(1.0, 0.5, 0.0))
    got, v, light = seen(material)
    half = (v + light) / np.linalg.norm(v + light)
    white = brdf(NORMAL, v, light, Material(base_color=(1, 1, 1, 1), metallic=1.0, roughness=0.4))
    f0 = 0.5 / 9 * np.array([1.0, 0.5, 0.0])
    fresnel = f0 + (0.5 - f0) * (1 - v @ half) ** 5
    assert got == pytest.approx(white * fresnel, rel=5e-3, abs=1e-5)


@pytest.mark.gl
@pytest.mark.parametrize("roughness", [0.3, 0.5, 0.8])
@pytest.mark.parametrize("height", [0.3, 0.7])
def test_sheen_under_a_panorama(context: Context, roughness: float, height: float) -> None:
    """Charlie's lobe summed over a panorama with a broad lamp: one mean direction keeps within a fifth what the
    irradiance about the normal would miss by far."""
    towards, solid = panorama_directions(128, 64)
    light = np.exp(4 * (towards @ np.array([0.8, 0.0, 0.6]) - 1))[..., None] * np.ones(3) + 0.02
    cloth = Material(base_color=(0, 0, 0, 1), roughness=1.0, specular=0.0, sheen=Sheen((1.0, 1.0, 1.0), roughness))
    scene = one(quad(5), cloth)
    scene.environment = Environment(light.astype(np.float32))
    a, found, expected = np.array(roughness**2), [], []
    for turn in (0.0, np.pi):
        v = np.array([np.sqrt(1 - height**2) * np.cos(turn), np.sqrt(1 - height**2) * np.sin(turn), height])
        h = towards + v
        h /= np.maximum(np.linalg.norm(h, axis=2, keepdims=True), 1e-9)
        d = (2 + 1 / a) * np.maximum(1 - h[..., 2] ** 2, 0.0078125) ** (0.5 / a) / (2 * np.pi)
        n_l = np.maximum(towards[..., 2], 1e-4)
        shadow = 1 + charlie_lambda(v[2:], a) + charlie_lambda(n_l.ravel(), a).reshape(n_l.shape)
        lobe = np.where(towards[..., 2] > 0, d / (4 * height * shadow), 0) * solid
        expected.append((lobe * light[..., 0]).sum())
        found.append(linear(scene, seen_from(tuple(3 * v)))[32, 32, 0])
    assert found == pytest.approx(expected, abs=0.2 * max(expected))


@pytest.mark.gl
def test_black_metal_shines_at_grazing_angles(context: Context) -> None:
    """Appendix B of glTF 2.0: a metal's F90 is 1 however dark its colour."""
    got, v, light = seen(Material(base_color=(0, 0, 0, 1), metallic=1.0, roughness=0.4))
    half = (v + light) / np.linalg.norm(v + light)
    white = brdf(NORMAL, v, light, Material(base_color=(1, 1, 1, 1), metallic=1.0, roughness=0.4))
    assert got == pytest.approx(white * (1 - v @ half) ** 5, rel=5e-3, abs=1e-6)


def test_sheen_albedo_against_random_sampling() -> None:
    """A uniform sample of the hemisphere with a generator of fixed seed, within 3 %."""
    rng = np.random.default_rng(0)
    z, phi = rng.random(200_000), 2 * np.pi * rng.random(200_000)
    light = np.stack([np.sqrt(1 - z * z) * np.cos(phi), np.sqrt(1 - z * z) * np.sin(phi), z], 1)
    table = sheen_albedo(32)
    for row, column in ((15, 4), (25, 16), (31, 30)):
        roughness, c = (row + 0.5) / 32, (column + 0.5) / 32
        a = roughness**2
        v = np.array([np.sqrt(1 - c * c), 0, c])
        h = light + v
        n_h = h[:, 2] / np.linalg.norm(h, axis=1)
        d = (2 + 1 / a) * np.maximum(1 - n_h**2, 0.0078125) ** (0.5 / a) / (2 * np.pi)
        shadow = 1 + charlie_lambda(np.array([c]), np.array(a)) + charlie_lambda(z, np.array(a))
        assert table[row, column] == pytest.approx((d / (4 * c * shadow)).mean() * 2 * np.pi, rel=0.03)


@pytest.mark.gl
@pytest.mark.parametrize("roughness", [0.3, 1.0])
def test_furnace(context: Context, roughness: float) -> None:
    """In even light a white surface, coated, clothed or half of metal, gives back no more than it gets, and nearly all
    of it."""
    even = Environment(np.ones((8, 16, 3), np.float32))
    half = {"metallic": 0.5, "roughness": roughness}
    for more in ({"clearcoat": Clearcoat(1.0, roughness)}, {"sheen": Sheen((1.0, 1.0, 1.0), roughness)}, half):
        scene = one(sphere(48), Material(**{"base_color": (1, 1, 1, 1), "roughness": 1.0, **more}))
        scene.environment = even
        picture = linear(scene, seen_from((0, 0, 8), fov=0.3))
        assert picture.max() < 1.03, more
        assert picture[32, 32].min() > 0.97, more


@pytest.mark.gl
def test_each_texture_has_its_own_coordinates(context: Context) -> None:
    """A quarter of the picture is green; base colour sees it scaled by two, so a middle that would be red is green."""
    pixels = np.zeros((4, 4, 4), np.uint8)
    pixels[..., 0], pixels[..., 3] = 255, 255
    pixels[2:, 2:] = (0, 255, 0, 255)
    moved = ((("base_color",), (0.5, 0.0, 0.5, 0.0, 0.5, 0.5)),)
    for transforms, expected in (((), (1, 0, 0)), (moved, (0, 1, 0))):
        material = Material(base_color_texture=0, unlit=True, uv_transforms=transforms)
        scene = one(quad(1), material)
        scene.textures = [Texture("t", pixels, smooth=False)]
        assert linear(scene, seen_from((-0.3, 0.3, 3), (-0.3, 0.3, 0)))[32, 32] == pytest.approx(expected, abs=0.01)


def test_only_what_a_material_needs_is_compiled() -> None:
    assert group_of(Material(), False).lobes == ()
    assert group_of(Material(sheen=Sheen((1, 1, 1))), False).lobes == ("SHEEN",)
    assert group_of(Material(clearcoat=Clearcoat(texture=0)), False).lobes == ("CLEARCOAT", "CLEARCOAT_TEXTURED")
    assert group_of(Material(ior=1.3), False).lobes == ("SPECULAR",)
