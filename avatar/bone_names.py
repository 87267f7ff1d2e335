"""Which node is which bone: the names of other people's skeletons, read as the bones of VRM 1.0.

A name is cut into words (`mixamorig:LeftForeArm`, `lowerarm_l`, `DEF-forearm.L`, `J_Bip_L_LowerArm`, `左ひじ`), its
side is taken out, and what is left is looked up. Words that mean different bones in different schools (`arm`, `leg`,
`shoulder`, `hip`) take the place that is still free. Spine and chest are found by their place between hips and neck.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assets.model import Model

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_a-zA-Z]+")
_SIDES = {
    **dict.fromkeys(("left", "l", "lf", "lft", "左"), "left"),
    **dict.fromkeys(("right", "r", "rt", "rgt", "右"), "right"),
}
_NOISE = frozenset(
    "j jnt jt joint bone bn b c m def bip biped valvebiped mixamorig cc base sk skel skeleton armature character rig "
    "adj".split()
)
_NOT_BODY = frozenset(
    "twist roll end nub tip ik fk pole target ctrl control mch org helper eff hair skirt cloth sleeve sec tail ear lid "
    "eyelid lash brow bust breast weapon prop share corrective bulge muscle".split()
)
_MIDDLE = {
    "hips": "hips hip pelvis センター",
    "spine": "spine torso waist abdomen abdomenlower back belly lowerback chest upperchest thorax ribcage 上半身",
    "neck": "neck necklower 首",
    "head": "head 頭",
    "jaw": "jaw jawroot lowerjaw jawlower mandible あご 顎",
}
_SIDED = {
    "Shoulder": "clavicle clav collar collarbone 肩",
    "UpperArm": "upperarm uparm armupper shldr shldrbend upperarmbend bicep 腕",
    "LowerArm": "lowerarm loarm forearm armlower elbow forearmbend ひじ 肘",
    "Hand": "hand wrist 手首",
    "UpperLeg": "upperleg upleg thigh thighbend legupper 足",
    "LowerLeg": "lowerleg loleg shin calf knee leglower ひざ 膝",
    "Foot": "foot ankle 足首",
    "Toes": "toes toe toebase ball つま先",
    "Eye": "eye eyeball eyejoint 目",
    "arm": "arm",
    "leg": "leg",
    "shoulder": "shoulder",
    "Thumb": "thumb 親指",
    "Index": "index indexfinger fore point 人指 人差指",
    "Middle": "middle mid middlefinger 中指",
    "Ring": "ring ringfinger 薬指",
    "Little": "little pinky pinkie small 小指",
    "finger": "finger",
}
_ROLES = {word: role for table in (_MIDDLE, _SIDED) for role, words in table.items() for word in words.split()}
_ROLES |= {
    f"{word}{joint}": role
    for word, role in list(_ROLES.items())
    for joint in ("proximal", "intermediate", "distal")
    if role in ("Thumb", "Index", "Middle", "Ring", "Little")
} | {"thumbmetacarpal": "Thumb"}
_FINGERS = ("Thumb", "Index", "Middle", "Ring", "Little")
_JOINTS = ("Proximal", "Intermediate", "Distal")
_THUMB_JOINTS = ("Metacarpal", "Proximal", "Distal")


@dataclass(frozen=True)
class Read:
    """A name that means a bone: its role, its side ("" in the middle), and the numbers behind it."""

    role: str
    side: str
    numbers: tuple[str, ...] = ()


def read(name: str) -> Read | None:
    """What a node's name says; None where it names no bone of a body."""
    for mark in "左右":
        name = name.replace(mark, f" {mark} ")
    tokens = [token.lower() for token in _WORDS.findall(name)]
    words = [token for token in tokens if not token.isdigit()]
    if _NOT_BODY & set(words):
        return None
    side = next((_SIDES[word] for word in words if word in _SIDES), "")
    words = [word for word in words if word not in _SIDES and word not in _NOISE]
    numbers = _behind(tokens, words[-1]) if words else ()
    for first in range(len(words)):
        found = _role("".join(words[first:]), side)
        if found is not None:
            return Read(*found, numbers)
    return None


def _behind(tokens: Sequence[str], word: str) -> tuple[str, ...]:
    last = len(tokens) - 1 - list(reversed(tokens)).index(word)
    return tuple(token for token in tokens[last + 1 :] if token.isdigit())


def _role(word: str, side: str) -> tuple[str, str] | None:
    """Of a word as it stands, or with its side grown together with it (`leftarm`, `lhand`, `foot_left`)."""
    role = _ROLES.get(word)
    if side and word == "hip":
        return "UpperLeg?", side
    if role is not None and (role in _MIDDLE) != bool(side):
        return role, side
    if side:
        return None
    for ending, of in _SIDES.items():
        inner = word.removeprefix(ending) if word.startswith(ending) else word.removesuffix(ending)
        if inner != word and _ROLES.get(inner) in _SIDED:
            return _ROLES[inner], of
    return None


@dataclass(frozen=True)
class _Tree:
    names: tuple[str, ...]
    parents: tuple[int, ...]
    likely: tuple[int, ...]
    """nodes that may be bones, the likeliest first"""

    def above(self, node: int) -> list[int]:
        """The node, its parent, and so on up to the root."""
        out = []
        while node >= 0:
            out.append(node)
            node = self.parents[node]
        return out

    def children(self, node: int) -> list[int]:
        return [i for i, parent in enumerate(self.parents) if parent == node]


