"""The bench of speech: known answers, the command."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from avatar.face import mouth_track
from avatar.speech import synthesise
from avatar.visemes import BILABIAL, LABIODENTAL
from tools.bench import speech
from tools.cli import app


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
