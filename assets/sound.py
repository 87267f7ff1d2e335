"""Sound files to samples: WAV, FLAC, OGG, MP3 and whatever else the codecs on board read."""

from __future__ import annotations

import struct
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from assets.errors import InputError
from assets.scene import Floats

LONGEST = 3600.0
"""Seconds: an hour of stereo at 48 kHz is 1.4 GB."""


def load_sound(source: str | Path | bytes, rate: int, channels: int, name: str | Path = "") -> Floats:
    """`(channels, n)` float32 in [-1, 1] at `rate` Hz; 1 or 2 channels, averaged or doubled.

    `name` is what errors call bytes. Raises InputError for a file that is missing, no sound, broken off or endless.
    """
    called = source if isinstance(source, str | Path) else name
    if isinstance(source, bytes):
        raw = source
    else:
        try:
            raw = Path(source).read_bytes()
        except FileNotFoundError:
            raise InputError("no such sound file", called) from None
        except OSError as error:
            raise InputError(f"cannot be read: {(error.strerror or str(error)).lower()}", called) from None
    missing = _missing_bytes(raw)
    if missing:
        raise InputError(f"the sound breaks off: {missing} bytes are missing at its end", called)
    import av  # a tenth of a second that a scene without sound is spared

    try:
        blocks = _decode(raw, rate)
    except (av.error.FFmpegError, ValueError, IndexError) as error:
        raise InputError(
            f"not a sound that can be read ({getattr(error, 'strerror', None) or error})", called
        ) from None
    sound = np.concatenate(blocks, axis=1) if blocks else np.zeros((1, 0), np.float32)
    if len(sound) != channels:  # both sides at half, or one on both: what is alike stays as loud
        sound = sound.mean(axis=0, keepdims=True) if channels == 1 else np.repeat(sound, 2, axis=0)
    if not sound.shape[1]:
        raise InputError("there is no sound in the file", called)
    if not np.isfinite(sound).all():
        raise InputError("samples that are not numbers", called)
    return np.clip(sound, -1.0, 1.0)


def _decode(raw: bytes, rate: int) -> list[Floats]:
    """Blocks of one or two channels; more are mixed down to two."""
    import av

    blocks: list[Floats] = []
    length = 0
    with av.open(BytesIO(raw), "r") as container:
        stream = container.streams.audio[0]
        if stream.codec_context is None:
            raise ValueError("its kind is unknown")
        resampler = av.AudioResampler("fltp", "mono" if stream.codec_context.channels == 1 else "stereo", rate)
        frames: Any = container.decode(stream)
        for frame in (*frames, None):
            for block in resampler.resample(frame):
                blocks.append(block.to_ndarray().astype(np.float32, copy=False))
                length += blocks[-1].shape[1]
            if length > LONGEST * rate:
                raise ValueError(f"longer than {LONGEST / 60:g} minutes")
    return blocks


def _missing_bytes(raw: bytes) -> int:
    """How much less a WAV file holds than its header says; 0 for other formats and for streams of unknown length."""
    if raw[:4] != b"RIFF" or raw[8:12] != b"WAVE" or len(raw) < 44:
        return 0
    at = 12
    while at + 8 <= len(raw):
        name, size = raw[at : at + 4], int(struct.unpack_from("<I", raw, at + 4)[0])
        if name == b"data":
            unknown = size == 0 or size >= 0x7FFFF000
            return 0 if unknown else max(0, at + 8 + size - len(raw))
        at += 8 + size + size % 2
    return 0
