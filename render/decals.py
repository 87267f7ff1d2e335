"""Projected pictures on the GPU: a block of boxes, and an array of textures that holds every picture."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assets.effects import MOST_DECALS, Decal
from assets.errors import InputError
from assets.scene import Bytes
from render import bindings
from render.graph import TextureDesc
from render.resources import Buffer, Texture
from render.structs import gpu_struct

MODES = ("paint", "glow", "light")

DECAL_BLOCK = gpu_struct(
    "DecalBlock",
    "std140",
    # world -> box, three rows each
    rows=f"vec4[{3 * MOST_DECALS}]",
    # unit direction the light comes from; which mode
    front=f"vec4[{MOST_DECALS}]",
    # factor and opacity
    color=f"vec4[{MOST_DECALS}]",
    # share of the texture that is the picture's, its layer, roughness of what is painted
    place=f"vec4[{MOST_DECALS}]",
    # cosines of the angles where it is gone and where it is whole
    fade=f"vec4[{MOST_DECALS}]",
)


class Decals:
    """Owns block and pictures; nothing is made for a scene that has none."""

    def __init__(self) -> None:
        self.count = 0
        self._given: tuple[Decal, ...] = ()
        self._pictures: list[Bytes] = []
        """What each layer holds; kept, so that no other array can have its identity."""
        self._block: Buffer | None = None
        self._texture: Texture | None = None

    def update(self, decals: tuple[Decal, ...]) -> None:
        """Take these. InputError when there are too many."""
        if decals is self._given:
            return
        if len(decals) > MOST_DECALS:
            raise InputError(f"{len(decals)} decals at a time; {MOST_DECALS} are possible")
        self._given, self.count = decals, len(decals)
        if not decals:
            return
        pictures = list({id(d.pixels): d.pixels for d in decals}.values())
        self._hold(pictures)
        layers = {id(p): i for i, p in enumerate(pictures)}
        if self._block is None:
            self._block = Buffer(size=DECAL_BLOCK.dtype.itemsize)
        assert self._texture
        self._block.write(block_of(decals, layers, self._texture.desc.size))

    def _hold(self, pictures: Sequence[Bytes]) -> None:
        """Upload the pictures that are not in their layer yet."""
        w, h = (max(p.shape[axis] for p in pictures) for axis in (1, 0))
        desc = TextureDesc((w, h), "srgba8", levels=max(w, h).bit_length(), layers=len(pictures))
        if self._texture is None or self._texture.desc != desc:
            if self._texture:
                self._texture.close()
            self._texture, self._pictures = Texture(desc), []
        changed = False
        for i, picture in enumerate(pictures):
            if i < len(self._pictures) and self._pictures[i] is picture:
                continue
            # beyond its edge a picture goes on as at the edge: smaller levels then take nothing else in
            beyond = ((0, h - picture.shape[0]), (0, w - picture.shape[1]), (0, 0))
            self._texture.upload(np.pad(picture, beyond, "edge"), layer=i)
            changed = True
        if changed:
            self._texture.make_mipmaps()
        self._pictures = list(pictures)

    def bind(self) -> None:
        if self.count and self._block and self._texture:
            self._block.bind_uniform(bindings.UBO_DECALS)
            self._texture.bind(bindings.TEX_DECALS)

    def close(self) -> None:
        for resource in (self._block, self._texture):
            if resource:
                resource.close()


def block_of(decals: Sequence[Decal], layers: dict[int, int], size: tuple[int, int]) -> NDArray[np.void]:
    """(1,) DECAL_BLOCK; `layers` by the identity of the pixels, `size` of the texture that holds them."""
    block = DECAL_BLOCK.zeros(1)
    for i, decal in enumerate(decals):
        placed = np.eye(4)
        placed[:3] = decal.transform
        try:
            block["rows"][0, 3 * i : 3 * i + 3] = np.linalg.inv(placed)[:3]
        except np.linalg.LinAlgError:
            raise InputError(f"decal {i}: its box has no volume") from None
        z = placed[:3, 2]
        block["front"][0, i] = *(z / np.linalg.norm(z)), MODES.index(decal.mode)
        block["color"][0, i] = *decal.color, decal.opacity
        h, w = decal.pixels.shape[:2]
        block["place"][0, i] = w / size[0], h / size[1], layers[id(decal.pixels)], decal.roughness
        whole, gone = decal.fade
        block["fade"][0, i, :2] = np.cos(gone), max(np.cos(whole), np.cos(gone) + 1e-4)
    return block
