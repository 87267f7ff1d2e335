"""The hills: ground, broadleaf woods and pines in stands, and the lit pavilion on the summit."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter
from scipy.spatial import cKDTree

from assets.geometry import Geometry, grid_indices
from assets.scene import Primitive
from scenes.authoring import Stage, transforms
from scenes.glow import Glow
from scenes.keeping import kept_meshes
from scenes.pagoda import Hall, pagoda_mesh
from scenes.palette import AMBER, palette
from scenes.parts.fit import Range
from scenes.parts.part import Seed, part
from scenes.taihe_lake.hamlets import tilled
from scenes.taihe_lake.quarters import clearings
from scenes.taihe_lake.shijian import underfoot
from scenes.taihe_lake.valley import ROCK, SUMMIT, Valley, from_crest, inland, summit_hill, valley
from scenes.terrain import HeightField, fan, fbm, normals
from scenes.trees import crown_mesh, pine_mesh

Array = NDArray[np.float64]
MIDDLE = (0.5 * (SUMMIT[0] + ROCK[0]), 0.5 * (SUMMIT[1] + ROCK[1]))
REACH = 250.0
"""Middle of the hill, x and z, and how far its own sheet of ground goes."""
VIEW = (-0.86, 0.80)
"""Azimuths the forest is planted in, radians from -z."""


@part("taihe_lake/hills")
def ground(stage: Stage) -> None:
    """The ground of the valley."""
    look, land = stage.once(palette), valley()
    far, near, sheet, behind = kept_meshes("hills", lambda: _sheets(land, look.hill), land, look.hill)
    stage.place(stage.mesh("hill", near, lod=stage.mesh("hill far", far), lod_pixels=1100.0))
    stage.place(stage.mesh("hills", sheet))
    stage.place(stage.mesh("hills behind", behind))


def _sheets(land: Valley, material: int) -> list[tuple[Primitive, ...]]:
    """The hill of 太鹤 coarse and fine, the ground in view of the dock, and the rest."""
    hills = [Geometry(), Geometry()]
    for hill, cells in zip(hills, (90, 190), strict=True):
        hill_sheet(hill, land, cells, material)

    def round_it(x: Array, z: Array) -> Array:
        """The ground, sunk where the hill has a finer sheet of its own."""
        return np.asarray(land(x, z) - 9 * np.clip((0.96 * REACH - np.hypot(x - MIDDLE[0], z - MIDDLE[1])) / 30, 0, 1))

    sheet, behind = Geometry(), Geometry()
    fan(sheet, round_it, (90.0, 4900.0), VIEW, 165, 210, material)
    fan(behind, round_it, (90.0, 4900.0), (VIEW[1] - 0.03, VIEW[0] + 2 * np.pi + 0.03), 90, 260, material)
    return [tinted(g, land).primitives() for g in (*hills, sheet, behind)]


def tinted(g: Geometry, land: Valley) -> Geometry:
    """The ground, its hollows darker than its crests, its fields marked in alpha (`surfaces/hillside.glsl`)."""
    out = Geometry()
    for p in g.parts:
        x, y, z = p.position.T.astype(float)
        hollow = 0.0 * x
        for reach in (22.0, 70.0):
            around = sum(land(x + a * reach, z + b * reach) for a, b in ((-1, 0), (1, 0), (0, -1), (0, 1))) / 4
            hollow += np.clip((around - y) / (0.22 * reach), -1.2, 1.2)
        light = np.clip(0.84 - 0.38 * hollow, 0.26, 1.0) * underfoot(x, z)
        color = np.c_[np.tile(light[:, None], 3), 1.0 - tilled(x, z, y)]
        out.add(p.position, p.normal, p.indices, p.uv, color, p.material)
    return out


def skylit(land: Valley) -> HeightField:
    """The light that woods get of the sky: less in valleys, more on ridges; about 1."""
    field = land.ridges
    hollow = sum(gaussian_filter(field.height, sigma) - field.height for sigma in (1.5, 4.0))
    return HeightField(field.x0, field.z0, field.spacing, np.clip(0.95 - hollow / 26.0, 0.45, 1.7))


def hill_sheet(g: Geometry, land: Valley, cells: int, material: int) -> None:
    """The hill of 太鹤, its cells small about the crest."""
    t = np.linspace(-1, 1, cells + 1)
    off = REACH * (0.25 * t + 0.75 * t**3)
    x, z = np.meshgrid(MIDDLE[0] + off, MIDDLE[1] + off)
    p = np.stack([x, land(x, z), z], axis=2)
    n = normals(land, x, z, 0.7 + 3.2 * (t * t)[None] + 0 * z)
    round_ = np.hypot(x - MIDDLE[0], z - MIDDLE[1]).ravel() < REACH
    faces = grid_indices(cells + 1, cells + 1, True)
    g.add(
        p,
        n.reshape(-1, 3),
        faces[round_[faces].any(axis=1)],
        np.stack([x, z], axis=2).reshape(-1, 2),
        material=material,
    )


@part("taihe_lake/forest")
def forest(stage: Stage, *, count: Annotated[int, Range(1, 200_000)] = 21000, seed: Seed = 31) -> None:
    """Trees with a density even on screen; farther trees stand for groups and are drawn larger."""
    look, land = stage.once(palette), valley()
    rng = np.random.default_rng(seed)
    # and a third as many again where only the hills' own visitors look
    az = np.concatenate([rng.uniform(*VIEW, count), rng.uniform(VIEW[1], 2.9, count // 3)])
    r = np.exp(rng.uniform(np.log(150), np.log(4400), len(az)))
    x, z = r * np.sin(az), -r * np.cos(az)
    y = land(x, z)
    hill = summit_hill(x, z)
    clearing = fbm(x / 55, z / 55, 41, 3) < 0.30
    grows = ((inland(x, -z) > 6) | (hill > 0.12)) & (y > 3) & ~clearing
    grows &= from_crest(x, z) > 60
    # The view between the pavilion and the town is kept open, and so are its steps.
    path_x, path_z = steps(120)
    grows &= cKDTree(np.c_[path_x, path_z]).query(np.c_[x, z])[0] > 7.5
    grows &= np.hypot(x - SUMMIT[0] - 10, z - SUMMIT[1] - 24) > 20
    grows &= rng.random(len(x)) > 0.93 * tilled(x, z, y)
    grows &= cKDTree(clearings()).query(np.c_[x, z])[0] > 9.0
    x, y, z, r, hill = (a[grows] for a in (x, y, z, r, hill))
    n = len(x)
    size = np.maximum(rng.uniform(2.6, 5.6, n), 0.0042 * r * rng.uniform(0.6, 1.3, n))
    # Stands of one kind: pines on the pavilion hill and on dry spurs, bamboo-light patches in the hollows.
    stand = fbm(x / 140, z / 140, 43, 3)
    pines = (rng.random(n) < np.where((stand > 0.58) | (hill > 0.35), 0.55, 0.10)) & (r < 1700)
    pale = stand < 0.38
    tone = rng.uniform(0.65, 1.25, (n, 1)) * np.where(pale[:, None], (1.35, 1.30, 0.62), (0.88, 1.05, 0.85))
    tone *= skylit(land)(x, z)[:, None]
    variety = np.clip(0.35 * rng.random(n) + 0.65 * stand, 0, 0.999)
    height = size * rng.uniform(0.85, 1.35, n)
    yaw = rng.uniform(0, 2 * np.pi, n)
    at = np.c_[x, y - 0.12 * size, z]
    kind = rng.integers(3, size=n)
    for k in range(3):
        m = ~pines & (kind == k)
        turned = transforms(at[m], yaw[m], np.c_[size[m], height[m], size[m]])
        stage.instances(crown_mesh(stage, look, k), turned, np.c_[tone[m], variety[m]], "no_mirror_no_shadow")
    for k in range(2):
        m = pines & (kind % 2 == k)
        turned = transforms(at[m], yaw[m], np.c_[size[m] * 1.9, height[m] * 2.6, size[m] * 1.9])
        stage.instances(pine_mesh(stage, look, k), turned, np.c_[tone[m], variety[m]], "no_mirror_no_shadow")


@part("taihe_lake/summit_pavilion")
def summit_pavilion(stage: Stage) -> None:
    """Three tiers with lit lattices under upturned roofs, seen from the whole valley."""
    look, land, glow = stage.once(palette), valley(), stage.once(Glow)
    x, z = SUMMIT
    foot = float(land(np.array(x), np.array(z))) + 2.0
    paper = stage.material(
        "pavilion lattice", surface="lattice", params=(2.6, 1.6, 0, 0.8, 0, 0, 0, 0), roughness=0.6, double_sided=True
    )
    mesh = pagoda_mesh(stage, Hall(), look, paper, "summit pavilion")
    stage.place(mesh, (x, foot, z), yaw=-0.2)
    tiers = [(x, foot + 3.0 + 7.5 * k, z + 10.0 - 2 * k) for k in range(3)]
    glow.add(tiers, (110.0, 55.0, 16.0), 36.0, 2.0, 3.0)


def steps(count: int) -> tuple[Array, Array]:
    """x and z of `count` points up the steps that wind from the town to the pavilion."""
    t = np.linspace(0.0, 1.0, count)
    x = SUMMIT[0] + 118 * (1 - t) + 34 * np.sin(4.6 * np.pi * t) * (1 - 0.75 * t)
    return x, SUMMIT[1] + 75 * (1 - t) + 14


@part("taihe_lake/summit_path")
def summit_path(stage: Stage) -> None:
    """The lamps of the steps."""
    look, land, glow = stage.once(palette), valley(), stage.once(Glow)
    x, z = steps(36)
    lamps = np.stack([x, land(x, z) + 7.0, z], axis=1)
    globe = Geometry()
    globe.lathe([(0.0, -0.6), (0.55, -0.3), (0.55, 0.3), (0.0, 0.6)], (0, 0, 0), 6, look.globe, (*AMBER, 1.0))
    stage.scatter(stage.mesh("path lamp", globe, cull_pixels=0.2), lamps, seed=5)
    glow.add(lamps, (34.0, 15.0, 4.2), 15.0, 0.8, 0.8)
