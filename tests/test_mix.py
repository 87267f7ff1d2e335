"""Voice, music and place in one sound: levels, ducking without pumping, exact lengths, the bed that is made here."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from assets.errors import InputError
from assets.scene import Floats
from avatar.script import GENERATED, Track
from avatar.script_reader import parse
from tools.film.loudness import EBU, SAMPLE_RATE, measure, normalise
from tools.film.mix import BREATH, RISE, SINK, ducking, faded, mix
from tools.film.music import BEAT, Movements, bed, form, pluck, score, strokes

SECONDS = 12.0


def talk(spans: list[tuple[float, float]], seconds: float = SECONDS) -> Floats:
    """Something like speech at -20 dB: syllables of 0.2 s with gaps of 60 ms, within each span."""
    t = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    wave = 0.1 * np.sin(2 * np.pi * 440 * t) * (t % 0.26 < 0.2)
    spoken = sum(((t >= a) & (t < b)).astype(float) for a, b in spans)
    return np.tile(wave * spoken, (2, 1)).astype(np.float32)


def tone(path: Path, seconds: float, codec: str = "pcm_s16le") -> str:
    """A steady file in any container, at 44.1 kHz where its codec can."""
    rate = 48000 if codec == "libopus" else 44100
    wave = 0.3 * np.sin(2 * np.pi * 2000 * np.arange(round(rate * seconds)) / rate)
    with av.open(str(path), "w") as file:
        stream = file.add_stream(codec, rate=rate, layout="stereo")
        form = stream.codec_context.format.name
        both = np.tile(wave, (2, 1)).astype(np.float32)
        frame = av.AudioFrame.from_ndarray(both, "fltp", "stereo")
        frame.sample_rate = rate
        for block in av.AudioResampler(form, "stereo", rate, stream.codec_context.frame_size or None).resample(frame):
            file.mux(stream.encode(block))
        file.mux(stream.encode())
    return str(path)


def music_level(sound: Floats, at: float, width: float = 0.1) -> float:
    """dB of 2 kHz around an instant."""
    piece = sound[0, round((at - width / 2) * SAMPLE_RATE) : round((at + width / 2) * SAMPLE_RATE)]
    spectrum = np.abs(np.fft.rfft(piece * np.hanning(len(piece)))) ** 2
    hertz = np.fft.rfftfreq(len(piece), 1 / SAMPLE_RATE)
    return float(10 * np.log10(spectrum[np.abs(hertz - 2000) < 60].sum() + 1e-12))


def test_music_makes_room_for_the_voice(tmp_path: Path) -> None:
    """12 dB under the voice, the same through a pause for breath, back where it was when nobody speaks."""
    speech = talk([(4.0, 6.0), (6.8, 8.0)])
    sound = mix(speech, [Track(tone(tmp_path / "a.wav", 20), gain=0.0, duck=12.0, fade=0.0)])
    assert sound.shape == speech.shape
    free, under, breath, later = (music_level(sound, at) for at in (2.0, 5.0, 6.4, 10.5))
    assert under - free == pytest.approx(-12.0, abs=0.3)
    assert breath - under == pytest.approx(0.0, abs=0.2)
    assert later == pytest.approx(free, abs=0.2)


def test_it_sinks_before_and_rises_after_without_a_step() -> None:
    weight = ducking(talk([(4.0, 6.0), (6.0 + BREATH - 0.2, 9.0)]))
    at = lambda seconds: float(weight[round(seconds * SAMPLE_RATE)])  # noqa: E731
    assert at(4.0 - SINK - 0.05) == 0.0
    assert 0.3 < at(4.0 - SINK / 2) < 0.7
    assert min(weight[round(4.0 * SAMPLE_RATE) : round(9.0 * SAMPLE_RATE)]) > 0.99
    assert at(9.0 + RISE + 0.1) == 0.0
    assert np.abs(np.diff(weight)).max() < 1.8 / (SINK * SAMPLE_RATE)
    assert not ducking(np.zeros((2, 1000), np.float32)).any()


def test_music_is_set_against_the_voice(tmp_path: Path) -> None:
    """The file's own level does not matter: 6 dB under a voice is 6 dB under it."""
    speech = talk([(0.0, SECONDS)])
    file = tone(tmp_path / "a.wav", 20)
    added = mix(speech, [Track(file, gain=-6.0, duck=0.0, fade=0.0)]) - speech
    assert measure(added).integrated == pytest.approx(measure(speech).integrated - 6.0, abs=0.2)
    louder = mix(4 * speech, [Track(file, gain=-6.0, duck=0.0, fade=0.0)]) - 4 * speech
    assert measure(louder).integrated - measure(added).integrated == pytest.approx(12.04, abs=0.2)


