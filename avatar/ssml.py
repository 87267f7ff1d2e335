"""The part of SSML 1.1 (W3C) that a script's text may hold, read into an `Utterance`.

`<mark name="x"/>` names an instant, `<break time="300ms"/>` is silence, `<emphasis>words</emphasis>` stresses,
`<phoneme ph="chong2 xin1">重新</phoneme>` gives a reading (pinyin in Chinese, IPA elsewhere),
`<say-as interpret-as="digits">2025</say-as>` says how figures are read, `<lang xml:lang="en">words</lang>` is in
another language. All else is an error that lists these.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from xml.etree import ElementTree

from avatar.utterance import Unreadable, Utterance

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ATTRIBUTES: dict[str, tuple[str | None, frozenset[str]]] = {
    "mark": ("name", frozenset()),
    "break": ("time", frozenset()),
    "emphasis": (None, frozenset({"level"})),
    "phoneme": ("ph", frozenset({"alphabet"})),
    "say-as": ("interpret-as", frozenset({"format"})),
    "lang": (_LANG, frozenset()),
}
"""Tag -> (the attribute it needs, those it may have)."""
_QUIET = ("none", "reduced")


@dataclass
class _Reader:
    text: str = ""
    marks: dict[str, int] = field(default_factory=dict)
    breaks: dict[int, float] = field(default_factory=dict)
    emphasis: list[tuple[int, int]] = field(default_factory=list)
    spans: dict[str, list[tuple[int, int, str]]] = field(default_factory=dict)
    """phoneme, say-as and lang -> (start, end, what the attribute says)"""

    def visit(self, element: ElementTree.Element) -> None:
        tag, begin = element.tag, len(self.text)
        if tag not in _ATTRIBUTES:
            known = ", ".join(f"<{t}>" for t in _ATTRIBUTES)
            raise Unreadable(f"<{tag}> is not supported in a text; there is {known}", f"<{tag}")
        needed, allowed = _ATTRIBUTES[tag]
        names = {needed} if needed else set()
        if not names <= set(element.attrib) <= names | allowed:
            wanted = f"needs the attribute {_plain(needed)!r} and no other" if needed else "takes no such attribute"
            raise Unreadable(f"<{tag}> {wanted}", f"<{tag}")
        self.inside(element)
        value = element.attrib[needed] if needed else ""
        if tag == "mark":
            self.mark(value, begin)
        elif tag == "break":
            self.breaks[begin] = self.breaks.get(begin, 0.0) + seconds(value)
        elif tag != "emphasis":
            self.spans.setdefault(tag, []).append(
                (begin, len(self.text), value.split("-")[0] if tag == "lang" else value)
            )
        elif element.attrib.get("level") not in _QUIET:
            self.emphasis.append((begin, len(self.text)))

    def mark(self, name: str, at: int) -> None:
        if name in self.marks:
            raise Unreadable(f"mark {name!r} is set twice", name)
        if not re.fullmatch(r"[A-Za-z_]\w*", name) or name in ("start", "end"):
            raise Unreadable(f"mark {name!r}: a mark is one word of letters, and neither start nor end", name)
        self.marks[name] = at

    def inside(self, element: ElementTree.Element) -> None:
        self.text += _joined(element.text)
        for child in element:
            self.visit(child)
            self.text += _joined(child.tail)


def parse(source: str) -> Utterance:
    """Raises Unreadable for markup that is broken or not supported."""
    if "<!" in source or "<?" in source:
        raise Unreadable("declarations are not allowed in a text", "<!" if "<!" in source else "<?")
    try:
        root = ElementTree.fromstring(f"<speak>{source}</speak>")
    except ElementTree.ParseError as error:
        raise Unreadable(f"broken markup in a text: {error.msg.split(':')[0]}", "<") from None
    reader = _Reader()
    try:
        reader.inside(root)
    except RecursionError:
        raise Unreadable("the markup is nested too deeply", "<") from None
    spans = {tag: tuple(sorted(rows)) for tag, rows in reader.spans.items()}
    for tag, rows in spans.items():
        if any(a[1] > b[0] for a, b in pairwise(rows)):
            raise Unreadable(f"<{tag}> inside <{tag}>", f"<{tag}")
    readings, languages, kinds = (spans.get(tag, ()) for tag in ("phoneme", "lang", "say-as"))
    return Utterance(reader.text, reader.marks, reader.breaks, tuple(reader.emphasis), readings, languages, kinds)


def seconds(time: str) -> float:
    """`'300ms'` or `'0.3s'`, 0 to 10 seconds."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)(ms|s)", time.strip())
    value = float(match[1]) * (0.001 if match[2] == "ms" else 1.0) if match else -1.0
    if not 0.0 <= value <= 10.0:
        raise Unreadable(f"time {time!r} is not like 300ms or 0.3s, up to 10s", time)
    return value


def _plain(attribute: str | None) -> str:
    return "xml:lang" if attribute == _LANG else attribute or ""


def _joined(text: str | None) -> str:
    """Line ends and indents of the YAML do not belong to the text: none beside Chinese, one space elsewhere."""
    text = re.sub(r"(?<=[\u2e80-\u9fff\uff00-\uffef])\s*\n\s*|\s*\n\s*(?=[\u2e80-\u9fff\uff00-\uffef])", "", text or "")
    return re.sub(r"\s*\n\s*|[ \t]+", " ", text)
