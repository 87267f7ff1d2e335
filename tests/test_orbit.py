"""The camera and light options of `taihe shot` for bare models."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from assets.errors import InputError
from assets.transforms import look_at
from tools.cli import run
from tools.orbit import Look, orbit_camera, read_look, wanted

BOX = np.array([[-1, 0, -1], [1, 2, 1]], np.float32)
TRIANGLE = "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\nf 3 2 1\n"


def look(**given: object) -> Look:
    names = ("orbit", "target", "fov", "environment", "skybox", "transparent", "tonemap", "exposure")
    absent: dict[str, object] = dict.fromkeys(names) | {"skybox": False, "transparent": False}
    return read_look(**(absent | given))  # type: ignore[arg-type]


def test_orbit_by_hand() -> None:
    """Theta turns from +z to +x, phi comes down from +y: at 90 and 60 degrees, 2 away, the eye is at (3^1/2, 1, 0)."""
    camera = orbit_camera(BOX, look(orbit="90,60,2", target="0,0,0"), (100, 100))
    assert camera.eye == pytest.approx((np.sqrt(3), 1, 0), abs=1e-9)
    assert camera.target == (0, 0, 0)
    assert camera.fov == pytest.approx(np.pi / 4)


def test_radius_zero_looks_out_of_the_target() -> None:
    camera = orbit_camera(BOX, look(orbit="0,90,0", target="1,2,3"), (100, 100))
    assert camera.eye == pytest.approx((1, 2, 3))
    assert camera.target == pytest.approx((1, 2, 2))


@pytest.mark.parametrize("phi", [0, 180])
def test_at_the_poles_theta_turns_the_picture(phi: int) -> None:
    """As if the camera had stopped a little before."""
    for theta in (0, 90, 200):
        there, beside = (orbit_camera(BOX, look(orbit=f"{theta},{p},5"), (100, 100)) for p in (phi, abs(phi - 0.01)))
        views = [look_at(camera.eye, camera.target, camera.up) for camera in (there, beside)]
        np.testing.assert_allclose(*views, atol=3e-3)


def test_without_a_target_the_orbit_goes_round_the_middle() -> None:
    camera = orbit_camera(BOX, look(orbit="0,90,5"), (100, 100))
    assert camera.target == pytest.approx((0, 1, 0))
    assert camera.eye == pytest.approx((0, 1, 5))


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"orbit": "1,2"}, "--orbit 1,2: expected THETA,PHI,RADIUS"),
        ({"orbit": "0,200,1"}, "PHI is 0 to 180"),
        ({"target": "a,b,c"}, "--target a,b,c: expected X,Y,Z"),
        ({"target": "nan,0,0"}, "expected X,Y,Z"),
        ({"fov": 180.0}, "--fov 180"),
        ({"exposure": 0.0}, "--exposure 0"),
        ({"tonemap": "film"}, "--tonemap film: there are agx, neutral, aces, none"),
        ({"skybox": True}, "--skybox needs --environment"),
        ({"skybox": True, "transparent": True, "environment": Path("x.hdr")}, "exclude each other"),
    ],
)
def test_wrong_options_are_named(given: dict[str, object], says: str) -> None:
    with pytest.raises(InputError, match=says):
        look(**given)


def test_only_bare_models() -> None:
    assert wanted("duck.glb", Look(), None)
    assert not wanted("taihe_lake", Look(), None)
    assert wanted("duck.glb", Look(exposure=2.0), "eye")
    with pytest.raises(InputError, match="bare models"):
        wanted("taihe_lake", Look(exposure=2.0), None)
    with pytest.raises(InputError, match="--camera and --orbit"):
        wanted("duck.glb", Look(fov=30.0), "eye")


@pytest.mark.gl
def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A triangle in even light 0.5 / 0.6 becomes what Hill's curve makes of it; out of view it is an error."""
    model, light, out = tmp_path / "triangle.obj", tmp_path / "light.hdr", tmp_path / "out.png"
    model.write_text(TRIANGLE)
    head = b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 1 +X 2\n"
    light.write_bytes(head + bytes((128, 128, 128, 128)) * 2)
    command = ["shot", str(model), "-o", str(out), "--size", "48x32", "--environment", str(light), "--tonemap", "aces"]
    assert run([*command, "--skybox"]) == 0
    picture = np.asarray(Image.open(out))
    assert picture.shape == (32, 48, 3)
    x = 0.5 / 0.6
    curve = (x * (x + 0.0245786) - 0.000090537) / (x * (0.983729 * x + 0.4329510) + 0.238081)
    coded = 1.055 * curve ** (1 / 2.4) - 0.055
    assert picture[0, 0] == pytest.approx(255 * coded, abs=2)
    assert run([*command, "--transparent"]) == 0
    picture = np.asarray(Image.open(out))
    assert picture.shape == (32, 48, 4)
    assert picture[0, 0, 3] == 0
    assert picture[..., 3].max() == 255
    assert run([*command, "--target", "0,99,0"]) == 2
    assert "the picture is blank" in capsys.readouterr().err


