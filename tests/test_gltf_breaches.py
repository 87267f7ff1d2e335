"""Breaches of the specification that harm nobody who draws the file: it loads, and `taihe check` names them."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from assets.gltf import breaches, load
from tests.gltf_files import TRIANGLE, File, skinned
from tools.check import check, lines


def sound() -> File:
    """A skinned, animated, textured, morphed triangle without a fault."""
    file = skinned(2)
    root = file.root
    primitive = root["meshes"][0]["primitives"][0]
    for k in range(2, 10):
        primitive["attributes"].pop(f"JOINTS_{k}", None)
    del primitive["attributes"]["JOINTS_1"], primitive["attributes"]["WEIGHTS_1"]
    root["accessors"][primitive["attributes"]["POSITION"]] |= {"min": [0, 0, 0], "max": [1, 2, 0]}
    weights = np.array([(1, 0, 0, 0), (1, 0, 0, 0), (0.5, 0.5, 0, 0)], np.float32)
    joints = np.array([(0, 0, 0, 0), (0, 0, 0, 0), (0, 1, 0, 0)], np.uint8)
    primitive["attributes"] |= {"WEIGHTS_0": file.accessor(weights), "JOINTS_0": file.accessor(joints, "uint8")}
    primitive["targets"] = [{"POSITION": file.accessor([(0, 0, 1)] * 3, min=[0, 0, 1], max=[0, 0, 1])}]
    primitive["attributes"]["COLOR_0"] = file.accessor([(0.5, 0.5, 0.5)] * 3)
    primitive["indices"] = file.accessor([0, 1, 2], "uint16")
    times = file.accessor([0.0, 1.0], min=[0], max=[1])
    moved = file.accessor([(0, 0, 0), (1, 0, 0)])
    channel = {"sampler": 0, "target": {"node": 1, "path": "translation"}}
    root["animations"] = [{"channels": [channel], "samplers": [{"input": times, "output": moved}]}]
    root["scenes"] = [{"nodes": [0, 2]}]
    png = io.BytesIO()
    Image.new("RGB", (2, 2)).save(png, "PNG")
    root["images"] = [{"bufferView": file.view(png.getvalue()), "mimeType": "image/png"}]
    root["materials"] = [{}]
    primitive["material"] = 0
    return file


def test_a_sound_file_has_none(tmp_path: Path) -> None:
    path = sound().write(tmp_path)
    assert breaches(path) == ()
    assert check(path).ok


def lights(file: File, *entries: dict[str, Any]) -> None:
    file.root["extensionsUsed"] = ["KHR_lights_punctual"]
    file.root["extensions"] = {"KHR_lights_punctual": {"lights": list(entries)}}


def variants(file: File) -> None:
    file.root["extensionsUsed"] = ["KHR_materials_variants"]
    file.root["extensions"] = {"KHR_materials_variants": {"variants": [{"name": "a"}]}}
    mapping = {"variants": [0], "material": 0}
    file.root["meshes"][0]["primitives"][0]["extensions"] = {"KHR_materials_variants": {"mappings": [mapping, mapping]}}


def anisotropic(file: File) -> None:
    file.root["extensionsUsed"] = ["KHR_materials_anisotropy"]
    file.root["materials"][0]["extensions"] = {"KHR_materials_anisotropy": {"anisotropyStrength": 0.5}}


def primitive_of(file: File) -> dict[str, Any]:
    found: dict[str, Any] = file.root["meshes"][0]["primitives"][0]
    return found


def attribute(file: File, name: str, number: int | None = None) -> None:
    attributes = primitive_of(file)["attributes"]
    attributes[name] = attributes["NORMAL"] if number is None else number


def jpeg() -> str:
    data = io.BytesIO()
    Image.new("RGB", (2, 2)).save(data, "JPEG")
    return base64.b64encode(data.getvalue()).decode()


def sampler_of(file: File) -> dict[str, Any]:
    found: dict[str, Any] = file.root["animations"][0]["samplers"][0]
    return found


def one_key(file: File) -> None:
    values = {"input": file.accessor([1.0]), "output": file.accessor([(0, 0, 0)] * 3)}
    sampler_of(file).update(interpolation="CUBICSPLINE", **values)


def matrix(file: File) -> None:
    del file.root["nodes"][1]["translation"]
    file.root["nodes"][1]["matrix"] = np.eye(4).ravel().tolist()


def picture(file: File, **entry: Any) -> None:
    file.root["images"].append(entry)


def buffer(file: File, uri: str) -> None:
    file.without_data.append({"uri": uri, "byteLength": 3})


def influence(file: File, *weights: float) -> None:
    attribute(file, "WEIGHTS_0", file.accessor([weights] * 3))


CHANGES: list[tuple[Callable[[File], Any], str, str]] = [
    (lambda f: f.root["accessors"][0].pop("min"), "/attributes/POSITION", "must have min and max"),
    (lambda f: f.root["accessors"][0].update(max=[1, 2, 1e-9]), "/accessors/0/max", "says"),
    (lambda f: f.root["accessors"][sampler_of(f)["input"]].pop("max"), "/input", "min and max"),
    (one_key, "/samplers/0/input", "two keys"),
    (matrix, "/channels/0/target", "has a matrix"),
    (lambda f: attribute(f, "KIND"), "/attributes/KIND", "begin with _"),
    (lambda f: attribute(f, "TEXCOORD_00", f.accessor([(0, 0)] * 3)), "/attributes/TEXCOORD_00", "begin with _"),
    (lambda f: attribute(f, "COLOR_2", f.accessor([(0, 0, 0)] * 3)), "/attributes", "without a gap"),
    (lambda f: attribute(f, "_ID", f.accessor([1, 2, 3], "uint32")), "/attributes/_ID", "32-bit"),
    (lambda f: attribute(f, "COLOR_0", f.accessor([(2, 0, 0)] * 3)), "/attributes/COLOR_0", "in 0 ... 1"),
    (lambda f: influence(f, 0.5, 0.4, 0, 0), "/attributes/WEIGHTS_0", "do not sum to 1"),
    (lambda f: influence(f, 1.5, -0.5, 0, 0), "/attributes/WEIGHTS_0", "below 0"),
    (lambda f: influence(f, 0.5, 0, 0.5, 0), "/attributes/JOINTS_0", "a joint twice"),
    (
        lambda f: primitive_of(f)["targets"][0].update(TANGENT=f.accessor([(0, 0, 0)] * 3)),
        "/targets/0/TANGENT",
        "is not an attribute",
    ),
    (
        lambda f: f.root["nodes"][2].update(extensions={"VENDOR_x": {}}),
        "/nodes/2/extensions/VENDOR_x",
        "extensionsUsed",
    ),
    (lambda f: f.root["bufferViews"][0].update(target=34963), "/attributes/POSITION", "is for indices, not for vert"),
    (lambda f: f.view(bytes(8), byteStride=12), "/byteStride", "is more than the view's 8 bytes"),
    (lambda f: f.view(bytes(8), byteStride=4, target=34963), "/byteStride", "only vertices"),
    (lambda f: f.root.update(scenes=[{"nodes": [2]}]), "/nodes/2", "without the joints"),
    (lambda f: f.root["nodes"].append({"matrix": [0.0] * 15 + [1.0]}), "/nodes/3/matrix", "flattens what it moves"),
    (lambda f: primitive_of(f).update(targets=[{}]), "/targets/0", "must not be empty"),
    (lambda f: attribute(f, "_PAIR", f.accessor([(0, 1)] * 3, "uint8")), "/attributes/_PAIR", "a multiple of 4 bytes"),
    (picture, "/images/1", "a uri or a bufferView"),
    (lambda f: picture(f, uri="none.png"), "/images/1/uri", "is missing"),
    (lambda f: picture(f, uri=f"data:image/png;base64,{jpeg()}"), "/images/1", "the data is image/jpeg"),
    (lambda f: picture(f, uri=f"data:image/gif;base64,{jpeg()}"), "/images/1/uri", "image/gif is not"),
    (lambda f: buffer(f, "data:text/plain;base64,AAAA"), "/buffers/1/uri", "text/plain"),
    (lambda f: buffer(f, "data:;;base64,AAAA"), "/buffers/1/uri", "does not begin"),
    (lambda f: lights(f, {"type": "spot"}), "/lights/0", "'spot' is missing"),
    (variants, "/mappings/1/variants/0", "has a material already"),
    (anisotropic, "/primitives/0/material", "needs tangents"),
]


@pytest.mark.parametrize(("change", "at", "said"), CHANGES)
def test_a_breach_is_named_and_the_file_loads(
    tmp_path: Path, change: Callable[[File], Any], at: str, said: str
) -> None:
    file = sound()
    change(file)
    path = file.write(tmp_path)
    assert load(path).meshes[0].primitives
    (line, *_) = report = check(path).invalid
    assert any(f"{at}: " in found and said in found for found in report), report
    assert line.startswith(f"{path}: /")
    assert check(path).drawn
    assert "invalid, but it can be drawn" in lines(check(path))[0]


def test_integers_may_be_written_as_floats(tmp_path: Path) -> None:
    path = File().write(tmp_path, "model.gltf")
    data = base64.b64encode(np.array(TRIANGLE, np.float32).tobytes()).decode()
    path.write_text(
        f"""{{"asset": {{"version": "2.0"}}, "scene": 0.0, "scenes": [{{"nodes": [0e0]}}], "nodes": [{{"mesh": 0.0}}],
        "meshes": [{{"primitives": [{{"attributes": {{"POSITION": 0.0}}, "mode": 4.0}}]}}],
        "accessors": [{{"bufferView": 0, "componentType": 5.126e3, "count": 3.0, "type": "VEC3",
        "min": [0, 0, 0], "max": [1, 1, 0]}}],
        "bufferViews": [{{"buffer": 0, "byteLength": 36.0, "target": 34962.0}}],
        "buffers": [{{"byteLength": 3.6e1, "uri": "data:application/octet-stream;base64,{data}"}}]}}"""
    )
    assert load(path).meshes[0].primitives[0].indices.tolist() == [0, 1, 2]
    assert check(path).ok


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda f: f.root["bufferViews"][0].update(target=34964), "/bufferViews/0/target: 34964 is not known"),
        (lambda f: f.root["materials"][0].update(alphaMode="DITHER"), "/materials/0/alphaMode: 'DITHER' is not known"),
        (lambda f: f.root.update(samplers=[{"wrapS": 5}]), "/samplers/0/wrapS: 5 is not known"),
        (lambda f: sampler_of(f).update(interpolation="BEZIER"), "/animations/0/samplers/0/interpolation: 'BEZIER'"),
        (
            lambda f: f.root["animations"][0]["channels"][0]["target"].update(path="shear"),
            "/animations/0/channels/0: the path 'shear' is not known and stays still",
        ),
        (lambda f: lights(f, {"type": "area"}), "light 0: it is of the unknown type 'area' and left out"),
    ],
)
def test_values_of_a_later_version_are_said(tmp_path: Path, change: Callable[[File], Any], said: str) -> None:
    """The enumerations are open: what is unknown is as if it were absent."""
    file = sound()
    change(file)
    path = file.write(tmp_path)
    assert any(line.startswith(said) for line in load(path).dropped)
    assert check(path).ok


def test_an_accessor_of_unknown_type_matters_to_who_uses_it(tmp_path: Path) -> None:
    file = sound()
    unused = file.entry({"componentType": 5131, "type": "VEC5", "count": 3})
    assert load(file.write(tmp_path)).dropped == ()
    file.root["animations"][0]["samplers"][0]["output"] = unused
    assert (
        check(file.write(tmp_path))
        .invalid[0]
        .endswith(f"/accessors/{unused}: 'VEC5' of component type 5131 is not known")
    )


def test_what_follows_a_glb_is_left_out_and_said(tmp_path: Path) -> None:
    path = sound().write(tmp_path)
    path.write_bytes(path.read_bytes() + bytes(5))
    assert load(path).dropped == ("5 bytes after the end that the header states are left out",)


def test_a_binary_chunk_larger_than_its_buffer_is_said(tmp_path: Path) -> None:
    file = sound()
    data = file.bytes()
    shorter = data.replace(b'"buffers": [{"byteLength": %d' % len(file.body), b'"buffers": [{"byteLength": %d' % 600)
    assert len(shorter) == len(data)
    path = tmp_path / "long.glb"
    file.body += bytes(100)
    grown = file.bytes().replace(b'"byteLength": %d}]' % len(file.body), b'"byteLength": %d}]' % (len(file.body) - 100))
    path.write_bytes(grown)
    (line,) = load(path).dropped
    assert line.endswith("bytes of the binary chunk that no buffer has are left out")


def test_animation_without_data_stays_still(tmp_path: Path) -> None:
    """Accessors without a view are zeros: several keys at once, which is none."""
    file = sound()
    times = file.entry({"componentType": 5126, "type": "SCALAR", "count": 2, "min": [0], "max": [1]})
    file.root["animations"][0]["samplers"][0]["input"] = times
    model = load(file.write(tmp_path))
    assert model.animations[0].channels == ()
    assert model.dropped == ("animation 'animation0': translation of node 1 stays as it is, its keys are zeros",)


def test_inverse_bind_matrices_without_data_are_identities(tmp_path: Path) -> None:
    file = sound()
    file.root["skins"][0]["inverseBindMatrices"] = file.entry({"componentType": 5126, "type": "MAT4", "count": 2})
    np.testing.assert_array_equal(load(file.write(tmp_path)).skins[0].inverse_bind, np.eye(4)[None, :3].repeat(2, 0))


@pytest.mark.parametrize("head", ["data:application/octet-stream;base64,", "DATA:APPLICATION/octet-stream;BASE64,"])
def test_the_words_of_a_data_uri_have_no_case(tmp_path: Path, head: str) -> None:
    file = sound()
    data = np.array([1, 2, 3], np.float32).tobytes()
    file.without_data.append({"uri": head + base64.b64encode(data).decode(), "byteLength": 12})
    file.root["bufferViews"].append({"buffer": 1, "byteLength": 12})
    view = len(file.root["bufferViews"]) - 1
    file.entry({"bufferView": view, "componentType": 5126, "type": "SCALAR", "count": 3, "min": [1], "max": [3]})
    path = file.write(tmp_path)
    load(path)
    assert breaches(path) == ()
