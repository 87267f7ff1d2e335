"""Reading a performance script (`avatar.script`) from its YAML file: every key checked, every error with its place."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import yaml

from assets.errors import InputError
from avatar import ssml
from avatar.front_ends import front_end
from avatar.script import (
    CORNERS,
    GRAPHICS,
    LEXEMES,
    Behaviour,
    Graphic,
    Kind,
    Label,
    Line,
    Moment,
    Script,
    Sync,
    Voice,
)
from avatar.script_yaml import Nodes, compose
from avatar.utterance import Unreadable, Utterance


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
    return _Reader(file, source).script(compose(source, file))


def with_lexicon(utterance: Utterance, lexicon: Mapping[str, str]) -> Utterance:
    """The words of a lexicon get their readings, longest first, where the text itself gives none."""
    readings = list(utterance.readings)
    for written in sorted(lexicon, key=len, reverse=True):
        word = re.escape(written)
        for match in re.finditer(rf"(?<![^\W\d_]){word}(?![^\W\d_])" if written.isascii() else word, utterance.text):
            if all(match.end() <= a or b <= match.start() for a, b, _ in readings):
                readings.append((match.start(), match.end(), lexicon[written]))
    return replace(utterance, readings=tuple(sorted(readings)))


class _Reader(Nodes):
    """Walks the YAML nodes, which know their lines."""

    def __init__(self, file: str, source: str) -> None:
        super().__init__(file, source)
        self.lexicon: dict[str, dict[str, str]] = {}

    def script(self, root: yaml.Node) -> Script:
        known = ("title", "scene", "avatar", "voice", "lexicon", "start", "finish", "label", "lines")
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
        label = self.label(keys["label"]) if "label" in keys else Label()
        start, finish = self.number(keys, "start", 1.0, 0.0, 60.0), self.number(keys, "finish", 1.5, 0.0, 60.0)
        return Script(title, scene, avatar, lines, voice, start, finish, label, self.file, places, self.source)

    def line(self, node: yaml.Node, index: int) -> Line:
        keys = self.mapping(node, ("id", "camera", "pause", "text", "do", "show"), required=("text",))
        texts = self.mapping(keys["text"], None)
        if not texts:
            raise self.fail("a line needs a text in at least one language", keys["text"])
        utterances = {language: self.utterance(text, language) for language, text in texts.items()}
        do = self.sequence(keys["do"]) if "do" in keys else []
        behaviours = tuple(self.behaviour(item) for item in do)
        for item, behaviour in zip(do, behaviours, strict=True):
            self.known_mark(behaviour.moment, utterances, item)
        graphics = self.sequence(keys["show"]) if "show" in keys else []
        shown = tuple(self.graphic(item) for item in graphics)
        for item, graphic in zip(graphics, shown, strict=True):
            self.known_mark(graphic.moment, utterances, item)
            missing = [language for language in utterances if language not in graphic.text]
            if missing:
                raise self.fail(f"the {graphic.kind} has no text in {', '.join(missing)}", item)
        return Line(
            self.string(keys["id"]) if "id" in keys else f"line{index + 1}",
            utterances,
            node.start_mark.line + 1,
            self.string(keys["camera"]) if "camera" in keys else "",
            self.number(keys, "pause", 0.5, 0.0, 30.0),
            behaviours,
            shown,
        )

    def known_mark(self, moment: Moment, utterances: Mapping[str, Utterance], node: yaml.Node) -> None:
        for language, utterance in utterances.items():
            if moment.mark not in ("start", "end") and moment.mark not in utterance.marks:
                raise self.fail(f"no mark {moment.mark!r} in the {language} text", node)

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

    def graphic(self, node: yaml.Node) -> Graphic:
        keys = self.mapping(node, (*GRAPHICS, "start", "hold"))
        kinds = [kind for kind in GRAPHICS if kind in keys]
        if len(kinds) != 1:
            raise self.fail(f"what is shown is one of {', '.join(GRAPHICS)}", node)
        texts = {language: self.string(text).strip() for language, text in self.mapping(keys[kinds[0]], None).items()}
        moment = self.moment(keys["start"]) if "start" in keys else Moment()
        return Graphic(kinds[0], texts, moment, self.number(keys, "hold", 3.0, 0.5, 600.0))

    def label(self, node: yaml.Node) -> Label:
        keys = self.mapping(node, ("position", "seconds", "visible"))
        position = self.string(keys["position"]) if "position" in keys else "top-right"
        if position not in CORNERS:
            raise self.fail(f"the label's position is one of {', '.join(CORNERS)}", keys["position"])
        seconds = self.number(keys, "seconds", 0.0, 0.0, 86400.0)
        if 0.0 < seconds < 2.0:
            raise self.fail(
                "the label stays for at least 2 seconds (GB 45438-2025), or 0 for the whole film", keys["seconds"]
            )
        visible = self.string(keys["visible"]) if "visible" in keys else "true"
        if visible not in ("true", "false"):
            raise self.fail("visible is true or false", keys["visible"])
        return Label(position, seconds, visible == "true")
