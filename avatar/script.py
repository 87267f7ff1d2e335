"""The performance script: one YAML file that a news editor can read and a performer can play.

    title: 夜游太鹤湖
    scene: taihe_lake            # a scene of `scenes/`
    avatar: yuduoduo             # the figure that speaks
    voice: {name: yuduoduo, rate: 1.0}
    lexicon:                     # how names are read: pinyin in Chinese, IPA elsewhere
      zh: {青田: qing1 tian2}
    start: 1.0                   # seconds before the first word, and after the last
    finish: 2.0
    lines:
      - id: hello
        camera: L1               # from this line on
        pause: 0.6               # silence after the line, seconds
        text:
          zh: <mark name="wave"/>大家好，我是<emphasis>鱼多多</emphasis>。
        do:
          - gesture: welcome
            stroke: wave+0.1
            hold: 1.2
          - face: smile
            weight: 0.5

Text is the SSML subset of `avatar.ssml`. Behaviours are those of BML 1.0 (gesture, head, gaze, face, posture), tied by
its sync points `start`, `stroke` or `end` to an instant: a mark, `start` or `end` of the line, plus or minus seconds.
So a translation moves the gestures with its words. Every key is checked; an error names file and line.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import yaml

from assets.errors import InputError
from avatar import gaze, gesture, ssml
from avatar.face import EXPRESSIONS
from avatar.front_ends import front_end
from avatar.utterance import Unreadable, Utterance

Kind = Literal["gesture", "head", "gaze", "face"]
Sync = Literal["start", "stroke", "end"]
LEXEMES: Mapping[str, frozenset[str]] = {
    "gesture": frozenset(gesture.GESTURES),
    "head": frozenset(gesture.HEAD_MOVES),
    "gaze": frozenset(gaze.TARGETS),
    "face": frozenset(EXPRESSIONS),
}


@dataclass(frozen=True)
class Moment:
    """An instant of a line: a mark's name or "start" or "end", and seconds after it."""

    mark: str = "start"
    offset: float = 0.0


@dataclass(frozen=True)
class Behaviour:
    """Something to do: `lexeme` of its kind, with its sync point `sync` at `moment`. `hold` 0 is the usual time."""

    kind: Kind
    lexeme: str
    sync: Sync = "start"
    moment: Moment = Moment()
    hold: float = 0.0
    weight: float = 1.0


@dataclass(frozen=True)
class Line:
    id: str
    text: Mapping[str, Utterance]
    source_line: int
    camera: str = ""
    pause: float = 0.5
    do: tuple[Behaviour, ...] = ()


@dataclass(frozen=True)
class Voice:
    name: str = "yuduoduo"
    rate: float = 1.0


@dataclass(frozen=True)
class Script:
    """`scene` and `avatar` are names, or files given from the script's own folder. `file` and `places` (the source
    line of each of its keys) are kept for error messages."""

    title: str
    scene: str
    avatar: str
    lines: tuple[Line, ...]
    voice: Voice = Voice()
    start: float = 1.0
    finish: float = 1.5
    file: str = field(default="", compare=False)
    places: Mapping[str, int] = field(default_factory=dict, compare=False)
    source: str = field(default="", compare=False, repr=False)

    def place(self, line: Line, fragment: str) -> str:
        """Where in the file a part of a line's text stands: line, or line:column."""
        lines = self.source.split("\n")
        for number in range(line.source_line - 1, len(lines)):
            column = lines[number].find(fragment)
            if fragment and column >= 0:
                return f"{number + 1}:{column + 1}"
        return str(line.source_line)

    def languages(self) -> tuple[str, ...]:
        """Languages that every line has."""
        return tuple(k for k in self.lines[0].text if all(k in line.text for line in self.lines))


def load(path: str | Path) -> Script:
    """Reads a script. Raises InputError with file and line for whatever is wrong with it."""
    path = Path(path)
    try:
        source = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise InputError("no such script", path) from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read: {error}", path) from None
    return parse(source, str(path))


def parse(source: str, file: str = "script") -> Script:
    """The script in a YAML text; `file` is what errors call it."""
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
    return _Reader(file, source).script(root)


def with_lexicon(utterance: Utterance, lexicon: Mapping[str, str]) -> Utterance:
    """The words of a lexicon get their readings, longest first, where the text itself gives none."""
    readings = list(utterance.readings)
    for written in sorted(lexicon, key=len, reverse=True):
        word = re.escape(written)
        for match in re.finditer(rf"(?<![^\W\d_]){word}(?![^\W\d_])" if written.isascii() else word, utterance.text):
            if all(match.end() <= a or b <= match.start() for a, b, _ in readings):
                readings.append((match.start(), match.end(), lexicon[written]))
    return replace(utterance, readings=tuple(sorted(readings)))


