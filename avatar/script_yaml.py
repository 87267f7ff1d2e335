"""YAML with places: its nodes know their lines, so what is wrong in a script is said with file and line."""

from __future__ import annotations

import re
from collections.abc import Mapping

import yaml

from assets.errors import InputError


def compose(source: str, file: str) -> yaml.Node:
    """The root node of a YAML text; `file` is what errors call it."""
    if len(source) > 1_000_000:
        raise InputError("a script of more than a megabyte", file)
    wide = re.search(r"^[ \t]*(?:- )?[\w-]+：", source, re.MULTILINE)
    try:
        root = yaml.compose(source, Loader=yaml.SafeLoader)
    except RecursionError:
        raise InputError("the script is nested too deeply", file) from None
    except yaml.reader.ReaderError as error:
        line = source.count("\n", 0, error.position) + 1
        raise InputError(f"the character U+{ord(source[error.position]):04X} is not allowed", file, line) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        if wide:
            line = source.count("\n", 0, wide.end()) + 1
            raise InputError("a full-width colon '：' where YAML wants ': '", file, line) from None
        raise InputError(getattr(error, "problem", None) or "not YAML", file, mark.line + 1 if mark else 1) from None
    if root is None:
        raise InputError("the script is empty", file, 1)
    return root


class Nodes:
    """Reads nodes of one file as mappings, lists, texts and numbers."""

    def __init__(self, file: str, source: str) -> None:
        self.file, self.source = file, source

    def fail(self, message: str, node: yaml.Node) -> InputError:
        return InputError(message, self.file, node.start_mark.line + 1)

    def place(self, at: int) -> str:
        """line:column of a character of the source."""
        return f"{self.source.count(chr(10), 0, at) + 1}:{at - self.source.rfind(chr(10), 0, at)}"

    def mapping(
        self, node: yaml.Node, known: tuple[str, ...] | None, required: tuple[str, ...] = ()
    ) -> dict[str, yaml.Node]:
        if not isinstance(node, yaml.MappingNode):
            raise self.fail("expected keys with values here", node)
        out: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = self.string(key)
            if known is not None and name not in known:
                raise self.fail(f"unknown key {name!r}; there is {', '.join(known)}", key)
            if name in out:
                raise self.fail(f"key {name!r} is given twice", key)
            out[name] = value
        for name in required:
            if name not in out:
                raise self.fail(f"the key {name!r} is missing", node)
        return out

    def sequence(self, node: yaml.Node) -> list[yaml.Node]:
        if not isinstance(node, yaml.SequenceNode):
            raise self.fail("expected a list here", node)
        return list(node.value)

    def string(self, node: yaml.Node) -> str:
        if not isinstance(node, yaml.ScalarNode):
            raise self.fail("expected a text here", node)
        return str(node.value)

    def number(self, keys: Mapping[str, yaml.Node], name: str, default: float, low: float, high: float) -> float:
        if name not in keys:
            return default
        try:
            value = float(self.string(keys[name]))
        except ValueError:
            value = float("nan")
        if not low <= value <= high:
            raise self.fail(f"{name} must be a number from {low:g} to {high:g}", keys[name])
        return value
