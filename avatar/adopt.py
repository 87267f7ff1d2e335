"""Somebody else's avatar becomes one that can perform: bones, face and eyes recognised, arms in the T-pose.

Whatever the file was made with, what comes out has the humanoid of VRM 1.0 (`Model.vrm`), so all that plays a VRM
plays it. What it lacks is said in words, one line each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, takewhile
from pathlib import Path

import numpy as np

from assets import transforms as tf
from assets.errors import InputError
from assets.framing import bounds
from assets.model import Expression, LookAt, Model, MorphBind, RangeMap, Vrm
from assets.rig import shown, skeleton_of
from assets.scene import Vec3
from avatar.bone_names import bones_of
from avatar.mouth import ARKIT_MOUTH, OCULUS, VRM_VOWELS
from avatar.profile import AUTOMATIC, Profile
from avatar.rest_pose import arms_straight, bound, frame, hung, positions, swapped, unit
from avatar.shape_names import made_of, shapes_of

Shapes = Mapping[str, tuple[MorphBind, ...]]
_MOUTHS: Mapping[str, tuple[Sequence[str], frozenset[str]]] = {
    "oculus": (OCULUS, frozenset(("viseme_PP", "viseme_FF", "viseme_aa"))),
    "arkit": (ARKIT_MOUTH, frozenset(("jawOpen", "mouthFunnel", "mouthPucker"))),
    "vowels": (VRM_VOWELS, frozenset(("aa",))),
}
"""The sets of `avatar.mouth`, richest first, and what a face must have of each."""
_EYE_BONES = RangeMap(30.0, 30.0)
_EYE_SHAPES = RangeMap(35.0, 1.0)
_LIFT = 0.02
"""Metres by which soles may miss the ground."""


@dataclass(frozen=True, eq=False)
class Adopted:
    """A model ready to perform. `face` is the set of shapes that its mouth speaks with, `eyes` what turns its gaze;
    `done` says what was changed to bring it into shape, `lacks` what is approximated or left out."""

    model: Model
    face: str
    eyes: str
    done: tuple[str, ...]
    lacks: tuple[str, ...]
    sized: bool = False
    """Whether its profile says how tall it is."""


def adopt(model: Model, profile: Profile = AUTOMATIC, file: str | Path = "") -> Adopted:
    """The model as a performer. InputError, at `file`, when it is no humanoid, or has no mouth and the profile does not
    allow it."""
    bones = _bones(model, profile, file)
    shapes = _shapes(model, profile)
    face = _face(shapes, bones, profile)
    if face == "none" and profile.face != "none":
        raise InputError(
            "an avatar without a mouth: no mouth shapes (Oculus visemes, ARKit, vowels) and no jaw bone; "
            "a profile with `face: none` lets it perform without speaking",
            file,
        )
    for richer in () if profile.face == "auto" else (*takewhile(lambda name: name != face, _MOUTHS),):
        shapes = {name: binds for name, binds in shapes.items() if name not in _MOUTHS[richer][0]}
    if face != "jaw" or "jawOpen" in shapes:
        bones.pop("jaw", None)  # the shapes open the mouth, and not the bone as well
    done: list[str] = []
    if model.vrm is None:
        if profile.rest == "auto" and (still := bound(model, bones)) is not model:
            model = still
            done.append("it rests in a pose: taken as its skin was bound")
        model, bones = _upright(model, bones, profile, done)
    if profile.rest == "auto":
        model, raised = arms_straight(model, bones)
        if raised:
            done.append(f"its arms were raised by {raised:.0f} degrees to the T-pose")
    expressions = _expressions(model, shapes)
    eyes, look = _eyes(model, bones, expressions, profile)
    vrm = model.vrm or Vrm(model.name, bones)
    model = replace(model, vrm=replace(vrm, bones=bones, expressions=expressions, look_at=look))
    return Adopted(model, face, eyes, tuple(done), tuple(_lacks(bones, expressions, face, eyes)), profile.height > 0.0)


def _bones(model: Model, profile: Profile, file: str | Path) -> dict[str, int]:
    given: dict[str, int] = {}
    names = [node.name for node in model.nodes]
    for bone, name in profile.bones.items():
        if name not in names:
            raise profile.error(f"no node {name!r} in {model.name} for the bone {bone!r}", bone)
        given[bone] = names.index(name)
    found = {**model.vrm.bones, **given} if model.vrm else bones_of(model, given)
    if not {"head", "hips"} <= set(found):
        said = "no bone is the head" if found else "no bone has a name that tells" if model.skins else "it has no bones"
        raise InputError(f"not a humanoid, {said}: it can be shown, but it cannot perform", file)
    if model.vrm is None and swapped(model, found):
        found = {_mirrored(name): node for name, node in found.items()}
    return found


def _mirrored(name: str) -> str:
    other = {"left": "right", "right": "left"}
    side = next((side for side in other if name.startswith(side)), "")
    return other.get(side, "") + name.removeprefix(side)


def _shapes(model: Model, profile: Profile) -> dict[str, tuple[MorphBind, ...]]:
    """Our names of shapes -> the morph targets of all meshes that make them; a VRM's own expressions come first."""
    raw: dict[str, list[MorphBind]] = {}
    for i in shown(model):
        mesh = model.nodes[i].mesh
        targets = model.meshes[mesh].primitives[0].targets if mesh >= 0 and model.meshes[mesh].primitives else ()
        for k, target in enumerate(targets):
            raw.setdefault(target.name, []).append(MorphBind(i, k))
    found: dict[str, tuple[MorphBind, ...]] = {}
    for name, shape in shapes_of(raw).items():
        found.setdefault(shape, tuple(raw[name]))
    for shape, parts in profile.shapes.items():
        lost = [part for part in parts if part not in raw]
        if lost:
            raise profile.error(f"no morph target {lost[0]!r} in {model.name}", shape)
        found[shape] = tuple(chain.from_iterable(raw[part] for part in parts))
    own = model.vrm.expressions if model.vrm else {}
    found |= {name: e.morphs for name, e in own.items() if (e.morphs or e.paints) and name not in profile.shapes}
    for name, same in raw.items():
        found.setdefault(name, tuple(same))  # a shape of no scheme is still known by its own name
    moving = {name: tuple(bind for bind in binds if _moves(model, bind)) for name, binds in found.items()}
    # silence may move nothing, and what changes materials alone is seen as well
    still = {"viseme_sil", *(name for name, e in own.items() if e.paints)}
    return {name: binds or found[name] for name, binds in moving.items() if binds or name in still}


