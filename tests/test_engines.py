"""Every engine behind one door: recordings, programs, a server; what fails says so, and falls back when told to."""

from __future__ import annotations

import json
import struct
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest

from assets.errors import InputError
from assets.scene import Floats
from assets.sound import load_sound
from avatar.script_reader import load, parse
from avatar.speech import Voice, synthesise
from avatar.timeline import arrange
from avatar.utterance import PAUSE, SAMPLE_RATE, Utterance
from avatar.voices import http, kokoro
from avatar.voices.acoustics import audible
from avatar.voices.listening import listen
from tests.test_align import KNOWN, WORD, sounding
from tools.say import wav

needs_model = pytest.mark.skipif(bool(kokoro.missing()), reason=kokoro.missing() or "the model is here")


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("no_proxy", "*")


@pytest.fixture
def _no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """Timings by proportion: quick, and the same everywhere."""
    monkeypatch.setattr(kokoro, "PACKAGES", ("no_such_package_here",))


def sound_file(path: Path, sound: Floats, rate: int = SAMPLE_RATE, channels: int = 1, bits: int = 16) -> Path:
    """A WAV file by hand: PCM of 16 bits or floats of 32."""
    samples = np.repeat(sound[:, None], channels, axis=1)
    body = (samples * 32767).astype("<i2").tobytes() if bits == 16 else samples.astype("<f4").tobytes()
    form = struct.pack(
        "<HHIIHH", 1 if bits == 16 else 3, channels, rate, rate * channels * bits // 8, channels * bits // 8, bits
    )
    inside = b"WAVEfmt " + struct.pack("<I", 16) + form + b"data" + struct.pack("<I", len(body)) + body
    path.write_bytes(b"RIFF" + struct.pack("<I", len(inside)) + inside)
    return path


@pytest.mark.parametrize(("rate", "channels", "bits"), [(24000, 1, 16), (48000, 2, 16), (44100, 2, 32), (8000, 1, 16)])
def test_any_rate_and_any_channels_are_read(tmp_path: Path, rate: int, channels: int, bits: int) -> None:
    t = np.arange(rate) / rate
    path = sound_file(tmp_path / "a.wav", (0.5 * np.sin(2 * np.pi * 440 * t)).astype(np.float32), rate, channels, bits)
    (sound,) = load_sound(path, SAMPLE_RATE, 1)
    assert len(sound) == pytest.approx(SAMPLE_RATE, abs=60)
    expected = 0.5 * np.sin(2 * np.pi * 440 * np.arange(len(sound)) / SAMPLE_RATE)
    assert np.abs(sound - expected)[500:-500].max() < 0.02
    assert load_sound(path, 48000, 2).shape[0] == 2


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda raw: b"", "not a sound"),
        (lambda raw: b"plain words, no sound at all", "not a sound"),
        (lambda raw: raw[:40], "not a sound|no sound"),
        (lambda raw: raw[: len(raw) // 2], "breaks off: 24022 bytes are missing"),
        (lambda raw: raw[:44].replace(b"data", b"dada"), "not a sound|no sound"),
        (lambda raw: raw[:20] + b"\xff\xff" + raw[22:], "not a sound"),
    ],
)
def test_what_is_no_sound_is_said_in_a_line(tmp_path: Path, damage: Any, words: str) -> None:
    path = sound_file(tmp_path / "line.wav", np.zeros(SAMPLE_RATE, np.float32))
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(InputError, match=rf"line\.wav: .*({words})"):
        load_sound(path, SAMPLE_RATE, 1)
    with pytest.raises(InputError, match=r"none\.wav: no such sound file"):
        load_sound(tmp_path / "none.wav", SAMPLE_RATE, 1)
    broken = sound_file(tmp_path / "nan.wav", np.full(2400, np.nan, np.float32), bits=32)
    with pytest.raises(InputError, match="not numbers"):
        load_sound(broken, SAMPLE_RATE, 1)


