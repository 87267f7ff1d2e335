"""Luminous surfaces against formulas and integrals: form factors, and the GGX lobe's transformed cosine."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from assets.lights import Lights
from assets.scene import Material
from render import ltc
from render.bindings import TEX_LTC
from render.context import Context
from render.gpu import Gpu
from render.graph import TextureDesc
from render.light_grid import GRID_DEFINES
from render.light_records import LightUse, light_records
from render.resources import Texture
from tests.gl_probe import probe
from tests.scenes_for_render import one, quad, seen_from
from tests.test_forward import linear

Array = np.ndarray
UP = np.array([0.0, 0.0, 1.0])


@pytest.fixture
def gpu(context: Context) -> Iterator[Gpu]:
    gpu = Gpu({**GRID_DEFINES, **LightUse(areas=True).defines()})
    yield gpu
    gpu.close()


def forms(
    gpu: Gpu, light: Lights, points: Array, normal: Array = UP, views: Array | None = None, roughness: float = 1.0
) -> Array:
    """(n, 4): above and below the horizon, the lobe's, the window; of up to 32 points."""
    record = light_records(light)[0]
    n = len(points)
    filled = np.zeros((32, 3))
    filled[:n] = points
    looks = np.tile(normal, (32, 1)).astype(float)
    if views is not None:
        looks[:n] = views
    uniforms = {
        "light_position": record["position"],
        "light_direction": record["direction"],
        "light_across": record["across"],
        "light_half_size": record["half_size"],
        "light_kind": int(record["kind"]),
        "points": filled,
        "views": looks,
        "normal": normal,
    }
    with Texture(TextureDesc((ltc.SIZE, ltc.SIZE), "rgba32f")) as table:
        table.upload(ltc.table())
        table.bind(TEX_LTC)
        return probe(gpu, "area", (32, 1), roughness=roughness, **uniforms)[0, :n]


def integrated(light: Lights, point: Array, normal: Array, steps: int = 300) -> tuple[float, float]:
    """Form factors above and below the horizon, from the definition: sums of cos cos' dA / (pi r^2)."""
    k = (np.arange(steps) + 0.5) / steps
    u, v = np.meshgrid(k, k)
    at, along, across = light.position[0], light.direction[0], light.across[0]
    width, height = light.size[0]
    if light.kind[0] == 5:  # a cylinder: height is the diameter
        side = np.cross(along, across)
        turn = 2 * np.pi * v[..., None]
        out = np.cos(turn) * across + np.sin(turn) * side
        p = at + along * ((u - 0.5) * width)[..., None] + out * (height / 2)
        area = np.full_like(u, np.pi * width * height / steps**2)
    else:
        up = np.cross(along, across)
        if light.kind[0] == 4:
            r, a = u / 2, 2 * np.pi * v
            x, y = r * np.cos(a), r * np.sin(a)
            area = np.pi * width * height * r / steps**2
        else:
            x, y, area = u - 0.5, v - 0.5, np.full_like(u, width * height / steps**2)
        p = at + across * (x * width)[..., None] + up * (y * height)[..., None]
        out = np.broadcast_to(along, p.shape)
    d = p - point
    r2 = (d * d).sum(-1)
    shines = np.maximum(-(d * out).sum(-1), 0)
    share = (d @ normal) * shines * area / (np.pi * r2 * r2)
    return float(np.maximum(share, 0).sum()), float(np.maximum(-share, 0).sum())


def corner_form(a: float, b: float, c: float) -> float:
    """Of a rectangle a x b at height c, parallel, over a point under its corner (Siegel and Howell 1981)."""
    x, y = a / c, b / c
    s, t = np.sqrt(1 + x * x), np.sqrt(1 + y * y)
    return float((x / s * np.arctan(y / s) + y / t * np.arctan(x / t)) / (2 * np.pi))


@pytest.mark.gl
def test_a_rectangle_overhead_is_the_textbook_formula(gpu: Gpu) -> None:
    for a, b, c in ((1, 1, 1), (2, 0.5, 1.3), (8, 8, 0.5), (0.1, 0.1, 5)):
        light = Lights.rectangles([(a / 2, b / 2, c)], [(0, 0, -1)], (a, b), (1, 1, 1), 10.0, across=(1, 0, 0))
        got = forms(gpu, light, np.zeros((1, 3)))[0, 0]
        assert got == pytest.approx(corner_form(a, b, c), rel=2e-3)


