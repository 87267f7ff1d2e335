"""The part of SSML 1.1 (W3C) that a script's text may hold, read into an `Utterance`.

`<mark name="x"/>` names an instant, `<break time="300ms"/>` is silence, `<emphasis>words</emphasis>` stresses,
`<phoneme ph="chong2 xin1">重新</phoneme>` gives a reading. All else is an error that lists these.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.etree import ElementTree

from assets.errors import InputError
from avatar.utterance import Utterance

_ATTRIBUTES = {"mark": "name", "break": "time", "emphasis": None, "phoneme": "ph"}


@dataclass
class _Reader:
    text: str = ""
    marks: dict[str, int] = field(default_factory=dict)
    breaks: dict[int, float] = field(default_factory=dict)
    emphasis: list[tuple[int, int]] = field(default_factory=list)
    readings: list[tuple[int, int, str]] = field(default_factory=list)

    def visit(self, element: ElementTree.Element) -> None:
        tag, begin = element.tag, len(self.text)
        if tag not in _ATTRIBUTES:
            raise InputError(f"<{tag}> is not supported in a text; there is {', '.join(f'<{t}>' for t in _ATTRIBUTES)}")
        wanted = _ATTRIBUTES[tag]
        if wanted and set(element.attrib) != {wanted}:
            raise InputError(f"<{tag}> needs the attribute {wanted!r} and no other")
        self.inside(element)
        if tag == "mark":
            name = element.attrib["name"]
            if name in self.marks:
                raise InputError(f"mark {name!r} is set twice")
            if not re.fullmatch(r"[A-Za-z_]\w*", name) or name in ("start", "end"):
                raise InputError(f"mark {name!r}: a mark is one word of letters, and neither start nor end")
            self.marks[name] = begin
        elif tag == "break":
            self.breaks[begin] = seconds(element.attrib["time"])
        elif tag == "emphasis":
            self.emphasis.append((begin, len(self.text)))
        else:
            self.readings.append((begin, len(self.text), element.attrib["ph"]))

    def inside(self, element: ElementTree.Element) -> None:
        self.text += _joined(element.text)
        for child in element:
            self.visit(child)
            self.text += _joined(child.tail)


def parse(source: str) -> Utterance:
    """Raises InputError for markup that is broken or not supported."""
    if "<!" in source or "<?" in source:
        raise InputError("declarations are not allowed in a text")
    try:
        root = ElementTree.fromstring(f"<speak>{source}</speak>")
    except ElementTree.ParseError as error:
        raise InputError(f"broken markup in a text: {error}") from None
    reader = _Reader()
    try:
        reader.inside(root)
    except RecursionError:
        raise InputError("the markup is nested too deeply") from None
    return Utterance(reader.text, reader.marks, reader.breaks, tuple(reader.emphasis), tuple(reader.readings))


def seconds(time: str) -> float:
    """`'300ms'` or `'0.3s'`, 0 to 10 seconds."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)(ms|s)", time.strip())
    value = float(match[1]) * (0.001 if match[2] == "ms" else 1.0) if match else -1.0
    if not 0.0 <= value <= 10.0:
        raise InputError(f"time {time!r} is not like 300ms or 0.3s, up to 10s")
    return value


def _joined(text: str | None) -> str:
    """Line ends and indents of the YAML do not belong to the text: none between Chinese, one space elsewhere."""
    text = re.sub(r"(?<=[^A-Za-z0-9,.;:!?])\s*\n\s*", "", text or "")
    return re.sub(r"\s*\n\s*|[ \t]+", " ", text)