WHITE = """{"asset": {"version": "2.0"}, "scene": 0, "scenes": [{"nodes": [0]}], "nodes": [{"mesh": 0}],
"extensionsUsed": ["KHR_materials_unlit"],
"materials": [{"extensions": {"KHR_materials_unlit": {}}, "doubleSided": true, "alphaMode": "ALPHA",
"pbrMetallicRoughness": {"baseColorFactor": [1, 1, 1, COVER]}}],
"meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "material": 0}]}],
"accessors": [{"bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3",
"min": [-1, -1, 0], "max": [1, 1, 0]}],
"bufferViews": [{"buffer": 0, "byteLength": 36}], "buffers": [{"byteLength": 36, "uri": "white.bin"}]}"""


def white(folder: Path, alpha: str = "OPAQUE", cover: float = 1.0, size: float = 1.0) -> Path:
    corners = np.array([(-1, -1, 0), (1, -1, 0), (0, 1, 0)], np.float32) * np.float32(size)
    (folder / "white.bin").write_bytes(corners.tobytes())
    made = WHITE.replace("ALPHA", alpha).replace("COVER", str(cover)).replace("[-1, -1, 0]", str([-size, -size, 0]))
    (folder / "white.gltf").write_text(made.replace("[1, 1, 0]", str([size, size, 0])))
    return folder / "white.gltf"


@pytest.fixture
def even(tmp_path: Path) -> Path:
    (tmp_path / "even.hdr").write_bytes(
        b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 1 +X 2\n" + bytes((128, 128, 128, 129)) * 2
    )
    return tmp_path / "even.hdr"


def shot(model: Path, *more: str) -> int:
    out = model.with_name("out.png")
    return run(["shot", str(model), "-o", str(out), "--size", "48x32", "--quality", "draft", *more])


@pytest.mark.gl
def test_white_on_white_is_not_blank(tmp_path: Path, even: Path) -> None:
    """A white thing that fills a white picture is seen, though all pixels are one."""
    near = ("--environment", str(even), "--skybox", "--tonemap", "none", "--orbit", "0,90,0.2", "--target", "0,0,0")
    assert shot(white(tmp_path), *near) == 0
    picture = np.asarray(Image.open(tmp_path / "out.png"))
    assert np.ptp(picture) == 0, "else this test shows nothing"
    assert shot(white(tmp_path, "BLEND", 0.2), *near) == 0


@pytest.mark.gl
@pytest.mark.parametrize("away", [("--target", "0,99,0"), ("--orbit", "0,90,0", "--target", "0,0,-3")])
def test_a_picture_of_something_else_is_blank(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], away: tuple[str, ...]
) -> None:
    """A sky has many colours and shows nothing of the model."""
    assert shot(white(tmp_path), *away) == 2
    assert "the picture is blank" in capsys.readouterr().err
    assert shot(white(tmp_path, "MASK", 0.1)) == 2, "cut away altogether"
    assert shot(white(tmp_path, "BLEND", 0.0)) == 2, "blended away altogether"


@pytest.mark.gl
def test_a_speck_is_something(tmp_path: Path) -> None:
    """What a small picture loses the whole one still shows."""
    assert shot(white(tmp_path, size=0.04), "--orbit", "0,90,2", "--target", "0.08,0.05,0") == 0