def _moves(model: Model, bind: MorphBind) -> bool:
    """Exporters leave empty targets behind, so that all meshes have the same names."""
    mesh = model.meshes[model.nodes[bind.node].mesh]
    return any(len(p.targets) > bind.target and len(p.targets[bind.target].index) for p in mesh.primitives)


def _face(shapes: Shapes, bones: Mapping[str, int], profile: Profile) -> str:
    """The richest set of mouth shapes, or the one that the profile names."""
    has = {name: needed <= set(shapes) for name, (_, needed) in _MOUTHS.items()}
    has |= {"jaw": "jawOpen" in shapes or "jaw" in bones, "none": True}
    if profile.face == "auto":
        return next(name for name, yes in has.items() if yes)
    if not has[profile.face]:
        raise profile.error(f"face: {profile.face}, but the model has no such shapes", "face")
    return profile.face


def _upright(model: Model, bones: dict[str, int], profile: Profile, done: list[str]) -> tuple[Model, dict[str, int]]:
    """Facing +z on the ground at the origin, in metres."""
    rotation = frame(model, bones, profile.facing)
    if abs(rotation[3]) < 0.999:
        done.append("it was turned to stand upright and face +z")
    model = hung(model, rotation, 1.0)
    scale = unit(model, bones)
    low, high = (np.asarray(corner, float) for corner in bounds(model))
    if profile.height:
        scale = profile.height / max(float(high[1] - low[1]), 1e-9)
    if scale != 1.0:
        done.append(f"it was scaled by {scale:.4g}")
    hips = positions(model)[bones["hips"]]
    aside = np.where(np.abs(hips * scale) > 0.15, hips * scale, 0.0)
    sunk = float(low[1]) * scale
    lift = (-float(aside[0]), -sunk if abs(sunk) > _LIFT else 0.0, -float(aside[2]))
    return hung(model, np.array([0.0, 0.0, 0.0, 1.0]), scale, lift), bones


