"""OBJ, PLY and STL files with known content."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from assets.errors import InputError
from assets.framing import bounds, scene_of
from assets.image import decode, load_image
from assets.models import load
from assets.static import creased_normals

CUBE = np.array([(x, y, z) for x in (0, 1) for y in (0, 1) for z in (0, 1)], float)
QUADS = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
FACES = np.array([(q[0], q[a], q[a + 1]) for q in QUADS for a in (1, 2)])

OBJ = """mtllib colours.mtl
v 0 0 0
v 2 0 0
v 2 1 0
v 0 1 0
vt 0 0
vt 1 0
vt 1 1
vt 0 1
usemtl painted
f 1/1 2/2 3/3 4/4
usemtl plain
f 4 3 2 1
"""
MTL = "newmtl painted\nKd 1 1 1\nmap_Kd paint.png\nnewmtl plain\nKd 0.25 0.5 0.75\nd 1\n"


def stl(triangles: np.ndarray[tuple[int, ...], np.dtype[np.float64]], promised: int | None = None) -> bytes:
    body = b"".join(struct.pack("<12fH", *np.zeros(3), *t.reshape(-1), 0) for t in triangles)
    return bytes(80) + struct.pack("<I", len(triangles) if promised is None else promised) + body


def test_obj_with_material_and_texture(tmp_path: Path) -> None:
    (tmp_path / "quad.obj").write_text(OBJ)
    (tmp_path / "colours.mtl").write_text(MTL)
    Image.new("RGB", (4, 2), (200, 100, 50)).save(tmp_path / "paint.png")
    model = load(tmp_path / "quad.obj")
    assert model.dropped == ()
    by_name = {model.materials[p.material].name: p for p in model.meshes[0].primitives}
    painted = by_name["painted"]
    assert len(painted.indices) == 6
    assert painted.uv is not None
    # v counts from the picture's top: the origin corner is at v = 1
    origin = int(np.flatnonzero((painted.position == 0).all(1))[0])
    assert painted.uv[origin].tolist() == [0, 1]
    texture = model.textures[model.materials[painted.material].base_color_texture]
    assert texture.pixels.shape == (2, 4, 4)
    assert texture.pixels[0, 0].tolist() == [200, 100, 50, 255]
    np.testing.assert_allclose(model.materials[by_name["plain"].material].base_color, (0.25, 0.5, 0.75, 1), atol=0.003)
    np.testing.assert_allclose(painted.normal, [(0, 0, 1)] * len(painted.normal), atol=1e-6)
    np.testing.assert_allclose(bounds(model), [(0, 0, 0), (2, 1, 0)])


def test_obj_says_what_it_could_not_find(tmp_path: Path) -> None:
    (tmp_path / "quad.obj").write_text(OBJ)
    assert load(tmp_path / "quad.obj").dropped == ("'colours.mtl': no such file",)
    (tmp_path / "colours.mtl").write_text(MTL)
    assert load(tmp_path / "quad.obj").dropped == ("'paint.png': no such file",)


def test_obj_in_another_encoding_keeps_its_materials(tmp_path: Path) -> None:
    name = "红".encode("gbk")
    (tmp_path / "a.mtl").write_bytes(b"newmtl " + name + b"\nKd 1 0 0\n")
    faces = b"v 0 0 0\nv 1 0 0\nv 0 1 0\nusemtl " + name + b"\nf 1 2 3\n"
    (tmp_path / "a.obj").write_bytes(b"mtllib a.mtl\n" + faces)
    (material,) = load(tmp_path / "a.obj").materials
    assert material.base_color[:3] == (1.0, 0.0, 0.0)


def test_obj_reads_nothing_outside_its_folder(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "colours.mtl").write_text(MTL)
    path = tmp_path / "sub" / "quad.obj"
    path.write_text(OBJ.replace("colours.mtl", "../colours.mtl"))
    assert load(path).dropped == ("'../colours.mtl' is outside the model's folder and was not read",)
    assert any(m.name == "plain" for m in load(path, allow_external=True).materials)


def test_stl_keeps_its_edges(tmp_path: Path) -> None:
    path = tmp_path / "cube.stl"
    path.write_bytes(stl(CUBE[FACES]))
    primitive = load(path).meshes[0].primitives[0]
    assert (len(primitive.position), len(primitive.indices)) == (24, 36)
    assert np.count_nonzero(primitive.normal) == 24
    corner = primitive.position[primitive.indices].reshape(-1, 3, 3)
    facing = np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0])
    np.testing.assert_allclose(facing, primitive.normal[primitive.indices[::3]], atol=1e-6)


def test_shallow_edges_are_smoothed() -> None:
    """Two faces that meet at 20 degrees share a normal, at 60 they do not."""
    for angle, shared in ((20.0, True), (60.0, False)):
        far = np.array([-np.cos(np.radians(angle)), 0, -np.sin(np.radians(angle))])
        position = np.array([(0, 0, 0), (1, 0, 0), (0, 1, 0), far])
        normal = creased_normals(position, np.array([(0, 1, 2), (0, 2, 3)]))
        assert np.allclose(normal[0], normal[3]) == shared
        assert np.allclose(normal[1], (0, 0, 1))


def test_ply_colours_are_linear(tmp_path: Path) -> None:
    header = "ply\nformat ascii 1.0\nelement vertex 3\n" + "".join(f"property float {c}\n" for c in "xyz")
    header += "".join(f"property uchar {c}\n" for c in ("red", "green", "blue"))
    header += "element face 1\nproperty list uchar int vertex_indices\nend_header\n"
    body = "0 0 0 255 0 188\n1 0 0 255 0 188\n0 1 0 255 0 188\n3 0 1 2\n"
    (tmp_path / "one.ply").write_text(header + body)
    model = load(tmp_path / "one.ply")
    color = model.meshes[0].primitives[0].color
    assert color is not None
    np.testing.assert_array_equal(color, [(255, 0, 128, 255)] * 3)  # sRGB 188 is half the light
    assert scene_of(model).batches[0].transform.shape == (1, 3, 4)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.obj", b"v 0 0 0\nv 1 0 0\nf 1 2 9\n", "broken or incomplete OBJ file"),
        ("a.obj", b"v 0 0 0\nv 1 0 0\nv 0 nan 0\nf 1 2 3\n", "broken or incomplete OBJ file"),
        ("a.obj", b"v 0 0 0\n", "no triangles or points in this OBJ file"),
        ("a.obj", b"", "OBJ file"),
        ("a.obj", bytes(range(256)), "no triangles or points in this OBJ file"),
        ("a.ply", b"ply\nformat ascii 1.0\nelement vertex 99\n", "broken or incomplete PLY file"),
        ("a.ply", b"\x00\x01", "broken or incomplete PLY file"),
        ("a.stl", stl(CUBE[FACES])[:-7], "byte 80: promises 684 bytes, the file has 677"),
        ("a.stl", stl(CUBE[FACES], 2**32 - 1), "byte 80: promises 214748364834 bytes"),
        ("a.stl", b"solid", "byte 5: neither a whole binary nor a text STL file"),
        ("a.stl", b"", "byte 0: neither a whole binary nor a text STL file"),
    ],
)
def test_broken_files_are_refused_in_one_line(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError) as caught:
        load(tmp_path / name)
    assert str(caught.value).startswith(f"{tmp_path / name}: ")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        load(tmp_path / "none.obj")


def test_pictures_of_every_mode_become_rgba(tmp_path: Path) -> None:
    for mode, value, expected in (
        ("RGB", (10, 20, 30), [10, 20, 30, 255]),
        ("L", 77, [77, 77, 77, 255]),
        ("LA", (77, 9), [77, 77, 77, 9]),
        ("1", 1, [255, 255, 255, 255]),
        ("I;16", 0xAB12, [0xAB, 0xAB, 0xAB, 255]),
    ):
        path = tmp_path / f"{mode.replace(';', '')}.png"
        Image.new(mode, (3, 2), value).save(path)
        pixels = load_image(path)
        assert pixels.shape == (2, 3, 4)
        assert pixels[1, 2].tolist() == expected


def test_bad_pictures(tmp_path: Path) -> None:
    path = tmp_path / "cut.png"
    Image.effect_noise((64, 64), 50).save(path)
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(InputError, match=r"cut\.png: picture cannot be decoded"):
        load_image(path)
    huge = Image.new("1", (9000, 9000))
    huge.save(tmp_path / "huge.png")
    with pytest.raises(InputError, match="9000x9000 pixels; the limit is"):
        load_image(tmp_path / "huge.png")
    with pytest.raises(ValueError, match="not a picture"):
        decode(b"GIF89a")


@pytest.mark.parametrize("colored", [True, False])
def test_a_ply_file_without_faces_is_a_cloud_of_points(tmp_path: Path, colored: bool) -> None:
    more = "property uchar red\nproperty uchar green\nproperty uchar blue\n" if colored else ""
    place = "".join(f"property float {axis}\n" for axis in "xyz")
    head = f"ply\nformat ascii 1.0\nelement vertex 2\n{place}{more}end_header\n"
    rows = [(0, 1, 2, 255, 0, 188), (3, 4, 5, 0, 255, 0)]
    body = "".join(" ".join(map(str, row if colored else row[:3])) + "\n" for row in rows)
    (tmp_path / "cloud.ply").write_text(head + body)
    model = load(tmp_path / "cloud.ply")
    (points,) = model.meshes[0].primitives
    assert (points.topology, model.dropped) == ("points", ())
    np.testing.assert_array_equal(points.position, [(0, 1, 2), (3, 4, 5)])
    assert not points.normal.any()
    if colored:
        np.testing.assert_array_equal(points.color, [(255, 0, 128, 255), (0, 255, 0, 255)])
