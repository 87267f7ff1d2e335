"""Scripts of one's own that go wrong, and files that are there already: one line, exit code 2, and nothing lost."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assets.errors import InputError
from assets.files import replacing
from tools.cli import run
from tools.targets import write

BOX = "from scenes.examples import one_box\ndef build():\n    s = one_box.build()\n"


def said(capsys: pytest.CaptureFixture[str]) -> str:
    (line,) = capsys.readouterr().err.strip().splitlines()
    return line


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("    s.movers.append(lambda t: 1 / (t - 1) and [])\n", "own.py:4: ZeroDivisionError"),
        ("    s.batches[0].mesh = 9\n", "own.py: batch 'box': mesh 9 of 2"),
        ("    s.batches[0].tint = s.batches[0].tint.repeat(3, 0)\n", "own.py: batch 'box': 1 transforms and 3 tints"),
        ("    s.meshes[0].primitives[0].indices[0] = 99\n", "own.py: mesh 'box', primitive 0: its 36 indices"),
    ],
)
def test_an_export_of_a_broken_script_leaves_the_old_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], body: str, words: str
) -> None:
    script, out = tmp_path / "own.py", tmp_path / "own.glb"
    script.write_text(BOX + body + "    return s\n")
    out.write_bytes(b"before")
    assert run(["export", str(script), "-o", str(out)]) == 2
    assert words in said(capsys)
    assert out.read_bytes() == b"before"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("def rig():\n    return 1 / 0\n", "own.py:2: ZeroDivisionError"),
        ("def rig():\n    return 3\n", "own.py: rig() returned int instead of a Rig"),
        ("import nosuch\n", "own.py:1: ModuleNotFoundError"),
        ("rig = 3\n", "there is no function rig()"),
    ],
)
def test_a_broken_rig_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str], body: str, words: str) -> None:
    (tmp_path / "own.py").write_text(body)
    assert run(["lights", str(tmp_path / "own.py"), "--to", "artnet://127.0.0.1"]) == 2
    assert words in said(capsys)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("    return s\n", "own.py: build() returned Stage instead of a Scene: end it with `return stage.build()`"),
        ("", "own.py: build() returned NoneType instead of a Scene: end it with"),
        ("    return 5\n", "own.py: build() returned int instead of a Scene"),
        ("    return s.add('brigde')\n", "own.py:4: no part 'brigde'; there is beams"),
        ("    return s.place(3)\n", "own.py:4: no mesh 3: the scene has 0, numbered from 0"),
        ("    s.material('m', surface='nope')\n    s.add('orbit', target=(0, 0, 0), radius=3)\n    return s.build()\n",
         "own.py: material 0 'm': no surface 'nope'"),
    ],
)  # fmt: skip
def test_what_a_script_forgets_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], body: str, words: str
) -> None:
    script = tmp_path / "own.py"
    script.write_text("from scenes.authoring import Stage\ndef build():\n    s = Stage('x')\n" + body)
    assert run(["check", str(script)]) == 2
    assert words in capsys.readouterr().out


@pytest.mark.parametrize("when", [("--from", "nan"), ("--until", "nan"), ("--until", "inf"), ("--until", "-1")])
def test_cues_are_played_for_a_while(tmp_path: Path, capsys: pytest.CaptureFixture[str], when: tuple[str, str]) -> None:
    (tmp_path / "own.py").write_text(
        "from scenes.show.rig import Rig\ndef rig():\n    return Rig({'a': [(0.0, 0.0, 0.0)]}, ())\n"
    )
    assert run(["lights", str(tmp_path / "own.py"), "--to", "artnet://127.0.0.1", *when]) == 2
    assert "nothing to play" in said(capsys)


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    file = tmp_path / "a.glb"
    write(file, b"first")

    def fails() -> None:
        with replacing(file) as part:
            part.write_bytes(b"sec")
            raise OSError(28, "No space left on device")

    with pytest.raises(InputError, match="cannot write: No space left"):
        fails()
    assert file.read_bytes() == b"first"
    write(file, b"second")
    assert file.read_bytes() == b"second"
    assert list(tmp_path.iterdir()) == [file]


def test_a_picture_that_fails_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import PIL.Image

    from render.picture import Image

    def full(self: PIL.Image.Image, file: Path) -> None:
        Path(file).write_bytes(b"half")
        raise OSError(28, "No space left on device")

    picture, image = tmp_path / "a.png", Image(np.zeros((2, 2, 3), np.uint8))
    image.save(picture)
    before = picture.read_bytes()
    monkeypatch.setattr(PIL.Image.Image, "save", full)
    with pytest.raises(InputError, match="No space left"):
        image.save(picture)
    assert picture.read_bytes() == before
    assert list(tmp_path.iterdir()) == [picture]
