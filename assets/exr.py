"""OpenEXR files, by the package of that name: the extra `exr`.

Channel names follow OpenEXR's conventions: R, G, B, A are the picture, Z its depth, and what belongs to a layer is
called LAYER.CHANNEL.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.errors import InputError
from assets.files import read_bytes
from assets.scene import Floats

MAX_PIXELS = 16384 * 8192
_LARGEST = 3.0e38
_HALF_LIMIT = 65504.0

LAYOUT: dict[str, tuple[tuple[str, ...], str]] = {
    "hdr": (("R", "G", "B", "A"), "f2"),
    "depth": (("Z",), "f4"),
    "normal": (("N.X", "N.Y", "N.Z"), "f2"),
    "position": (("P.X", "P.Y", "P.Z"), "f4"),
    "albedo": (("albedo.R", "albedo.G", "albedo.B"), "f2"),
    "motion": (("motion.X", "motion.Y"), "f4"),
    "id": (("id.object", "id.instance"), "u4"),
}
"""Channels of each plane and the type they are stored in: half or float, unsigned for numbers of things."""


def openexr(path: Path, doing: str) -> Any:
    """The package. InputError with the line that installs it."""
    try:
        import OpenEXR
    except ImportError as error:
        raise InputError(f"{doing} .exr needs the OpenEXR package: pip install 'taihe[exr]'", path) from error
    return OpenEXR


def read_exr(path: Path) -> Floats:
    """An OpenEXR picture's R, G and B as `(h, w, 3)` float32, top row first.

    InputError, one line, for a file that is missing, broken or too large, and without the package.
    """
    package = openexr(path, "reading")
    read_bytes(path)
    try:
        with package.File(str(path), separate_channels=True) as picture:
            channels = picture.channels()
            planes = [np.asarray(channels[name].pixels, np.float32) for name in "RGB"]
    except Exception as error:  # the bindings raise whatever they trip over
        raise InputError(f"cannot be read as OpenEXR: {error}", path) from error
    if planes[0].size > MAX_PIXELS:
        raise InputError(f"more than {MAX_PIXELS} pixels", path)
    return np.clip(np.nan_to_num(np.stack(planes, axis=-1)), 0.0, _LARGEST)


def write_exr(path: Path, planes: Mapping[str, NDArray[Any]]) -> None:
    """Writes planes `(h, w)` or `(h, w, channels)` by their names in LAYOUT, losslessly compressed, top row first.

    Equal planes give equal bytes. InputError without the package, OSError when the file cannot be written.
    """
    package = openexr(path, "writing")
    channels = {}
    for name, plane in planes.items():
        labels, kind = LAYOUT[name]
        parts = plane[..., None] if plane.ndim == 2 else plane
        for i in range(parts.shape[2]):
            part = parts[..., i]
            if kind == "f2":
                part = np.clip(part, -_HALF_LIMIT, _HALF_LIMIT)
            channels[labels[i]] = np.ascontiguousarray(part, kind)
    header = {"compression": package.ZIP_COMPRESSION, "type": package.scanlineimage}
    path.open("ab").close()  # the bindings say nothing useful of a file that cannot be written
    with package.File(header, channels) as file:
        file.write(str(path))
