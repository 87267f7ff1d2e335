"""KHR_materials_variants: sets of materials, one of which a file's primitives may wear."""

from __future__ import annotations

from dataclasses import replace

from assets.errors import InputError
from assets.gltf_container import Document, Json

NAME = "KHR_materials_variants"


def variant_names(document: Document) -> tuple[str, ...]:
    """The names of the file's variants, in order."""
    found = document.root.get("extensions", {}).get(NAME, {}).get("variants", [])
    return tuple(entry["name"] for entry in found)


def dressed(document: Document, variant: str | None) -> Document:
    """The document with the materials of a variant, by name or number. InputError lists those there are."""
    if variant is None:
        return document
    names = variant_names(document)
    number = int(variant) if variant.isdecimal() and len(variant) < 9 else len(names)
    chosen = names.index(variant) if variant in names else number
    if chosen >= len(names):
        raise InputError(f"no variant {variant!r}; there are {', '.join(map(repr, names)) or 'none'}", document.file)
    meshes = [
        {**mesh, "primitives": [_worn(primitive, chosen) for primitive in mesh["primitives"]]}
        for mesh in document.items("meshes")
    ]
    return replace(document, root={**document.root, "meshes": meshes}) if meshes else document


def _worn(primitive: Json, variant: int) -> Json:
    mappings = primitive.get("extensions", {}).get(NAME, {}).get("mappings", ())
    for mapping in mappings:
        if variant in mapping["variants"]:
            return {**primitive, "material": mapping["material"]}
    return primitive
