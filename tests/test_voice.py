"""Voices: timings, exact pauses, the cache, the model's integrity. The neural voice is marked `model`."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assets.errors import InputError
from avatar.front_ends import read
from avatar.speech import Voice, synthesise
from avatar.utterance import PAUSE, Speech, Utterance
from avatar.voices import kokoro
from avatar.voices.onnx_cut import FLOAT, Port, Splice, cut

TEXT = "大家好，我是鱼多多。爸爸妈妈都明白，鱼灯漂过景云桥。"
needs_model = pytest.mark.skipif(bool(kokoro.missing()), reason=kokoro.missing() or "the model is here")


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Speech:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        return synthesise(TEXT)


def quiet_runs(pcm: np.ndarray) -> list[tuple[float, float]]:  # type: ignore[type-arg]
    quiet = np.pad(kokoro.loudness(pcm) < kokoro.GATE_DB, 1).astype(int)
    edges = np.flatnonzero(np.diff(quiet)) / 200
    return [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if b - a > 0.1]


@pytest.mark.model
@needs_model
def test_pauses_are_exact(spoken: Speech) -> None:
    pauses = [p.end - p.start for p in spoken.phones if p.symbol == PAUSE]
    heard = [b - a for a, b in quiet_runs(spoken.pcm)]
    assert heard == pytest.approx([0.25, 0.45, 0.25], abs=0.02)
    assert pauses == pytest.approx([0.25, 0.45, 0.25], abs=0.07)  # a closure may begin inside


@pytest.mark.model
@needs_model
def test_phones_lie_on_the_sound(spoken: Speech) -> None:
    level = kokoro.loudness(spoken.pcm)
    vowels, closures = [], []
    for phone, following in zip(spoken.phones, spoken.phones[1:], strict=False):
        inside = level[round(phone.start * 200) : max(round(phone.end * 200), round(phone.start * 200) + 1)]
        if phone.symbol in "aeouɤ" and following.symbol != PAUSE:  # a last vowel dies away
            vowels.append(float(np.median(inside)))
        if phone.symbol in ("p", "t", "k") and phone.start > 0.1:
            closures.append(float(inside.min()))
    assert min(vowels) > -22.0
    assert np.median(closures) < -15.0


@pytest.mark.model
@needs_model
def test_onsets_are_within_a_frame(spoken: Speech) -> None:
    """The speech's own phones explain its loudness best without a shift: within 30 ms."""
    level = np.clip(kokoro.loudness(spoken.pcm), -40, 0)
    sonority = np.zeros(len(level))
    for phone in spoken.phones:
        strength = 1.0 if phone.symbol[0] in "aeiouyɤəɛɔɨʊɚ" else 0.75 if phone.symbol[0] in "mnŋlɻwjɥ" else 0.2
        sonority[round(phone.start * 200) : round(phone.end * 200)] = 0.0 if phone.symbol == PAUSE else strength
    fits = {k: np.corrcoef(np.roll(sonority, k), level)[0, 1] for k in range(-20, 21)}
    best = max(fits, key=fits.__getitem__)
    assert abs(best) / 200 <= 0.03
    assert fits[0] > 0.6


@pytest.mark.model
@needs_model
def test_the_sound_begins_at_once_and_is_bounded(spoken: Speech) -> None:
    level = kokoro.loudness(spoken.pcm)
    assert np.argmax(level > kokoro.GATE_DB) / 200 <= 0.035
    assert np.abs(spoken.pcm[[0, -1]]).max() < 1e-4, "no click at either end"
    assert 0.1 < np.abs(spoken.pcm).max() <= 0.9
    assert spoken.pcm.dtype == np.float32
    starts = [p.start for p in spoken.phones]
    assert starts == sorted(starts)
    assert all(a.end == b.start for a, b in zip(spoken.phones, spoken.phones[1:], strict=False))
    assert spoken.phones[-1].end == pytest.approx(spoken.duration, abs=0.01)


@pytest.mark.model
@needs_model
def test_the_same_text_gives_the_same_samples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    results = []
    for folder in ("a", "b"):
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / folder))
        results.append(synthesise("你好，世界。"))
    assert results[0].pcm.tobytes() == results[1].pcm.tobytes()
    assert results[0].phones == results[1].phones
    kept = synthesise("你好，世界。")  # read back
    assert kept.pcm.tobytes() == results[0].pcm.tobytes()
    assert (kept.phones, kept.syllables) == (results[0].phones, results[0].syllables)
    slower = synthesise("你好，世界。", voice=Voice(rate=0.7))
    assert slower.duration > 1.2 * kept.duration


