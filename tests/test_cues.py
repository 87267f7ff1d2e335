"""Cue lists: read, refused with their line, and played by known answers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assets.errors import InputError
from assets.lights import Lights
from scenes.show.cues import FIRST_NOTE, Cue, cued, levels, read_cues
from scenes.timeline import Timeline

GROUPS = ("quay", "bridge")
HEAD = "time,action,group,color,intensity,fade,rate\n"


def write(folder: Path, text: str) -> Path:
    path = folder / "cues.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_list_is_read(tmp_path: Path) -> None:
    path = write(tmp_path, HEAD + "\n# warm first\n0,set,quay,#ff0000,0.5,2,\n2b,chase,bridge,,,,3\n")
    cues = read_cues(path, GROUPS, Timeline(tempo=60))
    assert cues == (
        Cue(0.0, "quay", (1.0, 0.0, 0.0), 0.5, 2.0),
        Cue(8.0, "bridge", action="chase", rate=3.0),
    )


@pytest.mark.parametrize(
    ("rows", "line", "said"),
    [
        ("5,set,quay,,,,\n3,set,quay,,,,\n", 3, "cue at 3 s comes after one at 5 s"),
        ("5,set,pier,,,,\n", 2, "no group 'pier'; there are quay, bridge"),
        ("5,explode,quay,,,,\n", 2, "no action 'explode'; there are set, chase, pulse"),
        ("5,set,quay,red,,,\n", 2, "colour 'red' is not #rrggbb"),
        ("soon,set,quay,,,,\n", 2, "time 'soon' is no number"),
        ("5,set,quay,,-1,,\n", 2, "intensity -1 lies outside 0 to 100"),
        ("nan,set,quay,,,,\n", 2, "time nan lies outside"),
        (",set,quay,,,,\n", 2, "a cue needs a time"),
        ("5,set,quay\n", 2, "3 cells under 7 columns"),
        (f"5,set,{'a' * 200_000},,,,\n", 2, "field larger than field limit"),
        ("xb,set,quay,,,,\n", 2, "time 'xb' is no number"),
        ("inf,set,quay,,,,\n", 2, "time inf lies outside"),
        ("-5,set,quay,,,,\n", 2, "time -5 lies outside"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, rows: str, line: int, said: str) -> None:
    path = write(tmp_path, HEAD + rows)
    with pytest.raises(InputError, match=rf"cues\.csv:{line}: .*{said}"):
        read_cues(path, GROUPS)


def test_other_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cues\.csv:1: a cue list has the columns"):
        read_cues(write(tmp_path, "when,what\n"), GROUPS)
    (tmp_path / "wide.csv").write_bytes((HEAD + "5,set,quay,,,,\n").encode("utf-16"))
    with pytest.raises(InputError, match=r"wide\.csv: the cue list is not UTF-8 \(byte 0\)"):
        read_cues(tmp_path / "wide.csv", GROUPS)
    with pytest.raises(InputError, match=r"none\.csv: cannot read the cue list: No such file or directory$"):
        read_cues(tmp_path / "none.csv", GROUPS)


def test_levels_fade_from_one_cue_to_the_next() -> None:
    cues = (Cue(1.0, "g", (1, 0, 0), 2.0), Cue(3.0, "g", (0, 0, 1), 1.0, fade=2.0))
    np.testing.assert_allclose(levels(cues, 2, 0.5), np.ones((2, 3)))
    np.testing.assert_allclose(levels(cues, 2, 2.0), [[2, 0, 0]] * 2)
    np.testing.assert_allclose(levels(cues, 2, 4.0), [[1, 0, 0.5]] * 2)
    np.testing.assert_allclose(levels(cues, 2, 9.0), [[0, 0, 1]] * 2)


def test_a_chase_runs_along_the_lamps() -> None:
    cues = (Cue(0.0, "g", action="chase", rate=0.5),)
    for t, brightest in ((0.0, 0), (0.5, 5), (1.0, 10), (2.0, 0)):
        level = levels(cues, 20, t)[:, 0]
        assert level.argmax() == brightest
        assert level.max() == pytest.approx(1.0)
        assert level[(brightest + 10) % 20] < 1e-6


def test_a_track_touches_its_own_lamps_alone() -> None:
    lights = Lights.points(np.zeros((5, 3)), (2.0, 2.0, 2.0), 9.0)
    track = cued((Cue(1.0, "b", (0, 1, 0)),), {"a": slice(0, 2), "b": slice(2, 5)})
    assert track(0.5, lights) is lights
    color = track(1.0, lights).color
    np.testing.assert_allclose(color[:2], 2.0)
    np.testing.assert_allclose(color[2:], [[0, 2, 0]] * 3)


def test_midi_notes_light_groups(tmp_path: Path) -> None:
    mido = pytest.importorskip("mido")
    song = mido.MidiFile(ticks_per_beat=100)
    track = mido.MidiTrack()
    track.append(mido.MetaMessage("set_tempo", tempo=1_000_000))  # a beat a second
    track.append(mido.Message("note_on", note=FIRST_NOTE + 1, velocity=127, time=150))
    track.append(mido.Message("note_off", note=FIRST_NOTE + 1, time=50))
    song.tracks.append(track)
    song.save(tmp_path / "a.mid")
    on, off = read_cues(tmp_path / "a.mid", GROUPS)
    assert (on.time, on.group, on.intensity) == (pytest.approx(1.5), "bridge", 1.0)
    assert (off.time, off.intensity) == (pytest.approx(2.0), 0.0)
    with pytest.raises(InputError, match=r"a\.mid:1\.50 s: note 37 has no group; 36 to 36 have"):
        read_cues(tmp_path / "a.mid", ("quay",))
    (tmp_path / "b.mid").write_bytes(b"no")
    with pytest.raises(InputError, match="not a MIDI file"):
        read_cues(tmp_path / "b.mid", GROUPS)
    head = b"MThd\0\0\0\6\0\1\0\1"
    for data, said in (
        (b"", "it ends too early"),
        (head + b"\0\x60MTrk\0\0\0\xff\0", "it ends too early"),
        (head + b"\0\0MTrk\0\0\0\4\0\xff\x2f\0", "its division 0 is not ticks a beat"),
        (head + b"\xe7\x28MTrk\0\0\0\4\0\xff\x2f\0", "its division -6360 is not ticks a beat"),
    ):
        (tmp_path / "b.mid").write_bytes(data)
        with pytest.raises(InputError, match=rf"b\.mid: not a MIDI file \({said}\)"):
            read_cues(tmp_path / "b.mid", GROUPS)
