"""Command-line values that need more than a number, read into what they mean. InputError says what is expected.

Every command passes here, so what is dear to import is imported where it is asked for.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, cast, get_args

from assets.errors import InputError
from tools.film.job import QUALITIES, Quality

if TYPE_CHECKING:
    from avatar.speech import Engine
    from tools.film.loudness import Profile


def size(text: str) -> tuple[int, int]:
    """ "1280x720" """
    match = re.fullmatch(r"(\d{1,5})x(\d{1,5})", text)
    if not match or not int(match[1]) or not int(match[2]):
        raise InputError(f"--size {text}: expected WIDTHxHEIGHT in pixels, such as 1280x720")
    return int(match[1]), int(match[2])


def frames(text: str | None) -> tuple[int, int] | None:
    """ "100-149", both included, or "100"."""
    if text is None:
        return None
    match = re.fullmatch(r"(\d{1,9})(?:-(\d{1,9}))?", text)
    if not match:
        raise InputError(f"--frames {text}: expected FIRST-LAST, such as 100-149")
    return int(match[1]), int(match[2] or match[1])


def quality(text: str) -> Quality:
    if text not in QUALITIES:
        raise InputError(f"--quality {text}: there are {', '.join(QUALITIES)}")
    return text


def loudness(text: str) -> Profile:
    from tools.film.loudness import PROFILES

    if text not in PROFILES:
        raise InputError(f"--loudness {text}: there are {', '.join(PROFILES)}")
    return PROFILES[text]


def counts(text: str) -> list[int]:
    """ "100,1000" """
    if not re.fullmatch(r"[1-9]\d{0,6}(,[1-9]\d{0,6})*", text):
        raise InputError(f"--count {text}: expected numbers, such as 100,1000,10000")
    return [int(n) for n in text.split(",")]


def languages(text: str) -> list[str]:
    """ "zh,en" """
    found = [part.strip() for part in text.split(",")]
    if not all(re.fullmatch(r"[a-z]{2}", part) for part in found) or len(set(found)) < len(found):
        raise InputError(f"--lang {text}: expected languages, such as zh or zh,en,es,it")
    return found


def captions(text: str) -> frozenset[str]:
    """ "burned,soft,srt", or "none" """
    from tools.film.shoot import CAPTIONS

    found = frozenset(part.strip() for part in text.split(",")) if text != "none" else frozenset[str]()
    if not found <= set(CAPTIONS):
        raise InputError(f"--captions {text}: there are {', '.join(CAPTIONS)}, or none")
    return found


def target(given: Path | None, name: str, language: str, several: bool) -> Path:
    """Where a film goes: the file given, with the language in its name where there are several; else in `out`."""
    stem = re.sub(r"[^\w.-]", "_", Path(name).stem)
    if given is None or (given.is_dir() and given.suffix != ".mp4"):
        return (given or Path("out")) / (f"{stem}_{language}.mp4" if language else f"{stem}.mp4")
    return given.with_stem(f"{given.stem}_{language}") if several else given


def engine(text: str) -> Engine:
    """ "auto" """
    from avatar.speech import Engine

    if text not in get_args(Engine):
        raise InputError(f"--engine {text}: there are {', '.join(get_args(Engine))}")
    return cast("Engine", text)
