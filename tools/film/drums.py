"""The drums of a scene as the camera on air hears them: late and faint from afar, from the side where they are."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, fftconvolve, sosfilt

from assets.drums import Drum
from assets.scene import Camera, Floats, Vec3
from avatar.shots import Shot
from tools.film.loudness import SAMPLE_RATE
from tools.film.music import drum, room
from tools.production import Production

SOUND = 343.0
"""Metres a second."""
NEAR = 9.0
"""Metres at which a drum is half as loud as beside it."""
ACCENTS = (1.0, 0.72, 0.86, 0.72)
"""How hard the strokes of a bar are."""
WASH = 0.32
"""Of the drum's loudness: water that paddles pull, at most."""

Array = NDArray[np.float64]


def heard(production: Production) -> Floats | None:
    """`(2, n)` at 48 kHz: the drums of its scene over the whole film, the loudest sample 0.5; None where it has none.

    A cut takes the ears with it; a stroke is heard as long as it rings, wherever the camera is by then.
    """
    if not production.scene.drums:
        return None
    n = round(production.duration * SAMPLE_RATE)
    dry = np.zeros((2, n + 8 * SAMPLE_RATE))
    for shot in production.shots:
        for each in production.scene.drums:
            _beat(dry, n, each, shot, production)
    wet = np.stack([fftconvolve(dry[side], room(side))[:n] for side in (0, 1)])
    sound = 0.9 * dry[:, :n] + 0.22 * wet
    return (0.5 * sound / max(float(np.abs(sound).max()), 1e-9)).astype(np.float32)


def _beat(out: Array, n: int, of: Drum, shot: Shot, production: Production) -> None:
    """Adds the strokes that fall into a shot."""
    first, stop = (math.ceil((shot.scene_time(t) - of.first) / of.period - 1e-9) for t in (shot.start, shot.end))
    for number in range(first, stop):
        then = of.first + number * of.period
        t = shot.start + then - shot.scene
        late, gain, side = reaches(of.at(then), production.camera(t))
        at = round((t + late) * SAMPLE_RATE)
        if not 0 <= at < n:
            continue
        sounds = [ACCENTS[number % len(ACCENTS)] * struck(of.pitch)]
        if of.wash:
            sounds.append(WASH * of.wash * water(round(of.period, 3), number % 5))
        turn = (side + 1) * math.pi / 4
        for sound in sounds:
            out[:, at : at + len(sound)] += gain * np.outer((math.cos(turn), math.sin(turn)), sound)


def reaches(place: Vec3, ear: Camera) -> tuple[float, float, float]:
    """Seconds that sound takes from a place to a camera, how loud it is there, and from where: -1 left, 1 right."""
    way = np.subtract(place, ear.eye)
    away = float(np.linalg.norm(way))
    ahead = np.subtract(ear.target, ear.eye)
    right = np.cross(ahead, (0.0, 1.0, 0.0))
    side = float(way @ right) / max(away * float(np.linalg.norm(right)), 1e-9)
    return away / SOUND, 1.0 / (1.0 + away / NEAR), 0.8 * side


@lru_cache(maxsize=16)
def struck(pitch: float) -> Array:
    """A stroke on a skin of that pitch."""
    sound = drum(True)
    at = np.arange(int(len(sound) / pitch)) * pitch
    return np.asarray(np.interp(at, np.arange(len(sound)), sound))


@lru_cache(maxsize=64)
def water(period: float, number: int) -> Array:
    """Twenty blades through water: noise that swells with the pull and hisses out, a little other each time."""
    t = np.arange(round(0.9 * period * SAMPLE_RATE)) / SAMPLE_RATE
    noise = np.random.default_rng((17, number)).standard_normal(len(t))
    low, high = (
        sosfilt(butter(2, band, "band", fs=SAMPLE_RATE, output="sos"), noise) for band in ((250, 900), (900, 5200))
    )
    u = t / period
    swell = np.sin(np.pi * np.clip(u / 0.5, 0, 1)) ** 1.5
    hiss = np.clip(u / 0.1, 0, 1) * np.exp(-u / 0.16)
    return np.asarray((0.9 * low * swell + 0.5 * high * hiss) * np.clip((t[-1] - t) / 0.02, 0, 1))
