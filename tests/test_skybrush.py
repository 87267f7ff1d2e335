"""Drone shows as Skybrush files: what is written is what flies, and broken files are refused."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from assets.errors import InputError
from scenes.show import figures
from scenes.show.flight import Act, Flight, Formation, formation, grid, plan
from scenes.show.skybrush import TICKS, packed, read_show, show_json
from tools.cli import run


@pytest.fixture(scope="module")
def flight() -> Flight:
    ground = Formation.still("ground", grid(40))
    crane = formation(figures.crane(40), (10.0, 60.0, -30.0), yaw=0.5, bend=figures.crane_at)
    return plan([Act(ground, 0, 4), Act(crane, 18, 26), Act(ground, 40, 40)])


@pytest.mark.parametrize("name", ["show.json", "show.skyc"])
def test_a_show_comes_back_as_it_flew(flight: Flight, tmp_path: Path, name: str) -> None:
    data = show_json(flight, "试")
    assert data == show_json(flight, "试")
    (tmp_path / name).write_bytes(packed(data) if name.endswith("c") else data)
    tracks = read_show(tmp_path / name)
    for t in np.linspace(3.0, 41.0, 60):
        np.testing.assert_allclose(tracks.positions(t), flight.positions(t), atol=0.02)
    whole = tracks.colors(22.0) / 255.0
    linear = np.where(whole <= 0.04045, whole / 12.92, ((whole + 0.055) / 1.055) ** 2.4)
    np.testing.assert_allclose(linear, flight.colors(22.0), atol=0.006)
    assert not tracks.colors(4.0).any()
    assert not tracks.colors(50.0).any()


def test_one_drone_by_hand() -> None:
    """Up 8 m in 4 s, lit white: x east, y north, z up, and the bytes of its lights."""
    dark = Formation.still("ground", [(1, 0, -2)])
    white = Formation.still("up", [(1, 8, -2)], (1, 1, 1))
    document = json.loads(show_json(plan([Act(dark, 0, 0), Act(white, 4, 6), Act(dark, 10, 10)], dim=1.0), "t"))
    settings = document["swarm"]["drones"][0]["settings"]
    rows = settings["trajectory"]["points"]
    assert rows[0] == [0.0, [1.0, 2.0, 0.0], []]
    assert rows[2][:2] == [2.0, [1.0, 2.0, 4.0]]
    speed = 1.875 * 8 / 4  # half way, minimum jerk
    np.testing.assert_allclose(rows[2][2][1], [1.0, 2.0, 4.0 - speed / 3], atol=2e-3)
    assert rows[-1][:2] == [10.0, [1.0, 2.0, 0.0]]
    import base64

    program = base64.b64decode(settings["lights"]["data"])
    assert program[:5] == bytes([4, 0, 0, 0, 0])  # black at once
    assert program[5] == 8  # fade
    assert program[9] == TICKS // 2
    assert bytes([4, 255, 255, 255, 100]) in program  # white for two seconds
    assert program[-1] == 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: d.update(version=2), "not a Skybrush show of version 1"),
        (lambda d: d["swarm"].update(drones=[]), "no drones"),
        (lambda d: d["swarm"]["drones"][1]["settings"].pop("lights"), r"drone 2: broken"),
        (lambda d: d["swarm"]["drones"][2]["settings"]["trajectory"]["points"].reverse(), r"drone 3: its times"),
        (lambda d: d["swarm"]["drones"][0]["settings"]["trajectory"]["points"][1].append(0), r"drone 1: broken"),
    ],
)
def test_broken_shows_are_refused(flight: Flight, tmp_path: Path, change: object, said: str) -> None:
    document = json.loads(show_json(flight, "t"))
    change(document)  # type: ignore[operator]
    (tmp_path / "bad.json").write_text(json.dumps(document))
    with pytest.raises(InputError, match=rf"bad\.json: {said}"):
        read_show(tmp_path / "bad.json")


def test_other_files_are_refused(tmp_path: Path) -> None:
    for name, data in (("a.skyc", b"PK"), ("b.json", b"{"), ("c.json", b"[]")):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(InputError, match="not a Skybrush show"):
            read_show(tmp_path / name)
    with pytest.raises(InputError, match="cannot read"):
        read_show(tmp_path / "none.json")


OWN = """
from scenes.show.flight import Act, Formation, plan
def build(): ...
def flight():
    a, b = Formation.still("a", [(0, 0, 0), ({gap}, 0, 0)]), Formation.still("b", [(0, 9, 0), (5, 9, 0)], (1, 1, 1))
    return plan([Act(a, 0, 0), Act(b, 8, 9), Act(a, 17, 17)])
"""


def test_the_command_writes_a_show_and_says_the_distance(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("own.py").write_text(OWN.format(gap=4))
    Path("near.py").write_text(OWN.format(gap=1))
    assert run(["export", "own.py", "-o", "own.skyc"]) == 0
    assert "2 drones, 17 s; drones come within 4.00 m" in " ".join(capsys.readouterr().err.split())
    assert len(read_show(Path("own.skyc")).keys) == 2
    assert run(["export", "near.py", "-o", "near.skyc"]) == 2
    assert "come within 1.00 m at" in " ".join(capsys.readouterr().err.split())
    assert not Path("near.skyc").exists()
    assert run(["export", "lantern_pond", "-o", "pond.json"]) == 2
    assert "has no drones" in " ".join(capsys.readouterr().err.split())
