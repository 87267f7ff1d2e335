"""Reading a performance script (`avatar.script`) from its YAML file: every key checked, every error with its place."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import yaml

from assets.errors import InputError
from avatar import ssml
from avatar.front_ends import front_end
from avatar.phases import SYNCS
from avatar.script import (
    CORNERS,
    GENERATED,
    GRAPHICS,
    KINDS,
    LEXEMES,
    MOVEMENTS,
    TRACKS,
    Behaviour,
    Cut,
    Graphic,
    Label,
    Line,
    Moment,
    Place,
    Script,
    Track,
)
from avatar.script_yaml import Nodes, compose
from avatar.utterance import Unreadable, Utterance
from avatar.voices.voice import ENGINES, FALLBACKS, USUAL, Voice

Word = TypeVar("Word", bound=str)


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
        known = ("title", "scene", "avatar", "voice", "lexicon", "start", "finish", "label", "lines", *TRACKS)
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
        title, scene = self.string(keys["title"]), self.named(keys["scene"])
        avatar, profile = self.avatar(keys["avatar"])
        places = {name: node.start_mark.line + 1 for name, node in keys.items()}
        voice = self.voice(keys["voice"]) if "voice" in keys else USUAL
        lines = self.recorded(lines, self.sequence(keys["lines"]), voice)
        label = self.label(keys["label"]) if "label" in keys else Label()
        start, finish = self.number(keys, "start", 1.0, 0.0, 60.0), self.number(keys, "finish", 1.5, 0.0, 60.0)
        tracks = tuple(self.track(keys[name], usual) for name, usual in TRACKS.items() if name in keys)
        return Script(
            title, scene, avatar, lines, voice, start, finish, label, tracks, profile, self.file, places, self.source
        )

    def avatar(self, node: yaml.Node) -> tuple[str, str]:
        """A character's name or a file; or such a file with the profile that says what cannot be recognised."""
        if isinstance(node, yaml.ScalarNode):
            return self.named(node), ""
        keys = self.mapping(node, ("file", "profile"), required=("file",))
        return self.named(keys["file"]), self.named(keys["profile"]) if "profile" in keys else ""

    def track(self, node: yaml.Node, usual: Track) -> Track:
        """A file's name alone, or with its levels."""
        if isinstance(node, yaml.ScalarNode):
            return replace(usual, file=self.track_file(node, usual))
        keys = self.mapping(node, ("file", "gain", "duck", "fade"), required=() if usual.file else ("file",))
        return Track(
            self.track_file(keys["file"], usual) if "file" in keys else usual.file,
            self.number(keys, "gain", usual.gain, -60.0, 20.0),
            self.number(keys, "duck", usual.duck, 0.0, 60.0),
            self.number(keys, "fade", usual.fade, 0.0, 30.0),
        )

    def track_file(self, node: yaml.Node, usual: Track) -> str:
        made = usual.file == GENERATED and self.string(node) == GENERATED
        return GENERATED if made else self.file_beside(node)

    def line(self, node: yaml.Node, index: int) -> Line:
        known = ("id", "camera", "scene_time", "stand", "pause", "text", "audio", "do", "show", "cuts", "music")
        keys = self.mapping(node, known)
        texts = self.mapping(keys["text"], None) if "text" in keys else {}
        audio = self.audio(keys["audio"], texts) if "audio" in keys else {}
        if not texts and not audio:
            raise self.fail("a line needs a text, or the audio of one, in at least one language", node)
        utterances = {language: self.utterance(text, language) for language, text in texts.items()}
        for language, file in audio.items():
            try:
                front_end(language)
            except InputError as error:
                raise self.fail(str(error), file) from None
            utterances.setdefault(language, Utterance(""))
        do = self.sequence(keys["do"]) if "do" in keys else []
        behaviours = tuple(self.behaviour(item) for item in do)
        self.unique_ids(do, behaviours)
        for item, behaviour in zip(do, behaviours, strict=True):
            for _, moment in behaviour.tied:
                self.known_moment(moment, utterances, behaviours, item)
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
            self.cut(keys),
            self.cuts(keys["cuts"], utterances) if "cuts" in keys else (),
            self.one_of(keys, "music", MOVEMENTS, MOVEMENTS[0]) if "music" in keys else None,
            self.number(keys, "pause", 0.5, 0.0, 30.0),
            behaviours,
            shown,
            {language: self.file_beside(file) for language, file in audio.items()},
        )

    def cut(self, keys: Mapping[str, yaml.Node]) -> Cut:
        """The camera, scene_time and stand of a line, or of one of its cuts."""
        return Cut(
            self.string(keys["camera"]) if "camera" in keys else "",
            self.number(keys, "scene_time", 0.0, 0.0, 86400.0) if "scene_time" in keys else None,
            self.string(keys["stand"]) if "stand" in keys else "",
            self.moment(keys["start"]) if "start" in keys else Moment(),
            {name: node.start_mark.line + 1 for name, node in keys.items()},
        )

    def cuts(self, node: yaml.Node, utterances: Mapping[str, Utterance]) -> tuple[Cut, ...]:
        found = []
        for item in self.sequence(node):
            keys = self.mapping(item, ("camera", "scene_time", "stand", "start"), required=("start",))
            found.append(self.cut(keys))
            self.known_mark(found[-1].moment, utterances, item)
            now, last = found[-1].moment, found[-2].moment if len(found) > 1 else None
            if last and now.mark == last.mark and now.offset < last.offset:
                raise self.fail(f"this cut comes before the one above it, at {last.mark}{last.offset:+g}", item)
        return tuple(found)

    def audio(self, node: yaml.Node, texts: Mapping[str, yaml.Node]) -> dict[str, yaml.Node]:
        """language -> the node of a recording's name; in a line of one language the name alone will do."""
        if not isinstance(node, yaml.ScalarNode):
            return self.mapping(node, None)
        if len(texts) != 1:
            raise self.fail("say whose recording this is, like audio: {zh: line.wav}", node)
        return dict.fromkeys(texts, node)

    def voice(self, node: yaml.Node) -> Voice:
        names = ("name", "file", "url", "model")
        parts = self.mapping(node, ("engine", "rate", "timeout", "fallback", *names))
        engine = self.one_of(parts, "engine", ENGINES, "auto")
        fallback = self.one_of(parts, "fallback", FALLBACKS, "")
        given = {name: self.string(parts[name]) for name in names if name in parts}
        for name in {"file", "model"} & given.keys():
            given[name] = self.beside(given[name])
        for needing, name in (("wav", "file"), ("piper", "model"), ("http", "url")):
            if engine == needing and name not in given:
                raise self.fail(f"the engine {engine} needs the key {name!r}", node)
        rate, timeout = self.number(parts, "rate", 1.0, 0.5, 2.0), self.number(parts, "timeout", 30.0, 0.1, 600.0)
        return Voice(engine, rate=rate, timeout=timeout, fallback=fallback, **given)

    def recorded(self, lines: Sequence[Line], nodes: Sequence[yaml.Node], voice: Voice) -> tuple[Line, ...]:
        """With the recordings that the engine wav finds by its pattern, where a line names none."""
        if voice.engine != "wav":
            return tuple(lines)
        out = []
        for line, node in zip(lines, nodes, strict=True):
            named = {k: voice.file.replace("{id}", line.id).replace("{lang}", k) for k in line.text} | dict(line.audio)
            missing = [file for file in named.values() if not os.path.isfile(file)]
            if missing and not voice.fallback:
                raise self.fail(f"no recording {missing[0]}", node)
            out.append(replace(line, audio={k: f for k, f in named.items() if f not in missing}))
        return tuple(out)

    def unique_ids(self, nodes: Sequence[yaml.Node], behaviours: Sequence[Behaviour]) -> None:
        seen: set[str] = set()
        for node, behaviour in zip(nodes, behaviours, strict=True):
            if behaviour.id in seen:
                raise self.fail(f"the id {behaviour.id!r} is used twice", node)
            seen |= {behaviour.id} - {""}

    def known_moment(
        self,
        moment: Moment,
        utterances: Mapping[str, Utterance],
        behaviours: Sequence[Behaviour],
        node: yaml.Node,
    ) -> None:
        other, dot, point = moment.mark.partition(".")
        if not dot:
            return self.known_mark(moment, utterances, node)
        ids = [behaviour.id for behaviour in behaviours if behaviour.id]
        if other not in ids:
            raise self.fail(f"no behaviour {other!r} in the line; there is {', '.join(ids) or 'none with an id'}", node)
        if point not in SYNCS:
            raise self.fail(f"no sync point {point!r}; there is {', '.join(SYNCS)}", node)
        return None

    def known_mark(self, moment: Moment, utterances: Mapping[str, Utterance], node: yaml.Node) -> None:
        for language, utterance in utterances.items():
            if moment.mark not in ("start", "end") and moment.mark not in utterance.marks:
                raise self.fail(f"no mark {moment.mark!r} in the {language} text", node)

    def named(self, node: yaml.Node) -> str:
        """A name as it stands, or the path of a file beside the script."""
        return self.beside(self.string(node))

    def beside(self, name: str) -> str:
        """The path of a file or a pattern of files beside the script; a name that is no file stays."""
        path = os.path.join(os.path.dirname(self.file), name)
        return path if os.path.isfile(path) or "{" in name else name

    def file_beside(self, node: yaml.Node) -> str:
        """The path of a file that is there."""
        path = self.named(node)
        if not os.path.isfile(path):
            raise self.fail(f"no such file {self.string(node)!r}", node)
        return path

    def one_of(self, keys: Mapping[str, yaml.Node], name: str, known: Sequence[Word], default: Word) -> Word:
        if name not in keys:
            return default
        value = self.string(keys[name])
        for word in known:
            if word == value:
                return word
        raise self.fail(f"unknown {name} {value!r}; there is {', '.join(known)}", keys[name])

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
        keys = self.mapping(node, (*KINDS, *SYNCS, "hold", "weight", "id", "face", "pace"))
        kinds = [kind for kind in KINDS if kind in keys and (kind != "face" or "walk" not in keys)]
        if len(kinds) != 1:
            raise self.fail(f"a behaviour is one of {', '.join(KINDS)}", node)
        (kind,), value = kinds, keys[kinds[0]]
        if "pace" in keys and kind != "walk":
            raise self.fail("only a walk has a pace", keys["pace"])
        tied = tuple((sync, self.moment(keys[sync])) for sync in SYNCS if sync in keys) or (("start", Moment()),)
        if kind == "walk" and (len(tied) > 1 or tied[0][0] not in ("start", "end")):
            raise self.fail("a walk is tied by its start or its end", node)
        made = Behaviour(
            kind,
            tied=tied,
            hold=self.number(keys, "hold", 0.0, 0.0, 60.0),
            weight=self.number(keys, "weight", 1.0, 0.0, 1.0),
            id=self.identifier(keys["id"]) if "id" in keys else "",
            source_line=node.start_mark.line + 1,
        )
        if kind == "wait":
            return replace(made, hold=self.number(keys, "wait", 0.0, 0.0, 600.0))
        if kind == "point":
            return replace(made, place=self.spot(value, 3))
        if kind == "walk":
            face = self.spot(keys["face"], 2) if "face" in keys else ""
            return replace(made, place=self.spot(value, 2), face=face, pace=self.number(keys, "pace", 0.0, 0.1, 4.0))
        if kind == "gesture" and isinstance(value, yaml.MappingNode):
            parts = self.mapping(value, ("file",), required=("file",))
            return replace(made, file=self.file_beside(parts["file"]))
        lexeme = self.string(value)
        if lexeme not in LEXEMES[kind]:
            raise self.fail(f"unknown {kind} {lexeme!r}; there is {', '.join(sorted(LEXEMES[kind]))}", value)
        return replace(made, lexeme=lexeme)

    def identifier(self, node: yaml.Node) -> str:
        name = self.string(node)
        if not re.fullmatch(r"[A-Za-z_]\w*", name):
            raise self.fail(f"an id is one word of letters, not {name!r}", node)
        return name

    def spot(self, node: yaml.Node, count: int) -> Place:
        """A name, or coordinates of the scene: [x, y, z], or [x, z] on the ground."""
        if isinstance(node, yaml.ScalarNode):
            return self.string(node)
        numbers = [self.number({"a coordinate": part}, "a coordinate", 0.0, -1e5, 1e5) for part in self.sequence(node)]
        if len(numbers) != count:
            raise self.fail(f"expected a name or [{'x, y, z' if count == 3 else 'x, z'}]", node)
        return (numbers[0], numbers[1], numbers[2]) if count == 3 else (numbers[0], 0.0, numbers[1])

    def moment(self, node: yaml.Node) -> Moment:
        match = re.fullmatch(r"([A-Za-z_]\w*(?:\.[A-Za-z]+)?)\s*(?:([+-])\s*(\d+(?:\.\d+)?))?", self.string(node))
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
