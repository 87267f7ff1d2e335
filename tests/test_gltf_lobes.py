"""The layers of glTF materials, read from a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from assets.errors import InputError
from assets.gltf import load
from assets.model import Model
from assets.scene import Anisotropy, DiffuseTransmission, Iridescence, Transmission, Volume


def model(folder: Path, material: dict[str, Any]) -> Model:
    """A file with one material and four textures of one pixel, (200, 100, 50, 128)."""
    Image.new("RGBA", (1, 1), (200, 100, 50, 128)).save(folder / "pixel.png")
    root = {
        "asset": {"version": "2.0"},
        "images": [{"uri": "pixel.png"}],
        "textures": [{"source": 0}] * 4,
        "materials": [material],
    }
    (folder / "m.gltf").write_text(json.dumps(root))
    return load(folder / "m.gltf")


def layers(**extensions: dict[str, Any]) -> dict[str, Any]:
    return {"name": "m", "extensions": {f"KHR_materials_{name}": entry for name, entry in extensions.items()}}


def test_every_layer_is_read(tmp_path: Path) -> None:
    found = model(
        tmp_path,
        layers(
            transmission={"transmissionFactor": 0.9, "transmissionTexture": {"index": 0}},
            volume={
                "thicknessFactor": 2.0,
                "thicknessTexture": {"index": 1},
                "attenuationDistance": 0.5,
                "attenuationColor": [0.1, 0.2, 0.3],
            },
            dispersion={"dispersion": 0.4},
            iridescence={
                "iridescenceFactor": 0.8,
                "iridescenceIor": 1.6,
                "iridescenceThicknessMinimum": 50.0,
                "iridescenceThicknessTexture": {"index": 2},
            },
            anisotropy={"anisotropyStrength": 0.7, "anisotropyRotation": 1.5},
            diffuse_transmission={
                "diffuseTransmissionFactor": 0.25,
                "diffuseTransmissionColorFactor": [1.0, 0.5, 0.0],
                "diffuseTransmissionColorTexture": {"index": 3},
            },
        ),
    )
    (m,) = found.materials
    assert m.transmission == Transmission(0.9, 2)
    assert m.volume == Volume(2.0, 3, 0.5, (0.1, 0.2, 0.3), 0.4)
    assert m.iridescence == Iridescence(0.8, 1.6, 50.0, 400.0, -1, 1)
    assert m.anisotropy == Anisotropy(0.7, 1.5)
    assert m.diffuse_transmission == DiffuseTransmission(0.25, (1.0, 0.5, 0.0), -1, 0)
    assert [t.srgb for t in found.textures] == [True, False, False, False], "in the order of use"
    assert not found.dropped


def test_layers_without_effect_are_left_away(tmp_path: Path) -> None:
    entry = layers(transmission={}, volume={}, iridescence={}, anisotropy={}, diffuse_transmission={}, dispersion={})
    (m,) = model(tmp_path, entry).materials
    assert (m.transmission, m.volume, m.iridescence, m.anisotropy, m.diffuse_transmission) == (None,) * 5


@pytest.mark.parametrize(
    ("name", "entry"),
    [
        ("transmission", {"transmissionFactor": 1.5}),
        ("volume", {"attenuationDistance": 0.0}),
        ("iridescence", {"iridescenceIor": 0.5}),
        ("anisotropy", {"anisotropyTexture": {"index": 9}}),
        ("diffuse_transmission", {"diffuseTransmissionColorFactor": [1.0, 0.5]}),
        ("pbrSpecularGlossiness", {"glossinessFactor": -1.0}),
    ],
)
def test_what_the_specification_forbids_is_refused(tmp_path: Path, name: str, entry: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=f"/materials/0/extensions/KHR_materials_{name}/"):
        model(tmp_path, layers(**{name: entry}))


def test_specular_glossiness(tmp_path: Path) -> None:
    """F0 is the specular colour, roughness what is left of the glossiness: 1 - 0.5 * 128 / 255."""
    gloss = {
        "diffuseFactor": [0.4, 0.3, 0.2, 0.5],
        "specularFactor": [0.5, 0.6, 0.7],
        "glossinessFactor": 0.5,
        "specularGlossinessTexture": {"index": 0},
    }
    found = model(tmp_path, layers(pbrSpecularGlossiness=gloss))
    (m,) = found.materials
    assert (m.base_color, m.metallic, m.roughness) == ((0.4, 0.3, 0.2, 0.5), 0.0, 1.0)
    assert (m.ior, m.specular, m.specular_color) == (0.0, 1.0, (0.5, 0.6, 0.7))
    assert found.textures[m.specular_color_texture].srgb
    rough = found.textures[m.metallic_roughness_texture]
    assert not rough.srgb
    np.testing.assert_array_equal(rough.pixels[0, 0], [0, 191, 0, 255])
    plain = model(tmp_path, layers(pbrSpecularGlossiness={"glossinessFactor": 0.25})).materials[0]
    assert (plain.roughness, plain.metallic_roughness_texture) == (0.75, -1)