def test_a_damaged_part_of_the_model_is_found(tmp_path: Path) -> None:
    folders = [tmp_path / str(i) for i in range(4)]
    with pytest.raises(InputError, match=r"part\.bin: part of the voice model is missing"):
        kokoro.load_model(folders)
    for folder in folders:
        folder.mkdir()
        (folder / "part.bin").write_bytes(b"not a model")
    with pytest.raises(InputError, match="damaged"):
        kokoro.load_model(folders)


def test_without_the_model_the_silent_voice_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kokoro, "PACKAGES", ("no_such_package_here",))
    result = synthesise("大家好。")
    assert any("no-such-package-here" in note for note in result.notes)
    assert not result.pcm.any()
    with pytest.raises(InputError, match="no-such-package-here"):
        kokoro.load_model()


def test_silent_timings() -> None:
    result = synthesise("你好，再见。", engine="silent")
    assert [round(p.end - p.start, 3) for p in result.phones if p.symbol == PAUSE] == [0.25]
    assert result.duration == pytest.approx(4 * 0.088 + 12 * 0.054 + 0.25, abs=0.001), (
        "four syllables, twelve sounds, a comma"
    )
    assert synthesise("你好，再见。", voice=Voice(rate=2.0), engine="silent").duration == pytest.approx(0.75, abs=0.001)


@pytest.mark.parametrize(
    ("keywords", "words"),
    [({"language": "fr"}, "no voice for language 'fr' yet; there is zh, en, es, it"),
     ({"voice": Voice(rate=9.0)}, "outside"),
     ({"voice": Voice("kokoro", "nobody")}, "unknown voice 'nobody'; there is yuduoduo")],
)  # fmt: skip
def test_bad_requests(keywords: dict[str, object], words: str) -> None:
    with pytest.raises(InputError, match=words):
        synthesise("你好", **keywords)  # type: ignore[arg-type]


def test_chunks_suit_the_voice() -> None:
    text = "今天晚上我们一起坐船。" * 12 + "我们看灯，" * 40
    pieces = kokoro.chunks(read(Utterance(text), "zh").tokens)
    sizes = [sum(len(t.symbols) for t in piece) for piece in pieces]
    assert max(sizes) <= kokoro.LONG
    assert min(sizes[:-1]) >= kokoro.SHORT / 2
    assert sum(len(p) for p in pieces) == len(read(Utterance(text), "zh").tokens)
    with pytest.raises(InputError, match="without a comma"):
        kokoro.chunks(read(Utterance("灯" * 300), "zh").tokens)


def _message(*fields: tuple[int, bytes]) -> bytes:
    return b"".join(bytes([number << 3 | 2, len(body)]) + body for number, body in fields)


def test_a_graph_is_cut_on_the_wire() -> None:
    """x -A-> y -B-> z, with weights w (of A) and v (of B): cutting at y leaves B and v, and A for y itself."""
    a = _message((1, b"x"), (1, b"w"), (2, b"y"), (4, b"Add"))
    b = _message((1, b"y"), (1, b"v"), (2, b"z"), (4, b"Mul"))
    graph = _message((1, a), (1, b), (5, _message((8, b"w"))), (5, _message((8, b"v"))))
    model = b"\x08\x09" + _message((7, graph))
    x, y, z = (Port(name, FLOAT, (1, "n")) for name in "xyz")
    first, second = cut(model, [x], [y]), cut(model, [y], [z])
    assert (a in first, b in first, b"\x42\x01w" in first, b"\x42\x01v" in first) == (True, False, True, False)
    assert (a in second, b in second, b"\x42\x01w" in second, b"\x42\x01v" in second) == (False, True, False, True)
    assert first.startswith(b"\x08\x09")
    spliced = cut(model, [y, Port("k", FLOAT, (1,))], [z], Splice("y", "k", "z"))
    assert b"y/scaled" in spliced
    assert b not in spliced
    with pytest.raises(ValueError, match="nothing in the model gives 'x'"):
        cut(model, [], [z])
    with pytest.raises(ValueError, match="no node makes"):
        cut(model, [y], [z], Splice("q", "k", "z"))
    with pytest.raises(ValueError, match="protobuf"):
        cut(model[:-3], [x], [y])
