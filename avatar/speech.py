"""Text to sound with timings: the one door to every voice, and the cache behind it."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np

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
    return _kept(cache_folder() / "speech" / f"{key}.pcm", lambda: kokoro.synthesise(spoken, voice, rate))


def cache_folder() -> Path:
    """Where results are kept: `taihe` in the user's cache directory (XDG base directory specification)."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if os.path.isabs(base) else Path.home() / ".cache") / "taihe"


def _kept(path: Path, make: Callable[[], Speech]) -> Speech:
    """The result in the file, or a new one, then kept. Another writer or an unwritable folder does no harm."""
    try:
        return _unpack(path.read_bytes())
    except (OSError, ValueError, KeyError, TypeError):
        speech = make()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.stem[:8], suffix=".part")
        with os.fdopen(handle, "wb") as file:
            file.write(_pack(speech))
        os.replace(name, path)
    except OSError:
        return speech
    return speech


def _pack(speech: Speech) -> bytes:
    body = speech.pcm.astype("<f4").tobytes()
    timings = {
        "phones": [list(asdict(phone).values()) for phone in speech.phones],
        "syllables": [list(asdict(syllable).values()) for syllable in speech.syllables],
    }
    text = json.dumps(timings, ensure_ascii=False, separators=(",", ":")).encode()
    return hashlib.sha256(text + body).hexdigest().encode() + b"\n" + text + b"\n" + body


def _unpack(raw: bytes) -> Speech:
    """Raises ValueError when a byte is not as it was written."""
    digest, text, body = raw.split(b"\n", 2)
    if hashlib.sha256(text + body).hexdigest().encode() != digest:
        raise ValueError("damaged")
    timings: dict[str, list[Any]] = json.loads(text)
    phones = tuple(Phone(symbol, a, b, (span[0], span[1]), i) for symbol, a, b, span, i in timings["phones"])
    syllables = tuple(Syllable(*row) for row in timings["syllables"])
    return Speech(np.frombuffer(body, "<f4").astype(np.float32), phones, syllables)
