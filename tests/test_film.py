"""The film engine on a made-up renderer: exact frames, exact colours, and a film that survives being killed."""

from __future__ import annotations

import errno
import hashlib
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import av
import numpy as np
import pytest

from assets.errors import InputError, Interrupted
from assets.scene import Bytes, Material, Mesh, Primitive, Scene
from avatar.shots import Shot
from tools.film import segments
from tools.film.assemble import Soundtrack
from tools.film.captions import Cue
from tools.film.fingerprint import fingerprint
from tools.film.job import Job
from tools.film.produce import produce, work_folder
from tools.production import Production

SIZE = (64, 48)
JOB = Job("test", SIZE, 25, 0, 130, "draft")
RED = (220, 30, 20)


def count_bars(i: int) -> Bytes:
    """Frame i: a white bar for every bit of i that is set, so that a decoded frame tells its own number."""
    image = np.zeros((SIZE[1], SIZE[0], 3), np.uint8)
    for bit in range(8):
        image[:, bit * 8 : bit * 8 + 8] = 235 if i >> bit & 1 else 20
    return image


def read_bars(image: Bytes) -> int:
    return sum(1 << bit for bit in range(8) if image[:, bit * 8 : bit * 8 + 8].mean() > 128)


def tone(seconds: float) -> np.ndarray:
    t = np.arange(round(48000 * seconds)) / 48000
    return np.tile(0.1 * np.sin(2 * np.pi * 440 * t), (2, 1)).astype(np.float32)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_film_holds_every_frame_in_order_with_sound_captions_tags_and_labels(tmp_path: Path) -> None:
    cues = (Cue(0.5, 2.0, "欢迎来到太鹤湖"), Cue(3.0, 4.5, "走吧"))
    film = tmp_path / "film.mp4"
    produce(JOB, count_bars, Soundtrack(tone(5.2), cues, "zh", {"title": "夜游", "comment": "made"}), film)
    with av.open(str(film)) as container:
        assert [s.type for s in container.streams] == ["video", "audio", "subtitle"]
        assert [s.codec_context.name for s in container.streams] == ["h264", "aac", "mov_text"]
        assert container.metadata["title"] == "夜游"
        assert container.metadata["comment"] == "made"
        video, audio, text = container.streams
        codec = video.codec_context
        # 1 is bt709 in each of the three tables, and 1 is limited range ("tv").
        tags = (codec.color_primaries, codec.color_trc, codec.colorspace, codec.color_range)
        assert [int(tag) for tag in tags] == [1, 1, 1, 1]
        assert (audio.rate, audio.channels) == (48000, 2)
        assert (audio.metadata["language"], text.metadata["language"]) == ("zho", "zho")
        frames = list(container.decode(video=0))
    assert [read_bars(f.to_ndarray(format="rgb24")) for f in frames] == list(range(130))
    assert np.allclose(np.diff([f.time for f in frames]), 0.04)
    with av.open(str(film)) as container:
        packets = [(p.pts * p.time_base, bytes(p)[2:].decode()) for p in container.demux(subtitles=0) if p.size > 2]
    assert [(float(at), said) for at, said in packets] == [(0.5, "欢迎来到太鹤湖"), (3.0, "走吧")]
    assert not work_folder(film).exists()


def test_sound_and_picture_start_together(tmp_path: Path) -> None:
    sound = np.zeros((2, 48000 * 5), np.float32)
    sound[:, 48000 * 3 : 48000 * 3 + 480] = 0.8
    film = tmp_path / "film.mp4"
    produce(Job("t", SIZE, 25, 0, 125, "draft"), count_bars, Soundtrack(sound), film)
    with av.open(str(film)) as container:
        decoded = [(f.time, f.to_ndarray()) for f in container.decode(audio=0)]
    wave = np.concatenate([block for _, block in decoded], axis=1)[0]
    onset = decoded[0][0] + np.argmax(np.abs(wave) > 0.2) / 48000
    assert onset == pytest.approx(3.0, abs=0.01)


