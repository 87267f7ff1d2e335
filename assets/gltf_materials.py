"""glTF materials and textures (sections 3.9 and 3.8; KHR_materials_unlit, _emissive_strength, the layers of
`assets.gltf_lobes`, KHR_texture_transform, VRMC_materials_mtoon 1.0) as `Material` and `Texture`."""

from __future__ import annotations

import math
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from assets.gltf_accessors import Accessors
from assets.gltf_container import Document, Json, resolve_uri
from assets.gltf_lobes import LAYERS, SPECULAR_GLOSSINESS, as_metallic_roughness, read_layers
from assets.image import decode, mime_type, picture_size
from assets.material import DISTINCT_TRANSFORMS, SLOTS
from assets.scene import Bytes, Floats, Material, Texture, Toon
from assets.schema import Fault, Rule, Shape, choice, index, integer, number, shaped, text, vector

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
    "VRMC_materials_mtoon",
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

_INFO: dict[str, Rule] = {"index": index("textures"), "texCoord": integer(), "scale": number()}
_TOON_TEXTURE = shaped(Shape(_INFO, ("index",)))
_MTOON = shaped(
    Shape(
        {
            "specVersion": text,
            "shadeColorFactor": vector(3, 0.0, math.inf),
            "shadingShiftFactor": number(),
            "shadingToonyFactor": number(),
            "parametricRimColorFactor": vector(3),
            "parametricRimFresnelPowerFactor": number(),
            "outlineWidthMode": choice("none", "worldCoordinates", "screenCoordinates"),
            "outlineWidthFactor": number(0.0),
            "outlineColorFactor": vector(3, 0.0, math.inf),
            "outlineLightingMixFactor": number(0.0, 1.0),
            "parametricRimLiftFactor": number(),
            "rimLightingMixFactor": number(0.0, 1.0),
            "matcapFactor": vector(3, 0.0, math.inf),
            **dict.fromkeys(("shadeMultiplyTexture", "rimMultiplyTexture", "matcapTexture"), _TOON_TEXTURE),
            "shadingShiftTexture": _TOON_TEXTURE,
        }
    )
)


_TOON_UNREAD: dict[str, Any] = {
    "giEqualizationFactor": 0.9,
    "outlineWidthMultiplyTexture": None,
    "renderQueueOffsetNumber": 0,
    "uvAnimationMaskTexture": None,
    "uvAnimationRotationSpeedFactor": 0.0,
    "uvAnimationScrollXSpeedFactor": 0.0,
    "uvAnimationScrollYSpeedFactor": 0.0,
}
"""What of VRMC_materials_mtoon is not honoured, by the value that means nothing."""

UvTransforms = tuple[tuple[tuple[str, ...], tuple[float, float, float, float, float, float]], ...]


@dataclass(frozen=True, eq=False)
class UvUse:
    """Which TEXCOORD set a material reads, the 2x3 transform to bake into it, and a second set (-1: none)."""

    set: int = 0
    second: int = -1
    transform: Floats = field(default_factory=lambda: np.eye(3, dtype=np.float32)[:2])
    sets: frozenset[int] = frozenset()
    """All sets the material's textures name; the primitive must have them."""


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
    document: Document, textures: Textures, moving: Container[int] = ()
) -> tuple[list[Material], list[UvUse]]:
    """All materials, with how each reads texture coordinates; those of `moving` keep every transform to themselves."""
    entries = enumerate(document.items("materials"))
    pairs = [_material(document, i, entry, textures, i not in moving) for i, entry in entries]
    return [m for m, _ in pairs], [uv for _, uv in pairs]


def material_reader(document: Document, i: int, textures: Textures) -> Callable[[Json], Material]:
    """Reads material i again and again from JSON whose numbers have changed; keeps nothing of the file's bulk."""
    found = dict(textures.found)
    slim = Document(document.file, {"textures": document.items("textures")}, None)

    def read(entry: Json) -> Material:
        known = Textures(slim, Accessors(slim), [])
        known.found = found
        return _material(slim, i, entry, known, False)[0]

    return read


def _slots(entry: Json) -> Iterator[tuple[str, Json]]:
    pbr = entry.get("pbrMetallicRoughness", {})
    slots = [(pbr, "baseColorTexture"), (pbr, "metallicRoughnessTexture")]
    slots += [(entry, "normalTexture"), (entry, "occlusionTexture"), (entry, "emissiveTexture")]
    more = [entry.get("extensions", {}).get(name, {}) for name in (*LAYERS, "VRMC_materials_mtoon")]
    slots += [(layer, key) for layer in more for key in layer if _snake(key.removesuffix("Texture")) in SLOTS]
    yield from ((_snake(key.removesuffix("Texture")), holder[key]) for holder, key in slots if key in holder)


def _snake(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name)


def _material(document: Document, i: int, entry: Json, textures: Textures, baked: bool) -> tuple[Material, UvUse]:
    name = entry.get("name") or f"material{i}"
    entry = as_metallic_roughness(entry)
    extensions = entry.get("extensions", {})
    for extension in sorted(set(extensions) - set(READ)):
        textures.dropped.append(f"material {name!r}: {extension} is left out")
    if "VRMC_materials_mtoon" in extensions:
        counts = {"textures": len(document.items("textures"))}
        _MTOON(extensions["VRMC_materials_mtoon"], f"/materials/{i}/extensions/VRMC_materials_mtoon", counts)
    use, moved, second, foreign = _uv_use(name, entry, textures.dropped, baked)
    slots = [(key, slot) for key, slot in _slots(entry) if key not in foreign]
    index = {key: textures.use(slot["index"], key in _COLORS, slot.get("gloss")) for key, slot in slots}
    pbr = entry.get("pbrMetallicRoughness", {})
    strength = extensions.get("KHR_materials_emissive_strength", {}).get("emissiveStrength", 1.0)
    toon = _toon(name, entry, index, textures.dropped) if "VRMC_materials_mtoon" in extensions else None
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
        unlit="KHR_materials_unlit" in extensions,
        toon=toon,
        uv_transforms=moved,
        second_uv=second,
        surface="toon" if toon else "standard",
        **read_layers(extensions, index),
    )
    return material, use


