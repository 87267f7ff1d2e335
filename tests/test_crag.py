"""The split rock, boulders, pines, inscriptions: shapes that can be measured."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from assets.geometry import Geometry
from scenes.authoring import Stage
from scenes.crag import BED, SplitRock, Tablet, boulder, granite, split_rock_mesh
from scenes.inscription import inscription
from scenes.palette import palette
from scenes.pines import masson_pine

ROCK = SplitRock(width=20.0, depth=16.0, height=30.0, gap=1.5)


def points(g: Geometry) -> np.ndarray:
    return np.concatenate([p.position for p in g.parts]).astype(float)


def facing(g: Geometry) -> np.ndarray:
    """Normals of all triangles, by their winding."""
    out = []
    for part in g.parts:
        a, b, c = (part.position[part.indices[k::3]].astype(float) for k in range(3))
        out.append(np.cross(b - a, c - a))
    return np.concatenate(out)


@pytest.mark.parametrize("number", range(4))
def test_a_quarter_keeps_to_its_own_corner(number: int) -> None:
    sx, sz = ((1, 1), (-1, 1), (-1, -1), (1, -1))[number]
    p = points(ROCK.quarter(number, 60, 40, 0))
    across, along = p[:, 0] * sx, p[:, 2] * sz
    assert min(across.min(), along.min()) == pytest.approx(0.75, abs=0.06), "the gap is clear"
    assert across.max() == pytest.approx(10.0, abs=1.6)
    assert along.max() == pytest.approx(8.0, abs=1.6)
    assert p[:, 1].min() == pytest.approx(-BED)
    assert 25.0 < p[:, 1].max() <= 31.0


@pytest.mark.parametrize("number", range(4))
def test_a_quarter_is_seen_from_outside(number: int) -> None:
    """A closed body but for its foot: its area vectors sum to straight down, by as much as the foot is large."""
    total = facing(ROCK.quarter(number, 60, 40, 0)).sum(0) / 2
    assert abs(total[[0, 2]]).max() < 0.02 * total[1]
    assert 50 < total[1] < 90  # a quarter of 20 x 16, less the gaps and the round corner


def test_levels_are_the_same_rock() -> None:
    stage = Stage("s")
    split_rock_mesh(stage, ROCK, stage.once(granite))
    far, middle, near = (np.concatenate([p.position for p in m.primitives]) for m in stage.build().meshes)
    assert len(far) < len(middle) / 3 < len(near) / 9
    for each in (far, middle):
        np.testing.assert_allclose(each.max(0), near.max(0), atol=1.5)


def test_a_tablet_is_flat_and_reads_from_its_upper_left() -> None:
    tablet = Tablet(2, 2.0, 6.0, 9.0, 20.0, 7)
    g = replace(ROCK, tablet=tablet).quarter(2, 120, 78, 0)
    (sheet,) = [p for p in g.parts if p.material == 7]
    x, y, z = sheet.position.astype(float).T
    assert np.ptp(x) < 1.3
    assert (x < -8.8).all()
    assert 8.4 <= y.min() < y.max() <= 20.6
    assert -6.2 < z.min() < z.max() < -1.8
    # whoever looks along +x has +z on the right: there u is 1; v is 0 at the top
    assert sheet.uv[z.argmax(), 0] == 1.0
    assert sheet.uv[z.argmin(), 0] == 0.0
    assert sheet.uv[y.argmax(), 1] == 0.0
    assert (sheet.normal[:, 0] < -0.8).all()


def test_boulders_are_round_and_differ() -> None:
    one, other = points(boulder(0, 1)), points(boulder(0, 2))
    for p in (one, other):
        assert 0.5 < np.linalg.norm(p, axis=1).min() <= np.linalg.norm(p, axis=1).max() < 1.4
    assert np.abs(one - other).max() > 0.1


def test_a_pine_stands_on_a_bare_trunk() -> None:
    stage = Stage("s")
    look = palette(stage)
    g = masson_pine(look, 5, 20, 8)
    p = points(g)
    assert p[:, 1].max() == pytest.approx(1.0, abs=0.09)
    low = p[(p[:, 1] > 0.05) & (p[:, 1] < 0.4)]
    assert len(low)
    assert np.hypot(low[:, 0], low[:, 2]).max() < 0.15, "nothing but the trunk below the crown"


def test_strokes_are_cut_and_painted(tmp_path: Path) -> None:
    """A white bar on black: red inside, its left edge slopes to the right and its right edge to the left."""
    ink = np.zeros((64, 64, 3), np.uint8)
    ink[16:48, 24:40] = 255
    Image.fromarray(ink).save(tmp_path / "bar.png")
    stage = Stage("s")
    material = stage.build().materials[inscription(stage, tmp_path / "bar.png", depth=12.0)]
    face, relief = (stage.build().textures[k].pixels.astype(float) for k in (0, 1))
    assert (material.base_color_texture, material.normal_texture) == (0, 1)
    inside, outside = face[20:44, 28:36].mean((0, 1)), face[:10].mean((0, 1))
    assert inside[0] / inside[1] > 1.5 > outside[0] / outside[1]
    assert relief[20:44, 23:26, 0].mean() > 150
    assert relief[20:44, 38:41, 0].mean() < 105
