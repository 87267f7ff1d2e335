"""Traced light under a sky and in a studio, against integrals and a small path tracer in numpy."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from assets.scene import Batch, Camera, Frame, Grade, Haze, Material, Mesh, Primitive, Scene, Sky, Studio
from render.atmosphere import DISC, map_directions
from render.context import Context
from render.gpu import Gpu
from render.light_table import light_table, sky_table
from render.passes.sky import SkyMaps
from render.quality import QUALITIES, Quality
from render.renderer import Renderer
from render.traced_geometry import reasons_against
from tests.scenes_for_render import DARK, one, place, quad, seen_from, sphere, white

TRACED = replace(QUALITIES["final"], subframes=4, paths=16)
GREY = Material(base_color=(0.5, 0.5, 0.5, 1), roughness=1.0, specular=0.0)
MORNING = Sky(sun_direction=(0.55, 0.5, 0.669), clouds=0.3, stars=0.0)
FLOOR = np.array([[1, 0, 0, 0], [0, 0, 1, 0], [0, -1, 0, 0]], np.float32)[None]
"""Lays a square flat, facing up."""


def traced(
    scene: Scene, frame: Frame, size: tuple[int, int] = (8, 8), quality: Quality = TRACED, transparent: bool = False
) -> np.ndarray:
    """Linear colour `(h, w, 3 or 4)`, top row first."""
    assert not quality.paths or not reasons_against(scene)
    scene.grade = Grade(tonemap="none", bloom=0.0)
    with Renderer(scene, size, quality) as renderer:
        return renderer.render(frame, transparent=transparent, planes=["hdr"]).planes["hdr"]


def lit_floor(*materials: Material, sky: Sky = DARK, size: float = 20.0) -> Scene:
    scene = one(quad(size), *(materials or [GREY]), sky=sky)
    scene.batches[0].transform = FLOOR.copy()
    return scene


def on_floor(at: tuple[float, float] = (0.0, 0.0), fov: float = 0.01) -> Frame:
    """A look at a spot of the floor, aslant."""
    return seen_from((at[0] + 1.0, 3.0, at[1] + 1.5), (at[0], 0.0, at[1]), fov=fov)


@pytest.fixture
def morning(context: Context) -> tuple[np.ndarray, np.ndarray]:
    """The sky map `(h, w, 3)` of MORNING, and what its sun sends to the ground."""
    gpu, maps = Gpu(), SkyMaps()
    light = maps.update(gpu, MORNING, Haze())
    radiance = np.asarray(maps.map.read()[..., :3], np.float64)
    maps.close()
    gpu.close()
    return radiance, light.sun


@pytest.mark.gl
@pytest.mark.parametrize("roughness", [0.1, 1.0])
def test_a_white_ball_cannot_be_told_from_even_light(context: Context, roughness: float) -> None:
    scene = one(sphere(48), Material(roughness=roughness))
    scene.studio = Studio(color=(0, 0, 0), ambient=(0.7, 0.7, 0.7), background=(0.7, 0.7, 0.7))
    picture = traced(scene, seen_from((0, 0, 4), fov=0.6), (24, 24), replace(TRACED, bounces=32))
    assert picture.mean() == pytest.approx(0.7, rel=0.02)


@pytest.mark.gl
@pytest.mark.parametrize("sun", [True, False])
def test_a_plane_under_the_sky_shows_its_integral(
    context: Context, morning: tuple[np.ndarray, np.ndarray], sun: bool
) -> None:
    """Albedo over pi of the irradiance: the map's cosine-weighted sum, and the sun's cosine unless it is hidden by a
    square far off that takes next to nothing of the sky."""
    radiance, sunlight = morning
    way, solid = map_directions(radiance.shape[1], radiance.shape[0])
    expected = (radiance * (np.maximum(way[..., 1], 0) * solid)[..., None]).sum((0, 1))
    towards = np.array(MORNING.sun_direction) / np.linalg.norm(MORNING.sun_direction)
    scene = lit_floor(sky=MORNING)
    if sun:
        expected = expected + sunlight * towards[1]
    else:
        scene.batches.append(Batch("far", 0, place(tuple(towards * 2000), scale=1.5), white()))
        scene.materials[0] = replace(GREY, double_sided=True)
    picture = traced(scene, on_floor(), quality=replace(TRACED, paths=64))
    assert picture.mean((0, 1)) == pytest.approx(0.5 / np.pi * expected, rel=0.02)


@pytest.mark.gl
def test_the_suns_shadow_is_as_soft_as_its_disc_is_wide(context: Context) -> None:
    """Behind an edge at a height of 100 m light falls off over 2 * 100 * tan(DISC), and half of it is in the middle."""
    sky = replace(DARK, sun_direction=(0.0, 1.0, 0.0), sun_radiance=10.0)
    scene = lit_floor(replace(GREY, double_sided=True), sky=sky)
    lid = FLOOR.copy()
    lid[0, :, 3] = (20.0, 100.0, 0.0)
    scene.batches.append(Batch("lid", 0, lid, white()))
    size = (64, 1)
    frame = Frame(0.0, Camera((0, 3, 0), (0, 0, 0), up=(0, 0, -1), half_size=(1.0, 0.0)))
    seen = traced(scene, frame, size, replace(TRACED, paths=64))[0, :, 1]
    across = (np.arange(64) + 0.5) / 32 - 1
    k = np.clip(across / (100 * DISC), -1, 1)
    # the share of a disc on one side of a chord
    expected = 0.5 - (k * np.sqrt(1 - k * k) + np.arcsin(k)) / np.pi
    assert np.abs((seen - seen[-4:].mean()) / (seen[:4].mean() - seen[-4:].mean()) - expected).max() < 0.06


def box_walls() -> list[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]]:
    """Corner, two edges and albedo of the squares of a box 2 m wide, open at the top, with a block in it; counter-
    clockwise seen from inside."""
    red, green, grey = np.array([0.6, 0.1, 0.1]), np.array([0.1, 0.5, 0.15]), np.array([0.7, 0.7, 0.7])
    x, y, z = np.eye(3)
    o = np.array([-1.0, 0.0, -1.0])
    room = [
        (o, 2 * z, 2 * x, grey),  # floor
        (o, 2 * x, 2 * y, grey),  # back
        (o, 2 * y, 2 * z, red),  # left
        (o + 2 * x, 2 * z, 2 * y, green),  # right
        (o + 2 * z, 2 * y, 2 * x, grey),  # front
    ]
    p, s = np.array([0.0, 0.0, -0.6]), 0.6
    block = [
        (p + s * y, s * z, s * x, grey),
        (p + s * z, s * x, s * y, grey),
        (p, s * z, s * y, grey),
        (p + s * x, s * y, s * z, grey),
    ]
    return [*room, *block]


def traced_in_numpy(
    eye: np.ndarray, ways: np.ndarray, radiance: np.ndarray, sun: np.ndarray, towards: np.ndarray, paths: int
) -> np.ndarray:
    """(n, 3) radiance along `ways` `(n, 3)` into the box, by brute force: bounces by the cosine, the sun at each."""
    rng = np.random.default_rng(7)
    walls = box_walls()
    corner, a, b, albedo = (np.array([w[i] for w in walls]) for i in range(4))
    normal = np.cross(a, b)
    normal /= np.linalg.norm(normal, axis=1, keepdims=True)

    def met(o: np.ndarray, d: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        best, which = np.full(len(o), 1e9), np.full(len(o), -1)
        for i in range(len(walls)):
            with np.errstate(divide="ignore", invalid="ignore"):
                t = ((corner[i] - o) @ normal[i]) / (d @ normal[i])
                at = o + t[:, None] * d - corner[i]
            u, v = at @ a[i] / (a[i] @ a[i]), at @ b[i] / (b[i] @ b[i])
            hit = (t > 1e-4) & (t < best) & (u >= 0) & (u <= 1) & (v >= 0) & (v <= 1)
            best[hit], which[hit] = t[hit], i
        return best, which

    def sky(d: np.ndarray) -> np.ndarray:
        h, w = radiance.shape[:2]
        elevation = np.arcsin(np.clip(d[:, 1], -1, 1))
        k = np.sqrt(np.abs(elevation) / (np.pi / 2))
        rows = (0.125 + np.where(elevation < 0, -0.125, 0.875) * k) * h
        columns = (np.arctan2(d[:, 0], -d[:, 2]) / (2 * np.pi) + 0.5) * w
        return radiance[np.clip(rows.astype(int), 0, h - 1), columns.astype(int) % w]

    n = len(ways)
    sums = np.zeros((n, 3))
    o, d = np.repeat(eye[None], n * paths, 0), np.repeat(ways, paths, 0)
    share, pixel = np.ones((n * paths, 3)), np.repeat(np.arange(n), paths)
    for bounce in range(9):
        t, which = met(o, d)
        gone = which < 0
        if bounce:
            np.add.at(sums, pixel[gone], share[gone] * sky(d[gone]))
        o, d, share, pixel, which, t = (x[~gone] for x in (o, d, share, pixel, which, t))
        face = normal[which] * -np.sign((normal[which] * d).sum(1))[:, None]
        o = o + t[:, None] * d + 1e-4 * face
        share = share * albedo[which]
        lit = np.maximum(face @ towards, 0)
        lit[met(o, np.repeat(towards[None], len(o), 0))[1] >= 0] = 0
        np.add.at(sums, pixel, share * lit[:, None] * sun / np.pi)
        r, phi = np.sqrt(rng.random(len(o))), 2 * np.pi * rng.random(len(o))
        across = np.cross(face, np.where(np.abs(face[:, :1]) > 0.5, [[0.0, 1, 0]], [[1.0, 0, 0]]))
        across /= np.linalg.norm(across, axis=1, keepdims=True)
        up = np.sqrt(1 - r * r)[:, None]
        d = (r * np.cos(phi))[:, None] * across + (r * np.sin(phi))[:, None] * np.cross(face, across) + up * face
    return sums / paths


@pytest.mark.gl
def test_a_box_under_the_open_sky_is_as_brute_force_has_it(
    context: Context, morning: tuple[np.ndarray, np.ndarray]
) -> None:
    radiance, sun = morning
    scene = Scene("box", sky=MORNING)
    for i, (corner, a, b, albedo) in enumerate(box_walls()):
        p = np.stack([corner, corner + a, corner + a + b, corner + b]).astype(np.float32)
        n = np.cross(a, b) / np.linalg.norm(np.cross(a, b))
        index = np.array([0, 1, 2, 0, 2, 3], np.uint32)
        scene.meshes.append(Mesh(f"{i}", (Primitive(p, np.tile(n, (4, 1)).astype(np.float32), index, i),)))
        scene.materials.append(replace(GREY, base_color=(*albedo, 1.0), double_sided=True))
        scene.batches.append(Batch(f"{i}", i, place((0, 0, 0)), white()))
    eye, size = np.array([0.3, 3.6, 2.2]), (12, 9)
    frame = seen_from(tuple(eye), (0, 0.3, -0.2), fov=0.5)
    picture = traced(scene, frame, size, replace(TRACED, paths=128))
    ways = pixel_ways(frame, size, 6)
    expected = traced_in_numpy(eye, ways.reshape(-1, 3), radiance, sun, unit(MORNING.sun_direction), 16)
    expected = expected.reshape(9, 12, 36, 3).mean(2)
    assert picture.mean((0, 1)) == pytest.approx(expected.mean((0, 1)), rel=0.015)
    blocks = [x.reshape(3, 3, 3, 4, 3).mean((1, 3)) for x in (picture, expected)]
    assert np.abs(blocks[0] - blocks[1]).max() < 0.03 * expected.mean()


def unit(v: tuple[float, float, float]) -> np.ndarray:
    return np.array(v) / np.linalg.norm(v)


def pixel_ways(frame: Frame, size: tuple[int, int], parts: int) -> np.ndarray:
    """`(h, w, parts * parts, 3)` unit directions through each pixel, top row first."""
    camera, (w, h) = frame.camera, size
    ahead = unit(tuple(np.subtract(camera.target, camera.eye)))
    right = unit(tuple(np.cross(ahead, camera.up)))
    top, half = np.cross(right, ahead), np.tan(camera.fov / 2)
    k = (np.arange(parts) + 0.5) / parts
    x = ((np.arange(w)[None, :, None, None] + k[None, None, None, :]) / w * 2 - 1) * half * w / h
    y = (1 - (np.arange(h)[:, None, None, None] + k[None, None, :, None]) / h * 2) * half
    d = ahead + x[..., None] * right + y[..., None] * top
    d = np.broadcast_to(d, (h, w, parts, parts, 3)).reshape(h, w, parts * parts, 3)
    return np.asarray(d / np.linalg.norm(d, axis=3, keepdims=True))


@pytest.mark.gl
def test_the_sky_behind_is_the_rasterisers(context: Context) -> None:
    """With the sun's disc by day, with moon and stars by night."""
    ahead = (0.3 / 1.118, 0.4 / 1.118, -1.0 / 1.118)
    night = Sky(sun_direction=(0.0, -0.6, 0.8), sun_radiance=20.0, moon_direction=ahead, moon_radiance=0.02)
    for sky in (replace(MORNING, sun_direction=ahead), night):
        scene = one(quad(0.1), GREY, sky=sky)
        frame = seen_from((0, 0, 1), (0.3, 0.4, 0), fov=0.4)
        pictures = [traced(scene, frame, (32, 32), replace(TRACED, paths=paths)) for paths in (1, 0)]
        assert pictures[0].max() > 2 * np.median(pictures[0])
        assert pictures[0][:16] == pytest.approx(pictures[1][:16], rel=0.01, abs=1e-4)


