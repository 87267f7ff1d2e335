"""Which voice speaks: what a script's `voice:` says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Engine = Literal["auto", "kokoro", "wav", "espeak", "piper", "http", "silent"]
ENGINES: tuple[Engine, ...] = get_args(Engine)
Fallback = Literal["", "kokoro", "silent"]
FALLBACKS: tuple[Fallback, ...] = ("kokoro", "silent")


@dataclass(frozen=True)
class Voice:
    """An engine and its settings; what an engine does not know it does not read.

    `name` is the voice's own name there ("" is the engine's usual one), `rate` 1 its own speed. `file` are the
    recordings of the engine wav, with `{id}` and `{lang}` in the name, or the program of espeak and piper where it
    is not on the path. `url` and `timeout` (seconds) are for http; `model` is piper's file, or the name that an http
    server knows. `fallback` speaks where the engine cannot; without one that is an error.
    """

    engine: Engine = "auto"
    name: str = ""
    rate: float = 1.0
    file: str = ""
    url: str = ""
    model: str = ""
    timeout: float = 30.0
    fallback: Fallback = ""


USUAL = Voice()
"""The neural voice, or where it is not installed the silent one."""
