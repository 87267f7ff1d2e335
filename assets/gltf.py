"""Reads glTF 2.0 and GLB files (and VRM 1.0, VRM 0.x and VRMA, which are GLB) into a `Model`."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, islice
from pathlib import Path

import numpy as np

from assets.errors import InputError
from assets.gltf_accessors import Accessors
from assets.gltf_animations import read_animations
from assets.gltf_breaches import breaches as json_breaches
from assets.gltf_check import check_document
from assets.gltf_check import faults as check_faults
from assets.gltf_container import Document, open_document, spare_bytes, unsupported_version
from assets.gltf_contents import content_breaches
from assets.gltf_draco import decode_draco
from assets.gltf_lobes import LAYERS, SPECULAR_GLOSSINESS
from assets.gltf_materials import Textures, read_materials
from assets.gltf_meshes import Meshes
from assets.gltf_nodes import read_lenses, read_lights, read_nodes, read_scenes, read_skins
from assets.gltf_pointers import moving_coordinates
from assets.gltf_variants import dressed, variant_names
from assets.model import Model, Node, Skin
from assets.scene import Material, Mesh
from assets.schema import MOST_FAULTS, Fault
from assets.skeleton import Skeleton
from assets.vrm import check_vrm, read_vrm
from assets.vrm0 import upgraded
from assets.vrm_constraints import read_constraints
from assets.vrm_paint import sliding
from assets.vrma import read_vrma

EXTENSIONS = frozenset(
    {
        "EXT_mesh_gpu_instancing",
        "EXT_meshopt_compression",
        "EXT_texture_avif",
        "EXT_texture_webp",
        "KHR_animation_pointer",
        "KHR_draco_mesh_compression",
        "KHR_lights_punctual",
        *LAYERS,
        SPECULAR_GLOSSINESS,
        "KHR_materials_emissive_strength",
        "KHR_materials_unlit",
        "KHR_materials_variants",
        "KHR_mesh_quantization",
        "KHR_meshopt_compression",
        "KHR_node_visibility",
        "KHR_texture_basisu",
        "KHR_texture_transform",
        "VRM",
        "VRMC_materials_mtoon",
        "VRMC_node_constraint",
        "VRMC_springBone",
        "VRMC_vrm",
        "VRMC_vrm_animation",
    }
)
"""Extensions that are read; a file that requires another one is refused."""

FARTHEST = 1e18
"""Metres, and scale: squares of what is below are still finite."""


def load(path: str | Path, allow_external: bool = False, variant: str | None = None) -> Model:
    """The model in a .gltf, .glb, .vrm or .vrma file.

    `variant` is one of the file's sets of materials (KHR_materials_variants) by name or number; None: as it is.
    Everything it names must lie in its own folder unless `allow_external`; nothing comes from the network. What the
    file holds and the model does not is listed in `Model.dropped`. InputError, one line with the JSON pointer or byte,
    for a file that is missing, broken, or breaks the specification.
    """
    file = Path(path)
    document = open_document(file, allow_external)
    try:
        refused = unsupported_version(document.root)
        if refused:
            raise Fault("/asset", refused)
        check_document(document)
        return _model(document, variant)
    except Fault as e:
        raise InputError(str(e), file) from e
    except MemoryError as e:
        raise InputError("needs more memory than there is", file) from e


def faults(path: str | Path, first: str, allow_external: bool = False) -> tuple[str, ...]:
    """Everything wrong with a glTF, GLB or VRM file, one line each like those of `load`, which raised `first`."""
    file = Path(path)
    try:
        document = open_document(file, allow_external)
        found = [] if unsupported_version(document.root) else check_faults(document)
    except InputError:
        found = []
    return tuple(dict.fromkeys([first, *(str(InputError(str(fault), file)) for fault in found)]))


def breaches(path: str | Path, allow_external: bool = False) -> tuple[str, ...]:
    """What is wrong with a file that `load` reads all the same, one line each."""
    document = open_document(Path(path), allow_external)
    found = islice(chain(json_breaches(document), content_breaches(document)), MOST_FAULTS)
    return tuple(dict.fromkeys(str(InputError(str(fault), path)) for fault in found))


def _model(document: Document, variant: str | None) -> Model:
    required = sorted(set(document.root.get("extensionsRequired", ())) - EXTENSIONS)
    if required:
        raise Fault("/extensionsRequired", f"the file cannot be read without {', '.join(required)}")
    roots = sorted(set(document.root.get("extensions", {})) - EXTENSIONS)
    dropped = [f"the file's {extension} is left out" for extension in roots]
    document = dressed(upgraded(document, dropped), variant)
    check_vrm(document)
    accessors = Accessors(document)
    decode_draco(document, accessors, dropped)
    for i in range(len(document.items("accessors"))):
        if accessors.stored(i):
            accessors.elements(i)
    textures = Textures(document, accessors, dropped)
    textures.fetch()
    materials, uvs = read_materials(document, textures, moving_coordinates(document), sliding(document))
    meshes = Meshes(document, accessors, materials, uvs, dropped).read()
    if any(p.material == len(materials) for mesh in meshes for p in mesh.primitives):
        materials.append(Material(metallic=1.0, roughness=1.0))
    vrm = read_vrm(document, materials, dropped)
    nodes = read_nodes(document, accessors, dropped)
    for i in vrm.own_eyes if vrm else ():
        nodes[i] = replace(nodes[i], mesh=-1, skin=-1, weights=None)
    _check_worlds(nodes)
    skins = read_skins(document, accessors)
    _check_joints(nodes, meshes, skins)
    return Model(
        name=document.file.stem,
        nodes=tuple(nodes),
        meshes=tuple(meshes),
        materials=tuple(materials),
        textures=tuple(textures.textures),
        skins=tuple(skins),
        animations=tuple(read_animations(document, accessors, textures, dropped)),
        lights=tuple(read_lights(document)),
        lenses=tuple(read_lenses(document, dropped)),
        scenes=tuple(read_scenes(document)),
        scene=document.root.get("scene", 0),
        vrm=vrm,
        vrma=read_vrma(document),
        variants=variant_names(document),
        constraints=read_constraints(document),
        dropped=_said(document, dropped),
    )


def _said(document: Document, dropped: list[str]) -> tuple[str, ...]:
    """The lines once each, and one for every extension the file uses that no line has named."""
    unread = sorted(set(document.root.get("extensionsUsed", ())) - EXTENSIONS)
    more = [f"{name} is left out" for name in unread if not any(name in line for line in dropped)]
    beyond = spare_bytes(document)
    spare = [f"{beyond} bytes of the binary chunk that no buffer has are left out"] if beyond else []
    return tuple(dict.fromkeys([*document.notes, *spare, *dropped, *more]))


def _check_worlds(nodes: list[Node]) -> None:
    """Scales multiply down the tree: what is finite in each node need not be in the world."""
    with np.errstate(over="ignore", invalid="ignore"):
        worlds = Skeleton.of(tuple(nodes), np.zeros(0, np.uint32), np.zeros((0, 3, 4), np.float32), {}).worlds()
        small = (np.abs(worlds) < FARTHEST).all(axis=(1, 2))
    if not small.all():
        raise Fault(f"/nodes/{int(np.argmin(small))}", f"its transform in the world has numbers beyond {FARTHEST:g}")


def _check_joints(nodes: list[Node], meshes: list[Mesh], skins: list[Skin]) -> None:
    for i, node in enumerate(nodes):
        if node.mesh < 0 or node.skin < 0:
            continue
        joints = [p.joints for p in meshes[node.mesh].primitives if p.joints is not None]
        highest = max((int(j.max()) for j in joints), default=0)
        if highest >= len(skins[node.skin].joints):
            raise Fault(f"/nodes/{i}/skin", f"vertices use joint {highest} of {len(skins[node.skin].joints)}")
