"""The voice in four languages, heard and measured. Slow: it speaks for a minute (timings), or for five (the listener).

The gates are those of the acceptance: Chinese syllables and English words 2 %, Spanish 5 %, Italian 12 % in error;
landmarks of the sound within 25 ms of the timings.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from avatar.speech import Voice, synthesise
from avatar.utterance import PAUSE, SAMPLE_RATE, Utterance
from avatar.voices import kokoro
from avatar.voices.acoustics import audible, onset_errors
from avatar.voices.align import align
from tests import listener
from tests.spoken_lines import LINES

GATES = {"zh": 0.02, "en": 0.02, "es": 0.05, "it": 0.12}
pytestmark = [
    pytest.mark.model,
    pytest.mark.skipif(bool(kokoro.missing()), reason=kokoro.missing() or "the model is here"),
]


@pytest.mark.parametrize("language", GATES)
def test_timings_lie_on_the_sound(language: str) -> None:
    """Three lines: the voice sets in and breaks off where the phones say, and at once at the start."""
    errors = []
    for text in LINES[language][:3]:
        speech = synthesise(text, language)
        errors += [float(error) for error in onset_errors(speech)]
        first, last = audible(speech.pcm)
        assert first / SAMPLE_RATE <= 0.03, "the sound begins at once"
        assert speech.duration - last / SAMPLE_RATE <= 0.05
        assert all(a.end == b.start for a, b in pairwise(speech.phones))
        assert np.abs(speech.pcm).max() <= 0.9
    assert len(errors) > 20
    assert np.abs(errors).mean() < 0.025
    assert abs(float(np.median(errors))) < 0.012, "neither early nor late on the whole"


@pytest.mark.parametrize(("language", "text"), [("en", "Hello, everyone. Welcome!"), ("es", "Hola, amigos. ¡Vamos!")])
def test_pauses_are_as_long_as_their_signs(language: str, text: str) -> None:
    speech = synthesise(text, language)
    level = kokoro.loudness(speech.pcm)
    quiet = np.pad(level < kokoro.GATE_DB, 1).astype(int)
    edges = np.flatnonzero(np.diff(quiet)) / 200
    heard = [b - a for a, b in zip(edges[::2], edges[1::2], strict=True) if b - a > 0.15]
    assert heard == pytest.approx([0.25, 0.45], abs=0.04)  # levels are means over 10 ms
    assert [p.end - p.start for p in speech.phones if p.symbol == PAUSE] == pytest.approx([0.25, 0.45], abs=0.08)


def test_forced_alignment_agrees_with_the_voice_itself() -> None:
    """The same line at three quarters of the speed: where alignment puts its phones, and where they are."""
    text = LINES["en"][1]
    known, slower = synthesise(text, "en"), synthesise(text, "en", Voice(rate=0.75))
    found = align(known, slower.pcm)
    errors = [a.start - b.start for a, b in zip(found.phones[1:], slower.phones[1:], strict=True)]
    assert np.abs(errors).mean() < 0.025
    assert abs(float(np.median(errors))) < 0.01


def test_emphasis_is_slower() -> None:
    plain = synthesise(Utterance("We see the bridge tonight."), "en")
    strong = synthesise(Utterance("We see the bridge tonight.", emphasis=((11, 17),)), "en")

    word, of_plain = (sum(p.end - p.start for p in s.phones if p.span == (11, 17)) for s in (strong, plain))
    assert word > 1.1 * of_plain
    others = [p.end - p.start for p in plain.phones if p.span == (3, 6)]
    assert sum(p.end - p.start for p in strong.phones if p.span == (3, 6)) < 1.15 * sum(others)


@pytest.mark.skipif(bool(listener.missing()), reason=listener.missing() or "somebody listens")
@pytest.mark.parametrize("language", GATES)
def test_a_listener_understands(language: str, tmp_path: Path) -> None:
    understood = listener.heard([synthesise(text, language).pcm for text in LINES[language]], language)
    said = " ".join(LINES[language])
    if language == "zh":
        rate = listener.error_rate(listener.syllables(said), listener.syllables(understood))
    else:
        rate = listener.error_rate(listener.words(said, language), listener.words(understood, language))
    assert rate <= GATES[language], understood
