"""Voices that are programs of their own: espeak-ng (GPL) and piper, run beside us and never linked."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from assets.errors import InputError
from avatar.voices.voice import Voice

ESPEAK_VOICES = {"zh": "cmn", "en": "en-us", "es": "es", "it": "it"}
_WORDS_A_MINUTE = 165


def espeak(text: str, language: str, voice: Voice) -> bytes:
    """A WAV file of the text. Raises InputError where espeak-ng is absent, fails or takes too long."""
    program = _program(voice, "espeak-ng", "espeak")
    speaker = voice.name or ESPEAK_VOICES.get(language, language)
    return _run(program, ["--stdout", "-v", speaker, "-s", str(round(_WORDS_A_MINUTE * voice.rate))], text, voice)


def piper(text: str, language: str, voice: Voice) -> bytes:
    """A WAV file of the text, by the model file `voice.model`. Raises InputError as `espeak` does."""
    if not voice.model:
        raise InputError("piper needs a model: the path of an .onnx file")
    if not Path(voice.model).is_file():
        raise InputError("no such piper model", voice.model)
    if not Path(f"{voice.model}.json").is_file():
        raise InputError("piper needs its settings beside the model", f"{voice.model}.json")
    program = _program(voice, "piper")
    speaker = ["--speaker", voice.name] if voice.name else []
    handle, part = tempfile.mkstemp(suffix=".wav")
    os.close(handle)
    try:
        options = ["--model", voice.model, "--length_scale", f"{1 / voice.rate:.4f}", *speaker, "--output_file", part]
        _run(program, options, text, voice)
        return Path(part).read_bytes()
    finally:
        Path(part).unlink(missing_ok=True)


def _program(voice: Voice, *names: str) -> str:
    for name in [voice.file] if voice.file else names:
        found = shutil.which(name)
        if found:
            return found
    raise InputError(f"there is no program {voice.file or names[0]}: install it, or give its path as the voice's file")


def _run(program: str, options: Sequence[str], text: str, voice: Voice) -> bytes:
    name = Path(program).name
    try:
        done = subprocess.run([program, *options], input=text.encode(), capture_output=True, timeout=voice.timeout)
    except subprocess.TimeoutExpired:
        raise InputError(f"{name} did not finish within {voice.timeout:g} s") from None
    except OSError as error:
        raise InputError(f"{name} cannot be run: {(error.strerror or str(error)).lower()}") from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise InputError(f"{name} failed with {done.returncode}: {said[-1] if said else 'it does not say why'}")
    return done.stdout
