"""The gallery: every example is short, draws something, and is shown; the blocks of docs/api.md run."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from assets.scene_check import check_scene
from render.context import Context
from render.renderer import Renderer
from tools.cli import main

ROOT = Path(__file__).parents[1]
EXAMPLES = {p.stem: p for p in sorted((ROOT / "scenes" / "examples").glob("*.py")) if p.stem != "__init__"}
GALLERY, API = (ROOT / "docs" / name for name in ("gallery.md", "api.md"))
TIMES = {"fountain": 4.3, "speaking": 1.6}


def example(name: str) -> Any:
    return importlib.import_module(f"scenes.examples.{name}")


SCRIPTS = [name for name in EXAMPLES if "def main(" in EXAMPLES[name].read_text(encoding="utf-8")]


def test_there_are_twelve_and_each_is_short_and_shown() -> None:
    assert len(EXAMPLES) >= 12
    text = GALLERY.read_text(encoding="utf-8")
    for name, path in EXAMPLES.items():
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 41, name
        assert f"(../scenes/examples/{name}.py)" in text, name


def test_pictures_are_there_and_small() -> None:
    for document in (GALLERY, ROOT / "README.md"):
        named = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", document.read_text(encoding="utf-8"))
        assert len(named) >= 4
        for picture in named:
            file = document.parent / picture
            assert file.is_file(), picture
            if "gallery" in picture:
                assert file.stat().st_size < 100_000 if "sheet" in picture else 60_000, picture


@pytest.mark.gl
@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_an_example_draws_something_and_the_same_again(context: Context, name: str) -> None:
    scene = example(name).build()
    check_scene(scene)
    t = TIMES.get(name, 0.5)
    with Renderer(scene, (64, 36), "draft", context) as renderer:
        first = renderer.render(t).pixels
        renderer.render(0.5 * t)
        again = renderer.render(t).pixels
    assert np.array_equal(first, again)
    assert first.std() > 8, "more than a background"


@pytest.mark.gl
@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_writes_its_picture(context: Context, tmp_path: Path, name: str) -> None:
    example(name).main(str(tmp_path / "out.png"), (64, 32))
    assert np.asarray(Image.open(tmp_path / "out.png")).std() > 8


@pytest.mark.gl
def test_shot_takes_an_example_and_render_makes_a_film_of_it(
    context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(EXAMPLES["camera_path"])
    still, film = tmp_path / "a.png", tmp_path / "a.mp4"
    for line in (
        ["shot", path, "-o", str(still), "--size", "64x36", "--quality", "draft"],
        ["render", path, "-o", str(film), "--size", "64x36", "--quality", "draft", "--frames", "0-3"],
    ):
        monkeypatch.setattr("sys.argv", ["taihe", *line])
        with pytest.raises(SystemExit) as ended:
            main()
        assert not ended.value.code
    assert still.is_file()
    assert film.stat().st_size > 500


@pytest.mark.gl
def test_the_blocks_of_the_guide_run(context: Context) -> None:
    blocks = re.findall(r"```python\n(.*?)```", API.read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) == 3
    space: dict[str, Any] = {}
    for block in blocks:
        exec(compile(block, str(API), "exec"), space)
    assert space["pixels"].shape == (180, 320, 3)
    assert {k: v.shape for k, v in space["data"].planes.items()} == {
        "depth": (180, 320), "normal": (180, 320, 3), "id": (180, 320, 2), "hdr": (180, 320, 4),
    }  # fmt: skip
    assert space["data"].pixels.shape == (180, 320, 4)
    assert space["found"].name == "box"
    assert not np.array_equal(space["film"][0], space["film"][4])