@pytest.mark.gl
def test_final_is_as_bright_as_standard_in_the_open(context: Context) -> None:
    scene = lit_floor(sky=MORNING)
    scene.meshes.append(Mesh("ball", (sphere(24, radius=0.5),)))
    scene.batches.append(Batch("balls", 1, place((-1, 0.5, 0), (1, 0.5, 0)), white(2)))
    frame = seen_from((3, 4, 5), (0, 0.2, 0), fov=0.5)
    final, standard = (traced(scene, frame, (48, 27), q) for q in (TRACED, QUALITIES["standard"]))
    assert final.mean((0, 1)) == pytest.approx(standard.mean((0, 1)), rel=0.04)


@pytest.mark.gl
def test_a_studios_lamp_casts_a_hard_shadow_and_its_background_is_seen(context: Context) -> None:
    scene = lit_floor()
    scene.studio = Studio(direction=(0, 1, 0), color=(np.pi,) * 3, ambient=(0, 0, 0), background=(0.1, 0.2, 0.3))
    lid = FLOOR.copy() * np.float32(0.05)
    lid[0, :, 3] = (0.0, 2.0, 0.0)
    scene.batches.append(Batch("lid", 0, lid, white()))
    assert traced(scene, seen_from((3, 0.2, 3), (0, 0, 0), fov=0.01)).max() < 0.02
    assert traced(scene, seen_from((6, 3, 3), (3, 0, 0), fov=0.01)).mean() == pytest.approx(0.5, rel=0.01)
    behind = traced(scene, seen_from((0, 1, 0), (0, 2, -1), fov=0.1))
    assert behind.mean((0, 1)) == pytest.approx([0.1, 0.2, 0.3], abs=1e-4)


