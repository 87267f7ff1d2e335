"""Fixtures, addresses and DMX: frames by hand, packets and files as other programs read them."""

from __future__ import annotations

import socket
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pygdtf
import pymvr
import pytest
from sacn.messages.data_packet import DataPacket
from stupidArtnet import StupidArtnet
from typer.testing import CliRunner

from assets.errors import InputError
from scenes.show.cues import Cue
from scenes.show.dmx import artdmx, e131, multicast
from scenes.show.fixture_files import write_mvr
from scenes.show.rig import Rig, divided, encoded
from tools.cli import app, run
from tools.lights import play, receiver

QUAY = np.array([(float(i), 4.0, -2.0 * i) for i in range(110)])
BRIDGE = np.array([(1.0, 2.0, 3.0)] * 3)
RIG = Rig(
    {"quay": QUAY, "bridge": BRIDGE}, (Cue(1.0, "quay", (1.0, 0.5, 0.0), 0.5), Cue(4.0, "bridge", (0, 0, 1), fade=2.0))
)


def test_addresses_stay_within_a_universe() -> None:
    assert divided(0) == (1, 1)
    assert divided(101) == (1, 506)
    assert divided(102) == (2, 1)
    fixtures = RIG.fixtures()
    assert [f.name for f in fixtures[108:]] == ["quay 109", "quay 110", "bridge 1", "bridge 2", "bridge 3"]
    assert (fixtures[110].universe, fixtures[110].address) == (2, 41)


def test_a_colour_is_a_dimmer_and_a_hue() -> None:
    got = encoded(np.array([(1.0, 1.0, 1.0), (0.5, 0.25, 0.0), (0.0, 0.0, 0.0), (3.0, 0.0, 0.0)]))
    assert got.tolist() == [[255, 255, 255, 255, 255], [128, 0, 255, 128, 0], [0, 0, 0, 0, 0], [255, 255, 255, 0, 0]]


def test_frames_follow_the_cues() -> None:
    frame = RIG.frame(2.0)
    assert set(frame) == {1, 2}
    assert all(len(data) == 512 for data in frame.values())
    assert list(frame[1][:5]) == [128, 0, 255, 128, 0]
    assert list(frame[1][510:]) == [0, 0]
    assert list(frame[2][40:45]) == [255] * 5  # the bridge before its first cue
    half = RIG.frame(5.0)[2][40:45]  # half way from white to blue
    assert list(half) == [255, 255, 128, 128, 255]
    assert RIG.end == 6.0


@pytest.mark.parametrize(
    ("groups", "cues", "full", "said"),
    [
        ({}, (), 1.0, "without lamps"),
        ({"a": BRIDGE}, (Cue(0, "b"),), 1.0, "the rig lacks: b"),
        ({"a": np.zeros((30_000, 3))}, (), 1.0, "256 universes"),
        ({"a": BRIDGE}, (), 0.0, "above 0"),
    ],
)
def test_bad_rigs(groups: dict[str, np.ndarray], cues: tuple[Cue, ...], full: float, said: str) -> None:
    with pytest.raises(InputError, match=said):
        Rig(groups, cues, full)


def test_packets_are_what_other_programs_send_and_read() -> None:
    data = bytes(range(256)) * 2
    other = StupidArtnet("127.0.0.1", 3, 512)
    other.close()
    assert artdmx(3, data, other.packet_header[12]) == bytes(other.packet_header) + data
    read = DataPacket.make_data_packet(list(e131(300, data, 7)))
    assert (read.universe, read.sequence, read.sourceName, read.priority) == (300, 7, "taihe", 100)
    assert bytes(read.dmxData) == data
    assert multicast(300) == "239.255.1.44"


def test_receivers() -> None:
    assert receiver("artnet://10.0.0.5").packet(2, bytes(512), 0)[1] == ("10.0.0.5", 6454)
    assert receiver("sacn://").packet(1, bytes(512), 0)[1] == ("239.255.0.2", 5568)
    assert receiver("sacn://host:9", 7).first == 7
    for bad in ("artnet://", "dmx://x", "10.0.0.5", "sacn://host:99999", ""):
        with pytest.raises(InputError, match="write artnet://HOST"):
            receiver(bad)
    with pytest.raises(InputError, match="universes 1 to 63999, not 0"):
        receiver("sacn://", 0)


