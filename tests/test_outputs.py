"""What `taihe shot` is asked to write, and that it does."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from assets.errors import InputError
from render.layouts import Panorama, Stereo
from tools.cli import run
from tools.outputs import Outputs, read_outputs

SCENE = """
from assets.geometry import Geometry
from scenes.authoring import Stage

def build():
    s = Stage("block")
    s.sky(sun_direction=(0.4, 0.8, 0.45))
    box = Geometry()
    box.box((0, 0, 0), (1, 1, 1), material=s.material("paint", base_color=(0.7, 0.4, 0.2, 1.0)))
    s.place(s.mesh("box", box), at=(0, 0, 0))
    s.camera("main", lambda t: __import__("assets.scene").scene.Camera(eye=(t - 1, 0, 4), target=(t - 1, 0, 0)))
    return s.build()
"""


def read(*values: str, **options: object) -> Outputs:
    given = {"stereo": None, "ipd": None, "panorama": False, "transparent": False} | options
    return read_outputs(values, **given)  # type: ignore[arg-type]


def test_files_and_planes(tmp_path: Path) -> None:
    exr, npz, png = (str(tmp_path / f"x.{suffix}") for suffix in ("exr", "npz", "png"))
    assert read(exr).planes == ("hdr",)
    assert read("depth,normal", exr).planes == ("hdr", "depth", "normal")
    assert read(npz, "id,depth,id").planes == ("id", "depth")
    assert read(png) == Outputs(tmp_path / "x.png")
    assert read(png, stereo="top-bottom", ipd=0.07).layout == Stereo("top-bottom", 0.07)
    assert read(png, panorama=True, transparent=True) == Outputs(tmp_path / "x.png", (), Panorama(), True)


@pytest.mark.parametrize(
    ("values", "options", "says"),
    [
        (("depth",), {}, "planes alone"),
        (("x.png", "depht"), {}, "no plane 'depht'; there are hdr, depth"),
        (("x.exr", "depth,z"), {}, "no plane 'z'"),
        (("x.png", "depth"), {}, r"planes need a file that ends in \.exr or \.npz"),
        (("x.gif",), {}, "must end in"),
        (("x.jpg",), {"transparent": True}, "must end in"),
        (("x.png",), {"stereo": "crossed"}, "there are side-by-side and top-bottom"),
        (("x.png",), {"stereo": "top-bottom", "panorama": True}, "exclude each other"),
        (("x.png",), {"ipd": 0.07}, "--ipd needs --stereo"),
        (("x.png",), {"ipd": -1.0, "stereo": "top-bottom"}, "--ipd -1"),
        (("x.npz", "motion"), {"panorama": True}, "no plane 'motion'"),
    ],
)
def test_wrong_ones_are_named(
    values: tuple[str, ...], options: dict[str, object], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=says):
        read(*values, **options)


def test_a_missing_package_is_said_before_the_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "OpenEXR", None)
    with pytest.raises(InputError, match=r"pip install 'taihe\[exr\]'"):
        read(str(tmp_path / "x.exr"))


@pytest.mark.gl
def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scene = tmp_path / "block.py"
    scene.write_text(SCENE)
    common = ["shot", str(scene), "--size", "64x32", "--quality", "draft"]

    def written(name: str, *options: str) -> Path:
        assert run([*common, "-o", str(tmp_path / name), *options]) == 0, capsys.readouterr().err
        return tmp_path / name

    with np.load(written("x.npz", "--output", "depth,id,motion,normal", "--time", "1.0")) as planes:
        assert planes["depth"][16, 32] == pytest.approx(3.5, rel=1e-4)
        assert planes["id"][16, 32].tolist() == [1, 0]
        assert planes["normal"][16, 32] == pytest.approx([0, 0, 1], abs=1e-3)
        # the camera has gone 1/25 m to the right since the frame before; its field of view is 0.65
        assert planes["motion"][16, 32] == pytest.approx([-16 / np.tan(0.325) / 25 / 3.5, 0], abs=1e-3)
    clear = np.asarray(Image.open(written("clear.png", "--transparent", "--time", "1.0")))
    assert clear.shape == (32, 64, 4)
    assert (clear[0, 0, 3], clear[16, 32, 3]) == (0, 255)
    assert Image.open(written("two.png", "--stereo", "side-by-side")).size == (128, 32)
    assert Image.open(written("two.png", "--stereo", "top-bottom", "--ipd", "0.1")).size == (64, 64)
    assert Image.open(written("round.webp", "--panorama")).size == (64, 32)
    assert run([*common[:2], "--size", "64x30", "--panorama", "-o", str(tmp_path / "y.png")]) == 2
    assert "it must be twice as wide as high" in capsys.readouterr().err