def _expressions(model: Model, shapes: Shapes) -> dict[str, Expression]:
    own = dict(model.vrm.expressions) if model.vrm else {}
    out = {
        name: replace(own[name], morphs=binds) if name in own else Expression(name, False, binds)
        for name, binds in shapes.items()
    }
    for name, recipe in made_of(out).items():
        binds = tuple(replace(b, weight=b.weight * share) for shape, share in recipe.items() for b in out[shape].morphs)
        out[name] = Expression(name, False, binds)
    return out


def _eyes(
    model: Model, bones: dict[str, int], expressions: Mapping[str, Expression], profile: Profile
) -> tuple[str, LookAt]:
    """What turns the gaze, and how far; the place between the eyes, for those that look back."""
    by_bones = "leftEye" in bones and "rightEye" in bones
    by_shapes = {"lookUp", "lookLeft", "lookRight"} <= set(expressions)
    if profile.eyes != "auto" and not {"bones": by_bones, "shapes": by_shapes, "none": True}[profile.eyes]:
        raise profile.error(f"eyes: {profile.eyes}, but the model has none", "eyes")
    own = model.vrm.look_at if model.vrm else None
    if own is not None and profile.eyes == "auto":
        moved = by_bones if own.kind == "bone" else by_shapes
        return ({"bone": "bones", "expression": "shapes"}[own.kind] if moved else "none"), own
    eyes = profile.eyes if profile.eyes != "auto" else "bones" if by_bones else "shapes" if by_shapes else "none"
    if eyes != "bones":
        bones.pop("leftEye", None)
        bones.pop("rightEye", None)
    offset = own.offset if own else _between_the_eyes(model, bones)
    if eyes == "shapes":
        return eyes, LookAt("expression", offset, _EYE_SHAPES, _EYE_SHAPES, _EYE_SHAPES, _EYE_SHAPES)
    return eyes, LookAt("bone", offset, _EYE_BONES, _EYE_BONES, _EYE_BONES, _EYE_BONES)


def _between_the_eyes(model: Model, bones: Mapping[str, int]) -> Vec3:
    """In the head's space: between the eye bones, or where eyes are in a head of that figure's size."""
    worlds = skeleton_of(model).worlds()
    head = worlds[bones["head"]].astype(float)
    if "leftEye" in bones and "rightEye" in bones:
        eyes = worlds[[bones["leftEye"], bones["rightEye"]], :, 3].mean(0)
    else:
        trunk = float(np.linalg.norm(head[:, 3] - worlds[bones["hips"], :, 3]))
        eyes = head[:, 3] + np.array([0.0, 0.13, 0.12]) * (trunk if trunk > 1e-6 else 0.6)
    x, y, z = (float(v) for v in tf.points(tf.invert(head), eyes[None])[0])
    return x, y, z


def _lacks(bones: Mapping[str, int], expressions: Mapping[str, Expression], face: str, eyes: str) -> list[str]:
    said = {
        "jaw": "mouth by the jaw alone: lips neither round nor press",
        "vowels": "mouth by vowels alone: lips close by opening nothing",
        "none": "no mouth: it does not speak",
    }
    out = [said[face]] if face in said else []
    if "blink" not in expressions:
        out.append("no blink shapes: the eyes stay open")
    if eyes == "none":
        out.append("no eye bones or look shapes: the head alone follows the gaze")
    if not {"smile", "relaxed", "happy"} & set(expressions):
        out.append("no shapes of a smile: moods do not show on the face")
    whole = [s for s in ("left", "right") if all(f"{s}{b}" in bones for b in ("UpperArm", "LowerArm", "Hand"))]
    if not whole:
        out.append("no arms: it does not gesture")
    elif len(whole) == 1:
        other = "left" if whole == ["right"] else "right"
        out.append(f"no whole {other} arm: gestures with the {whole[0]} alone")
    if whole and not any(f"{side}IndexProximal" in bones for side in whole):
        out.append("no finger bones: hands keep their shape")
    if not {"leftUpperLeg", "rightUpperLeg"} <= set(bones):
        out.append("no legs: it does not shift its weight or walk")
    return out
