"""Radiance pictures by hand: flat, run-length coded, and broken."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assets.errors import InputError
from assets.hdri import load_environment, read_hdr

HEAD = b"#?RADIANCE\n# made by hand\nFORMAT=32-bit_rle_rgbe\n\n"


def written(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "light.hdr"
    path.write_bytes(content)
    return path


def test_flat_pixels(tmp_path: Path) -> None:
    """Mantissa times 2^(e - 136): 128 at exponent 129 is 1; exponent 0 is black."""
    path = written(tmp_path, HEAD + b"-Y 1 +X 2\n" + bytes((128, 64, 0, 129, 255, 255, 255, 0)))
    assert read_hdr(path).tolist() == [[[1.0, 0.5, 0.0], [0.0, 0.0, 0.0]]]


def test_run_lengths(tmp_path: Path) -> None:
    """Eight pixels: red repeats 128, green copies 0, 16 ... 112, blue is half and half, the exponent is 129."""
    red = bytes((128 + 8, 128))
    green = bytes((8, *range(0, 128, 16)))
    blue = bytes((128 + 4, 0, 4, 128, 128, 128, 128))
    exponent = bytes((128 + 8, 129))
    path = written(tmp_path, HEAD + b"-Y 1 +X 8\n" + bytes((2, 2, 0, 8)) + red + green + blue + exponent)
    picture = read_hdr(path)
    assert picture.shape == (1, 8, 3)
    assert picture[0, :, 0].tolist() == [1.0] * 8
    assert picture[0, :, 1].tolist() == [i / 8 for i in range(8)]
    assert picture[0, :, 2].tolist() == [0.0] * 4 + [1.0] * 4


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"P6 1 1 255\n", "not a Radiance picture"),
        (HEAD + b"+Y 1 +X 2\n" + bytes(8), "rows from top to bottom"),
        (HEAD + b"-Y 99999 +X 99999\n", "the limit is"),
        (HEAD + b"-Y 2 +X 2\n" + bytes(8), "ends after 8 of 16"),
        (HEAD + b"-Y 1 +X 8\n" + bytes((2, 2, 0, 8, 136, 1)), "row 0 is broken"),
        (HEAD + b"-Y 1 +X 8\n" + bytes((2, 2, 0, 8, 137, 1)), "row 0 is broken"),
        (HEAD + b"-Y 2 +X 8\n" + bytes((2, 2, 0, 8)) + bytes((136, 1)) * 4 + bytes(8), "row 1 does not begin"),
    ],
)
def test_broken_files_say_so(tmp_path: Path, content: bytes, says: str) -> None:
    path = written(tmp_path, content)
    with pytest.raises(InputError, match=says) as error:
        load_environment(path)
    assert str(path) in str(error.value)


def test_other_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"not a panorama; the known ones end in \.hdr, \.exr"):
        load_environment(tmp_path / "light.png")


def test_a_panorama_is_a_light(tmp_path: Path) -> None:
    path = written(tmp_path, HEAD + b"-Y 1 +X 2\n" + bytes((128, 128, 128, 129)) * 2)
    environment = load_environment(path, rotation=1.0, intensity=2.0)
    assert np.array_equal(environment.radiance, np.ones((1, 2, 3)))
    assert (environment.rotation, environment.intensity) == (1.0, 2.0)
