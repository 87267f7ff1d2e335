"""Data planes: known answers by hand, and files that give back what was written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assets.errors import InputError
from assets.exr import LAYOUT, write_exr
from assets.scene import Batch, Camera, Figure, Frame, Material, Mesh, Move, Pose, Primitive, Scene, Water
from render.context import Context
from render.picture import Image
from render.planes import PLANES
from render.renderer import Renderer
from tests.scenes_for_render import one, place, quad, seen_from, sphere, white

SIZE = (65, 49)
FOV = 0.6
FOCAL = 0.5 * SIZE[1] / np.tan(0.5 * FOV)
"""Pixels that a metre covers at one metre."""


def planes(
    context: Context, scene: Scene, frame: Frame, *names: str, before: Frame | None = None
) -> dict[str, np.ndarray]:
    with Renderer(scene, SIZE, "draft", context) as renderer:
        return dict(renderer.render(frame, planes=names, before=before).planes)


@pytest.mark.gl
def test_depth_of_a_plane_is_its_distance_along_the_axis(context: Context) -> None:
    depth = planes(context, one(quad(9)), seen_from((0, 0, 5), fov=FOV), "depth")["depth"]
    assert depth.shape == (SIZE[1], SIZE[0])
    assert depth == pytest.approx(5.0, rel=1e-5)
    small = planes(context, one(quad(0.5)), seen_from((0, 0, 5), fov=FOV), "depth")["depth"]
    assert np.isinf(small[0, 0])
    assert small[24, 32] == pytest.approx(5.0, rel=1e-5)


@pytest.mark.gl
def test_a_unit_sphere_is_its_own_normal(context: Context) -> None:
    data = planes(context, one(sphere(64)), seen_from((1, 2, 4), fov=FOV), "normal", "position", "depth")
    there = np.isfinite(data["depth"])
    assert 0.1 < there.mean() < 0.9
    normal, position = data["normal"][there], data["position"][there]
    assert np.linalg.norm(position, axis=1) == pytest.approx(1.0, abs=2e-3)
    assert normal == pytest.approx(position, abs=0.03)
    forward = -np.array([1, 2, 4]) / np.sqrt(21)
    assert (position - [1, 2, 4]) @ forward == pytest.approx(data["depth"][there], rel=1e-4)
    assert not data["normal"][~there].any()
    rows = np.nonzero(there.any(1))[0]
    assert data["position"][rows[0]][there[rows[0]]][:, 1].mean() > 0, "the top row is the upper one"


@pytest.mark.gl
def test_albedo_and_number(context: Context) -> None:
    red, glass = Material(base_color=(0.8, 0.2, 0.1, 1)), Material(base_color=(0, 0, 1, 0.4), alpha_mode="BLEND")
    scene = one(quad(0.4, 0), red, glass, replace(glass, base_color=(0, 1, 0, 0.6)))
    scene.batches[0].transform = place((-1, 0, 0), (1, 0, 0))
    scene.batches[0].tint = white(2)
    scene.meshes += [Mesh("thin", (quad(0.4, 1),)), Mesh("thick", (quad(0.4, 2),))]
    scene.batches += [Batch("thin", 1, place((-1, 0, 1)), white()), Batch("thick", 2, place((1, 0, 1)), white())]
    data = planes(context, scene, seen_from((0, 0, 5), fov=FOV), "id", "albedo")
    left, right = (24, 32 - round(FOCAL / 5)), (24, 32 + round(FOCAL / 4))
    assert data["id"][left].tolist() == [1, 0], "what hides less than half is left out"
    assert data["albedo"][left] == pytest.approx([0.8, 0.2, 0.1], abs=1e-3)
    assert data["id"][right].tolist() == [3, 0]
    assert data["albedo"][right] == pytest.approx([0, 1, 0], abs=1e-3)
    assert data["id"][0, 0].tolist() == [0, 0]
    behind = (24, 32 + round(0.65 * FOCAL / 5))
    assert data["id"][behind].tolist() == [1, 1]


@pytest.mark.gl
def test_motion_of_a_moving_box(context: Context) -> None:
    """0.2 m right and 0.1 m up, 5 m away: FOCAL / 5 pixels a metre, down counted positive."""
    scene, now = one(quad(0.5)), seen_from((0, 0, 5), fov=FOV)
    before = replace(now, moves=(Move(0, place((-0.2, -0.1, 0))),))
    motion = planes(context, scene, now, "motion", before=before)["motion"]
    assert motion[24, 32] == pytest.approx([0.2 * FOCAL / 5, -0.1 * FOCAL / 5], abs=1e-3)
    assert motion[0, 0] == pytest.approx([0, 0], abs=1e-5)
    assert planes(context, scene, now, "motion")["motion"] == pytest.approx(0, abs=1e-5), "without a past: none"


@pytest.mark.gl
def test_motion_of_the_camera(context: Context) -> None:
    """A step to the right moves what is near to the left, and the sky not; a turn moves the sky as well."""
    scene = one(quad(0.5))
    before = seen_from((-0.1, 0, 5), (-0.1, 0, 0), fov=FOV)
    motion = planes(context, scene, seen_from((0, 0, 5), fov=FOV), "motion", before=before)["motion"]
    assert motion[24, 32] == pytest.approx([-0.1 * FOCAL / 5, 0], abs=1e-3)
    assert motion[0, 0] == pytest.approx([0, 0], abs=1e-3)
    angle = 0.01
    turned = seen_from((0, 0, 5), (-5 * np.tan(angle), 0, 0), fov=FOV)
    motion = planes(context, Scene("empty"), seen_from((0, 0, 5), fov=FOV), "motion", before=turned)["motion"]
    assert motion[24, 32] == pytest.approx([-FOCAL * np.tan(angle), 0], abs=1e-3)


@pytest.mark.gl
def test_motion_of_a_posed_figure(context: Context) -> None:
    base = quad(0.5)
    skin = np.zeros((4, 4), np.uint32), np.tile(np.array([1, 0, 0, 0], np.float32), (4, 1))
    primitive = Primitive(base.position, base.normal, base.indices, 0, base.uv, joints=skin[0], weights=skin[1])
    scene = one(primitive)
    rest, none = place((0, 0, 0)), np.zeros(0, np.float32)
    scene.figures = [Figure("f", ("joint",), (), Pose(rest, none))]
    scene.batches[0].figure = 0
    # a still neighbour has no copy among the posed vertices
    scene.meshes.append(Mesh("still", (quad(0.2),)))
    scene.batches.append(Batch("still", 1, place((1, 0, 0)), white()))
    now = replace(seen_from((0, 0, 5), fov=FOV), poses={0: Pose(place((0.3, 0, 0)), none)})
    motion = planes(context, scene, now, "motion", before=replace(now, poses={}))["motion"]
    assert motion[24, 32] == pytest.approx([0.3 * FOCAL / 5, 0], abs=1e-3)
    assert motion[24, 32 + round(FOCAL / 5)] == pytest.approx([0, 0], abs=1e-5)


@pytest.mark.gl
def test_motion_of_swaying_leaves_follows_time(context: Context) -> None:
    scene, now = one(quad(0.5), Material(sway=0.2)), replace(seen_from((0, 0, 5), fov=FOV), time=2.0)
    motion = planes(context, scene, now, "motion", before=replace(now, time=1.7))["motion"]
    assert np.abs(motion[24, 32]).max() > 0.1
    assert not planes(context, scene, now, "motion", before=now)["motion"].round(4).any()


@pytest.mark.gl
def test_water_is_a_surface(context: Context) -> None:
    scene = Scene("lake", water=Water(level=1.0))
    data = planes(context, scene, seen_from((0, 4, 5), (0, 1, 0)), "normal", "position", "id", "depth")
    assert data["normal"][40, 32] == pytest.approx([0, 1, 0], abs=1e-3)
    assert data["position"][40, 32, 1] == pytest.approx(1.0, abs=1e-4)
    assert not data["id"].any()
    assert np.isfinite(data["depth"][40, 32])


@pytest.mark.gl
def test_hdr_is_the_light_before_exposure(context: Context) -> None:
    scene = one(quad(0.5), Material(emissive=(3.0, 0.5, 0.25)))
    frame = seen_from((0, 0, 5), fov=FOV, exposure=0.01)
    for quality in ("standard", "high"):
        with Renderer(scene, SIZE, quality, context) as renderer:
            solid = renderer.render(frame, planes=["hdr"])
            clear = renderer.render(frame, planes=["hdr"], transparent=True)
        assert solid.planes["hdr"].shape == (49, 65, 3)
        assert solid.planes["hdr"][24, 32] == pytest.approx([3, 0.5, 0.25], rel=2e-3)
        assert clear.planes["hdr"][24, 32] == pytest.approx([3, 0.5, 0.25, 1], rel=2e-3)
        assert clear.planes["hdr"][0, 0].tolist() == [0, 0, 0, 0]
        assert clear.pixels[0, 0].tolist() == [0, 0, 0, 0]


@pytest.mark.gl
def test_seconds_names_and_cameras(context: Context) -> None:
    """All ways to ask for the same instant give the same bytes."""
    scene, camera = one(sphere(16), Material(emissive=(1, 1, 1))), Camera(eye=(0, 0, 4))
    scene.cameras = {"a": lambda t: replace(camera, eye=(0, 1 + t, 4)), "b": lambda t: camera}
    with Renderer(scene, SIZE, "high", context) as renderer:
        asked = [
            renderer.render(0.5, "a"),
            renderer.render(0.5),
            renderer.render(scene.evaluate(0.5)),
            renderer.render(lambda fraction: scene.evaluate(0.5, "b"), "a"),
            renderer.render(Frame(0.5, camera), scene.cameras["a"](0.5)),
        ]
        assert len({image.pixels.tobytes() for image in asked}) == 1
        assert renderer.render(0.5, "b").pixels.tobytes() != asked[0].pixels.tobytes()
        with pytest.raises(InputError, match="no camera 'c'"):
            renderer.render(0.0, "c")
        with pytest.raises(InputError, match=r"no plane 'z'; there are hdr, depth"):
            renderer.render(0.0, planes=["z"])
    with Renderer(Scene("bare"), SIZE, "draft", context) as renderer, pytest.raises(InputError, match="give a view"):
        renderer.render(0.0)


def some_planes() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(1)
    channels = {"hdr": 3, "normal": 3, "position": 3, "albedo": 3, "id": 2, "motion": 2}
    out = {n: rng.uniform(-2, 2, (5, 7, c)).astype(np.float32) for n, c in channels.items() if n != "id"}
    out["depth"] = rng.uniform(0, 9, (5, 7)).astype(np.float32)
    out["depth"][0, 0] = np.inf
    return out | {"id": rng.integers(0, 1 << 32, (5, 7, 2), np.uint32)}


def test_exr_gives_back_what_was_written(tmp_path: Path) -> None:
    exr = pytest.importorskip("OpenEXR")
    given = some_planes()
    image = Image(np.zeros((5, 7, 3), np.uint8), given)
    image.save(tmp_path / "a.exr")
    image.save(tmp_path / "b.exr")
    assert (tmp_path / "a.exr").read_bytes() == (tmp_path / "b.exr").read_bytes()
    with exr.File(str(tmp_path / "a.exr"), separate_channels=True) as file:
        channels = {name: channel.pixels for name, channel in file.channels().items()}
    assert set(given) == set(LAYOUT) == set(PLANES)
    for name, plane in given.items():
        labels, kind = LAYOUT[name]
        parts = plane[..., None] if plane.ndim == 2 else plane
        for i in range(parts.shape[2]):
            assert channels[labels[i]].dtype == np.dtype(kind)
            assert channels[labels[i]] == pytest.approx(parts[..., i], abs=2e-3 if kind == "f2" else 0)
    assert "A" not in channels


def test_without_the_package_one_line_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "OpenEXR", None)
    with pytest.raises(InputError, match=r"writing \.exr needs the OpenEXR package: pip install 'taihe\[exr\]'"):
        write_exr(tmp_path / "x.exr", some_planes())
    assert not list(tmp_path.iterdir())


def test_npz_and_pictures(tmp_path: Path) -> None:
    image = Image(np.full((5, 7, 3), 9, np.uint8), some_planes())
    image.save(tmp_path / "x.npz")
    with np.load(tmp_path / "x.npz") as kept:
        assert all(np.array_equal(kept[name], plane) for name, plane in image.planes.items())
    image.save(tmp_path / "x.png")
    assert image._repr_png_().startswith(b"\x89PNG")
    assert image.size == (7, 5)
    assert np.asarray(image) is image.pixels
    with pytest.raises(InputError, match=r"x\.gif: not a picture"):
        image.save(tmp_path / "x.gif")
    with pytest.raises(InputError, match="rendered without planes"):
        Image(image.pixels).save(tmp_path / "y.exr")
    with pytest.raises(InputError, match="cannot write"):
        image.save(tmp_path / "no" / "x.png")
