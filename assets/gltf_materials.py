"""glTF materials and textures (sections 3.9 and 3.8; KHR_materials_unlit, _emissive_strength, the layers of
`assets.gltf_lobes`, KHR_texture_transform, VRMC_materials_mtoon 1.0) as `Material` and `Texture`."""

from __future__ import annotations

from collections.abc import Callable, Container
from typing import Literal

import numpy as np

from assets.gltf_accessors import Accessors
from assets.gltf_container import Document, Json, resolve_uri
from assets.gltf_lobes import LAYERS, SPECULAR_GLOSSINESS, as_metallic_roughness, read_layers
from assets.gltf_toon import ANIMATED, MTOON, check_toon, read_toon
from assets.gltf_uv import UvUse, Way, texture_infos, uv_use
from assets.image import decode, mime_type, picture_size
from assets.scene import Bytes, Material, Texture
from assets.schema import Fault

MAX_TOTAL_PIXELS = 1 << 28
MAX_FREE_PIXELS = 1 << 26
"""Pixels of all pictures together that need not be justified by bytes of the file: a quarter of a gigabyte."""
"""Pixels of all textures of a file together: a gigabyte of RGBA8."""

_WRAP: dict[int, Literal["repeat", "clamp", "mirror"]] = {10497: "repeat", 33071: "clamp", 33648: "mirror"}
PICTURES = {
    "EXT_texture_avif": "image/avif",
    "EXT_texture_webp": "image/webp",
    "KHR_texture_basisu": "image/ktx2",
}
READ = (
    *LAYERS,
    SPECULAR_GLOSSINESS,
    "KHR_materials_emissive_strength",
    "KHR_materials_unlit",
    "KHR_texture_transform",
    MTOON,
)
_COLORS = (
    "base_color",
    "emissive",
    "sheen_color",
    "specular_color",
    "diffuse_transmission_color",
    "shade_multiply",
    "rim_multiply",
    "matcap",
)
"""Texture slots that hold sRGB colours; the others hold data."""


class Textures:
    """Collects the textures that materials use; the same image read as colour and as data becomes two."""

    def __init__(self, document: Document, accessors: Accessors, dropped: list[str]) -> None:
        self.document, self.accessors, self.dropped = document, accessors, dropped
        self.found: dict[tuple[int, bool, float | None], int] = {}
        self.textures: list[Texture] = []
        self.pictures: dict[int, bytes] = {}
        self.decoded: dict[int, Bytes] = {}
        self.pixels = 0

    def fetch(self) -> None:
        """Fetches every texture's picture. Fault when one is missing or not of its declared type."""
        for i, texture in enumerate(self.document.items("textures")):
            if "source" in texture:
                self._fetch(texture["source"], ("image/png", "image/jpeg"), f"/textures/{i}/source")
            for name, mime in PICTURES.items():
                more = texture.get("extensions", {}).get(name, {})
                if "source" in more:
                    self._fetch(more["source"], (mime,), f"/textures/{i}/extensions/{name}/source")

    def _fetch(self, i: int, allowed: tuple[str, ...], at: str) -> None:
        image = self.document.items("images")[i]
        pointer = f"/images/{i}"
        if i not in self.pictures:
            if "uri" in image:
                self.pictures[i] = bytes(resolve_uri(self.document, image["uri"], f"{pointer}/uri"))
            elif "bufferView" in image:
                self.pictures[i] = bytes(self.accessors.view(image["bufferView"]))
            else:
                raise Fault(pointer, "has neither a URI nor a bufferView")
        found = mime_type(self.pictures[i])
        if found not in allowed:
            raise Fault(at, f"image {i} is {found or 'of an unknown type'}; {' or '.join(allowed)} belongs here")
        if image.get("mimeType", found) != found:
            raise Fault(f"{pointer}/mimeType", f"says {image['mimeType']}, the data is {found}")

    def use(self, index: int, srgb: bool, gloss: float | None = None) -> int:
        """The index in `textures` of glTF texture `index`, read as colour or as data; -1 when it has no picture.

        With `gloss` it becomes the roughness that is left of a glossiness in alpha, times that.
        """
        key = index, srgb, gloss
        if key not in self.found:
            self.found[key] = self._add(*key)
        return self.found[key]

    def _add(self, index: int, srgb: bool, gloss: float | None) -> int:
        texture = self.document.items("textures")[index]
        extensions = texture.get("extensions", {})
        others = [extensions[name]["source"] for name in PICTURES if "source" in extensions.get(name, {})]
        source = texture.get("source", others[0] if others else None)
        if source is None:
            self.dropped.append(f"texture {index}: it has no picture of a format that is read")
            return -1
        pixels = self._decoded(source, f"/images/{source}")
        if gloss is not None:
            rough = np.rint(255 - gloss * pixels[..., 3:].astype(np.float32)).astype(np.uint8)
            pixels = np.concatenate([np.zeros_like(rough), rough, np.zeros_like(rough), np.full_like(rough, 255)], 2)
        sampler = self.document.items("samplers")[texture["sampler"]] if "sampler" in texture else {}
        wrap, wrap_v = _WRAP[sampler.get("wrapS", 10497)], _WRAP[sampler.get("wrapT", 10497)]
        image = self.document.items("images")[source]
        name = texture.get("name") or image.get("name") or f"image{source}"
        self.textures.append(Texture(name, pixels, srgb, wrap, sampler.get("magFilter", 9729) != 9728, wrap_v))
        return len(self.textures) - 1

    def _decoded(self, source: int, at: str) -> Bytes:
        if source not in self.decoded:
            try:
                self.decoded[source] = decode(self.pictures[source])
            except ValueError as e:
                raise Fault(at, str(e)) from e
            h, w = self.decoded[source].shape[:2]
            full = picture_size(self.pictures[source])
            if full and full != (w, h):
                self.dropped.append(f"image {source}: it is reduced from {full[0]}x{full[1]} to {w}x{h} pixels")
            self.pixels += self.decoded[source].size // 4
            # tiny files of huge pictures are bombs; pictures with content have about a byte for four pixels or more
            most = min(MAX_TOTAL_PIXELS, MAX_FREE_PIXELS + 4 * sum(map(len, self.pictures.values())))
            if self.pixels > most:
                raise Fault(at, f"the textures have more than {most} pixels together")
        return self.decoded[source]


