"""Any model file the project reads, by its suffix."""

from __future__ import annotations

from pathlib import Path

from assets import gltf
from assets.errors import InputError
from assets.model import Model

GLTF = (".glb", ".gltf", ".vrm", ".vrma")
STATIC = (".obj", ".ply", ".stl")
SUFFIXES = (*GLTF, *STATIC)


def load(path: str | Path, allow_external: bool = False, variant: str | None = None) -> Model:
    """The model in a glTF, GLB, VRM, OBJ, PLY or STL file; what it could not hold is in `Model.dropped`.

    Files it refers to are read from its own folder only, unless `allow_external`; the network never.
    `variant` names a set of materials in a glTF file (or gives its number).
    InputError, one line naming file and place, for anything missing, broken or of another kind.
    """
    file = Path(path)
    suffix = file.suffix.lower()
    if suffix not in SUFFIXES:
        raise InputError(f"not a model file; the known ones end in {', '.join(SUFFIXES)}", file)
    if suffix in STATIC:
        from assets import static  # and with it trimesh: half a second that few need

        if variant is not None:
            raise InputError(f"no variant {variant!r}; a file of this kind has none", file)
        return static.load_static(file, allow_external)
    return gltf.load(file, allow_external, variant)
