"""Programme loudness: measured by EBU R128, set to -23 LUFS, and true peaks kept under -1 dBTP.

Sources: EBU R 128 (2020), GY/T 282-2014, ITU-R BS.1770-4; the meter is FFmpeg's `ebur128` filter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import av
import numpy as np

from assets.scene import Floats

SAMPLE_RATE = 48000
_ROOM = 0.5
"""Decibels under the limit that the limiter keeps: what the lossy encoder adds."""
SILENCE = -60.0
"""LUFS: sound below it is left alone, there is nothing to make louder."""

_LOOKAHEAD = SAMPLE_RATE // 200  # 5 ms either side
_OVERSAMPLING = 4


@dataclass(frozen=True)
class Profile:
    """What a broadcaster wants: integrated loudness in LUFS, and true peaks under `peak` dBTP."""

    target: float
    peak: float


EBU = Profile(-23.0, -1.0)
PROFILES: Mapping[str, Profile] = {"ebu": EBU, "gyt": Profile(-24.0, -2.0)}
"""EBU R 128, and GY/T 282-2014 for Chinese television."""


@dataclass(frozen=True)
class Loudness:
    """Integrated loudness in LUFS and the true peak in dBTP."""

    integrated: float
    true_peak: float


def measure(sound: Floats) -> Loudness:
    """Of `(2, n)` float32 at 48 kHz. Digital silence reads -70 LUFS."""
    graph = av.filter.Graph()
    source = graph.add_abuffer(sample_rate=SAMPLE_RATE, format="fltp", layout="stereo")
    meter = graph.add("ebur128", "metadata=1:peak=true")
    sink = graph.add("abuffersink")
    graph.link_nodes(source, meter, sink).configure()
    readings: dict[str, str] = {}
    # The last block is completed with silence: the meter reports whole blocks of 100 ms, which the gate then ignores.
    padded = np.pad(sound, ((0, 0), (0, SAMPLE_RATE // 5)))
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(padded, np.float32), "fltp", "stereo")
    frame.sample_rate = SAMPLE_RATE
    frame.pts = 0
    graph.push(frame)
    graph.push(None)
    while True:
        try:
            readings = dict(graph.pull().metadata) or readings
        except (av.error.BlockingIOError, av.error.EOFError):
            break
    peaks = [float(value) for name, value in readings.items() if "true_peaks_ch" in name]
    return Loudness(
        float(readings.get("lavfi.r128.I", SILENCE - 10)),
        20 * float(np.log10(max([*peaks, 1e-6]))),
    )


def normalise(sound: Floats, profile: Profile = EBU) -> Floats:
    """`(2, n)` at 48 kHz, brought to a profile's target; in steps, for the limiter takes some loudness away."""
    gain, out = 0.0, sound
    for _ in range(4):
        error = profile.target - measure(out).integrated
        if abs(error) < 0.05 or profile.target - error < SILENCE:
            break
        gain += error
        out = limit(sound * np.float32(10 ** (gain / 20)), profile.peak - _ROOM)
    return out


def limit(sound: Floats, peak: float = EBU.peak - _ROOM) -> Floats:
    """Holds the true peak of `(2, n)` under `peak` dBTP: a smooth gain that is down before the peak arrives."""
    from scipy.ndimage import minimum_filter1d
    from scipy.signal import resample_poly

    ceiling = 10 ** (peak / 20)
    fine = np.abs(resample_poly(sound, _OVERSAMPLING, 1, axis=1)).max(axis=0)
    highest = fine.reshape(-1, _OVERSAMPLING).max(axis=1)
    needed = np.minimum(1.0, ceiling / np.maximum(highest, 1e-9))
    if needed.min() >= 1.0:
        return sound
    window = np.hanning(2 * _LOOKAHEAD + 3)[1:-1]
    # The minimum over the window, then averaged over the same window, is never above what any sample needs.
    lowest = minimum_filter1d(needed, len(window), mode="nearest")
    smooth = np.convolve(np.pad(lowest, _LOOKAHEAD, mode="edge"), window / window.sum(), mode="valid")
    return (sound * smooth).astype(np.float32)


def stereo(pcm: Floats, sample_rate: int) -> Floats:
    """Mono `(n,)` or stereo `(2, n)` at any rate, as `(2, m)` at 48 kHz."""
    from scipy.signal import resample_poly

    both = np.broadcast_to(pcm, (2, pcm.shape[-1])) if pcm.ndim == 1 else pcm
    if sample_rate == SAMPLE_RATE:
        return np.ascontiguousarray(both, np.float32)
    return np.ascontiguousarray(resample_poly(both, SAMPLE_RATE, sample_rate, axis=1), np.float32)