def test_red_comes_back_red(tmp_path: Path) -> None:
    film = tmp_path / "red.mp4"
    picture = np.full((SIZE[1], SIZE[0], 3), RED, np.uint8)
    produce(Job("red", SIZE, 25, 0, 3, "draft"), lambda i: picture, Soundtrack(), film)
    with av.open(str(film)) as container:
        frame = next(container.decode(video=0))
    y, u, v = (float(plane.mean()) for plane in _planes(frame))
    # BT.709 by hand: Y' = 16 + 219 (0.2126 R + 0.7152 G + 0.0722 B), Cb = 128 + 224 (B - Y) / 1.8556, Cr by 1.5748.
    luma = (0.2126 * 220 + 0.7152 * 30 + 0.0722 * 20) / 255
    expected = (16 + 219 * luma, 128 + 224 * (20 / 255 - luma) / 1.8556, 128 + 224 * (220 / 255 - luma) / 1.5748)
    assert (y, u, v) == pytest.approx(expected, abs=1.0)
    rgb = frame.to_ndarray(format="rgb24", src_colorspace="ITU709", dst_colorspace="ITU709")[24, 32]
    assert np.abs(rgb.astype(int) - RED).max() <= 2


def _planes(frame: av.VideoFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    flat = frame.to_ndarray(format="yuv420p")
    w, h = SIZE
    luma, rest = flat[:h], flat[h:].reshape(2, h // 2, w // 2)
    return luma, rest[0], rest[1]


def test_a_part_of_a_film_is_those_frames(tmp_path: Path) -> None:
    film = tmp_path / "part.mp4"
    produce(Job("t", SIZE, 25, 60, 61, "draft"), count_bars, Soundtrack(), film)
    with av.open(str(film)) as container:
        assert [read_bars(f.to_ndarray(format="rgb24")) for f in container.decode(video=0)] == [60]


WORKER = """
import sys, time
from pathlib import Path
from types import SimpleNamespace
from tests.test_film import JOB, count_bars, tone
from tools.film.assemble import Soundtrack
from tools.film.produce import produce
def slow(i):
    time.sleep(0.01)
    return count_bars(i)
produce(JOB, slow, Soundtrack(tone(5.2)), Path(sys.argv[1]))
"""


def test_killed_and_resumed_gives_the_same_bytes(tmp_path: Path) -> None:
    whole, film = tmp_path / "whole.mp4", tmp_path / "film.mp4"
    produce(JOB, count_bars, Soundtrack(tone(5.2)), whole)
    worker = subprocess.Popen([sys.executable, "-c", WORKER, str(film)], cwd=Path(__file__).parents[1])
    first = work_folder(film) / "0000000.mp4.json"
    deadline = time.monotonic() + 30
    while not first.exists() and time.monotonic() < deadline and worker.poll() is None:
        time.sleep(0.005)
    worker.send_signal(signal.SIGKILL)
    assert worker.wait() == -signal.SIGKILL
    assert not film.exists()
    rendered: list[int] = []

    def noting(i: int) -> Bytes:
        rendered.append(i)
        return count_bars(i)

    produce(JOB, noting, Soundtrack(tone(5.2)), film)
    assert rendered[0] >= 50, "the first segment was finished: it must not be rendered again"
    assert digest(film) == digest(whole)


@pytest.mark.parametrize("damage", ["cut", "other job", "no record", "flipped"])
def test_a_segment_that_is_not_whole_is_rendered_again(tmp_path: Path, damage: str) -> None:
    film = tmp_path / "film.mp4"
    produce(JOB, count_bars, Soundtrack(), film, keep=True)
    expected = digest(film)
    path = work_folder(film) / "0000050.mp4"
    record = path.with_name("0000050.mp4.json")
    data = path.read_bytes()
    if damage == "cut":
        path.write_bytes(data[:-9])
    elif damage == "flipped":
        path.write_bytes(data[:-9] + bytes([data[-9] ^ 1]) + data[-8:])
    elif damage == "no record":
        record.unlink()
    else:
        record.write_text(record.read_text().replace(JOB.key, "0" * 64))
    rendered: list[int] = []

    def noting(i: int) -> Bytes:
        rendered.append(i)
        return count_bars(i)

    produce(JOB, noting, Soundtrack(), film)
    assert rendered == list(range(50, 100))
    assert digest(film) == expected


def test_a_full_disk_is_one_line_and_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    film, write = tmp_path / "film.mp4", segments.write_durably

    def full(path: Path, data: bytes) -> None:
        if path.name.startswith("0000100"):
            raise OSError(errno.ENOSPC, "No space left on device")
        write(path, data)

    monkeypatch.setattr(segments, "write_durably", full)
    with pytest.raises(InputError, match="the disk is full; 2 finished segments are kept in") as caught:
        produce(JOB, count_bars, Soundtrack(), film)
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith("make room and run the same command again to go on")
    monkeypatch.setattr(segments, "write_durably", write)
    rendered: list[int] = []
    produce(JOB, lambda i: (rendered.append(i), count_bars(i))[1], Soundtrack(), film)
    assert rendered == list(range(100, 130))


def test_an_error_while_rendering_surfaces_and_keeps_what_is_done(tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"

    def failing(i: int) -> Bytes:
        if i == 70:
            raise InputError("the model is broken")
        return count_bars(i)

    with pytest.raises(InputError, match="the model is broken"):
        produce(JOB, failing, Soundtrack(), film)
    assert (work_folder(film) / "0000000.mp4.json").exists()


def test_a_stopped_film_says_what_is_kept_and_how_to_go_on(tmp_path: Path) -> None:
    def stopped(i: int) -> Bytes:
        if i == 70:
            raise KeyboardInterrupt
        return count_bars(i)

    with pytest.raises(Interrupted, match=r"^1 finished segment is kept in .*: run the same command again to go on$"):
        produce(JOB, stopped, Soundtrack(), tmp_path / "film.mp4")


def test_two_processes_do_not_render_the_same_film(tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"

    def again(i: int) -> Bytes:
        produce(JOB, count_bars, Soundtrack(), film)
        return count_bars(i)

    with pytest.raises(InputError, match="another process is rendering this film"):
        produce(JOB, again, Soundtrack(), film)


@pytest.mark.parametrize(
    ("name", "message"),
    [("film.avi", "must end in .mp4"), ("folder.mp4", "it is a folder"), ("file/film.mp4", "cannot write")],
)
def test_an_output_that_cannot_be_written_is_found_before_the_first_frame(
    tmp_path: Path, name: str, message: str
) -> None:
    (tmp_path / "folder.mp4").mkdir()
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match=message):
        produce(JOB, _never, Soundtrack(), tmp_path / name)


def test_too_little_room_is_found_before_the_first_frame(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = type("Usage", (), {"free": 1000})
    monkeypatch.setattr("tools.film.produce.shutil.disk_usage", lambda path: usage)
    with pytest.raises(InputError, match="are free on its disk"):
        produce(JOB, _never, Soundtrack(), tmp_path / "film.mp4")


def _never(i: int) -> Bytes:
    raise AssertionError("a frame was rendered")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Job("", (641, 360), 25, 0, 1), "641x360"),
        (lambda: Job("", (640, 8), 25, 0, 1), "640x8"),
        (lambda: Job("", (640, 360), 0, 0, 1), "0 frames a second"),
        (lambda: Job("", (640, 360), 25, 5, 5), "empty"),
    ],
)
def test_a_job_that_cannot_be_encoded_is_refused(make: Callable[[], Job], message: str) -> None:
    with pytest.raises(InputError, match=message):
        make()


def test_the_key_is_the_pictures_and_not_the_range() -> None:
    part = Job("test", SIZE, 25, 50, 80, "draft")
    assert part.key == JOB.key
    assert Job("other", SIZE, 25, 0, 130, "draft").key != JOB.key
    assert Job("test", SIZE, 25, 0, 130, "high").key != JOB.key


def _identity(scene: Scene, pcm: float = 0.0, files: tuple[Path, ...] = ()) -> str:
    driver = SimpleNamespace(vendor="v", renderer="r", version="4.5")
    sound = np.full(10, pcm, np.float32)
    shown = Production("p", "p", scene, 2.0, (Shot("main", 0.0, 2.0, 0.0),), pcm=sound, files=files)
    return fingerprint(shown, driver)  # type: ignore[arg-type]


def test_the_fingerprint_changes_with_whatever_the_pictures_are_made_from(tmp_path: Path) -> None:
    own = tmp_path / "own.py"
    own.write_text("a = 1")
    triangle = Primitive(np.zeros((3, 3), np.float32), np.zeros((3, 3), np.float32), np.arange(3, dtype=np.uint32))
    one = lambda: Scene("s", meshes=[Mesh("m", (triangle,))], materials=[Material("red")])  # noqa: E731
    seen = [_identity(one()), _identity(one(), 0.1), _identity(one(), files=(own,))]
    assert _identity(one()) == seen[0]
    own.write_text("a = 2")
    seen.append(_identity(one(), files=(own,)))
    painted = one()
    painted.materials[0] = Material("red", roughness=0.1)
    seen.append(_identity(painted))
    triangle.position[0, 0] = 1.0
    seen.append(_identity(one()))
    assert len(set(seen)) == len(seen)
