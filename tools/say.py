"""`taihe say`: the sound of a script without pictures, and the times of what is said."""

from __future__ import annotations

import json
import wave
from dataclasses import asdict
from io import BytesIO
from pathlib import Path

import numpy as np

from assets.errors import InputError
from assets.scene import Floats
from avatar.script_reader import load
from avatar.speech import Engine
from avatar.timeline import Timeline, arrange
from tools.catalogue import film_of, find_film, known_films
from tools.targets import check_target, write


def speak(name: str, language: str, engine: Engine, output: Path, timings: Path | None = None) -> tuple[str, ...]:
    """Writes a script's sound as a WAV (mono, 16 bit) and, where asked for, its times as JSON; returns the notes.

    InputError for an unknown script, one that cannot be spoken, or a file that cannot be written.
    """
    path = find_film(name) or film_of(name)
    if path is None:
        raise InputError(f"unknown script {name!r}; films: {', '.join(known_films()) or 'none'}; or a .yaml file")
    check_target(output, (".wav",), "a sound")
    if timings is not None:
        check_target(timings, (".json",), "timings")
    timeline = arrange(load(path), language, engine)
    write(output, wav(timeline.pcm, timeline.sample_rate))
    if timings is not None:
        write(timings, json.dumps(times(timeline), ensure_ascii=False, indent=1).encode())
    return timeline.notes


def wav(pcm: Floats, sample_rate: int) -> bytes:
    """Mono float32 in [-1, 1] as a 16-bit WAV file."""
    buffer = BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(sample_rate)
        file.writeframes((np.clip(pcm, -1, 1) * 32767).round().astype("<i2").tobytes())
    return buffer.getvalue()


def times(timeline: Timeline) -> dict[str, object]:
    """Seconds from the start: phones, captions, shots and the marks of every line."""
    return {
        "duration": timeline.duration,
        "phones": [asdict(phone) for phone in timeline.phones],
        "captions": [asdict(caption) for caption in timeline.captions],
        "shots": [asdict(shot) for shot in timeline.shots],
        "marks": [dict(marks) for marks in timeline.marks],
    }
