"""Scenes made to be measured, each the work of one kind that renderers are compared by."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from assets.geometry import Geometry
from assets.scene import Batch, Camera, Floats, Primitive, Scene
from scenes.authoring import Stage, transforms
from scenes.camera_path import orbit
from tools.bench.shapes import ball, body, bumps, sheet, stone, walkers


def boxes(count: int) -> Scene:
    """`count` unit boxes in a cube of constant volume, in one batch, all seen by an orbiting camera."""
    s = Stage(f"{count} boxes")
    s.sky(sun_direction=(0.4, 0.8, 0.45))
    paint = s.material("paint", base_color=(0.7, 0.4, 0.2, 1.0))
    box = Geometry()
    box.box((0, 0, 0), (1, 1, 1), material=paint)
    # cull_pixels 0: every box is drawn however small, so that the counts compare.
    mesh = s.mesh("box", box, cull_pixels=0.0)
    rng = np.random.default_rng(1)
    size = 12.0 / np.cbrt(count)
    s.instances(
        mesh, transforms(rng.uniform(-20, 20, (count, 3)), rng.uniform(0, 6.28, count), size), layer="no_shadow"
    )
    s.camera("main", orbit((0, 0, 0), 60.0, 12.0, period=8.0))
    return s.build()


def nodes(count: int = 10_000, meshes: int = 200, materials: int = 50) -> Scene:
    """`count` nodes, each of one of `meshes` meshes (of 60 to 120 triangles) and one of `materials` materials."""
    s, rng = _stage(f"{count} nodes"), np.random.default_rng(2)
    for i, rgb in enumerate(spread_colors(materials)):
        s.material(f"paint {i}", base_color=(*rgb, 1.0), roughness=0.3 + 0.6 * i / materials)
    at = rng.uniform(-1, 1, (count, 3)) * (30, 12, 30)
    place = transforms(at, rng.uniform(0, 6.28, count), rng.uniform(0.2, 0.6, (count, 1)))
    for i in range(meshes):
        shape = ball(6 + i % 5, 5 + i % 2, (0.2, 1 + i % 7), material=i % materials)
        s.instances(_mesh(s, f"lump {i}", shape), place[i::meshes], layer="no_shadow")
    return _seen(s, 30.0, 14.0)


def million() -> Scene:
    """One lumpy ball of 1,000,000 triangles."""
    s = _stage("1 M triangles")
    s.material("clay", base_color=(0.7, 0.5, 0.4, 1.0))
    s.instances(_mesh(s, "ball", ball(1000, 500, (0.08, 9.0))), transforms((0, 0, 0)), layer="no_shadow")
    return _seen(s, 2.6, 0.8)


def skins(count: int) -> Scene:
    """`count` skinned figures of 4,800 triangles and 20 joints, each in its own phase of walking."""
    s, side = _stage(f"{count} skins"), int(np.ceil(np.sqrt(count)))
    s.material("cloth", base_color=(0.3, 0.45, 0.65, 1.0))
    mesh = _mesh(s, "body", body())
    grid = np.arange(count)
    at = np.stack([grid % side - (side - 1) / 2, 0.0 * grid, grid // side - (side - 1) / 2], axis=1)
    place = transforms(at, 0.7 * grid)
    scene = _seen(s, 0.9 * side + 2.0, 0.5 * side + 1.0, (0.0, 0.9, 0.0))
    scene.figures = walkers(place)
    still, white = transforms((0, 0, 0)), np.array([[1, 1, 1, 0]], np.float32)
    scene.batches = [Batch(f"walker {i}", mesh, still, white, i, layer="no_shadow") for i in range(count)]
    return scene


def lights(count: int) -> Scene:
    """`count` point lights over 200 spheres of 512 triangles on a floor; no other light than a faint even one."""
    s, rng = _stage(f"{count} lights"), np.random.default_rng(3)
    s.studio(color=(0.0, 0.0, 0.0), ambient=(0.02, 0.02, 0.02))
    s.material("plaster", base_color=(0.8, 0.8, 0.8, 1.0), roughness=0.5)
    at = rng.uniform(-1, 1, (200, 3)) * (16, 0, 16) + (0, 0.5, 0)
    size = rng.uniform(0.3, 0.7, (200, 1))
    s.instances(_mesh(s, "sphere", ball(16, 16)), transforms(at, 0.0, size), layer="no_shadow")
    s.instances(_mesh(s, "floor", _floor(17.0)), transforms((0, 0, 0)), layer="no_shadow")
    spread = rng.uniform(-1, 1, (count, 3)) * (16, 0.8, 16) + (0, 1.6, 0)
    reach = 24.0 / np.sqrt(count) + 1.2
    s.lights(spread, spread_colors(count) * (0.12 * reach**2), range=reach, radius=0.05)
    return _seen(s, 24.0, 12.0)


def textured() -> Scene:
    """Nine balls of 8,192 triangles on a floor, with colour, roughness and normal maps of 1,024 pixels, and shadows."""
    s = _stage("textured with a shadow map")
    maps = [
        s.texture(stone("colour", 1024, 40, 250, 4)),
        s.texture(stone("roughness", 1024, 60, 230, 5, srgb=False)),
        s.texture(bumps("bumps", 1024)),
    ]
    for metal in (0.0, 1.0):
        s.material(
            f"stone {metal:g}",
            metallic=metal,
            roughness=1.0,
            base_color_texture=maps[0],
            metallic_roughness_texture=maps[1],
            normal_texture=maps[2],
        )
    grid = np.stack(np.meshgrid((-2.4, 0.0, 2.4), (-2.4, 0.0, 2.4)), axis=2).reshape(-1, 2)
    for metal in (0, 1):
        at = np.insert(grid[metal::2], 1, 1.0, axis=1)
        s.instances(_mesh(s, f"ball {metal}", ball(64, 64, material=metal, tiles=2.0)), transforms(at))
    s.instances(_mesh(s, "floor", _floor(5.0)), transforms((0, 0, 0)))
    return _seen(s, 7.5, 3.5, (0.0, 0.8, 0.0))


def instances(count: int) -> Scene:
    """`count` instances of one mesh of 500 triangles on a square, two metres apart, seen from within."""
    s, rng = _stage(f"{count} instances"), np.random.default_rng(6)
    s.material("leaf", base_color=(0.35, 0.55, 0.25, 1.0))
    side = int(np.ceil(np.sqrt(count)))
    grid = np.arange(count)
    at = np.stack([grid % side - side / 2, 0.0 * grid, grid // side - side / 2], axis=1) * 2.0
    mesh = s.mesh("bush", (ball(25, 10, (0.15, 5.0)),))
    s.instances(mesh, transforms(at, rng.uniform(0, 6.28, count), rng.uniform(0.5, 0.9, (count, 1))), layer="no_shadow")
    return _seen(s, 0.8 * side, 0.15 * side)


WORKLOADS: dict[str, Callable[[], Scene]] = {
    "nodes": nodes,
    "million": million,
    **{f"skins-{n}": partial(skins, n) for n in (1, 30, 100)},
    **{f"lights-{n}": partial(lights, n) for n in (16, 256, 1024)},
    "textured": textured,
    "instances-10k": partial(instances, 10_000),
    "instances-100k": partial(instances, 100_000),
}
"""By the names that `taihe bench scene` takes."""


def _stage(name: str) -> Stage:
    s = Stage(name)
    s.studio()
    s.grade(bloom=0.0)
    return s


def _seen(s: Stage, radius: float, height: float, target: tuple[float, float, float] = (0.0, 0.0, 0.0)) -> Scene:
    s.camera("orbit", orbit(target, radius, height, period=8.0, base=Camera(fov=0.8)))
    return s.build()


def _mesh(s: Stage, name: str, primitive: Primitive) -> int:
    # cull_pixels 0: whatever its size it is drawn, as the bare loop draws it
    return s.mesh(name, (primitive,), cull_pixels=0.0)


def spread_colors(count: int) -> Floats:
    """(n, 3) hues all round the circle, in an order that mixes them."""
    hue = np.arange(count)[:, None] * 0.618 + np.array([0.0, 1 / 3, 2 / 3])
    return np.asarray(0.55 + 0.4 * np.cos(2 * np.pi * hue), np.float32)


def _floor(half: float) -> Primitive:
    x, z = np.meshgrid(np.linspace(-half, half, 9), np.linspace(half, -half, 9))
    return sheet(np.stack([x, np.zeros_like(x), z], axis=2), tiles=4.0)