def _uv_use(
    name: str, entry: Json, dropped: list[str], baked: bool
) -> tuple[UvUse, UvTransforms, frozenset[str], frozenset[str]]:
    """How the vertices' coordinates are read, what textures do to them, which see the second set, and the textures that
    cannot be used.

    What all textures have in common is baked into the vertices; where they differ each has its own transform. Those
    that read a third set (base colour's comes first) are left out, and said.
    """
    uses: list[tuple[str, int, Floats]] = []
    for key, slot in _slots(entry):
        more = slot.get("extensions", {}).get("KHR_texture_transform", {})
        uses.append((key, more.get("texCoord", slot.get("texCoord", 0)), _uv_transform(more)))
    if not uses:
        return UvUse(), (), frozenset(), frozenset()
    chosen, second, *_ = [*dict.fromkeys(used for _, used, _ in uses), -1]
    foreign = frozenset(key for key, used, _ in uses if used not in (chosen, second))
    why = f"texture is left out: others use TEXCOORD_{chosen} and TEXCOORD_{second}, two sets are read at once"
    dropped += [f"material {name!r}: its {key} {why}" for key in sorted(foreign)]
    sets = frozenset(used for _, used, _ in uses)
    own = [(key, used, matrix) for key, used, matrix in uses if key not in foreign]
    if baked and second < 0 and all(np.array_equal(matrix, own[0][2]) for _, _, matrix in own):
        return UvUse(chosen, transform=own[0][2], sets=sets), (), frozenset(), foreign
    alike: dict[Any, list[str]] = {}
    for key, used, matrix in own:
        alike.setdefault((used, _six(matrix)) if baked else key, []).append(key)
    lost = frozenset(key for keys in list(alike.values())[DISTINCT_TRANSFORMS:] for key in keys)
    dropped += [f"material {name!r}: its {key} texture is left out, one transform too many" for key in sorted(lost)]
    matrices = {key: _six(matrix) for key, _, matrix in own}
    moved = tuple((tuple(keys), matrices[keys[0]]) for keys in alike.values() if not lost.issuperset(keys))
    return UvUse(chosen, second, sets=sets), moved, frozenset(k for k, used, _ in own if used == second), foreign | lost


def _six(matrix: Floats) -> tuple[float, float, float, float, float, float]:
    a, b, c, d, e, f = (float(v) for v in matrix.reshape(-1))
    return a, b, c, d, e, f


def _uv_transform(entry: Json) -> Floats:
    """KHR_texture_transform as a 2x3 matrix: translation * rotation * scale."""
    angle = float(entry.get("rotation", 0.0))
    (sx, sy), (dx, dy) = entry.get("scale", (1.0, 1.0)), entry.get("offset", (0.0, 0.0))
    c, s = math.cos(angle), math.sin(angle)
    return np.array([[c * sx, s * sy, dx], [-s * sx, c * sy, dy]], np.float32)


def _toon(name: str, entry: Json, textures: Mapping[str, int], dropped: list[str]) -> Toon:
    toon: Json = entry["extensions"]["VRMC_materials_mtoon"]
    left = sorted(key for key, value in _TOON_UNREAD.items() if toon.get(key, value) != value)
    dropped += [f"material {name!r}: VRMC_materials_mtoon {key} is left out" for key in left]
    mode = toon.get("outlineWidthMode", "none")
    if mode == "screenCoordinates":
        dropped.append(f"material {name!r}: its outline of constant screen width is left out")

    def color(key: str, otherwise: float = 0.0) -> tuple[float, float, float]:
        x, y, z = toon.get(key, (otherwise,) * 3)
        return (float(x), float(y), float(z))

    return Toon(
        shade_color=color("shadeColorFactor"),
        shade_texture=textures.get("shade_multiply", -1),
        shading_shift=float(toon.get("shadingShiftFactor", 0.0)),
        shift_texture=textures.get("shading_shift", -1),
        shift_scale=float(toon.get("shadingShiftTexture", {}).get("scale", 1.0)),
        shading_toony=float(toon.get("shadingToonyFactor", 0.9)),
        rim_color=color("parametricRimColorFactor"),
        rim_power=float(toon.get("parametricRimFresnelPowerFactor", 5.0)),
        rim_lift=float(toon.get("parametricRimLiftFactor", 0.0)),
        rim_texture=textures.get("rim_multiply", -1),
        rim_lighting_mix=float(toon.get("rimLightingMixFactor", 1.0)),
        matcap=color("matcapFactor", 1.0),
        matcap_texture=textures.get("matcap", -1),
        outline_width=float(toon.get("outlineWidthFactor", 0.0)) if mode == "worldCoordinates" else 0.0,
        outline_color=color("outlineColorFactor"),
        outline_lighting_mix=float(toon.get("outlineLightingMixFactor", 1.0)),
    )