def test_a_mouth_for_sound_alone() -> None:
    """The vowels and hisses of a known sound, where they are."""
    lengths = [1.5 * seconds for seconds in KNOWN]
    found = listen(sounding(lengths))
    edges = np.cumsum([0.0, *lengths])
    for i, symbol in enumerate(WORD):
        middle = (edges[i] + edges[i + 1]) / 2
        at = next(p for p in found.phones if p.start <= middle < p.end)
        if symbol in "aiʃs":
            assert at.symbol == symbol, (i, symbol, at)
        elif symbol in "ou":
            assert at.symbol in "ou"  # a pitch of 200 Hz hardly shows a formant at 320
        elif symbol == "t":
            assert at.symbol == PAUSE
    assert found.phones[0].start == 0.0
    assert all(a.end == b.start for a, b in zip(found.phones, found.phones[1:], strict=False))
    assert {p.symbol for p in listen(np.zeros(SAMPLE_RATE, np.float32)).phones} == {PAUSE}


@pytest.mark.model
@needs_model
def test_a_recorded_line_is_found_in_time(tmp_path: Path) -> None:
    """A slower, deeper voice says the same: its own timings are known, and found to 20 ms."""
    text = "大家好，欢迎来到太鹤湖。"
    own = synthesise(text, voice=Voice(rate=0.85))
    deeper = sound_file(tmp_path / "line.wav", np.pad(0.6 * own.pcm, (12000, 12000)), round(0.93 * SAMPLE_RATE))
    found = synthesise(text, audio=str(deeper))
    assert found.notes == ()
    assert [p.symbol for p in found.phones] == [p.symbol for p in own.phones]
    cut = audible(load_sound(deeper, SAMPLE_RATE, 1)[0])[0] / SAMPLE_RATE - 0.02  # what is left out before the first
    moved = (np.array([p.start for p in own.phones[1:]]) + 0.5) / 0.93 - cut
    errors = np.array([p.start for p in found.phones[1:]]) - moved
    assert np.abs(errors).mean() < 0.02
    assert 0.1 < np.abs(found.pcm).max() <= 0.9
    again = synthesise(text, audio=str(deeper))
    assert (again.phones, again.pcm.tobytes()) == (found.phones, found.pcm.tobytes())


def program(tmp_path: Path, name: str, body: str) -> Path:
    path = tmp_path / name
    path.write_text(f"#!{sys.executable}\nimport sys, time\nfrom pathlib import Path\n{body}\n")
    path.chmod(0o755)
    return path


@pytest.mark.usefixtures("_no_model")
def test_programs_speak(tmp_path: Path) -> None:
    said = sound_file(tmp_path / "said.wav", sounding(KNOWN), 22050)
    espeak = program(
        tmp_path, "espeak-ng",
        f"assert sys.stdin.buffer.read().decode() == 'Hola, ¿qué tal?'\n"
        f"assert sys.argv[1:5] == ['--stdout', '-v', 'es', '-s']\n"
        f"sys.stdout.buffer.write(Path({str(said)!r}).read_bytes())",
    )  # fmt: skip
    voice = Voice("espeak", file=str(espeak))
    found = synthesise("Hola, ¿qué tal?", "es", voice)
    assert found.duration == pytest.approx(sum(KNOWN) * 24000 / 22050, abs=0.1)
    assert any("by proportion" in note for note in found.notes)
    espeak.unlink()  # the second time it comes from the cache
    assert synthesise("Hola, ¿qué tal?", "es", voice).pcm.tobytes() == found.pcm.tobytes()

    model = tmp_path / "voice.onnx"
    with pytest.raises(InputError, match=r"voice\.onnx: no such piper model"):
        synthesise("Hello.", "en", Voice("piper", model=str(model)))
    model.write_bytes(b"")
    with pytest.raises(InputError, match=r"voice\.onnx\.json: piper needs its settings"):
        synthesise("Hello.", "en", Voice("piper", model=str(model)))
    (tmp_path / "voice.onnx.json").write_text("{}")
    piper = program(
        tmp_path, "piper",
        f"assert sys.argv[1:5] == ['--model', {str(model)!r}, '--length_scale', '0.8000']\n"
        f"Path(sys.argv[sys.argv.index('--output_file') + 1]).write_bytes(Path({str(said)!r}).read_bytes())",
    )  # fmt: skip
    assert synthesise("Hello.", "en", Voice("piper", rate=1.25, model=str(model), file=str(piper))).pcm.any()