@pytest.mark.gl
def test_a_disc_overhead_is_the_textbook_formula(gpu: Gpu) -> None:
    """r^2 / (r^2 + h^2); the disc is a polygon of its area."""
    for r, h in ((0.5, 1.0), (1.0, 0.5), (0.05, 3.0)):
        light = Lights.discs([(0, 0, h)], [(0, 0, -1)], 2 * r, (1, 1, 1), 10.0)
        got = forms(gpu, light, np.zeros((1, 3)))[0, 0]
        assert got == pytest.approx(r * r / (r * r + h * h), rel=1e-2)


def kinds() -> dict[str, Lights]:
    at, way = [(0.3, -0.2, 1.2)], [(0.4, 0.3, -1.0)]
    return {
        "rectangle": Lights.rectangles(at, way, (1.6, 0.7), (1, 1, 1), 10.0),
        "disc": Lights.discs(at, way, (1.2, 0.8), (1, 1, 1), 10.0),
        "tube": Lights.tubes([(-0.8, 0.2, 1.0)], [(0.9, -0.3, 0.5)], 0.1, (1, 1, 1), 10.0),
    }


@pytest.mark.gl
@pytest.mark.parametrize("kind", list(kinds()))
def test_irradiance_is_the_integral_over_the_light(gpu: Gpu, kind: str) -> None:
    """All round the light and for normals that put the horizon across it; what lies below it too."""
    light, rng = kinds()[kind], np.random.default_rng(7)
    points = rng.uniform((-1.5, -1.5, -1.0), (1.5, 1.5, 0.4), (24, 3))
    cut = 0
    for normal in (UP, np.array([0.8, 0.0, 0.6]), np.array([-0.6, 0.64, 0.48])):
        got = forms(gpu, light, points, normal)
        expected = np.array([integrated(light, p, normal) for p in points])
        cut += int((expected.min(1) > 1e-3).sum())
        assert got[:, :2] == pytest.approx(expected, rel=0.03, abs=2e-3)
    assert cut > 0, "some are cut by the horizon"


@pytest.mark.gl
def test_a_thick_tube_is_the_integral_over_its_round_side(gpu: Gpu) -> None:
    """From broadside to nearly along it, near its middle and its ends: the tube's own surface, not a flat one."""
    start, end, radius = np.array([-0.9, 0.1, 0.8]), np.array([0.8, -0.3, 1.3]), 0.1
    light = Lights.tubes([start], [end], 2 * radius, (1, 1, 1), 10.0)
    points = np.array([(x, y, -0.2) for x in (-3.0, -1.2, 0.0, 1.5, 4.0) for y in (-0.8, 0.4)])
    along, round_ = np.meshgrid((np.arange(600) + 0.5) / 600, (np.arange(400) + 0.5) / 400 * 2 * np.pi)
    axis = (end - start) / np.linalg.norm(end - start)
    x = np.cross(axis, UP) / np.linalg.norm(np.cross(axis, UP))
    out = np.cos(round_)[..., None] * x + np.sin(round_)[..., None] * np.cross(axis, x)
    at = start + along[..., None] * (end - start) + radius * out
    area = np.linalg.norm(end - start) * 2 * np.pi * radius / along.size
    for p, got in zip(points, forms(gpu, light, points)[:, 0], strict=True):
        way = at - p
        far = np.linalg.norm(way, axis=2)
        seen = np.maximum(-(way * out).sum(2), 0) * np.maximum(way[..., 2], 0) / far**4
        assert got == pytest.approx(seen.sum() * area / np.pi, rel=6e-3, abs=3e-5)


@pytest.mark.gl
def test_one_side_shines_or_both(gpu: Gpu) -> None:
    way, behind = [(0, 0, 1)], np.array([[0.1, 0.0, 0.0]])
    one_sided = Lights.rectangles([(0, 0, 1)], way, (1, 1), (1, 1, 1), 10.0)
    two_sided = Lights.rectangles([(0, 0, 1)], way, (1, 1), (1, 1, 1), 10.0, two_sided=True)
    assert forms(gpu, one_sided, behind)[0, 0] == 0
    facing = Lights.rectangles([(0, 0, 1)], [(0, 0, -1)], (1, 1), (1, 1, 1), 10.0)
    assert forms(gpu, two_sided, behind)[0, 0] == pytest.approx(forms(gpu, facing, behind)[0, 0], rel=1e-5)


