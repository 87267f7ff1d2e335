"""RGB frames to H.264, right in colour: one segment, one encoder, one MP4 in memory."""

from __future__ import annotations

from fractions import Fraction
from io import BytesIO
from typing import Any

import av
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc

from assets.scene import Bytes
from tools.film.job import Job

TICKS = 512
"""MP4 time units a frame."""


class SegmentEncoder:
    """Encodes consecutive frames. `finish` gives the file's bytes; call it once, after the last frame."""

    def __init__(self, job: Job) -> None:
        self._file = BytesIO()
        self._fps = job.fps
        self._container: Any = av.open(
            self._file,
            "w",
            format="mp4",
            options={"video_track_timescale": str(job.fps * TICKS), "fflags": "+bitexact"},
        )
        options = {"preset": job.encoding.preset, "crf": str(job.encoding.crf), "x264-params": job.x264}
        self._stream = self._container.add_stream("libx264", rate=job.fps, options=options)
        self._stream.width, self._stream.height = job.size
        self._stream.pix_fmt = "yuv420p"
        codec = self._stream.codec_context
        codec.time_base = Fraction(1, job.fps)
        codec.color_primaries = ColorPrimaries.BT709
        codec.color_trc = ColorTrc.BT709
        codec.colorspace = Colorspace.ITU709
        codec.color_range = ColorRange.MPEG
        self._written = 0

    def write(self, rgb: Bytes) -> None:
        """Adds one frame: `(h, w, 3)` uint8 sRGB, top row first.

        The conversion is named in full: PyAV's default is BT.601, which shifts every saturated colour.
        """
        frame = av.VideoFrame.from_ndarray(rgb, "rgb24").reformat(
            format="yuv420p",
            dst_colorspace=Colorspace.ITU709,
            src_color_range=ColorRange.JPEG,
            dst_color_range=ColorRange.MPEG,
        )
        frame.pts = self._written
        frame.time_base = Fraction(1, self._fps)
        self._container.mux(self._stream.encode(frame))
        self._written += 1

    def finish(self) -> bytes:
        self._container.mux(self._stream.encode())
        self._container.close()
        return self._file.getvalue()