def bones_of(model: Model, given: Mapping[str, int] = {}) -> dict[str, int]:
    """VRM bone name -> node: those `given`, and what the names of the model's nodes tell."""
    joints = {int(j) for skin in model.skins for j in skin.joints}
    tree = _Tree(tuple(n.name for n in model.nodes), tuple(n.parent for n in model.nodes), ())
    depth = [len(tree.above(i)) for i in range(len(model.nodes))]
    nodes = [i for i, node in enumerate(model.nodes) if node.skin < 0]  # a skinned mesh's own node moves nothing
    tree = _Tree(tree.names, tree.parents, tuple(sorted(nodes, key=lambda i: (i not in joints, depth[i], i))))
    found: dict[tuple[str, str], list[int]] = {}
    numbers: dict[int, tuple[str, ...]] = {}
    for i in tree.likely:
        said = read(tree.names[i])
        if said is not None:
            found.setdefault((said.role, said.side), []).append(i)
            numbers[i] = said.numbers
    for bone, node in given.items():
        side = next((side for side in ("left", "right") if bone.startswith(side)), "")
        found[bone.removeprefix(side), side] = [node]
    bones: dict[str, int] = {}
    for side in ("left", "right"):
        limbs = {role: nodes for (role, of), nodes in found.items() if of == side}
        _limbs(tree, limbs, side, bones)
        _fingers(limbs, numbers, side, bones)
    middle = {role: nodes for (role, of), nodes in found.items() if not of}
    _torso(tree, middle, bones)
    return {**bones, **given}


def _limbs(tree: _Tree, found: Mapping[str, Sequence[int]], side: str, bones: dict[str, int]) -> None:
    roles = {name: found[name][0] for name in ("Shoulder", "UpperArm", "LowerArm", "Hand", "Eye") if name in found}
    roles |= {name: found[name][0] for name in ("UpperLeg", "LowerLeg", "Foot", "Toes") if name in found}
    if "UpperLeg" not in roles and "UpperLeg?" in found:
        roles["UpperLeg"] = found["UpperLeg?"][0]
    if "shoulder" in found and "arm" not in found and "UpperArm" not in roles:
        roles["UpperArm"] = found["shoulder"][0]
    elif "shoulder" in found:
        roles.setdefault("Shoulder", found["shoulder"][0])
    for plain, places in (("arm", ("UpperArm", "LowerArm", "Hand")), ("leg", ("UpperLeg", "LowerLeg", "Foot", "Toes"))):
        free = [place for place in places if place not in roles]
        roles |= dict(zip(free, found.get(plain, ()), strict=False))
    for upper, lower, end in (("UpperArm", "LowerArm", "Hand"), ("UpperLeg", "LowerLeg", "Foot")):
        _fill(tree, roles, upper, lower, end)
    bones |= {f"{side}{role}": node for role, node in roles.items()}


def _fill(tree: _Tree, roles: dict[str, int], upper: str, lower: str, end: str) -> None:
    """The one bone of a limb whose name says nothing, by its place between or behind the others."""
    if upper in roles and end in roles and lower not in roles:
        above = tree.above(roles[end])
        between = above[1 : above.index(roles[upper])] if roles[upper] in above else []
        if between:
            roles[lower] = between[len(between) // 2]
    if lower in roles and upper in roles and end not in roles:
        below = tree.children(roles[lower])
        if len(below) == 1:
            roles[end] = below[0]


def _fingers(
    found: Mapping[str, Sequence[int]], numbers: Mapping[int, tuple[str, ...]], side: str, bones: dict[str, int]
) -> None:
    chains = {finger: list(found.get(finger, ())) for finger in _FINGERS}
    plain = [(numbers[node], node) for node in found.get("finger", ()) if numbers[node]]
    first = 1 if any(len(n) > 1 for n, _ in plain) else 0  # finger2-1 counts from the thumb as 1, Finger1 as 0
    for digits, node in plain:
        which = int(digits[0]) - 1 if first else int(digits[0][0])
        if 0 <= which < len(_FINGERS):
            chains[_FINGERS[which]].append(node)
    for finger, chain in chains.items():
        names = _THUMB_JOINTS if finger == "Thumb" else _JOINTS
        bones |= {f"{side}{finger}{joint}": node for joint, node in zip(names, chain, strict=False)}


def _torso(tree: _Tree, found: Mapping[str, Sequence[int]], bones: dict[str, int]) -> None:
    necks = list(found.get("neck", ()))
    heads = list(found.get("head", ()))
    if not heads and len(necks) > 1:
        heads = [necks.pop()]
    if not heads:
        return
    head = next((h for h in heads if necks and necks[0] in tree.above(h)), heads[0])
    spine = tree.above(head)
    bones["head"] = head
    neck = next((n for n in necks if n in spine), -1)
    legs = [bones[name] for name in ("leftUpperLeg", "rightUpperLeg") if name in bones]
    shared = [n for n in spine if all(n in tree.above(leg) for leg in legs)] if legs else []
    named = [n for n in found.get("hips", ()) if n in spine and (not legs or n in shared)]
    backs = [n for n in spine if n in found.get("spine", ())]
    hips = named[0] if named else shared[0] if shared else backs[-1] if backs else -1
    if hips < 0 or hips == head:
        hips = neck if neck >= 0 else head
    bones["hips"] = hips
    between = spine[: spine.index(hips)][::-1] if hips in spine else []
    if neck >= 0 and neck in between:
        bones["neck"] = neck
        between = between[: between.index(neck)]
    else:
        between = between[:-1]
    if between:
        bones["spine"] = between[0]
    if len(between) > 1:
        bones["chest"] = between[len(between) // 2]
    if len(between) > 2:
        bones["upperChest"] = between[-1]
    if "jaw" in found:
        bones["jaw"] = next((j for j in found["jaw"] if head in tree.above(j)), found["jaw"][0])