@pytest.mark.gl
def test_far_off_all_kinds_shine_as_a_point_of_their_colour(gpu: Gpu) -> None:
    """Radiance times form factor times pi is intensity / r^2."""
    at, way = [(0, 0, 40)], [(0, 0, -1)]
    for light in (
        Lights.rectangles(at, way, (2.0, 0.5), (7, 7, 7), 1000.0),
        Lights.discs(at, way, (2.0, 1.0), (7, 7, 7), 1000.0),
        Lights.tubes([(-1, 0, 40)], [(1, 0, 40)], 0.2, (7, 7, 7), 1000.0),
    ):
        radiance = light_records(light)["color"][0, 0]
        got = forms(gpu, light, np.zeros((1, 3)))[0, 0]
        assert radiance * got * np.pi == pytest.approx(7 / 1600, rel=0.01)


def whole(view: Array, alpha: float) -> float:
    """The lobe's integral over the hemisphere."""
    around = ltc.lobe_samples(view, alpha)
    value, chance = ltc.lobe(view, around, alpha)
    return float((value / np.maximum(chance, 1e-12)).mean())


def test_the_table_is_the_fit() -> None:
    """A few rows of the fit made anew are what is stored; a rough upright lobe is nearly a cosine."""
    stored = ltc.table()
    assert stored.shape == (ltc.SIZE, ltc.SIZE, 4)
    assert np.isfinite(stored).all()
    view = np.array([0.0, 0.0, 1.0])
    for row, alpha in ((31, 1.0), (16, (16 / 31) ** 2), (8, (8 / 31) ** 2)):
        m = np.array([[stored[row, 0, 0], 0, stored[row, 0, 1]], [0, 1, 0], [stored[row, 0, 2], 0, stored[row, 0, 3]]])
        light = np.array([[np.sin(a), 0, np.cos(a)] for a in np.linspace(0, 1.2, 9)])
        value, _ = ltc.lobe(view, light, alpha)
        got = ltc.density(m.astype(float), light)
        total = whole(view, alpha)
        assert got == pytest.approx(value / total, abs=0.06 * float(value.max() / total))


@pytest.mark.gl
@pytest.mark.parametrize("roughness", [0.25, 0.5, 0.8])
def test_the_lobe_is_the_integral_of_ggx(gpu: Gpu, roughness: float) -> None:
    """The lobe's share that falls on the light, against a quadrature of the GGX lobe over it: within 0.05 of all."""
    light = Lights.rectangles([(-1.0, 0.1, 1.0)], [(0.6, 0, -1.0)], (1.2, 1.0), (1, 1, 1), 10.0)
    steps = 240
    k = (np.arange(steps) + 0.5) / steps - 0.5
    u, v = np.meshgrid(k, k)
    up = np.cross(light.direction[0], light.across[0])
    p = light.position[0] + light.across[0] * (1.2 * u)[..., None] + up * (1.0 * v)[..., None]
    angles = np.linspace(0.05, 1.3, 16)
    views = np.stack([np.sin(angles), 0.15 * np.ones(16), np.cos(angles)], axis=1)
    views /= np.linalg.norm(views, axis=1, keepdims=True)
    got = forms(gpu, light, np.zeros((16, 3)), UP, views, roughness)[:, 2]
    expected = []
    for view in views:
        r2 = (p * p).sum(-1)
        way = p / np.sqrt(r2)[..., None]
        value, _ = ltc.lobe(view, way, roughness**2)
        solid = np.maximum(-(way @ light.direction[0]), 0) * 1.2 / (steps**2 * r2)
        expected.append((value * solid).sum() / whole(view, roughness**2))
    assert np.ptp(expected) > 0.07
    assert got == pytest.approx(np.array(expected), abs=0.05)


@pytest.mark.gl
def test_a_lit_floor_is_the_form_factor(context: Context) -> None:
    """The whole way through the forward pass: a diffuse floor under a rectangle."""
    scene = one(quad(5), Material(base_color=(0.5, 0.5, 0.5, 1.0), roughness=1.0))
    a, b, c = 2.0, 1.0, 1.5
    scene.lights = Lights.rectangles([(0, 0, c)], [(0, 0, -1)], (a, b), (6, 6, 6), 1e4, across=(1, 0, 0))
    got = linear(scene, seen_from((0, -8, 8)))[32, 32, 1]
    radiance = 6 / (a * b)
    diffuse = 0.5 * radiance * 4 * corner_form(a / 2, b / 2, c)
    assert diffuse * 0.94 < got < diffuse * 1.06