def test_a_rig_stays_within_the_protocol_s_universes() -> None:
    with pytest.raises(InputError, match="2 universes from 63999 on go beyond sacn's last, 63999"):
        play(RIG, receiver("sacn://127.0.0.1", 63999), 0.0, 1.0, 10.0)


def test_cues_arrive_and_late_frames_are_left_out() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear:
        ear.bind(("127.0.0.1", 0))
        ear.settimeout(5.0)
        now, late = [0.0], iter([0.0, 0.0, 0.25])  # the third frame takes a quarter of a second

        def clock() -> float:
            return now[0]

        def sleep(seconds: float) -> None:
            now[0] += seconds + next(late, 0.0)

        times: list[float] = []
        to = receiver(f"artnet://127.0.0.1:{ear.getsockname()[1]}")
        sent = play(RIG, to, 1.0, 2.0, 10.0, times.append, clock, sleep)
        packets = [ear.recv(2048) for _ in range(2 * sent)]
    assert times[0] == 1.0
    assert times[-1] == 2.0
    assert sent == len(times) < 11
    assert np.all(np.diff(times) > 0)
    assert packets[0][18:] == RIG.frame(1.0)[1]
    assert packets[-1][18:] == RIG.frame(2.0)[2]
    assert [p[14] for p in packets[:2]] == [0, 1]


def test_mvr_and_gdtf_read_back(tmp_path: Path) -> None:
    write_mvr(RIG, tmp_path / "rig.mvr", "test")
    with ZipFile(tmp_path / "rig.mvr") as file:
        file.extractall(tmp_path)
    scene = pymvr.GeneralSceneDescription(str(tmp_path / "rig.mvr")).scene
    quay, bridge = list(scene.layers)
    assert (quay.name, len(quay.child_list.fixtures), bridge.name) == ("quay", 110, "bridge")
    last = bridge.child_list.fixtures[2]
    assert (last.addresses.addresses[0].universe, last.addresses.addresses[0].address) == (2, 51)
    assert last.matrix.matrix[3][:3] == [1000.0, -3000.0, 2000.0]  # mm, z up
    with pygdtf.FixtureType(str(tmp_path / last.gdtf_spec)) as lamp:
        (mode,) = lamp.dmx_modes
        assert (mode.name, mode.dmx_channels_count) == (last.gdtf_mode, 5)
        channels = [(str(c.attribute), c.offset) for c in mode._dmx_channels]
    assert channels == [("Dimmer", [1, 2]), ("ColorAdd_R", [3]), ("ColorAdd_G", [4]), ("ColorAdd_B", [5])]


SCENE = """
import numpy as np
from scenes.authoring import Stage
from scenes.show.cues import Cue
from scenes.show.rig import Rig
def build():
    return Stage("one").build()
def rig():
    return Rig({"quay": np.zeros((2, 3))}, (Cue(0.1, "quay"),))
"""


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = tmp_path / "show.py"
    script.write_text(SCENE)
    assert run(["export", str(script), "-o", str(tmp_path / "rig.mvr")]) == 0
    assert "2 fixtures in 1 groups, 1 universes" in capsys.readouterr().err
    assert run(["lights", str(script), "--to", "artnet://127.0.0.1:9"]) == 0
    assert run(["lights", str(script), "--to", "artnet://127.0.0.1:9", "--from", "5"]) == 2
    assert "nothing to play" in capsys.readouterr().err
    assert run(["lights", "scenes/examples/lantern_pond.py", "--to", "sacn://"]) == 2
    assert "no light cues" in capsys.readouterr().err
    assert "--to" in CliRunner().invoke(app, ["lights", "--help"]).output


@pytest.mark.parametrize("points", [[(0.0, 0.0)], [(0.0, np.nan, 0.0)], [0.0]])
def test_lamps_hang_somewhere(points: list[object]) -> None:
    with pytest.raises(InputError, match="group 'a': its lamps need places"):
        Rig({"a": points}, ())  # type: ignore[dict-item]
