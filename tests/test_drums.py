"""Drums of a scene: when, how loud and from where they are heard, and that they keep time with the paddles."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from assets.errors import InputError
from assets.scene import Camera, Floats
from avatar.shots import Shot
from scenes.authoring import Stage
from scenes.dragon_boat import stroke
from tools.film.drums import heard, reaches, struck
from tools.film.loudness import SAMPLE_RATE
from tools.production import Production

EAR = Camera(eye=(0.0, 1.0, 0.0), target=(0.0, 1.0, -10.0))


def film(stage: Stage, duration: float = 4.0, shots: tuple[Shot, ...] = ()) -> Production:
    scene = stage.build()
    scene.cameras["ear"] = lambda t: EAR
    return Production("f", "f", scene, duration, shots or (Shot("ear", 0.0, duration, 0.0),))


def onsets(sound: Floats, threshold: float = 0.2) -> np.ndarray:
    """Seconds at which either side first exceeds a share of its loudest, a fifth of a second apart at least."""
    loud = np.abs(sound).max(axis=0)
    at = np.flatnonzero(loud > threshold * loud.max())
    first = at[np.r_[True, np.diff(at) > 0.2 * SAMPLE_RATE]]
    return first / SAMPLE_RATE


def drummed(place: tuple[float, float, float], **more: float) -> Floats:
    stage = Stage("s")
    stage.drum(place, period=1.0, first=0.5, **more)
    sound = heard(film(stage))
    assert sound is not None
    return sound


def test_sound_travels_343_metres_a_second() -> None:
    """34.3 m away every stroke comes a tenth of a second late."""
    near, far = onsets(drummed((0.0, 1.0, -0.1))), onsets(drummed((0.0, 1.0, -34.3)))
    assert near == pytest.approx([0.5, 1.5, 2.5, 3.5], abs=0.004)
    assert far - near == pytest.approx([0.1] * 4, abs=0.002)


def test_a_drum_is_heard_where_it_is_and_fainter_from_afar() -> None:
    """Twice the sum of halves: 1 / (1 + 9 / 9) of what it is beside the ear; 0.8 to the right has the larger share."""
    assert reaches((0.0, 1.0, -9.0), EAR) == pytest.approx((9 / 343, 0.5, 0.0))
    assert reaches((20.0, 1.0, 0.0), EAR)[2] == pytest.approx(0.8)
    assert reaches((-20.0, 1.0, 0.0), EAR)[2] == pytest.approx(-0.8)
    left, right = (drummed((20.0, 1.0, 0.0)).astype(float) ** 2).sum(axis=1)
    assert right > 3 * left


def test_pitch_is_an_octave_at_two() -> None:
    low, high = (np.abs(np.fft.rfft(struck(p), 1 << 17)) for p in (1.0, 2.0))
    ratio = float(high[:2000].argmax()) / float(low[:2000].argmax())
    assert ratio == pytest.approx(2.0, rel=0.05)


def test_a_cut_takes_the_ears_with_it() -> None:
    """The second shot shows the scene from 10.2 s on: its strokes at 10.5 and 11.5 fall at 2.3 and 3.3."""
    stage = Stage("s")
    stage.drum((0.0, 1.0, -0.1), period=1.0, first=0.5)
    sound = heard(film(stage, 4.0, (Shot("ear", 0.0, 2.0, 0.0), Shot("ear", 2.0, 4.0, 10.2))))
    assert sound is not None
    assert onsets(sound) == pytest.approx([0.5, 1.5, 2.3, 3.3], abs=0.004)


def test_a_dragon_boats_drum_beats_when_its_blades_meet_the_water() -> None:
    stage = Stage("s", duration=6.0)
    stage.add("dragon_boat", at=(0, -4), speed=3.0, tempo=66.0, beat=0.3)
    (drum,) = stage.build().drums
    assert drum.period == pytest.approx(60 / 66)
    for k in range(3):
        t = drum.first + k * drum.period
        share = t * 66 / 60 - 0.3
        assert share == pytest.approx(round(share), abs=1e-9)
        assert stroke(share).lean == pytest.approx(stroke(0.0).lean)
        # it rides on the bow: 4.55 m ahead of the boat's middle, which has gone 3 m a second along x
        assert drum.at(t)[0] == pytest.approx(3.0 * t + 4.55, abs=0.3)
    gaps = [b - a for a, b in pairwise(onsets(_heard(stage, 5.9), 0.3))]
    assert gaps == pytest.approx([60 / 66] * len(gaps), abs=0.02)
    assert len(gaps) >= 4


def _heard(stage: Stage, seconds: float) -> Floats:
    sound = heard(film(stage, seconds))
    assert sound is not None
    return sound


def test_the_same_bytes_and_silence_without_drums() -> None:
    assert heard(film(Stage("s"))) is None
    a, b = drummed((3.0, 1.0, -4.0), wash=1.0), drummed((3.0, 1.0, -4.0), wash=1.0)
    assert a.tobytes() == b.tobytes()
    assert a.shape == (2, 4 * SAMPLE_RATE)
    assert a.dtype == np.float32
    assert float(np.abs(a).max()) == pytest.approx(0.5)


@pytest.mark.parametrize("wrong", [{"period": 0.0}, {"period": math.nan}, {"pitch": 9.0}, {"wash": -1.0}])
def test_a_drum_that_cannot_be_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(InputError, match="a drum's"):
        Stage("s").drum((0, 0, 0), **{"period": 1.0, **wrong})  # type: ignore[arg-type]
