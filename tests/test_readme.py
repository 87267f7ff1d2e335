"""The README says what is true: its example is the file it names, and that file makes a picture."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from render.context import Context
from render.renderer import Renderer
from scenes.examples.lantern_pond import build

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_example_is_the_file() -> None:
    (shown,) = re.findall(r"compared with that file by a test -->\n```python\n(.*?)```", README, re.DOTALL)
    assert shown == (ROOT / "scenes" / "examples" / "lantern_pond.py").read_text(encoding="utf-8")


def test_pictures_and_files_it_names_exist() -> None:
    named = re.findall(r"\]\((docs/[^)]+)\)", README) + ["scenes/taihe_lake/night_tour.yaml", "NOTICE"]
    assert len(named) > 4
    assert [name for name in named if not (ROOT / name).is_file()] == []


@pytest.mark.gl
def test_the_example_draws_lights_on_water(context: Context) -> None:
    scene = build()
    with Renderer(scene, (160, 90), "draft", context=context) as renderer:
        picture = renderer.render(4.0).pixels.astype(float)
        again = renderer.render(4.0).pixels.astype(float)
    assert np.array_equal(picture, again)
    sky, water = picture[:12], picture[50:]
    assert sky[..., 2].mean() > 30
    warm = (water[..., 0] > 150) & (water[..., 0] > 1.3 * water[..., 2])
    assert 0.005 < warm.mean() < 0.3
