"""What speech costs and how well the mouth keeps to it: `taihe bench speech`, by language."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from avatar.easing import Curve
from avatar.face import ACCELERATION, MouthTrack, mouth_track
from avatar.mouth import ARTICULATORS, oculus
from avatar.speech import Engine, Voice, synthesise
from avatar.utterance import Speech
from avatar.visemes import BILABIAL, LABIODENTAL, plain
from avatar.voices.acoustics import onset_errors
from avatar.voices.align import align

LINES: Mapping[str, tuple[str, ...]] = {
    "zh": (
        "大家好，我是鱼多多。",
        "爸爸妈妈慢慢跑步，朋友们不怕风波。",
        "今天最高气温三十二度，票价是八十元。",
        "山水之间，石雕、杨梅和田鱼都很有名，欢迎您来做客。",
    ),
    "en": (
        "Hello, I am your guide.",
        "Five brave fishermen bring back a boat full of fresh perch.",
        "The museum opens at nine, and tickets are eighty yuan.",
        "Please mind the gap, step aboard, and enjoy the view from the bridge.",
    ),
    "es": (
        "Hola, soy su guía.",
        "Mi familia y mis primos compran pan y bebidas para la fiesta.",
        "El museo abre a las nueve y la entrada cuesta ochenta yuanes.",
        "Por favor, suban al barco y disfruten de la vista desde el puente.",
    ),
    "it": (
        "Ciao, sono la vostra guida.",
        "La mia famiglia prepara il pane e beve un bicchiere di vino.",
        "Il museo apre alle nove e il biglietto costa ottanta yuan.",
        "Prego, salite a bordo e ammirate il panorama dal ponte.",
    ),
}
"""What is spoken to measure; the first line is the one whose sound is waited for."""
Aligner = Callable[[Speech, Speech], Curve]
"""(the speech, the same words spoken otherwise) -> seconds by which each phone's start is late, by alignment"""
OTHERWISE = 0.9
"""Speed of the words that the alignment compares with."""


@dataclass(frozen=True)
class SpeechMeasure:
    """One language. Errors in milliseconds, as means of their sizes; None where a silent voice leaves nothing to hear.
    Rates are shares of 1; accelerations per second squared, beside the bound that the mouth keeps."""

    language: str
    seconds: float
    real_time_factor: float
    first_sound_s: float
    onsets: int
    onset_error_ms: float | None
    onset_p95_ms: float | None
    alignment_error_ms: float | None
    closures: int
    closure_rate: float
    labiodentals: int
    labiodental_rate: float
    acceleration: float
    acceleration_bound: float
    notes: tuple[str, ...]


def measure(language: str, engine: Engine = "auto", aligner: Aligner | None = None) -> SpeechMeasure:
    """Speaks the lines of a language with an empty cache. The model itself is loaded before the clock starts.

    InputError for a language or voice that does not exist.
    """
    aligner = aligner or aligned
    lines = LINES[language]
    with _cold_cache():
        synthesise(lines[0][:4], language, Voice(), engine)
        began = time.perf_counter()
        spoken = [synthesise(lines[0], language, Voice(), engine)]
        first = time.perf_counter() - began
        spoken += [synthesise(line, language, Voice(), engine) for line in lines[1:]]
        taken = time.perf_counter() - began
        heard = [speech for speech in spoken if np.any(speech.pcm)]
        late = np.concatenate([np.zeros(0), *(onset_errors(speech) for speech in heard)])
        others = [synthesise(t, language, Voice(rate=OTHERWISE), engine) for t in lines] if heard else []
    apart = np.concatenate([np.zeros(0), *(aligner(a, b) for a, b in zip(spoken, others, strict=False))])
    seconds = sum(speech.duration for speech in spoken)
    tracks = [(speech, mouth_track(speech.phones, speech.syllables)) for speech in spoken]
    seals = np.concatenate([contacts(speech, track, BILABIAL) for speech, track in tracks])
    bites = np.concatenate([contacts(speech, track, LABIODENTAL) for speech, track in tracks])
    fastest = np.max([acceleration(speech, track) for speech, track in tracks], axis=0)
    worst = int(np.argmax(fastest / np.array([ACCELERATION[name] for name in ARTICULATORS])))
    return SpeechMeasure(
        language,
        round(seconds, 2),
        round(taken / seconds, 3),
        round(first, 2),
        len(late),
        _mean_ms(late),
        round(float(np.percentile(np.abs(late), 95)) * 1000, 1) if len(late) else None,
        _mean_ms(apart),
        len(seals),
        float(np.mean(seals >= 0.9)),
        len(bites),
        float(np.mean(bites >= 0.8)),
        round(float(fastest[worst]), 1),
        round(ACCELERATION[ARTICULATORS[worst]], 1),
        tuple(dict.fromkeys(note for speech in spoken for note in speech.notes)),
    )


def _mean_ms(errors: Curve) -> float | None:
    return round(float(np.mean(np.abs(errors))) * 1000, 1) if len(errors) else None


@contextmanager
def _cold_cache() -> Iterator[None]:
    """Nothing is known from before, and what is made is thrown away."""
    before = os.environ.get("XDG_CACHE_HOME")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = folder
        try:
            yield
        finally:
            os.environ.pop("XDG_CACHE_HOME")
            if before is not None:
                os.environ["XDG_CACHE_HOME"] = before


def aligned(speech: Speech, otherwise: Speech) -> Curve:
    """How late the speech's own timings are, by the same words at another speed stretched onto its sound."""
    found = align(otherwise, speech.pcm)
    offset = found.phones[-1].end - speech.phones[-1].end  # the alignment begins at what is audible
    return np.array([a.start - b.start + offset for a, b in zip(speech.phones[1:], found.phones[1:], strict=True)])


def contacts(speech: Speech, track: MouthTrack, symbols: frozenset[str]) -> Curve:
    """At the centre of each such phone: how closed the lips are, or how far the lip is under the teeth, 0 to 1.

    Both as the weight of the viseme that shows it; a labiodental within 45 ms of a seal counts by its articulator.
    """
    centres = np.array([(p.start + p.end) / 2 for p in speech.phones if plain(p.symbol) in symbols])
    mouths = [track.at(float(t)) for t in centres]
    if symbols is BILABIAL:
        return np.array([oculus(mouth)["viseme_PP"] for mouth in mouths], float)
    seals = np.array([(p.start + p.end) / 2 for p in speech.phones if plain(p.symbol) in BILABIAL])
    beside = [np.abs(seals - t).min(initial=1.0) < 0.045 for t in centres]
    return np.array([m.bite if b else oculus(m)["viseme_FF"] for m, b in zip(mouths, beside, strict=True)], float)


def acceleration(speech: Speech, track: MouthTrack, step: float = 0.002) -> Curve:
    """`(8,)` the largest acceleration of each articulator, by second differences."""
    path = track.path(np.arange(-0.5, speech.duration + 0.5, step))
    return np.asarray(np.abs(np.diff(path, 2, axis=0)).max(0) / step**2)


def table(results: Sequence[SpeechMeasure]) -> list[tuple[str, ...]]:
    """Rows for people: a name and a value for each language."""
    names = [name for name in SpeechMeasure.__dataclass_fields__ if name not in ("language", "notes")]
    return [(name, *(_shown(name, getattr(result, name)) for result in results)) for name in names]


def _shown(name: str, value: float | None) -> str:
    if value is None:
        return "-"
    return f"{100 * value:g} %" if name.endswith("_rate") else f"{value:g}"
