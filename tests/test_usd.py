"""OpenUSD stages: what is written is read back with the reference library and is the scene."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assets import usd_write
from assets.geometry import Geometry
from assets.scene import Texture
from assets.scene_model import model_of
from assets.usd_write import RATE, usd_files
from scenes.authoring import Stage, transforms
from scenes.camera_path import Key
from tools.cli import run

pytestmark = pytest.mark.skipif(usd_write.find_spec("pxr") is None, reason="the extra usd is not installed")


def opened(files: dict[str, bytes], folder: Path) -> Any:
    from pxr import Usd

    for name, data in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
    return Usd.Stage.Open(str(folder / next(iter(files))))


def stage() -> Stage:
    s = Stage("known", duration=2)
    s.sky(sun_direction=(0, -1, 0))
    picture = s.texture(Texture("chequer", np.full((4, 4, 4), 200, np.uint8)))
    red = s.material("red", base_color=(0.5, 0.25, 0.125, 1), roughness=0.3, metallic=1.0, double_sided=True)
    painted = s.material("painted", base_color_texture=picture, emissive=(1, 2, 3))
    box, floor = Geometry(), Geometry()
    box.box((0, 0.5, 0), (1, 1, 1), red)
    floor.box((0, -0.1, 0), (8, 0.2, 8), painted)
    s.place(s.mesh("floor", floor))
    s.scatter(s.mesh("boxes", box), [(0, 0, 0), (3, 0, 0), (0, 0, -4)], seed=1)
    moving = s.place(s.mesh("lift", box), at=(1, 2, 3), yaw=0.5)
    s.move(moving, lambda t: transforms((1, 2 + t, 3), 0.5))
    s.lights([(0, 4, 0)], color=(10, 5, 0), range=9)
    s.spot((2, 3, 0), (2, 0, 0), (4, 4, 4), angle=0.4, soft=0.5)
    s.camera("main", [Key(0, (0, 2, 8), (0, 1, 0)), Key(2, (2, 2, 8), (0, 1, 0))], fov=0.6)
    return s


@pytest.fixture(params=[".usdc", ".usda"])
def made(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Any, tuple[str, ...]]:
    files, dropped = usd_files(model_of(stage().build(), 2.0, 4.0), "known", request.param)
    return opened(files, tmp_path), dropped


def of_type(found: Any, kind: str) -> list[Any]:
    from pxr import Usd

    return [p for p in found.Traverse(Usd.TraverseInstanceProxies()) if p.GetTypeName() == kind]


def test_meshes_materials_and_instances_come_back(made: tuple[Any, tuple[str, ...]]) -> None:
    from pxr import UsdGeom, UsdShade

    found, _ = made
    assert UsdGeom.GetStageUpAxis(found) == "Y"
    assert UsdGeom.GetStageMetersPerUnit(found) == 1.0
    (instancer,) = of_type(found, "PointInstancer")
    at = np.array(UsdGeom.PointInstancer(instancer).GetPositionsAttr().Get())
    np.testing.assert_allclose(at, [(0, 0, 0), (3, 0, 0), (0, 0, -4)])
    meshes = of_type(found, "Mesh")
    assert len(meshes) == 3
    floor = next(m for m in meshes if "floor" in str(m.GetPath()))
    assert len(UsdGeom.Mesh(floor).GetPointsAttr().Get()) == 24
    assert list(UsdGeom.Mesh(floor).GetFaceVertexCountsAttr().Get()) == [3] * 12
    for mesh in meshes:
        bound, _ = UsdShade.MaterialBindingAPI(mesh).ComputeBoundMaterial()
        name = bound.GetPrim().GetDisplayName()
        assert name == ("painted" if mesh == floor else "red")
        surface = UsdShade.Shader(bound.GetPrim().GetChild("surface"))
        assert surface.GetIdAttr().Get() == "UsdPreviewSurface"
        if name == "red":
            assert surface.GetInput("metallic").Get() == 1.0
            assert surface.GetInput("roughness").Get() == pytest.approx(0.3)
            colors = UsdGeom.Gprim(mesh).GetDisplayColorAttr().Get()
            np.testing.assert_allclose(colors[0], (0.5, 0.25, 0.125), atol=1e-3)
        else:
            file = bound.GetPrim().GetChild("base").GetAttribute("inputs:file").Get()
            assert Path(file.resolvedPath).is_file()
            np.testing.assert_allclose(surface.GetInput("emissiveColor").Get(), (1, 2, 3))


def test_what_moves_is_sampled_and_stands_where_it_should(made: tuple[Any, tuple[str, ...]]) -> None:
    from pxr import UsdGeom

    found, _ = made
    lift = next(p for p in found.Traverse() if p.GetDisplayName().startswith("lift/"))
    for t in (0.0, 0.5, 2.0):
        m = np.array(UsdGeom.Xformable(lift).ComputeLocalToWorldTransform(t * RATE))
        np.testing.assert_allclose(m[3, :3], (1, 2 + t, 3), atol=1e-5)
        x = np.array((1.0, 0, 0, 0)) @ m  # rows are the axes
        np.testing.assert_allclose(x[:3], (math.cos(0.5), 0, -math.sin(0.5)), atol=1e-5)
    assert found.GetEndTimeCode() == 2.0 * RATE


def test_lamps_and_cameras_come_back(made: tuple[Any, tuple[str, ...]]) -> None:
    from pxr import Gf, UsdGeom, UsdLux

    found, dropped = made
    lamps = {
        tuple(round(float(v), 4) for v in UsdLux.SphereLight(p).GetColorAttr().Get()): p
        for p in of_type(found, "SphereLight")
    }
    lamp = UsdLux.SphereLight(lamps[(1.0, 0.5, 0.0)])
    # radiance times the sphere's disc is candela
    assert lamp.GetIntensityAttr().Get() * math.pi * lamp.GetRadiusAttr().Get() ** 2 == pytest.approx(10.0)
    spot = UsdLux.ShapingAPI(lamps[(1.0, 1.0, 1.0)])
    assert spot.GetShapingConeAngleAttr().Get() == pytest.approx(math.degrees(0.4), abs=0.01)
    (camera,) = of_type(found, "Camera")
    seen = UsdGeom.Camera(camera).GetCamera(0.0)
    assert seen.GetFieldOfView(Gf.Camera.FOVVertical) == pytest.approx(math.degrees(0.6), abs=1e-3)
    np.testing.assert_allclose(seen.transform.ExtractTranslation(), (0, 2, 8), atol=1e-5)
    assert "lamps shine without end: their reach is left out" in dropped
    assert any("sky" in line for line in dropped)


def test_a_figure_stands_as_at_the_first_moment(tmp_path: Path) -> None:
    from pxr import UsdGeom

    s = Stage("figure")
    s.avatar("yuduoduo", at=(5, 1, -2))
    s.camera("main", [Key(0, (0, 2, 8), (0, 1, 0))])
    files, dropped = usd_files(model_of(s.build()), "figure", ".usdc")
    found = opened(files, tmp_path)
    box = UsdGeom.BBoxCache(0.0, ["default"]).ComputeWorldBound(found.GetPseudoRoot()).ComputeAlignedRange()
    assert box.GetMin()[1] == pytest.approx(1.0, abs=0.03)
    assert 0.8 < box.GetMax()[1] - 1.0 < 1.6
    assert box.GetMidpoint()[0] == pytest.approx(5.0, abs=0.15)
    assert any("figures stand" in line for line in dropped)


def test_the_command_writes_it_and_says_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(["export", "one_box", "-o", str(tmp_path / "box.usdc"), "--seconds", "0"]) == 0
    first = (tmp_path / "box.usdc").read_bytes()
    assert run(["export", "one_box", "-o", str(tmp_path / "box.usdc"), "--seconds", "0"]) == 0
    assert (tmp_path / "box.usdc").read_bytes() == first
    capsys.readouterr()
    monkeypatch.setattr(usd_write, "find_spec", lambda name: None)
    assert run(["export", "one_box", "-o", str(tmp_path / "no.usdc")]) == 2
    assert 'pip install "taihe[usd]"' in capsys.readouterr().err
    assert not (tmp_path / "no.usdc").exists()
