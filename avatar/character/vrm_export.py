"""The figure as a VRM 1.0 model: nodes, skin, meshes, and the VRMC_vrm extension.

Follows https://github.com/vrm-c/vrm-specification/tree/master/specification (VRMC_vrm-1.0).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from assets.glb_write import glb_bytes
from assets.model import Model, Node, Skin
from assets.scene import Mesh
from avatar.character.figure import Figure, expression_offsets, primitives
from avatar.character.materials import MATERIALS
from avatar.character.shape import EYE_Y, place
from avatar.character.springs import CHAINS, spring_extension
from avatar.character.textures import bake_atlas

PRESETS = (
    "happy", "angry", "sad", "relaxed", "surprised", "aa", "ih", "ou", "ee", "oh", "blink", "blinkLeft", "blinkRight",
    "lookUp", "lookDown", "lookLeft", "lookRight",
)  # fmt: skip
OVERRIDES: Mapping[str, Mapping[str, str]] = {
    **{name: {"overrideBlink": "blend", "overrideMouth": "blend"} for name in ("happy", "surprised")},
    "joy": {"overrideBlink": "block", "overrideLookAt": "block", "overrideMouth": "blend"},
    **{name: {"overrideBlink": "blend"} for name in ("relaxed", "sad", "angry", "proud", "sorry", "thoughtful")},
}
"""Expressions that move lids or part lips themselves: blinks and speech give way by as much as they show, or wholly."""
META = {
    "name": "鱼多多",
    "version": "1.0",
    "authors": ["The Taihe project"],
    "copyrightInformation": "Built from the source code of the Taihe project (Apache-2.0)",
    "references": ["Hands: MakeHuman base mesh, CC0 1.0"],
    "thirdPartyLicenses": "Hands: MakeHuman base mesh, CC0 1.0 Universal",
    "licenseUrl": "https://vrm.dev/licenses/1.0/",
    "avatarPermission": "everyone",
    "allowExcessivelyViolentUsage": False,
    "allowExcessivelySexualUsage": False,
    "commercialUsage": "corporation",
    "allowPoliticalOrReligiousUsage": False,
    "allowAntisocialOrHateUsage": False,
    "creditNotation": "unnecessary",
    "allowRedistribution": True,
    "modification": "allowModificationRedistribution",
    "otherLicenseUrl": "https://www.apache.org/licenses/LICENSE-2.0",
}


def model_of(figure: Figure) -> Model:
    """Bones first in `nodes` (they are the skin's joints, in order), then the face's node and the body's."""
    bones = list(figure.bones)
    joints = {name: i for i, name in enumerate(bones)}
    nodes = []
    for name, (parent, joint) in figure.bones.items():
        local = joint - (figure.bones[parent][1] if parent else np.zeros(3))
        x, y, z = (float(np.float32(v)) for v in local)
        nodes.append(Node(name, joints.get(parent, -1), (x, y, z)))
    inverse = np.zeros((len(bones), 3, 4), np.float32)
    inverse[:, :, :3] = np.eye(3)
    inverse[:, :, 3] = [-figure.bones[name][1] for name in bones]
    atlas = bake_atlas(figure.face + figure.body)
    meshes = (
        Mesh("face", primitives(figure.face, atlas, joints, expression_offsets(figure))),
        Mesh("body", primitives(figure.body, atlas, joints)),
    )
    nodes += [Node(mesh.name, mesh=i, skin=0) for i, mesh in enumerate(meshes)]
    skin = Skin("skeleton", np.arange(len(bones), dtype=np.uint32), inverse)
    return Model("yuduoduo", tuple(nodes), meshes, MATERIALS, (atlas.texture,), (skin,))


def vrm_extension(figure: Figure, model: Model) -> dict[str, Any]:
    """VRMC_vrm: meta, humanoid, expressions and lookAt."""
    face = next(i for i, node in enumerate(model.nodes) if node.name == "face")
    targets = [target.name for target in model.meshes[0].primitives[0].targets]

    def expression(name: str) -> dict[str, Any]:
        entry: dict[str, Any] = {
            "morphTargetBinds": [{"node": face, "index": targets.index(name), "weight": 1.0}],
            "isBinary": False,
        }
        return {**entry, **OVERRIDES.get(name, {})}

    eyes = place(np.array([0.0, EYE_Y, 0.30])) - figure.bones["head"][1]
    ranges = {
        "rangeMapHorizontalInner": {"inputMaxValue": 30.0, "outputScale": 1.0},
        "rangeMapHorizontalOuter": {"inputMaxValue": 30.0, "outputScale": 1.0},
        "rangeMapVerticalDown": {"inputMaxValue": 20.0, "outputScale": 1.0},
        "rangeMapVerticalUp": {"inputMaxValue": 20.0, "outputScale": 1.0},
    }
    swinging = {bone for chain in CHAINS for bone in chain.bones}
    neutral: dict[str, Any] = {"isBinary": False}
    return {
        "specVersion": "1.0",
        "meta": META,
        "humanoid": {"humanBones": {name: {"node": i} for i, name in enumerate(figure.bones) if name not in swinging}},
        "expressions": {
            "preset": {name: expression(name) for name in PRESETS} | {"neutral": neutral},
            "custom": {name: expression(name) for name in targets if name not in PRESETS},
        },
        "lookAt": {"offsetFromHeadBone": [round(float(v), 4) for v in eyes], "type": "expression", **ranges},
    }


def vrm_bytes(figure: Figure) -> bytes:
    """The VRM file."""
    model = model_of(figure)
    nodes = {node.name: i for i, node in enumerate(model.nodes)}
    extensions = {"VRMC_vrm": vrm_extension(figure, model), "VRMC_springBone": spring_extension(figure.bones, nodes)}
    return glb_bytes(model, extensions)
