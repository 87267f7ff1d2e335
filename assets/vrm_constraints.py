"""VRMC_node_constraint 1.0: nodes that turn with another node."""

from __future__ import annotations

from typing import Literal

from assets.constraints import chain, ordered
from assets.gltf_check import parents
from assets.gltf_container import Document
from assets.model import NodeConstraint
from assets.schema import Fault, Rule, Shape, choice, index, number, shaped, text

NAME = "VRMC_node_constraint"
MOST = 10000
"""Nodes that following may go through for each pose."""

_AXES = tuple(f"{sign}{axis}" for sign in ("Positive", "Negative") for axis in "XYZ")
_SOURCE: dict[str, Rule] = {"source": index("nodes"), "weight": number(0.0, 1.0)}
_KINDS: dict[Literal["roll", "aim", "rotation"], tuple[Shape, str]] = {
    "roll": (Shape({**_SOURCE, "rollAxis": choice("X", "Y", "Z")}, ("source", "rollAxis")), "rollAxis"),
    "aim": (Shape({**_SOURCE, "aimAxis": choice(*_AXES)}, ("source", "aimAxis")), "aimAxis"),
    "rotation": (Shape(_SOURCE, ("source",)), ""),
}
_RULE = shaped(
    Shape(
        {
            "specVersion": text,
            "constraint": shaped(
                Shape(
                    {kind: shaped(shape) for kind, (shape, _) in _KINDS.items()},
                    excludes=(("roll", "aim"), ("roll", "rotation"), ("aim", "rotation")),
                )
            ),
        },
        ("specVersion", "constraint"),
    )
)


def read_constraints(document: Document) -> tuple[NodeConstraint, ...]:
    """All constraints, each after those it depends on. Fault when one is broken, or they go round in a circle."""
    found = []
    counts = {"nodes": len(document.items("nodes"))}
    for i, node in enumerate(document.items("nodes")):
        entry = node.get("extensions", {}).get(NAME)
        if entry is None:
            continue
        _RULE(entry, f"/nodes/{i}/extensions/{NAME}", counts)
        for kind, (_, axis) in _KINDS.items():
            if kind in entry["constraint"]:
                one = entry["constraint"][kind]
                found.append(NodeConstraint(i, kind, one["source"], one.get(axis, ""), float(one.get("weight", 1.0))))
    above = parents(document)
    if sum(len(chain(above, c.node)) + len(chain(above, c.source)) for c in found[:MOST]) > MOST:
        raise Fault("/nodes", f"nodes that follow others have more than {MOST} nodes above them, all together")
    try:
        return ordered(found, above)
    except ValueError as circle:
        at = f"/nodes/{circle.args[0]}/extensions/{NAME}"
        raise Fault(at, "the node follows itself, through others or at once") from circle
