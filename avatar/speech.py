"""Text to sound with timings: the one door to every voice, and the cache behind it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace
from typing import Any, Literal

import numpy as np

from assets.cache import kept
from assets.errors import InputError
from avatar.front_ends import read
from avatar.utterance import Phone, Speech, Syllable, Utterance
from avatar.voices import kokoro, silent

Engine = Literal["auto", "kokoro", "silent"]


def synthesise(
    text: Utterance | str, language: str = "zh", voice: str = "yuduoduo", rate: float = 1.0, engine: Engine = "auto"
) -> Speech:
    """Speaks a text. `rate` 1 is the voice's own speed.

    "auto" is the neural voice where its model is installed, else the silent one, which says so in `Speech.notes`.
    The result is kept by content: the same call reads it back. Raises InputError for a language without a
    front-end, a text that cannot be read, an unknown voice, or a model that is missing or damaged.
    """
    if not 0.5 <= rate <= 2.0:
        raise InputError(f"rate {rate:g} is outside 0.5 to 2")
    utterance = Utterance(text) if isinstance(text, str) else text
    spoken = read(utterance, language)
    why = kokoro.missing() if engine == "auto" else ""
    if engine == "silent" or why:
        speech = silent.synthesise(spoken, rate)
        return replace(speech, notes=(*speech.notes, why)) if why else speech
    kokoro.load_voice(voice)
    style = hashlib.sha256(kokoro.load_voice(voice).tobytes()).hexdigest()
    key = hashlib.sha256(repr((kokoro.VERSION, kokoro.MODEL_SHA256, style, rate, spoken)).encode()).hexdigest()
    return _unpack(kept(f"speech/{key}.pcm", lambda: _pack(kokoro.synthesise(spoken, voice, rate))))


def _pack(speech: Speech) -> bytes:
    body = speech.pcm.astype("<f4").tobytes()
    timings = {
        "phones": [list(asdict(phone).values()) for phone in speech.phones],
        "syllables": [list(asdict(syllable).values()) for syllable in speech.syllables],
    }
    text = json.dumps(timings, ensure_ascii=False, separators=(",", ":")).encode()
    return text + b"\n" + body


def _unpack(raw: bytes) -> Speech:
    text, body = raw.split(b"\n", 1)
    timings: dict[str, list[Any]] = json.loads(text)
    phones = tuple(Phone(symbol, a, b, (span[0], span[1]), i) for symbol, a, b, span, i in timings["phones"])
    syllables = tuple(Syllable(*row) for row in timings["syllables"])
    return Speech(np.frombuffer(body, "<f4").astype(np.float32), phones, syllables)
