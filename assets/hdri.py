"""Panoramas with real radiances: Radiance pictures (.hdr, RGBE) and, with the OpenEXR package, .exr.

The format: Greg Ward, "Real Pixels", Graphics Gems II (1991), with the run-length coding of Radiance 1.2 and later.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assets.errors import InputError
from assets.exr import MAX_PIXELS, read_exr
from assets.files import read_bytes
from assets.scene import Bytes, Environment, Floats

SUFFIXES = (".hdr", ".exr")

_SIZE = re.compile(rb"-Y (\d{1,6}) \+X (\d{1,6})")


def load_environment(path: str | Path, rotation: float = 0.0, intensity: float = 1.0) -> Environment:
    """The panorama as a scene's light. InputError, one line, for a file that is missing, broken or too large."""
    file = Path(path)
    suffix = file.suffix.lower()
    if suffix not in SUFFIXES:
        raise InputError(f"not a panorama; the known ones end in {', '.join(SUFFIXES)}", file)
    radiance = read_exr(file) if suffix == ".exr" else read_hdr(file)
    return Environment(radiance, rotation, intensity)


def read_hdr(path: Path) -> Floats:
    """A Radiance picture as `(h, w, 3)` float32, top row first. InputError as above."""
    data = read_bytes(path)
    if not data.startswith(b"#?"):
        raise InputError("not a Radiance picture: it does not begin with #?", path)
    header, _, rest = data.partition(b"\n\n")
    line, _, body = rest.partition(b"\n")
    size = _SIZE.fullmatch(line.strip())
    if b"FORMAT=32-bit_rle_rgbe" not in header or not size:
        raise InputError("only RGBE pictures with rows from top to bottom (-Y h +X w) are read", path)
    height, width = int(size[1]), int(size[2])
    if not 0 < width * height <= MAX_PIXELS:
        raise InputError(f"{width}x{height} pixels; the limit is {MAX_PIXELS}", path)
    try:
        coded = _rows(body, width, height)
    except ValueError as error:
        raise InputError(str(error), path) from error
    # a shared exponent: the mantissas are 8-bit fractions
    scale = np.where(coded[..., 3] > 0, np.ldexp(np.float32(1), coded[..., 3].astype(np.int32) - 136), np.float32(0))
    return np.asarray(coded[..., :3] * scale[..., None], np.float32)


def _rows(body: bytes, width: int, height: int) -> Bytes:
    """`(h, w, 4)` RGBE. ValueError for data that ends early or overruns a row."""
    coded = 8 <= width < 32768 and body[:2] == b"\2\2" and body[2] < 128
    if not coded:
        if len(body) < 4 * width * height:
            raise ValueError(f"its data ends after {len(body)} of {4 * width * height} bytes")
        return np.frombuffer(body, np.uint8, 4 * width * height).reshape(height, width, 4)
    out = np.empty((height, 4, width), np.uint8)
    source, at = np.frombuffer(body, np.uint8), 0
    for y in range(height):
        if bytes(source[at : at + 4]) != bytes((2, 2, width >> 8, width & 255)):
            raise ValueError(f"row {y} does not begin with its width")
        at += 4
        for channel in range(4):
            at = _channel(source, at, out[y, channel], y)
    return out.transpose(0, 2, 1)


def _channel(source: Bytes, at: int, row: NDArray[np.uint8], y: int) -> int:
    """Fills one channel of one row; answers where the next begins. Codes above 128 repeat a byte, others copy."""
    x = 0
    while x < len(row):
        count = int(source[at]) if at < len(source) else 0
        repeated = count > 128
        count -= 128 if repeated else 0
        end = at + (2 if repeated else 1 + count)
        if not 0 < count <= len(row) - x or end > len(source):
            raise ValueError(f"row {y} is broken or cut short")
        row[x : x + count] = source[at + 1] if repeated else source[at + 1 : end]
        x, at = x + count, end
    return at