@pytest.mark.gl
def test_a_frame_under_a_changing_sky_depends_on_itself_alone(context: Context) -> None:
    scene = lit_floor(sky=MORNING)
    scene.grade = Grade(tonemap="none")
    quick, frame = replace(TRACED, paths=1), seen_from((3, 1, 5), fov=0.8)
    skies = [replace(frame, sky=replace(MORNING, sun_direction=(0.5, y, 0.6))) for y in (0.5, 0.3, -0.2)]
    with Renderer(scene, (24, 16), quick) as renderer:
        film = [renderer.render(each).pixels for each in (*skies, skies[0])]
    with Renderer(scene, (24, 16), quick) as renderer:
        alone = renderer.render(skies[2]).pixels
    assert (film[0] == film[3]).all()
    assert (film[2] == alone).all()
    assert (film[0] != film[1]).any()


def test_the_skys_table_weighs_cells_by_what_they_shine_above_the_mean() -> None:
    radiance = np.full((128, 256, 3), 0.1)
    radiance[60, 40] = 50.0
    table = sky_table(radiance)
    rows, columns = table[:129], table[129:].reshape(128, 257)
    assert rows[-1] == columns[60, -1] == 1.0
    assert rows[61] - rows[60] > 0.9
    assert columns[60, 41] - columns[60, 40] > 0.99
    _, solid = map_directions(8, 4)
    even = light_table(np.ones((4, 8)), solid)
    assert np.diff(even[:5]) == pytest.approx(solid[:, 0] / solid.sum())


def test_what_is_not_traced_is_said(context: Context) -> None:
    scene = one(quad(1), replace(GREY, surface="waves"))
    assert reasons_against(scene) == ["it has surfaces of its own"]
    scene.materials = [GREY]
    scene.haze = Haze(mist=0.01)
    with Renderer(scene, (8, 8), "final") as renderer:
        assert renderer.notes == ("light is not traced: it has haze",)
    with Renderer(scene, (8, 8), "standard") as renderer:
        assert renderer.notes == ()