@pytest.mark.parametrize(
    ("name", "codec"), [("a.wav", "pcm_s24le"), ("a.flac", "flac"), ("a.ogg", "libopus"), ("a.mp3", "libmp3lame")]
)
@pytest.mark.parametrize("seconds", [3.0, 20.0])
def test_files_of_any_kind_and_length(tmp_path: Path, name: str, codec: str, seconds: float) -> None:
    """Too short is repeated without a hole, too long is cut: the film's length to the sample."""
    speech = talk([(4.0, 6.0)])[:, : round(11.3337 * SAMPLE_RATE)]
    sound = mix(speech, [Track(tone(tmp_path / name, seconds, codec), duck=0.0, fade=0.5)])
    assert sound.shape == speech.shape
    levels = [music_level(sound, at) for at in np.arange(1.0, 10.5, 0.25)]
    assert max(levels) - min(levels) < 7.0  # where a tone meets itself out of step
    assert music_level(sound, 0.03, 0.05) < levels[0] - 12
    assert sound.tobytes() == mix(speech, [Track(str(tmp_path / name), duck=0.0, fade=0.5)]).tobytes()


def test_the_mix_is_at_broadcast_level(tmp_path: Path) -> None:
    speech = talk([(2.0, 5.0), (6.0, 9.0)])
    tracks = [Track(GENERATED), Track(tone(tmp_path / "a.wav", 5), gain=-20.0, duck=3.0)]
    found = measure(normalise(mix(speech, tracks)))
    assert found.integrated == pytest.approx(EBU.target, abs=0.5)
    assert found.true_peak <= EBU.peak
    alone = mix(np.zeros_like(speech), tracks)  # a film without a word
    assert measure(normalise(alone)).integrated == pytest.approx(EBU.target, abs=0.5)


def test_silent_music_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "hush.wav"
    import wave

    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 48000, 0, "NONE", ""))
        file.writeframes(bytes(96000))
    with pytest.raises(InputError, match=r"hush\.wav: the music is silent"):
        mix(talk([(1.0, 2.0)]), [Track(str(path))])


def test_fades() -> None:
    gain = faded(1000, 0.005)
    assert gain[0] < 0.01
    assert gain[500] == 1.0
    assert gain[-1] < 0.01
    assert len(faded(100, 60.0)) == 100
    assert faded(1000, 0.0).min() == 1.0


def test_strings_are_in_tune() -> None:
    """The fundamental by the peak of the spectrum, within five cents; the harder pluck is the brighter."""
    for pitch in (-12, 0, 7, 16, 24):
        sound = pluck(pitch, 0.5)[: 2 * SAMPLE_RATE]
        wanted = 440.0 * 2 ** ((50 + pitch - 69) / 12)
        spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), 1 << 19))
        hertz = np.fft.rfftfreq(1 << 19, 1 / SAMPLE_RATE)
        near = (hertz > wanted * 0.97) & (hertz < wanted * 1.03)
        found = float(hertz[near][np.argmax(spectrum[near])])
        assert abs(1200 * np.log2(found / wanted)) < 5.0, pitch
    bright = [float(np.abs(np.diff(pluck(0, force)[:24000])).mean()) for force in (0.25, 1.0)]
    assert bright[1] > 1.1 * bright[0]


def test_a_bed_is_a_piece() -> None:
    sound = bed(20.0)
    assert sound.shape == (2, 20 * SAMPLE_RATE)
    assert bed(20.0).tobytes() == sound.tobytes()
    assert bed(20.0, seed=2).tobytes() != sound.tobytes()
    assert 0.3 < np.abs(sound).max() <= 0.5
    levels = [
        measure(sound[:, a : a + 4 * SAMPLE_RATE]).integrated for a in range(0, 16 * SAMPLE_RATE, 4 * SAMPLE_RATE)
    ]
    assert max(levels) - min(levels) < 8.0
    assert np.abs(sound[:, -480:]).max() < 1e-3
    assert not np.array_equal(sound[0], sound[1])
    for seconds in (0.5, 3.0, 7.3):
        assert bed(seconds).shape[1] == round(seconds * SAMPLE_RATE)


