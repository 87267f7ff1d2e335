"""Captions as files beside a film: SubRip and WebVTT (W3C), from the same cues as those in the picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from tools.film.captions import Cue


def srt(cues: Sequence[Cue]) -> str:
    blocks = [f"{i}\n{_time(c.start, ',')} --> {_time(c.end, ',')}\n{c.text}\n" for i, c in enumerate(cues, 1)]
    return "\n".join(blocks)


def vtt(cues: Sequence[Cue]) -> str:
    blocks = [f"{_time(c.start, '.')} --> {_time(c.end, '.')}\n{_escaped(c.text)}\n" for c in cues]
    return "\n".join(["WEBVTT\n", *blocks])


FORMATS: Mapping[str, Callable[[Sequence[Cue]], str]] = {"srt": srt, "vtt": vtt}


def _time(seconds: float, point: str) -> str:
    ms = round(seconds * 1000)
    return f"{ms // 3_600_000:02d}:{ms // 60_000 % 60:02d}:{ms // 1000 % 60:02d}{point}{ms % 1000:03d}"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
