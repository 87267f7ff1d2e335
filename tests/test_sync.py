"""Sound against picture in films made on purpose: in step, the sound late, the picture late, another film."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image, ImageDraw
from typer.testing import CliRunner

from assets.errors import InputError
from assets.scene import Camera
from avatar.cast import performer, rig_of
from tools.bench import sync
from tools.cli import app, run
from tools.production import Production, open_production
from tools.storyboard import of_film, write_sheet

RATE, FPS, SIZE = 24000, 25, (160, 90)
SECONDS = 14
SKIN, INSIDE = (230, 200, 190), (120, 30, 40)


@pytest.fixture(scope="module")
def spoken() -> tuple[Production, sync.Lips]:
    """The studio's programme; its voice is a hum as loud as her mouth is open."""
    production = open_production("programme", "zh", "silent")
    lips = sync.find_lips(production.scene, "yuduoduo", rig_of(performer("yuduoduo").model))
    steps = np.arange(0.0, SECONDS + 1.0, 0.02)
    opening = [lips.opening(production.frame(float(t)).poses[lips.figure]) for t in steps]
    t = np.arange(round((SECONDS + 1) * RATE)) / RATE
    hum = 20 * np.interp(t, steps, opening) * np.sin(2 * math.pi * 220 * t)
    return replace(production, pcm=hum.astype(np.float32), sample_rate=RATE), lips


def filmed(path: Path, spoken: tuple[Production, sync.Lips], sound: float = 0.0, pictures: int = 0) -> Path:
    """Her mouth as a dark ellipse on skin, where and as open as the performance has it, `pictures` frames late."""
    production, lips = spoken
    assert production.pcm is not None
    with av.open(str(path), "w") as out:
        picture = out.add_stream("libx264", rate=FPS, options={"crf": "12"})
        picture.width, picture.height, picture.pix_fmt = *SIZE, "yuv420p"
        voice = out.add_stream("aac", rate=RATE, layout="mono")
        voice.metadata["language"] = "zho"
        for i in range(SECONDS * FPS):
            frame = production.frame(max(i - pictures, 0) / FPS)
            pose = frame.poses[lips.figure]
            x, y, r = sync.project(frame.camera, lips.at(pose), lips.reach, SIZE)
            image = Image.new("RGB", SIZE, SKIN)
            half = 40 * r * lips.opening(pose)
            ImageDraw.Draw(image).ellipse((x - 0.6 * r, y - half, x + 0.6 * r, y + half), INSIDE)
            shown = av.VideoFrame.from_image(image)
            shown.pts, shown.time_base = i, Fraction(1, FPS)
            out.mux(picture.encode(shown))
        out.mux(picture.encode())
        late = np.concatenate([np.zeros(round(sound * RATE), np.float32), production.pcm])
        for at in range(0, SECONDS * RATE, 1024):
            part = av.AudioFrame.from_ndarray(late[None, at : at + 1024], "fltp", "mono")
            part.sample_rate, part.pts, part.time_base = RATE, at, Fraction(1, RATE)
            out.mux(voice.encode(part))
        out.mux(voice.encode())
    return path


@pytest.mark.parametrize(("sound", "pictures", "within"), [(0.0, 0, True), (0.12, 0, False), (0.0, 3, False)])
def test_three_frames_are_noticed(
    tmp_path: Path, spoken: tuple[Production, sync.Lips], sound: float, pictures: int, within: bool
) -> None:
    found = sync.compare(filmed(tmp_path / "film.mp4", spoken, sound, pictures), *spoken)
    assert found.offset_ms == pytest.approx(1000 * sound - 40 * pictures, abs=20)
    assert found.within_a_frame is within
    assert min(found.mouth, found.voice) > 0.45


def test_another_film_is_told(tmp_path: Path, spoken: tuple[Production, sync.Lips]) -> None:
    film = filmed(tmp_path / "film.mp4", spoken)
    production, lips = spoken
    other = replace(production, pcm=production.pcm[::-1].copy())  # type: ignore[index]
    with pytest.raises(InputError, match=r"film.mp4: it is not a film of programme in zh"):
        sync.compare(film, other, lips)


def test_a_lag_is_found_to_a_fifth_of_a_frame() -> None:
    t = np.arange(0.0, 8.0, sync.STEP)
    curve = np.maximum(np.sin(7.1 * t) + np.sin(11.9 * t + 1.0), 0.0)
    for late in (-0.12, 0.0, 0.043):
        seconds, fit = sync.lag(curve, np.interp(t - late, t, curve))
        assert seconds == pytest.approx(late, abs=0.004)
        assert fit > 0.9


def test_a_point_ahead_is_in_the_middle_and_one_to_the_right_is_right() -> None:
    camera = Camera(eye=(0, 1, 4), target=(0, 1, 0), fov=2 * math.atan(0.5))
    assert sync.project(camera, np.array([0.0, 1.0, 0.0]), 0.5, (200, 100)) == pytest.approx((100, 50, 12.5))
    assert sync.project(camera, np.array([1.0, 2.0, 0.0]), 0.5, (200, 100)) == pytest.approx((125, 25, 12.5))


def test_the_commands_say_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = tmp_path / "film.mp4"
    text.write_text("no film")
    assert run(["bench", "sync", str(text), "--script", "programme"]) == 2
    assert "film.mp4: cannot be read as a film" in capsys.readouterr().err
    assert run(["sheet", "film", str(text), "-o", str(tmp_path / "sheet.png")]) == 2
    assert "film.mp4: cannot be read as a film" in capsys.readouterr().err
    assert CliRunner().invoke(app, ["bench", "sync"]).exit_code == 2


def test_a_sheet_has_a_picture_a_second(tmp_path: Path, spoken: tuple[Production, sync.Lips]) -> None:
    film = filmed(tmp_path / "film.mp4", spoken)
    cells = list(of_film(film, 1.0, 80))
    assert [name for name, _ in cells] == [f"0:{t:04.1f}" for t in range(SECONDS)]
    assert {image.size for _, image in cells} == {(80, 45)}
    assert write_sheet(iter(cells), tmp_path / "sheet.png", 5) == SECONDS
    with Image.open(tmp_path / "sheet.png") as sheet:
        assert sheet.width == 400