@pytest.mark.usefixtures("_no_model")
@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("sys.exit('no such voice')", "espeak-ng failed with 1: no such voice"),
        ("time.sleep(20)", "espeak-ng did not finish within 0.5 s"),
        ("print('no sound')", "answer of espeak: not a sound"),
    ],
)
def test_a_program_that_fails(tmp_path: Path, body: str, words: str) -> None:
    voice = Voice("espeak", file=str(program(tmp_path, "espeak-ng", body)), timeout=0.5)
    with pytest.raises(InputError, match=words):
        synthesise("你好。", "zh", voice)
    with pytest.raises(InputError, match="there is no program /nowhere/espeak-ng"):
        synthesise("你好。", "zh", replace(voice, file="/nowhere/espeak-ng"))
    spoken = synthesise("你好。", "zh", replace(voice, fallback="silent"))
    assert any(
        words.split(":")[-1].strip() in note and "the silent voice speaks instead" in note for note in spoken.notes
    )


class _Server(BaseHTTPRequestHandler):
    sound: ClassVar[bytes] = b""
    asked: ClassVar[list[dict[str, Any]]] = []

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        _Server.asked.append(body | {"path": self.path, "key": self.headers.get("Authorization")})
        if body["voice"] == "refused":
            self.send_error(401, "Unauthorized")
            return
        if body["voice"] == "stuck":
            time.sleep(1.5)
        self.send_response(200)
        if body["voice"] == "broken":
            self.send_header("Content-Length", "100000")
        self.end_headers()
        if body["voice"] == "trickle":
            for _ in range(20):
                self.wfile.write(b"x")
                time.sleep(0.1)
        if body["voice"] != "empty":
            self.wfile.write(self.sound)

    def log_message(self, *words: object) -> None:
        pass


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    _Server.sound = sound_file(tmp_path / "server.wav", sounding(KNOWN)).read_bytes()
    _Server.asked = []
    served = HTTPServer(("127.0.0.1", 0), _Server)
    thread = threading.Thread(target=served.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{served.server_port}"
    served.shutdown()
    served.server_close()
    thread.join()


@pytest.mark.usefixtures("_no_model")
def test_a_server_speaks_once(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(http.KEY, "secret")
    voice = Voice("http", "nova", 1.1, url=server, model="tts")
    found = synthesise("Ciao a tutti.", "it", voice)
    assert synthesise("Ciao a tutti.", "it", voice).pcm.tobytes() == found.pcm.tobytes()
    assert _Server.asked == [
        {"model": "tts", "input": "Ciao a tutti.", "voice": "nova", "response_format": "wav", "speed": 1.1,
         "path": "/v1/audio/speech", "key": "Bearer secret"}
    ]  # fmt: skip


@pytest.mark.usefixtures("_no_model")
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("refused", "/v1/audio/speech: the server answers 401 Unauthorized"),
        ("stuck", "no answer within 0.5 s"),
        ("trickle", "no answer within 0.5 s"),
        ("empty", "empty answer"),
        ("broken", "the answer breaks off: [0-9]+ bytes are missing"),
    ],
)
def test_a_server_that_fails(server: str, name: str, words: str) -> None:
    voice = Voice("http", name, url=server, timeout=0.5)
    with pytest.raises(InputError, match=words):
        synthesise("Hello.", "en", voice)
    spoken = synthesise("Hello.", "en", replace(voice, fallback="silent"))
    assert "the silent voice speaks instead" in spoken.notes[-1]
    assert not spoken.pcm.any()