def test_its_notes_are_pentatonic_and_the_theme_comes_back() -> None:
    notes = list(score(form(75.0)))
    assert {note.pitch % 12 for note in notes} <= {0, 2, 4, 7, 9, 5, 11}
    assert all(0 <= note.force <= 1 for note in notes)
    bar = 4 * 60 / 76
    melody = [[n.pitch for n in notes if k * bar - 0.2 <= n.at < (k + 1) * bar - 0.2 and n.side > 0] for k in range(18)]
    assert melody[6:10] != melody[10:14]  # A, then B
    assert melody[2:6] == melody[6:10] == melody[14:18]
    assert not melody[0]
    assert not melody[1]


MOVEMENTS: Movements = ((0.0, "opening"), (19.4, "theme"), (45.8, "build"), (82.2, "finale"))


def test_movements_begin_on_bars_at_a_steady_pace() -> None:
    bars = form(101.3, MOVEMENTS)
    for at, movement in MOVEMENTS:
        assert any(abs(bar.at - at) < 1e-9 and bar.movement == movement and bar.number == 0 for bar in bars)
    for before, after in pairwise(bars):
        assert after.at == pytest.approx(before.at + 4 * before.beat), "no hole and no overlap"
        assert 0.85 < before.beat / BEAT < 1.2
    assert bars[-1].at + 4 * bars[-1].beat == pytest.approx(99.3), "the last chord rings for two seconds"
    assert form(3.0)[0].movement == "opening"
    assert form(20.0, ((90.0, "finale"),)) == form(20.0), "what begins after the end is left out"


def test_drums_come_with_the_build_and_carry_the_finale() -> None:
    drums = list(strokes(form(101.3, MOVEMENTS)))
    assert min(stroke.at for stroke in drums) >= 45.8
    count = [sum(a <= stroke.at < a + 8 for stroke in drums) for a in (46.0, 70.0, 84.0)]
    assert count[0] < count[1] < count[2]
    assert any(abs(stroke.at - 82.2) < 0.05 and stroke.force == 1.0 for stroke in drums), "a stroke on the first beat"
    assert not list(strokes(form(60.0)))
    sound = bed(101.3, movements=MOVEMENTS)
    assert sound.shape[1] == round(101.3 * SAMPLE_RATE)
    power = [float((sound[:, a * SAMPLE_RATE : (a + 12) * SAMPLE_RATE] ** 2).mean()) for a in (2, 24, 66, 86)]
    assert power[0] < power[1] < power[2] < power[3], "it builds up"


SCRIPT = "title: T\nscene: s\navatar: a\nTRACK\nlines:\n  - text: {zh: 你好。}\n"


@pytest.mark.parametrize(
    ("track", "words"),
    [
        ("music: bed.mp3", "script:4: no such file 'bed.mp3'"),
        ("music: {file: generated, gain: loud}", "script:4: gain must be a number from -60 to 20"),
        ("music: {volume: 3}", "script:4: unknown key 'volume'; there is file, gain, duck, fade"),
        ("ambience: generated", "script:4: no such file 'generated'"),
        ("ambience: {gain: 3}", "script:4: the key 'file' is missing"),
    ],
)
def test_a_script_with_bad_tracks(track: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        parse(SCRIPT.replace("TRACK", track))


def test_a_script_says_what_lies_under_the_voice(tmp_path: Path) -> None:
    assert parse(SCRIPT.replace("TRACK", "music: generated")).tracks == (Track(GENERATED),)
    water = tone(tmp_path / "water.wav", 1)
    both = parse(SCRIPT.replace("TRACK", f"music: {{duck: 6}}\nambience: {{file: {water}, fade: 2}}"))
    assert both.tracks == (Track(GENERATED, duck=6.0), Track(water, -20.0, 3.0, 2.0))
    assert parse(SCRIPT.replace("TRACK\n", "")).tracks == ()
