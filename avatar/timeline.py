"""A script's lines on one clock: the whole sound, every phone, captions, shots, and when each mark falls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from assets.errors import InputError
from assets.scene import Floats
from avatar.captions import Caption, caption_pieces, hurried, readable
from avatar.script import Cut, Line, Moment, Movement, Script
from avatar.shots import Shot
from avatar.speech import Engine, synthesise
from avatar.utterance import PAUSE, SAMPLE_RATE, Phone, Speech, Syllable, Unreadable, Utterance


@dataclass(frozen=True, eq=False)
class Timeline:
    """`pcm` covers the whole `duration`; phones are gapless from the first word to the last, pauses included.
    `marks[i]` has the seconds of each mark of line i, with "start" and "end"; `movements` when the music changes."""

    duration: float
    pcm: Floats
    phones: tuple[Phone, ...]
    syllables: tuple[Syllable, ...]
    captions: tuple[Caption, ...]
    shots: tuple[Shot, ...]
    marks: tuple[Mapping[str, float], ...]
    notes: tuple[str, ...]
    movements: tuple[tuple[float, Movement], ...] = ()
    sample_rate: int = SAMPLE_RATE

    def instant(self, line: int, moment: Moment) -> float:
        return self.marks[line][moment.mark] + moment.offset


def arrange(script: Script, language: str, engine: Engine = "auto") -> Timeline:
    """Speaks every line and lays them out. Raises InputError, with the script's file and line, for a line without
    a text in the language or one that cannot be spoken."""
    pieces: list[Floats] = [_silence(script.start)]
    phones: list[Phone] = []
    syllables: list[Syllable] = []
    captions: list[Caption] = []
    cuts: list[tuple[float, Cut]] = []
    movements: list[tuple[float, Movement]] = []
    marks: list[Mapping[str, float]] = []
    notes: dict[str, None] = {}
    samples = len(pieces[0])
    for i, line in enumerate(script.lines):
        utterance, speech = _spoken(script, line, language, engine)
        begin = samples / SAMPLE_RATE
        notes |= dict.fromkeys(speech.notes)
        local = [_moved(phone, begin, len(syllables)) for phone in speech.phones]
        end = begin + speech.duration
        marks.append({"start": begin, "end": end} | {m: _when(local, at, end) for m, at in utterance.marks.items()})
        captions += caption_pieces(utterance.text, local, language)
        cut = begin - 0.5 * (script.lines[i - 1].pause if i else 2.0 * begin)
        meant = line.cut.scene_time
        cuts.append((cut, line.cut if meant is None else replace(line.cut, scene_time=max(meant - (begin - cut), 0.0))))
        cuts += [(marks[-1][one.moment.mark] + one.moment.offset, one) for one in line.cuts]
        if line.movement:
            movements.append((cut, line.movement))
        phones += local
        syllables += speech.syllables
        last = i + 1 == len(script.lines)
        after = _silence(script.finish if last else line.pause)
        pieces += [speech.pcm, after]
        samples += len(speech.pcm) + len(after)
        if not last:
            phones.append(Phone(PAUSE, end, samples / SAMPLE_RATE, (0, 0)))
    pcm = np.concatenate(pieces)
    duration = len(pcm) / SAMPLE_RATE
    shown = readable(captions, duration, language)
    for caption, rate in hurried(shown, language):
        notes[f"the caption {caption.text[:24]!r} has {rate:.0f} characters a second: few can read it"] = None
    return Timeline(
        duration,
        pcm,
        tuple(phones),
        tuple(syllables),
        shown,
        _shots(cuts, duration),
        tuple(marks),
        tuple(notes),
        tuple(movements),
    )


def _spoken(script: Script, line: Line, language: str, engine: Engine) -> tuple[Utterance, Speech]:
    if language not in line.text:
        known = ", ".join(script.languages()) or "none in every line"
        message = f"line {line.id!r} has no text in {language!r}; the script has {known}"
        raise InputError(message, script.file, line.source_line)
    try:
        utterance = line.text[language]
        return utterance, synthesise(utterance, language, script.voice, engine, line.audio.get(language, ""))
    except Unreadable as error:
        raise InputError(str(error), script.file, script.place(line, error.fragment)) from None
    except InputError as error:
        raise InputError(str(error), script.file, line.source_line) from None


def _moved(phone: Phone, seconds: float, syllables: int) -> Phone:
    syllable = phone.syllable + syllables if phone.syllable >= 0 else -1
    return replace(phone, start=phone.start + seconds, end=phone.end + seconds, syllable=syllable)


def _silence(seconds: float) -> Floats:
    return np.zeros(round(seconds * SAMPLE_RATE), np.float32)


def _when(phones: Sequence[Phone], at: int, end: float) -> float:
    """When the character at an offset begins to sound."""
    return next((p.start for p in phones if p.symbol != PAUSE and p.span[0] >= at), end)


def _shots(cuts: Sequence[tuple[float, Cut]], duration: float) -> tuple[Shot, ...]:
    """Shots without holes, the first one from zero; a cut that changes nothing is none. Cuts that go back in the
    film's time, because a line was shorter than its cuts thought, fall together."""
    shots = [Shot("", 0.0, duration, 0.0)]
    for at, cut in cuts:
        before = shots[-1]
        at = min(max(at, before.start), duration)
        scene = before.scene_time(at) if cut.scene_time is None else cut.scene_time
        shot = Shot(cut.camera or before.camera, at, duration, scene, cut.stand or before.stand)
        if (shot.camera, shot.stand) == (before.camera, before.stand) and cut.scene_time is None:
            continue
        shots[-1] = replace(before, end=at)
        shots.append(shot)
    return tuple(shot for shot in shots if shot.end > shot.start)
