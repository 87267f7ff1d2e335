"""Small rules that JSON values must follow, put together into shapes; a breach names its JSON pointer.

A rule is a function of the value, its pointer and the lengths of the document's root arrays; it raises `Fault`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

Rule = Callable[[Any, str, Mapping[str, int]], None]


PLACED = frozenset(
    {
        "EXT_texture_avif",
        "EXT_texture_webp",
        "KHR_animation_pointer",
        "KHR_draco_mesh_compression",
        "KHR_lights_punctual",
        "KHR_materials_anisotropy",
        "KHR_materials_clearcoat",
        "KHR_materials_diffuse_transmission",
        "KHR_materials_dispersion",
        "KHR_materials_emissive_strength",
        "KHR_materials_ior",
        "KHR_materials_iridescence",
        "KHR_materials_pbrSpecularGlossiness",
        "KHR_materials_sheen",
        "KHR_materials_specular",
        "KHR_materials_transmission",
        "KHR_materials_unlit",
        "KHR_materials_variants",
        "KHR_materials_volume",
        "KHR_mesh_quantization",
        "KHR_node_visibility",
        "KHR_texture_basisu",
        "KHR_texture_transform",
    }
)
"""Extensions whose place is known: an error on any other object."""


MOST_FAULTS = 1000
"""That a `Gathering` keeps; the next one ends it."""


class Fault(Exception):
    """What is wrong, and where in the JSON."""

    def __init__(self, pointer: str, message: str) -> None:
        super().__init__(f"{pointer or '/'}: {message}")


class Gathering(dict[str, int]):
    """The lengths of a document's root arrays, and every fault: rules given these go on after the first one."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        super().__init__(counts)
        self.faults: list[Fault] = []


def follow(rule: Rule, value: Any, at: str, counts: Mapping[str, int]) -> None:
    """Applies a rule to a part of a value; a `Gathering` keeps the fault, else it is raised."""
    try:
        rule(value, at, counts)
    except Fault as fault:
        note(fault, counts)


def note(fault: Fault, counts: Mapping[str, int]) -> None:
    """Keeps a fault in a `Gathering`; raises it for anything else."""
    if not isinstance(counts, Gathering) or len(counts.faults) >= MOST_FAULTS:
        raise fault
    counts.faults.append(fault)


@dataclass(frozen=True)
class Shape:
    """An object: rules for its keys, keys it must have, keys that need another, pairs that exclude each other.

    Unknown keys are allowed, as the format's specification asks; `extensions` are rules by extension name.
    """

    fields: Mapping[str, Rule]
    required: tuple[str, ...] = ()
    needs: Mapping[str, str] = field(default_factory=dict)
    excludes: tuple[tuple[str, str], ...] = ()
    extensions: Mapping[str, Rule] = field(default_factory=dict)


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."


def integer(low: int = 0, high: int = 2**53, step: int = 1) -> Rule:
    """A whole number in low ... high, a multiple of `step`."""

    def rule(value: Any, at: str, counts: Mapping[str, int]) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            raise Fault(at, f"must be an integer, not {_shown(value)}")
        if not low <= value <= high or value % step:
            multiple = f" and a multiple of {step}" if step > 1 else ""
            raise Fault(at, f"must be in {low} ... {high}{multiple}, not {_shown(value)}")

    return rule


def number(low: float = -math.inf, high: float = math.inf, above: float = -math.inf) -> Rule:
    """A finite number in low ... high and greater than `above`."""

    def rule(value: Any, at: str, counts: Mapping[str, int]) -> None:
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise Fault(at, f"must be a number, not {_shown(value)}")
        if not abs(value) <= 3.4e38 or not low <= value <= high or value <= above:
            raise Fault(at, f"number out of range: {_shown(value)}")

    return rule


def text(value: Any, at: str, counts: Mapping[str, int]) -> None:
    """A string."""
    if not isinstance(value, str):
        raise Fault(at, f"must be a string, not {_shown(value)}")


def flag(value: Any, at: str, counts: Mapping[str, int]) -> None:
    """True or false."""
    if not isinstance(value, bool):
        raise Fault(at, f"must be true or false, not {_shown(value)}")


def anything(value: Any, at: str, counts: Mapping[str, int]) -> None:
    """No rule."""


def choice(*allowed: str | int) -> Rule:
    """One of the given values."""

    def rule(value: Any, at: str, counts: Mapping[str, int]) -> None:
        if isinstance(value, bool) or value not in allowed:
            raise Fault(at, f"must be one of {', '.join(map(str, allowed))}, not {_shown(value)}")

    return rule


def index(collection: str) -> Rule:
    """An index into one of the document's root arrays."""

    def rule(value: Any, at: str, counts: Mapping[str, int]) -> None:
        integer()(value, at, counts)
        if value >= counts.get(collection, 0):
            raise Fault(at, f"there is no {collection}[{value}]; the file has {counts.get(collection, 0)}")

    return rule


def each(rule: Rule, least: int = 1, most: int = 2**31, unique: bool = False) -> Rule:
    """An array of least ... most items that each follow the rule."""

    def array(value: Any, at: str, counts: Mapping[str, int]) -> None:
        if not isinstance(value, list):
            raise Fault(at, f"must be an array, not {_shown(value)}")
        if not least <= len(value) <= most:
            wanted = f"{least} items" if least == most else f"at least {least} items" if len(value) < least else "fewer"
            raise Fault(at, f"has {len(value)} items, must have {wanted}")
        for i, item in enumerate(value):
            follow(rule, item, f"{at}/{i}", counts)
        if unique and len(set(map(repr, value))) < len(value):
            raise Fault(at, "has the same item twice")

    return array


def vector(length: int, low: float = -math.inf, high: float = math.inf) -> Rule:
    """An array of `length` numbers in low ... high."""
    return each(number(low, high), length, length)


def table(rule: Rule, least: int = 0) -> Rule:
    """An object whose values all follow the rule."""

    def mapping(value: Any, at: str, counts: Mapping[str, int]) -> None:
        if not isinstance(value, dict):
            raise Fault(at, f"must be an object, not {_shown(value)}")
        if len(value) < least:
            raise Fault(at, "must not be empty")
        for key, item in value.items():
            follow(rule, item, f"{at}/{escape(key)}", counts)

    return mapping


def shaped(shape: Shape) -> Rule:
    """An object of this shape."""

    def rule(value: Any, at: str, counts: Mapping[str, int]) -> None:
        if not isinstance(value, dict):
            raise Fault(at, f"must be an object, not {_shown(value)}")
        for key in shape.required:
            if key not in value:
                note(Fault(at, f"{key!r} is missing"), counts)
        for key, other in shape.needs.items():
            if key in value and other not in value:
                note(Fault(f"{at}/{key}", f"needs {other!r} beside it"), counts)
        for first, second in shape.excludes:
            if first in value and second in value:
                note(Fault(at, f"has both {first!r} and {second!r}"), counts)
        for key, item in value.items():
            if key == "extensions":
                follow(partial(_extensions, shape), item, f"{at}/extensions", counts)
            elif key in shape.fields:
                follow(shape.fields[key], item, f"{at}/{escape(key)}", counts)

    return rule


def _extensions(shape: Shape, value: Any, at: str, counts: Mapping[str, int]) -> None:
    table(table(anything))(value, at, counts)
    for name, content in value.items():
        if name in shape.extensions:
            follow(shape.extensions[name], content, f"{at}/{name}", counts)
        elif name in PLACED:
            raise Fault(f"{at}/{name}", "this extension does not belong here")


def escape(key: str) -> str:
    """A key as a JSON pointer token (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")
