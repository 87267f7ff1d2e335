"""Kept results: read back, made anew when damaged, safe among many writers."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from assets.cache import cache_folder, kept


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