class _Reader:
    """Walks the YAML nodes, which know their lines."""

    def __init__(self, file: str, source: str) -> None:
        self.file, self.source = file, source
        self.lexicon: dict[str, dict[str, str]] = {}

    def fail(self, message: str, node: yaml.Node) -> InputError:
        return InputError(message, self.file, node.start_mark.line + 1)

    def script(self, root: yaml.Node) -> Script:
        known = ("title", "scene", "avatar", "voice", "lexicon", "start", "finish", "lines")
        keys = self.mapping(root, known, required=("title", "scene", "avatar", "lines"))
        if "lexicon" in keys:
            self.lexicon = self.words(keys["lexicon"])
        lines = tuple(self.line(node, i) for i, node in enumerate(self.sequence(keys["lines"])))
        if not lines:
            raise self.fail("a script needs at least one line", keys["lines"])
        seen: dict[str, yaml.Node] = {}
        for line, node in zip(lines, self.sequence(keys["lines"]), strict=True):
            if line.id in seen:
                raise self.fail(f"line id {line.id!r} is used twice", node)
            seen[line.id] = node
        title, scene, avatar = self.string(keys["title"]), self.named(keys["scene"]), self.named(keys["avatar"])
        places = {name: node.start_mark.line + 1 for name, node in keys.items()}
        voice = Voice()
        if "voice" in keys:
            parts = self.mapping(keys["voice"], ("name", "rate"))
            name = self.string(parts["name"]) if "name" in parts else voice.name
            voice = Voice(name, self.number(parts, "rate", 1.0, 0.5, 2.0))
        start, finish = self.number(keys, "start", 1.0, 0.0, 60.0), self.number(keys, "finish", 1.5, 0.0, 60.0)
        return Script(title, scene, avatar, lines, voice, start, finish, self.file, places, self.source)

    def line(self, node: yaml.Node, index: int) -> Line:
        keys = self.mapping(node, ("id", "camera", "pause", "text", "do"), required=("text",))
        texts = self.mapping(keys["text"], None)
        if not texts:
            raise self.fail("a line needs a text in at least one language", keys["text"])
        utterances = {language: self.utterance(text, language) for language, text in texts.items()}
        do = self.sequence(keys["do"]) if "do" in keys else []
        behaviours = tuple(self.behaviour(item) for item in do)
        for item, behaviour in zip(do, behaviours, strict=True):
            for language, utterance in utterances.items():
                mark = behaviour.moment.mark
                if mark not in ("start", "end") and mark not in utterance.marks:
                    raise self.fail(f"no mark {mark!r} in the {language} text", item)
        return Line(
            self.string(keys["id"]) if "id" in keys else f"line{index + 1}",
            utterances,
            node.start_mark.line + 1,
            self.string(keys["camera"]) if "camera" in keys else "",
            self.number(keys, "pause", 0.5, 0.0, 30.0),
            behaviours,
        )

    def named(self, node: yaml.Node) -> str:
        """A name as it stands, or the path of a file beside the script."""
        name = self.string(node)
        beside = os.path.join(os.path.dirname(self.file), name)
        return beside if os.path.isfile(beside) else name

    def words(self, node: yaml.Node) -> dict[str, dict[str, str]]:
        """The lexicon: language -> written -> reading."""
        out = {}
        for language, entries in self.mapping(node, None).items():
            rows = self.mapping(entries, None)
            out[language] = {written: self.string(reading) for written, reading in rows.items()}
            for written, reading in rows.items():
                try:
                    front_end(language).check(written, out[language][written])
                except InputError as error:
                    raise self.fail(str(error), reading) from None
        return out

    def utterance(self, node: yaml.Node, language: str) -> Utterance:
        source = self.string(node)
        try:
            front_end(language)
            utterance = with_lexicon(ssml.parse(source), self.lexicon.get(language, {}))
        except Unreadable as error:
            at = self.source.find(error.fragment, node.start_mark.index, node.end_mark.index)
            raise InputError(str(error), self.file, self.place(at) if at >= 0 else node.start_mark.line + 1) from None
        except InputError as error:
            raise self.fail(str(error), node) from None
        if not utterance.text.strip():
            raise self.fail("the text is empty", node)
        return utterance

    def place(self, at: int) -> str:
        """line:column of a character of the source."""
        return f"{self.source.count(chr(10), 0, at) + 1}:{at - self.source.rfind(chr(10), 0, at)}"

    def behaviour(self, node: yaml.Node) -> Behaviour:
        syncs: tuple[Sync, ...] = ("start", "stroke", "end")
        keys = self.mapping(node, (*LEXEMES, *syncs, "hold", "weight"))
        kinds: list[Kind] = [kind for kind in ("gesture", "head", "gaze", "face") if kind in keys]
        used = [sync for sync in syncs if sync in keys]
        if len(kinds) != 1:
            raise self.fail(f"a behaviour is one of {', '.join(LEXEMES)}", node)
        if len(used) > 1:
            raise self.fail(f"a behaviour is tied by one of {', '.join(syncs)}", node)
        lexeme = self.string(keys[kinds[0]])
        if lexeme not in LEXEMES[kinds[0]]:
            known = ", ".join(sorted(LEXEMES[kinds[0]]))
            raise self.fail(f"unknown {kinds[0]} {lexeme!r}; there is {known}", keys[kinds[0]])
        sync = used[0] if used else "start"
        moment = self.moment(keys[sync]) if used else Moment()
        hold, weight = self.number(keys, "hold", 0.0, 0.0, 60.0), self.number(keys, "weight", 1.0, 0.0, 1.0)
        return Behaviour(kinds[0], lexeme, sync, moment, hold, weight)

    def moment(self, node: yaml.Node) -> Moment:
        match = re.fullmatch(r"([A-Za-z_]\w*)\s*(?:([+-])\s*(\d+(?:\.\d+)?))?", self.string(node))
        if not match:
            raise self.fail(f"{self.string(node)!r} is not an instant like start, end, wave or wave+0.2", node)
        offset = float(f"{match[2]}{match[3]}") if match[2] else 0.0
        if abs(offset) > 60.0:
            raise self.fail("an instant lies at most 60 seconds from its mark", node)
        return Moment(match[1], offset)

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
