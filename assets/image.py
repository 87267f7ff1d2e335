"""Pictures to RGBA8 arrays, with their size checked before memory is taken."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import numpy as np
from PIL import Image, UnidentifiedImageError

from assets.errors import InputError
from assets.files import read_bytes
from assets.scene import Bytes

MAX_PIXELS = 8192 * 8192
MAX_SIDE = 4096
"""No quality shows more of a texture: what a picture has more is averaged away before it takes memory."""
_KTX2_COUNTS = 32
"""Where a KTX 2 file states its layers (0 without an array) and faces."""
_FORMATS = ("PNG", "JPEG", "WEBP", "AVIF", "BMP", "TGA", "TIFF")

_MAGIC = {
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
    "image/webp": b"RIFF",
    "image/ktx2": b"\xabKTX 20\xbb\r\n\x1a\n",
}


def mime_type(data: bytes) -> str:
    """The type of a PNG, JPEG, WebP, AVIF or KTX 2 picture by its first bytes; empty for anything else."""
    if data[4:12] in (b"ftypavif", b"ftypavis"):
        return "image/avif"
    return next((mime for mime, magic in _MAGIC.items() if data.startswith(magic)), "")


def decode(data: bytes) -> Bytes:
    """A PNG, JPEG, WebP, AVIF, BMP, TGA, TIFF or Basis Universal (KTX 2) picture as `(h, w, 4)` uint8, top row first.

    16-bit channels are reduced to 8; colour profiles and orientation tags are ignored, as glTF asks. A side above
    `MAX_SIDE` is divided by the least whole number that brings it below. ValueError in one line for a picture that is
    broken or has more than `MAX_PIXELS` pixels.
    """
    if mime_type(data) == "image/ktx2":
        return _transcoded(data)
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
            width, height = picture.size
            if width * height > MAX_PIXELS:
                raise ValueError(f"{width}x{height} pixels; the limit is {MAX_PIXELS}")
            picture.draft(None, (MAX_SIDE, MAX_SIDE))  # a JPEG can be read smaller than it is
            small = _reduced(picture)
            return np.asarray(small if small.mode == "RGBA" else small.convert("RGBA"))
    except Exception as e:  # Pillow's decoders raise whatever they trip over
        reason = "not a picture" if isinstance(e, UnidentifiedImageError) else str(e) or type(e).__name__
        raise ValueError(f"picture cannot be decoded: {reason}") from e


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Width and height by a picture's header, before anything is decoded; None where Pillow cannot tell."""
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
            return picture.size
    except Exception:  # as in `decode`, which says what is wrong
        return None


def _reduced(picture: Image.Image) -> Image.Image:
    """At most MAX_SIDE wide and high; every channel by itself, for alpha need not be opacity."""
    if picture.mode.startswith("I"):
        picture = Image.fromarray(np.clip(np.asarray(picture) >> 8, 0, 255).astype(np.uint8))
    factor = -(-max(picture.size) // MAX_SIDE)
    if factor == 1:
        return picture
    if picture.mode in ("1", "P", "PA"):
        picture = picture.convert("RGBA")
    bands = [picture.getchannel(i).reduce(factor) for i in range(len(picture.getbands()))]
    return Image.merge(picture.mode, bands)


def _transcoded(data: bytes) -> Bytes:
    try:
        import opengl_basisu
    except ImportError as e:
        raise ValueError("KTX 2 pictures need the package opengl-basisu: pip install opengl-basisu") from e
    if len(data) >= _KTX2_COUNTS + 8:
        layers, faces = struct.unpack_from("<II", data, _KTX2_COUNTS)
        if layers > 1 or faces > 1:
            raise ValueError(f"picture cannot be decoded: it has {layers} layers and {faces} faces, not one of each")
    try:
        texture = opengl_basisu.open(data)
        if texture.width * texture.height > MAX_PIXELS:
            raise ValueError(f"{texture.width}x{texture.height} pixels; the limit is {MAX_PIXELS}")
        return np.array(texture.transcode("rgba8").data, np.uint8)
    except (ValueError, IndexError, MemoryError) as e:
        raise ValueError(f"picture cannot be decoded: {e}") from e


def load_image(path: Path) -> Bytes:
    """A picture file as `(h, w, 4)` uint8, top row first. InputError when missing, broken or too large."""
    data = read_bytes(path)
    try:
        return decode(data)
    except ValueError as e:
        raise InputError(str(e), path) from e
