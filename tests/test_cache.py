"""Kept results: read back, made anew when damaged, safe among many writers."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from assets.cache import cache_folder, kept, make_room


def test_the_cache_survives_damage_and_crowds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "taihe"
    made: list[int] = []

    def make() -> bytes:
        made.append(1)
        return bytes(range(256)) * 3

    path = tmp_path / "taihe" / "deep" / "entry"
    first = kept("deep/entry", make)
    assert kept("deep/entry", make) == first == bytes(range(256)) * 3
    assert len(made) == 1
    whole = path.read_bytes()
    for damage in (b"", whole[:-4], whole[:100] + b"x" + whole[101:], b"\n\n", b"\xff" * 50):
        path.write_bytes(damage)
        assert kept("deep/entry", make) == first
        assert path.read_bytes() == whole
    path.unlink()
    crowd = [threading.Thread(target=kept, args=("deep/entry", make)) for _ in range(8)]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join()
    assert path.read_bytes() == whole
    assert [p.name for p in path.parent.iterdir()] == [path.name]
    (tmp_path / "taihe" / "file").write_text("in the way")
    assert kept("file/entry", make) == first


def test_what_was_not_used_for_longest_goes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    folder = tmp_path / "taihe"
    for i in range(10):
        kept(f"a/{i}", lambda: bytes(1000))
        os.utime(folder / "a" / str(i), (1000.0 + i, 1000.0 + i))
    half = folder / "a" / "0abc.part"
    half.write_bytes(bytes(100))
    os.utime(half, (1000.0, 1000.0))
    kept("a/0", lambda: b"never made")  # used again: now the youngest
    make_room(folder / "a" / "9", limit=10 * 1032)
    assert not half.exists(), "its writer is gone"
    assert len(list(folder.rglob("*"))) == 11  # all fit
    make_room(folder / "a" / "9", limit=9 * 1032)
    assert sorted(p.name for p in (folder / "a").iterdir()) == ["0", "4", "5", "6", "7", "8", "9"]
    make_room(folder / "a" / "5", limit=1)
    assert [p.name for p in (folder / "a").iterdir()] == ["5"], "the newest stays, however large"


def test_two_processes_at_once(tmp_path: Path) -> None:
    """Both write the same forty entries under a limit that holds eight: each gets its own bytes every time."""
    program = (
        "from assets import cache\n"
        "real = cache.make_room\n"
        "cache.make_room = lambda newest: real(newest, 8 * 5032)\n"
        "for k in range(120):\n"
        "    body = bytes([k % 40]) * 5000\n"
        "    assert cache.kept(f'x/{k % 40}', lambda: body) == body\n"
    )
    env = dict(os.environ, XDG_CACHE_HOME=str(tmp_path), PYTHONPATH=str(Path(__file__).parents[1]))
    running = [subprocess.Popen([sys.executable, "-c", program], env=env) for _ in range(2)]
    assert [process.wait(60) for process in running] == [0, 0]
    sizes = [path.stat().st_size for path in (tmp_path / "taihe").rglob("*") if path.is_file()]
    assert set(sizes) == {5032}
    assert sum(sizes) <= 9 * 5032
