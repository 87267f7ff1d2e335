"""Contact sheets: every picture has its cell, cameras see what they should, and wrong names are said."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import PIL.Image
import pytest

from assets.errors import InputError
from avatar.cast import character, rig_of
from tools.sheet import COLUMNS, HEADING, MOODS, POSES, SHEETS, VISEMES, Picture, camera, contact, make_sheets


def test_the_sheets_hold_what_was_asked_for() -> None:
    named = {sheet: [picture.name for picture in pictures] for sheet, pictures in SHEETS.items()}
    assert {"front", "three-quarter", "profile", "back", "full body 0"} <= set(named["turntable"])
    assert {"neutral", "happy", "surprised", "thoughtful", "sorry", "proud"} <= set(named["expressions"]) == set(MOODS)
    assert len(VISEMES) == 15
    assert set(VISEMES) <= set(named["visemes"])
    assert len(POSES) == 8
    assert set(POSES) <= set(named["poses"])


def test_contact_puts_pictures_in_rows_under_their_names() -> None:
    cells = [(str(i), PIL.Image.new("RGB", (20, 30), (i, 0, 0))) for i in range(COLUMNS + 2)]
    sheet = np.asarray(contact(cells))
    assert sheet.shape == (2 * (30 + HEADING), COLUMNS * 20, 3)
    assert sheet[HEADING + 5, 25].tolist() == [1, 0, 0]
    assert sheet[30 + 2 * HEADING + 5, 25].tolist() == [COLUMNS + 1, 0, 0]


def test_the_profile_camera_stands_on_her_left_and_sees_her_head() -> None:
    model = character("yuduoduo")
    rig = rig_of(model)
    seen = camera(model, rig, Picture("profile", 90.0), (360, 450))
    head = rig.skeleton.worlds()[rig.bones["head"]][:, 3]
    assert seen.eye[0] > 1.0
    assert abs(seen.eye[2] - head[2]) < 0.1
    distance = seen.eye[0] - head[0]
    assert abs(head[1] + 0.15 - seen.target[1]) < distance * np.tan(seen.fov / 2)


@pytest.mark.parametrize(("name", "only", "said"), [("nobody", "poses", "no avatar"), ("yuduoduo", "hats", "no sheet")])
def test_unknown_names_are_said_before_any_work(tmp_path: Path, name: str, only: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        make_sheets(name, tmp_path, only=(only,))
    assert not list(tmp_path.iterdir())


@pytest.mark.gl
def test_a_sheet_is_written_with_its_pictures(tmp_path: Path) -> None:
    written = make_sheets("yuduoduo", tmp_path, (64, 80), ("expressions",))
    assert [path.name for path in written] == ["expressions_night.png", "expressions_day.png"]
    assert len(list((tmp_path / "day").iterdir())) == len(MOODS)
    pictures = [
        np.asarray(PIL.Image.open(tmp_path / "day" / f"expressions_{n}.png"), int) for n in ("neutral", "proud")
    ]
    assert np.abs(pictures[0] - pictures[1]).max() > 20
