"""What a render answers: a picture, and the planes of data that were asked for with it."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image
from numpy.typing import NDArray

from assets.errors import InputError
from assets.exr import write_exr
from assets.files import replacing
from assets.scene import Bytes

PICTURES = (".png", ".jpg", ".webp")
DATA = (".exr", ".npz")
"""Files that hold planes."""


@dataclass(frozen=True, eq=False)
class Image:
    """A rendered picture; a notebook shows it by itself.

    `pixels` is `(h, w, 3)` uint8, sRGB, top row first, the very memory that the driver wrote; of a transparent picture
    `(h, w, 4)`, alpha straight and linear. `planes` holds what `Renderer.render` was asked for, by name: see
    `render.planes.PLANES` for shapes, units and spaces.
    """

    pixels: Bytes
    planes: Mapping[str, NDArray[Any]] = field(default_factory=dict)

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in pixels."""
        return self.pixels.shape[1], self.pixels.shape[0]

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        return np.array(self.pixels, dtype=dtype, copy=copy)

    def save(self, path: str | Path) -> None:
        """Writes a picture (.png, .jpg, .webp), or the planes: .exr, or .npz, a zip of numpy arrays by name.

        A file that is there stays until the new one is whole. InputError, one line, for another suffix, for planes
        where there are none, and when it cannot be written.
        """
        file = Path(path)
        suffix = file.suffix.lower()
        if suffix not in PICTURES + DATA:
            raise InputError(f"not a picture; the known ones end in {', '.join(PICTURES + DATA)}", file)
        if suffix in DATA and not self.planes:
            raise InputError("the picture was rendered without planes: there is nothing to write", file)
        with replacing(file) as part:
            if suffix == ".exr":
                write_exr(part, self.planes)
            elif suffix == ".npz":
                np.savez_compressed(part, allow_pickle=False, **self.planes)
            else:
                PIL.Image.fromarray(self.pixels).save(part)

    def _repr_png_(self) -> bytes:
        """The picture as a notebook wants it."""
        out = io.BytesIO()
        PIL.Image.fromarray(self.pixels).save(out, "png")
        return out.getvalue()
