"""What is known of somebody else's avatar beyond its file: a few lines of YAML, where recognition needs help.

    # ada.profile.yaml, beside ada.glb
    bones: {leftHand: Wrist_L_ctl, jaw: Chin}      # VRM bone: the node's name
    shapes: {jawOpen: Mouth_Wide, blink: [Lid_L, Lid_R]}
    face: arkit            # auto, oculus, arkit, vowels, jaw (the jaw bone alone) or none (she may have no mouth)
    eyes: bones            # auto, bones, shapes or none
    facing: -z             # auto, or the axis that the figure looks along
    height: 1.65           # metres from the soles to the top; without it as found, or scaled where that is absurd
    rest: as_is            # arms are left as they rest, instead of being brought to the T-pose

Every key may be left out. `NAME.profile.yaml` beside the model is found by itself; a script may name another one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast, get_args

import yaml

from assets.errors import InputError
from avatar.script_yaml import Nodes, compose

Face = Literal["auto", "oculus", "arkit", "vowels", "jaw", "none"]
Eyes = Literal["auto", "bones", "shapes", "none"]
Facing = Literal["auto", "+x", "-x", "+z", "-z"]
Rest = Literal["auto", "as_is"]


@dataclass(frozen=True)
class Profile:
    """`bones` maps VRM bones to node names, `shapes` our shapes to morph targets; `places` are lines of `file`."""

    bones: Mapping[str, str] = field(default_factory=dict)
    shapes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    face: Face = "auto"
    eyes: Eyes = "auto"
    facing: Facing = "auto"
    height: float = 0.0
    rest: Rest = "auto"
    file: str = ""
    places: Mapping[str, int] = field(default_factory=dict, compare=False)

    def error(self, message: str, key: str) -> InputError:
        """What is wrong with an entry, at its line."""
        return InputError(message, self.file, self.places.get(key))


AUTOMATIC = Profile()


def used(model: str | Path, profile: str = "") -> tuple[Path, ...]:
    """The file that says more about a model: the one named, else the one beside it; none where there is none."""
    path = Path(profile) if profile else Path(model).with_suffix(".profile.yaml")
    return (path,) if profile or path.is_file() else ()


def load(path: Path) -> Profile:
    """Reads a profile. InputError with file and line for whatever is wrong with it."""
    try:
        source = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise InputError("no such profile", path) from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read: {error}", path) from None
    return _Reader(str(path), source).profile(compose(source, str(path)))


class _Reader(Nodes):
    def profile(self, root: yaml.Node) -> Profile:
        keys = self.mapping(root, ("bones", "shapes", "face", "eyes", "facing", "height", "rest"))
        bones = self.mapping(keys["bones"], None) if "bones" in keys else {}
        shapes = self.mapping(keys["shapes"], None) if "shapes" in keys else {}
        places = {name: node.start_mark.line + 1 for name, node in {**keys, **bones, **shapes}.items()}
        return Profile(
            {bone: self.string(node) for bone, node in bones.items()},
            {shape: self.names(node) for shape, node in shapes.items()},
            cast(Face, self.one_of(keys, "face", get_args(Face))),
            cast(Eyes, self.one_of(keys, "eyes", get_args(Eyes))),
            cast(Facing, self.one_of(keys, "facing", get_args(Facing))),
            self.number(keys, "height", 0.0, 0.2, 10.0),
            cast(Rest, self.one_of(keys, "rest", get_args(Rest))),
            self.file,
            places,
        )

    def names(self, node: yaml.Node) -> tuple[str, ...]:
        if isinstance(node, yaml.SequenceNode):
            return tuple(self.string(item) for item in node.value)
        return (self.string(node),)

    def one_of(self, keys: Mapping[str, yaml.Node], name: str, known: tuple[str, ...]) -> str:
        value = self.string(keys[name]) if name in keys else "auto"
        if value not in known:
            raise self.fail(f"{name} is one of {', '.join(known)}", keys[name])
        return value