def read_materials(
    document: Document, textures: Textures, moving: Container[int] = (), sliding: Container[int] = ()
) -> tuple[list[Material], list[UvUse]]:
    """All materials, with how each reads texture coordinates. Vertices are kept free of the transforms of those that
    are `moving`, each texture for itself, or `sliding`, all of them by the same."""
    pairs = [
        _material(document, i, entry, textures, "apart" if i in moving else "together" if i in sliding else "still")
        for i, entry in enumerate(document.items("materials"))
    ]
    return [m for m, _ in pairs], [uv for _, uv in pairs]


def material_reader(document: Document, i: int, textures: Textures) -> Callable[[Json], Material]:
    """Reads material i again and again from JSON whose numbers have changed; keeps nothing of the file's bulk."""
    found = dict(textures.found)
    slim = Document(document.file, {"textures": document.items("textures")}, None)

    def read(entry: Json) -> Material:
        known = Textures(slim, Accessors(slim), [])
        known.found = found
        return _material(slim, i, entry, known, "apart")[0]

    return read


def _material(document: Document, i: int, entry: Json, textures: Textures, way: Way) -> tuple[Material, UvUse]:
    name = entry.get("name") or f"material{i}"
    entry = as_metallic_roughness(entry)
    extensions = entry.get("extensions", {})
    for extension in sorted(set(extensions) - set(READ)):
        textures.dropped.append(f"material {name!r}: {extension} is left out")
    if MTOON in extensions:
        check_toon(extensions[MTOON], f"/materials/{i}/extensions/{MTOON}", len(document.items("textures")))
    toony = extensions.get(MTOON, {})
    if way == "still" and any(toony.get(f"uvAnimation{kind}SpeedFactor", 0.0) for kind in ANIMATED):
        way = "turning"
    use, lost = uv_use(name, entry, textures.dropped, way)
    slots = [(key, slot) for key, slot in texture_infos(entry) if key not in lost]
    index = {key: textures.use(slot["index"], key in _COLORS, slot.get("gloss")) for key, slot in slots}
    pbr = entry.get("pbrMetallicRoughness", {})
    strength = extensions.get("KHR_materials_emissive_strength", {}).get("emissiveStrength", 1.0)
    toon = read_toon(name, entry, index, textures.dropped) if MTOON in extensions else None
    r, g, b, a = pbr.get("baseColorFactor", (1.0, 1.0, 1.0, 1.0))
    glow = [float(v) * strength for v in entry.get("emissiveFactor", (0.0, 0.0, 0.0))]
    material = Material(
        name=name,
        base_color=(float(r), float(g), float(b), float(a)),
        metallic=float(pbr.get("metallicFactor", 1.0)),
        roughness=float(pbr.get("roughnessFactor", 1.0)),
        emissive=(glow[0], glow[1], glow[2]),
        base_color_texture=index.get("base_color", -1),
        metallic_roughness_texture=index.get("metallic_roughness", -1),
        normal_texture=index.get("normal", -1),
        occlusion_texture=index.get("occlusion", -1),
        emissive_texture=index.get("emissive", -1),
        normal_scale=float(entry.get("normalTexture", {}).get("scale", 1.0)),
        occlusion_strength=float(entry.get("occlusionTexture", {}).get("strength", 1.0)),
        alpha_mode=entry.get("alphaMode", "OPAQUE"),
        alpha_cutoff=float(entry.get("alphaCutoff", 0.5)),
        double_sided=entry.get("doubleSided", False),
        unlit="KHR_materials_unlit" in extensions and toon is None,
        toon=toon,
        uv_transforms=use.moved,
        uv_sets=use.numbers,
        surface="toon" if toon else "standard",
        **read_layers(extensions, index),
    )
    return material, use
