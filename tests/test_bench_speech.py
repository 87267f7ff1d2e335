"""The bench of speech: known answers, offsets of films made on purpose, the command."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from typer.testing import CliRunner

from avatar.face import mouth_track
from avatar.speech import synthesise
from avatar.visemes import BILABIAL, LABIODENTAL
from tools.bench import speech
from tools.cli import app

RATE = 24000


def mouth(t: float) -> float:
    """An opening without a period, as speech has."""
    return float(max(np.sin(7.1 * t) + np.sin(11.9 * t + 1.0) + 0.6 * np.sin(19.3 * t), 0.0)) / 2.6


def sound(late: float, seconds: float = 6.0) -> np.ndarray:  # type: ignore[type-arg]
    t = np.arange(round(seconds * RATE)) / RATE
    level = np.array([mouth(float(x) - late) for x in np.arange(0.0, seconds + 0.01, 0.005)])
    return (np.interp(t, np.arange(len(level)) * 0.005, level) * 0.5 * np.sin(2 * np.pi * 220 * t)).astype(np.float32)


@pytest.mark.parametrize("late", [-0.12, -0.02, 0.0, 0.04, 0.2])
def test_the_offset_of_a_sound_is_found(late: float) -> None:
    assert speech.natural_offset(sound(late), RATE, mouth) == pytest.approx(late, abs=0.006)


@pytest.mark.parametrize("late", [-0.08, 0.0, 0.12])
def test_the_offset_of_a_film_is_found(tmp_path: Path, late: float) -> None:
    film, fps = tmp_path / "film.mp4", 25
    with av.open(str(film), "w") as out:
        picture = out.add_stream("libx264", rate=fps)
        picture.width, picture.height, picture.pix_fmt = 64, 48, "yuv420p"
        voice = out.add_stream("aac", rate=RATE, layout="mono")
        for i in range(6 * fps):
            shade = np.full((48, 64, 3), round(255 * mouth(i / fps)), np.uint8)
            frame = av.VideoFrame.from_ndarray(shade, "rgb24")
            frame.pts, frame.time_base = i, Fraction(1, fps)
            out.mux(picture.encode(frame))
        out.mux(picture.encode())
        pcm = sound(late)
        for at in range(0, len(pcm) - 1023, 1024):
            part = av.AudioFrame.from_ndarray(pcm[None, at : at + 1024], "fltp", "mono")
            part.sample_rate, part.pts, part.time_base = RATE, at, Fraction(1, RATE)
            out.mux(voice.encode(part))
        out.mux(voice.encode())
    assert speech.sync_offset(film, mouth) == pytest.approx(late, abs=1 / fps / 2)


def test_contacts_count_every_phone() -> None:
    said = synthesise("爸爸妈妈，风", engine="silent")
    track = mouth_track(said.phones, said.syllables)
    assert len(speech.contacts(said, track, BILABIAL)) == 4
    assert speech.contacts(said, track, BILABIAL).min() >= 0.9
    assert speech.contacts(said, track, LABIODENTAL) == pytest.approx([1.0], abs=0.02)
    still = mouth_track((), ())
    assert speech.contacts(said, still, BILABIAL).max() == 0.0


def test_the_command_by_language() -> None:
    ran = CliRunner().invoke(app, ["bench", "speech", "--lang", "zh,it", "--engine", "silent", "--json"])
    assert ran.exit_code == 0, ran.output
    zh, it = json.loads(ran.stdout)
    assert (zh["language"], it["language"]) == ("zh", "it")
    for found in (zh, it):
        assert found["closure_rate"] == found["labiodental_rate"] == 1.0
        assert found["closures"] >= 8
        assert 0.0 < found["acceleration"] <= found["acceleration_bound"]
        assert found["onset_error_ms"] is None  # silent: nothing to hear
    assert CliRunner().invoke(app, ["bench", "speech", "--lang", "xx"]).exit_code != 0