def test_a_server_that_is_down() -> None:
    with pytest.raises(InputError, match="cannot be reached: Connection refused"):
        synthesise("Hello.", "en", Voice("http", url="http://127.0.0.1:9"))
    for url in ("", "file:///etc/passwd", "localhost:80"):
        with pytest.raises(InputError, match="is not like http"):
            http.endpoint(url)
    assert http.endpoint("http://a/v1/") == http.endpoint("http://a") == "http://a/v1/audio/speech"


SCRIPT = """\
title: T
scene: s
avatar: a
voice: VOICE
lines:
  - id: one
    text: {zh: 你好。, en: Hello.}
    AUDIO
"""


@pytest.mark.parametrize(
    ("voice", "audio", "words"),
    [
        ("{engine: tape}", "", "script:4: unknown engine 'tape'; there is auto, kokoro, wav"),
        ("{engine: http}", "", "script:4: the engine http needs the key 'url'"),
        ("{engine: piper}", "", "script:4: the engine piper needs the key 'model'"),
        ("{fallback: louder}", "", "script:4: unknown fallback 'louder'; there is kokoro, silent"),
        ("{timeout: never}", "", "script:4: timeout must be a number"),
        ("{engine: wav, file: 'takes/{id}_{lang}.wav'}", "", r"script:6: no recording .*takes/one_zh\.wav"),
        ("{}", "audio: line.wav", "script:8: say whose recording this is"),
        ("{}", "audio: {zh: line.wav}", "script:8: no such file 'line.wav'"),
        ("{}", "audio: {xx: line.wav}", "script:8: no voice for language 'xx'"),
    ],
)
def test_a_script_says_who_speaks(voice: str, audio: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        parse(SCRIPT.replace("VOICE", voice).replace("AUDIO", audio))


@pytest.mark.usefixtures("_no_model")
def test_a_script_with_recordings(tmp_path: Path) -> None:
    """One language of a line is recorded, a second line has no words at all; a broken file is named with its line."""
    sound_file(tmp_path / "hello.wav", sounding(KNOWN))
    sound_file(tmp_path / "hum.wav", sounding(KNOWN))
    script = tmp_path / "film.yaml"
    script.write_text(
        SCRIPT.replace("VOICE", "{engine: silent}").replace("AUDIO", "audio: {zh: hello.wav}")
        + "  - audio: {zh: hum.wav, en: hum.wav}\n"
    )
    timeline = arrange(load(script), "zh")
    assert timeline.marks[0]["end"] - timeline.marks[0]["start"] == pytest.approx(sum(KNOWN), abs=0.03)
    assert {p.symbol for p in timeline.phones if p.start >= timeline.marks[1]["start"]} > {"a", "i", "s"}
    assert [c.text for c in timeline.captions] == ["你好。"]
    english = arrange(load(script), "en")
    assert not english.pcm[: round(english.marks[1]["start"] * SAMPLE_RATE)].any()
    (tmp_path / "hello.wav").write_bytes(b"RIFF")
    with pytest.raises(InputError, match=r"film\.yaml:6: .*hello\.wav: not a sound"):
        arrange(load(script), "zh")
    script.write_text(script.read_text().replace("silent}", "kokoro, fallback: silent}"))
    assert any("hello.wav" in note and "silent" in note for note in arrange(load(script), "zh").notes)


@pytest.mark.usefixtures("_no_model")
def test_what_a_program_cannot_be_told_is_said(tmp_path: Path) -> None:
    said = sound_file(tmp_path / "said.wav", sounding(KNOWN))
    espeak = program(tmp_path, "espeak-ng", f"sys.stdout.buffer.write(Path({str(said)!r}).read_bytes())")
    found = synthesise(Utterance("你好", emphasis=((0, 1),)), "zh", Voice("espeak", file=str(espeak)))
    assert any("emphasis are left out" in note for note in found.notes)
    assert wav(found.pcm, found.sample_rate)[:4] == b"RIFF"
