"""What a film is made of: everything that decides its bytes, and how it is cut into segments."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Literal, get_args

from assets.errors import InputError

Quality = Literal["draft", "standard", "high", "final"]
QUALITIES: tuple[Quality, ...] = get_args(Quality)

SEGMENT_SECONDS = 2
SMALLEST, LARGEST = 16, 8192


@dataclass(frozen=True)
class Encoding:
    """libx264: its preset and constant rate factor."""

    preset: str
    crf: int


ENCODINGS: Mapping[Quality, Encoding] = {
    "draft": Encoding("veryfast", 22),
    "standard": Encoding("faster", 20),
    "high": Encoding("medium", 18),
    "final": Encoding("slow", 16),
}


@dataclass(frozen=True)
class Segment:
    """Frames `first ... stop - 1`, encoded by themselves."""

    first: int
    stop: int

    def __len__(self) -> int:
        return self.stop - self.first


def check_encodable(size: tuple[int, int], fps: int) -> None:
    """InputError for a size or a rate that no film can have: known before anything is spoken."""
    width, height = size
    if width % 2 or height % 2 or not all(SMALLEST <= n <= LARGEST for n in size):
        raise InputError(f"size {width}x{height}: both must be even and from {SMALLEST} to {LARGEST}")
    if not 1 <= fps <= 120:
        raise InputError(f"{fps} frames a second: it must be from 1 to 120")


@dataclass(frozen=True)
class Job:
    """Frames `first ... stop - 1` of one film. `identity` stands for the picture: content, code and driver.

    InputError when the size, rate or range cannot be encoded.
    """

    identity: str
    size: tuple[int, int]
    fps: int
    first: int
    stop: int
    quality: Quality = "standard"

    def __post_init__(self) -> None:
        check_encodable(self.size, self.fps)
        if not 0 <= self.first < self.stop:
            raise InputError(f"frames {self.first}-{self.stop - 1}: the range is empty")

    @property
    def frames(self) -> int:
        return self.stop - self.first

    @property
    def encoding(self) -> Encoding:
        return ENCODINGS[self.quality]

    @property
    def segments(self) -> list[Segment]:
        step = SEGMENT_SECONDS * self.fps
        return [Segment(a, min(a + step, self.stop)) for a in range(self.first, self.stop, step)]

    @property
    def x264(self) -> str:
        """The parameters with which libx264 repeats itself: its bytes depend on thread counts and on the SIMD level
        unless they are pinned, and a closed group of pictures lets a segment stand alone."""
        keyint = SEGMENT_SECONDS * self.fps
        return (
            f"threads=4:lookahead-threads=1:sliced-threads=0:cpu-independent=1:open-gop=0:keyint={keyint}"
            f":min-keyint={max(1, keyint // 2)}:force-cfr=1"
            ":colorprim=bt709:transfer=bt709:colormatrix=bt709:fullrange=off"
        )

    @property
    def key(self) -> str:
        """What a finished segment must have been made from to be used again."""
        import av

        libraries = {name: list(version) for name, version in av.library_versions.items()}
        facts = {
            **asdict(self),
            "encoding": asdict(self.encoding),
            "x264": self.x264,
            "av": [av.__version__, libraries],
        }
        del facts["first"], facts["stop"]  # the sidecar holds the range
        return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()
