"""Text to sound with timings: the one door to every voice, and the cache behind it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

from assets.cache import kept
from assets.errors import InputError
from assets.scene import Floats
from assets.sound import load_sound
from avatar.front_ends import front_end, read
from avatar.utterance import SAMPLE_RATE, Phone, Speech, Spoken, Syllable, Unreadable, Utterance
from avatar.voices import http, kokoro, programs, silent
from avatar.voices.align import align, spread
from avatar.voices.listening import listen
from avatar.voices.voice import ENGINES, USUAL, Engine, Voice

__all__ = ["ENGINES", "Engine", "Voice", "synthesise"]

VERSION = "speech/3"
"""Goes into the cache keys: raise it when an alignment, or what is kept of it, changes."""

Speaker = Callable[[str, str, Voice], bytes]
"""(text, language, voice) -> a sound file"""
SPEAKERS: Mapping[str, Speaker] = {"espeak": programs.espeak, "piper": programs.piper, "http": http.speak}
"""Voices that give sound alone; its timings are found by alignment."""


def synthesise(
    text: Utterance | str, language: str = "zh", voice: Voice = USUAL, engine: Engine = "auto", audio: str = ""
) -> Speech:
    """Speaks a text, or reads its recording `audio` (a file) and finds the text in it.

    `engine`, where it is not "auto", speaks instead of the voice's own and of recordings. A voice whose engine is
    "auto" is the neural one where its model is installed, else the silent one, which says so in `Speech.notes`; any
    other that cannot speak raises InputError, unless its `fallback` does, which is noted as well. Results are kept by
    content. Raises InputError for a language without a front-end, and Unreadable for a text that nobody can read.
    """
    utterance = Utterance(text) if isinstance(text, str) else text
    wordless = audio and not utterance.text.strip()
    if engine != "auto" and not wordless:
        voice, audio = _instead(voice, engine), audio if engine == "wav" else ""
    if not 0.5 <= voice.rate <= 2.0:
        raise InputError(f"rate {voice.rate:g} is outside 0.5 to 2")
    front_end(language)
    try:
        return _performed(utterance, language, voice, audio)
    except Unreadable:
        raise
    except InputError as error:
        if wordless or not voice.fallback:
            raise
        speech = _performed(utterance, language, _instead(voice, voice.fallback), "")
        return replace(speech, notes=(*speech.notes, f"{error}; the {voice.fallback} voice speaks instead"))


def _instead(voice: Voice, engine: Engine) -> Voice:
    """The same speed, another engine; a voice's name belongs to its own."""
    same = engine == voice.engine or {engine, voice.engine} == {"auto", "kokoro"}
    return replace(voice, engine=engine, name=voice.name if same else "", fallback="")


def _performed(utterance: Utterance, language: str, voice: Voice, audio: str) -> Speech:
    if audio:
        return _recorded(utterance, language, load_sound(audio, SAMPLE_RATE, 1)[0])
    if voice.engine == "wav":
        raise InputError("the voice is wav, and there is no recording of this line")
    if voice.engine in SPEAKERS:
        speak = SPEAKERS[voice.engine]
        raw = kept(_key("said", voice, language, utterance.text), lambda: speak(utterance.text, language, voice))
        heard = _recorded(utterance, language, load_sound(raw, SAMPLE_RATE, 1, f"answer of {voice.engine}")[0])
        lost = utterance.readings or utterance.breaks or utterance.emphasis
        note = f"{voice.engine} is given the words alone: readings, breaks and emphasis are left out"
        return replace(heard, notes=(*heard.notes, note)) if lost else heard
    spoken = read(utterance, language)
    why = kokoro.missing() if voice.engine == "auto" else ""
    if voice.engine == "silent" or why:
        speech = silent.synthesise(spoken, voice.rate)
        return replace(speech, notes=(*speech.notes, why)) if why else speech
    return _neural(spoken, voice.name, voice.rate)


def _neural(spoken: Spoken, name: str, rate: float) -> Speech:
    style = hashlib.sha256(kokoro.load_voice(name or kokoro.VOICE).tobytes()).hexdigest()
    key = _key(kokoro.VERSION, kokoro.MODEL_SHA256, style, rate, spoken)
    return _unpack(kept(key, lambda: _pack(kokoro.synthesise(spoken, name or kokoro.VOICE, rate))))


def _recorded(utterance: Utterance, language: str, recording: Floats) -> Speech:
    """A recording with its text, or with none."""
    if not utterance.text.strip():
        return listen(recording)
    spoken = read(utterance, language)
    why = kokoro.missing()
    if why:
        speech = silent.synthesise(spoken, 1.0)
        return replace(spread(speech, recording), notes=(f"timings of a recording by proportion: {why}",))
    known = _neural(spoken, "", 1.0)
    key = _key(kokoro.VERSION, "aligned", hashlib.sha256(recording.tobytes()).hexdigest(), spoken)
    return _unpack(kept(key, lambda: _pack(align(known, recording))))


def _key(*parts: object) -> str:
    files = [Path(part.model) for part in parts if isinstance(part, Voice) and part.model]
    stamps = [file.stat().st_mtime_ns for file in files if file.is_file()]
    return f"speech/{hashlib.sha256(repr((VERSION, parts, stamps)).encode()).hexdigest()}"


def _pack(speech: Speech) -> bytes:
    body = speech.pcm.astype("<f4").tobytes()
    timings = {
        "phones": [list(asdict(phone).values()) for phone in speech.phones],
        "syllables": [list(asdict(syllable).values()) for syllable in speech.syllables],
        "notes": list(speech.notes),
    }
    text = json.dumps(timings, ensure_ascii=False, separators=(",", ":")).encode()
    return text + b"\n" + body


def _unpack(raw: bytes) -> Speech:
    text, body = raw.split(b"\n", 1)
    timings: dict[str, list[Any]] = json.loads(text)
    phones = tuple(Phone(symbol, a, b, (span[0], span[1]), i) for symbol, a, b, span, i in timings["phones"])
    syllables = tuple(Syllable(*row) for row in timings["syllables"])
    return Speech(np.frombuffer(body, "<f4").astype(np.float32), phones, syllables, tuple(timings["notes"]))
