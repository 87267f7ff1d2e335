"""Segments, sound and captions to one MP4: the pictures are copied, the sound is encoded once and whole."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from heapq import merge
from pathlib import Path
from typing import Any

import av
import numpy as np

from assets.errors import InputError
from assets.scene import Floats
from tools.film.captions import Cue
from tools.film.encode import TICKS
from tools.film.job import Job
from tools.film.loudness import SAMPLE_RATE

_REORDER = 2
"""Frames by which decoding runs ahead of showing: x264's delay with its pyramid of B frames."""
_BITEXACT = 1 << 23  # AV_CODEC_FLAG_BITEXACT
_AAC_FRAME = 1024
_ISO_639 = {"zh": "zho", "en": "eng", "es": "spa", "it": "ita"}
_SUBTITLE_HEADER = (
    # without a colour the track asks for black letters
    b"[Script Info]\n[V4+ Styles]\nFormat: Name, Fontname, Fontsize, PrimaryColour\nStyle: Default,Arial,16,&Hffffff\n"
    b"[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
)


@dataclass(frozen=True, eq=False)
class Soundtrack:
    """What is heard and written: `sound` `(2, n)` at 48 kHz or None, the cues, and the language of both."""

    sound: Floats | None = None
    cues: tuple[Cue, ...] = ()
    language: str = "zh"
    labels: Mapping[str, str] = field(default_factory=dict)
    """The file's title, comment and the like."""


def assemble(job: Job, segments: Sequence[Path], track: Soundtrack, output: Path) -> None:
    """Writes `output`: it appears whole or not at all, and its bytes depend on the arguments alone.

    InputError when a segment does not hold its frames; OSError when the disk is full.
    """
    part = output.with_name(f".{output.name}.part")
    options = {
        "movflags": "+faststart+write_colr+use_metadata_tags",
        "fflags": "+bitexact",
        "video_track_timescale": str(job.fps * TICKS),
    }
    try:
        with av.open(str(part), "w", format="mp4", options=options) as out, av.open(str(segments[0])) as first:
            out.metadata.update(track.labels)
            picture = out.add_stream_from_template(first.streams.video[0])
            picture.time_base = Fraction(1, job.fps * TICKS)
            parts = [_picture_packets(job, segments, picture)]
            if track.sound is not None:
                parts.append(_sound_packets(out, track.sound, track.language))
            if track.cues:
                parts.append(_caption_packets(out, track.cues, track.language))
            for packet in merge(*parts, key=lambda p: p.dts * p.time_base):
                out.mux(packet)
        with part.open("rb") as file:
            os.fsync(file.fileno())
        os.replace(part, output)
    finally:
        part.unlink(missing_ok=True)


def _picture_packets(job: Job, segments: Sequence[Path], stream: Any) -> Iterator[Any]:
    """All packets, retimed. Decoding times are counted anew: those of a segment of one or two frames would overlap."""
    extradata = stream.codec_context.extradata
    base = 0
    for path, segment in zip(segments, job.segments, strict=True):
        with av.open(str(path)) as container:
            source = container.streams.video[0]
            packets: list[Any] = [p for p in container.demux(source) if p.size]
            if len(packets) != len(segment) or not packets[0].is_keyframe:
                raise InputError(f"{len(packets)} frames instead of {len(segment)}", path)
            if source.codec_context.extradata != extradata:
                raise InputError("its encoder settings differ from the first segment's", path)
            for i, packet in enumerate(packets):
                packet.pts = packet.pts + base * TICKS
                packet.dts = (base + i - _REORDER) * TICKS
                packet.duration = TICKS
                packet.time_base = Fraction(1, job.fps * TICKS)
                packet.stream = stream
                yield packet
        base += len(segment)


def _sound_packets(out: Any, sound: Floats, language: str) -> Iterator[Any]:
    stream = out.add_stream("aac", rate=SAMPLE_RATE, layout="stereo")
    stream.bit_rate = 160_000
    stream.codec_context.flags |= _BITEXACT
    stream.metadata["language"] = _ISO_639.get(language, "und")

    def packets() -> Iterator[Any]:
        for i in range(0, sound.shape[1], _AAC_FRAME):
            block = np.ascontiguousarray(sound[:, i : i + _AAC_FRAME])
            frame = av.AudioFrame.from_ndarray(block, "fltp", "stereo")
            frame.sample_rate = SAMPLE_RATE
            frame.pts = i
            frame.time_base = Fraction(1, SAMPLE_RATE)
            yield from stream.encode(frame)
        yield from stream.encode()

    return packets()


def _caption_packets(out: Any, cues: Sequence[Cue], language: str) -> Iterator[Any]:
    """mov_text: a 16-bit length and UTF-8 (3GPP TS 26.245)."""
    stream = out.add_stream("mov_text")
    stream.codec_context.subtitle_header = _SUBTITLE_HEADER
    stream.time_base = Fraction(1, 1000)
    stream.metadata["language"] = _ISO_639.get(language, "und")

    def packets() -> Iterator[Any]:
        for cue in cues:
            text = cue.text.encode()
            packet = av.Packet(len(text).to_bytes(2, "big") + text)
            packet.pts = packet.dts = round(cue.start * 1000)
            packet.duration = round((cue.end - cue.start) * 1000)
            packet.time_base = Fraction(1, 1000)
            packet.stream = stream
            yield packet

    return packets()
