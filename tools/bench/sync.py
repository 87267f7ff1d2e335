"""Sound against picture in a finished film: `taihe bench sync`.

Both are followed in the file itself: in every decoded picture, how much of the mouth is not the colour of the skin
round it, where the performance says that the mouth is; in the decoded sound, its level. Each is compared with the
performance that the script gives, so what lies between a mouth and its sound by nature (lips part before a vowel is
loud) is no part of the answer. ITU-R BT.1359 has the limits that viewers notice: sound 45 ms early, 125 ms late.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image
from scipy.signal import butter, sosfiltfilt

from assets.errors import InputError
from assets.scene import Bytes, Camera, Floats, Frame, Pose, Scene
from avatar.cast import performer, rig_of
from avatar.easing import Curve
from avatar.rig import Rig
from avatar.script_reader import load
from avatar.speech import Engine
from tools.catalogue import find_film, known_films
from tools.film.playback import opened, sound, stamped, stamps
from tools.production import Production, open_production

REACH = 0.4
"""Seconds within which an offset is looked for."""
STEP = 0.005
SEEN = 0.35
"""The least correlation at which a mouth counts as followed."""
_OPENS = ("viseme_aa", "jawOpen", "aa")
_PATCH = 24
_LANGUAGES = {"zho": "zh", "chi": "zh", "eng": "en", "spa": "es", "ita": "it"}


@dataclass(frozen=True)
class Sync:
    """One film. Milliseconds; positive is late. `offset_ms` is how much later the sound comes than the picture; `mouth`
    and `voice` say how well each could be followed (correlations, 1 is the best)."""

    film: str
    language: str
    frames: int
    frame_ms: float
    picture_ms: float
    sound_ms: float
    offset_ms: float
    mouth: float
    voice: float
    within_a_frame: bool


@dataclass(frozen=True, eq=False)
class Lips:
    """Where a figure's mouth is and how far its pose opens it: the joint it hangs on, its centre `(3,)` and `reach`
    there, and the metres `(m,)` by which each weight of the pose opens it."""

    figure: int
    place: Floats
    joint: int
    centre: Curve
    reach: float
    opens: Curve

    def opening(self, pose: Pose) -> float:
        return max(float(pose.weights @ self.opens), 0.0)

    def at(self, pose: Pose) -> Curve:
        """The centre `(3,)` in the world."""
        x = pose.joints[self.joint] @ np.append(self.centre, 1.0)
        return np.asarray(self.place @ np.append(x, 1.0), float)


def measure(film: Path, script: str, language: str = "", engine: Engine = "auto") -> Sync:
    """How a finished film of that script keeps sound and picture together; without `language` that of its sound.

    InputError for a file that is no film with sound, a script that cannot be performed, or a mouth that cannot be
    followed: a film of something else, or a part of it.
    """
    spoken = language or _language(film)
    path = find_film(script)
    if path is None:
        raise InputError(f"unknown script {script!r}; films: {', '.join(known_films()) or 'none'}; or a .yaml file")
    told = load(path)
    production = open_production(script, spoken, engine)
    rig = rig_of(performer(told.avatar, told.profile).model)
    return compare(film, production, find_lips(production.scene, Path(told.avatar).stem, rig))


def compare(film: Path, production: Production, lips: Lips) -> Sync:
    """The film of a production in which `lips` speak. InputError as `measure`."""
    pcm, begin, rate = sound(film)
    if production.pcm is None or not np.any(production.pcm):
        raise InputError("the script's voice is silent: there is nothing to compare", film)
    times, seen, expected = _follow(film, production, lips)
    frame = float(np.median(np.diff(times)))
    clock = np.arange(0.0, times[-1], STEP)
    heard = envelope(pcm, begin, rate, clock)
    voice = envelope(production.pcm, 0.0, production.sample_rate, clock)
    seen, expected = np.interp(clock, times, seen), np.interp(clock, np.arange(len(times)) * frame, expected)
    picture, mouth = lag(expected, seen)
    late, said = lag(voice, heard)
    if min(mouth, said) < SEEN:
        what = f"mouth {mouth:.2f}, voice {said:.2f}"
        raise InputError(f"it is not a film of {production.name} in {production.language} (correlations: {what})", film)
    offset = 1000.0 * (late - picture)
    return Sync(
        str(film),
        production.language,
        len(times),
        round(1000.0 * frame, 2),
        round(1000.0 * picture, 1),
        round(1000.0 * late, 1),
        round(offset, 1),
        round(mouth, 2),
        round(said, 2),
        abs(offset) <= 1000.0 * frame,
    )


def find_lips(scene: Scene, figure: str, rig: Rig) -> Lips:
    """The mouth of the figure of that name, by what moves when it opens. InputError when nothing does."""
    bind = next((rig.channel(name) for name in _OPENS if rig.channel(name)), ())
    index = next((i for i, f in enumerate(scene.figures) if f.name == figure), -1)
    if index < 0 or not bind:
        raise InputError(f"{figure}: no shape of the face opens a mouth that could be followed")
    names = scene.figures[index].targets
    target = max(bind, key=lambda pair: pair[1])[0]
    best = None
    for batch in scene.batches:
        for primitive in scene.meshes[batch.mesh].primitives if batch.figure == index else ():
            by_name = {t.name: t for t in primitive.targets}
            opened = by_name.get(names[target])
            if opened is None or not len(opened.index) or primitive.joints is None or primitive.weights is None:
                continue
            moved = np.zeros(len(primitive.position))
            moved[opened.index] = np.linalg.norm(opened.position, axis=1)
            if best is None or moved.sum() > best[0]:
                best = (moved.sum(), moved, primitive, by_name, batch.transform[0])
    if best is None:
        raise InputError(f"{figure}: no shape of the face opens a mouth that could be followed")
    _, moved, primitive, by_name, place = best
    assert primitive.joints is not None
    assert primitive.weights is not None
    share = moved / moved.sum()
    centre = share @ primitive.position
    reach = float(np.sqrt(share @ ((primitive.position - centre)[:, :2] ** 2).sum(axis=1)))
    held = np.bincount(primitive.joints.ravel(), (primitive.weights * share[:, None]).ravel())
    opens = np.zeros(len(names))
    for i, name in enumerate(names):
        if name in by_name:
            shape = by_name[name]
            opens[i] = -float(share[shape.index] @ shape.position[:, 1])
    return Lips(index, place, int(np.argmax(held)), np.asarray(centre, float), reach, opens)


def _follow(film: Path, production: Production, lips: Lips) -> tuple[Curve, Curve, Curve]:
    """Of every picture: its time stamp, how open the mouth in it looks, and how open it should be by its number."""
    shown = stamps(film)
    if len(shown) < 2:
        raise InputError("one picture is no film", film)
    rate = (len(shown) - 1) / (shown[-1] - shown[0])
    times, seen, expected = [], [], []
    for i, (when, picture) in enumerate(stamped(film)):
        frame = production.frame(min(i / rate, production.duration - 1e-6))
        pose = frame.poses[lips.figure]
        times.append(when)
        expected.append(lips.opening(pose))
        seen.append(_parted(picture.to_ndarray(format="rgb24"), frame, lips, pose))
    looks = np.array(seen)
    known = np.isfinite(looks)
    if known.sum() < 10:
        raise InputError("the mouth is not in its pictures, or too small to be seen", film)
    index = np.arange(len(looks))
    shots = np.array([production.shot(min(i / rate, production.duration)).camera for i in index])
    for name in set(shots):  # each camera sees another mouth
        inside = known & (shots == name)
        if inside.any():
            looks[inside] = (looks[inside] - looks[inside].mean()) / max(float(looks[inside].std()), 1e-9)
    return np.array(times), np.interp(index, index[known], looks[known]), np.array(expected)


def _parted(pixels: Bytes, frame: Frame, lips: Lips, pose: Pose) -> float:
    """How much of the mouth is not the colour of the skin round it; nan where it cannot be seen."""
    h, w = pixels.shape[:2]
    x, y, radius = project(frame.camera, lips.at(pose), lips.reach, (w, h))
    if radius < 2.0 or not (radius < x < w - radius and radius < y < h - radius):
        return math.nan
    box = (x - 1.6 * radius, y - 1.6 * radius, x + 1.6 * radius, y + 1.6 * radius)
    patch = np.asarray(Image.fromarray(pixels).resize((_PATCH, _PATCH), Image.Resampling.BOX, box), float)
    skin = np.median(patch.reshape(-1, 3), axis=0)
    quarter = _PATCH // 4
    return float(np.abs(patch - skin)[quarter:-quarter, quarter:-quarter].mean())


def project(camera: Camera, point: Curve, reach: float, size: tuple[int, int]) -> tuple[float, float, float]:
    """(x, y, radius) in pixels of a ball of `reach` metres at a point in the world."""
    w, h = size
    ahead = np.subtract(camera.target, camera.eye)
    ahead = ahead / np.linalg.norm(ahead)
    right = np.cross(ahead, camera.up)
    right = right / np.linalg.norm(right)
    seen = np.subtract(point, camera.eye)
    scale = h / 2 / math.tan(camera.fov / 2) / max(float(seen @ ahead), 1e-6)
    x = w / 2 + scale * float(seen @ right) - camera.shift[0] * h / 2
    y = h / 2 - scale * float(seen @ np.cross(right, ahead)) + camera.shift[1] * h / 2
    return x, y, scale * reach


def lag(first: Curve, second: Curve, reach: float = REACH) -> tuple[float, float]:
    """(seconds by which `second` follows `first`, correlation there), both every `STEP`; between steps by a parabola.

    What changes more slowly than speech is left out: a card that fades, music, another camera.
    """
    most = round(reach / STEP)
    if len(first) < 4 * most:
        raise InputError("too short to compare sound and picture")
    sos = butter(2, 0.7, "high", fs=1 / STEP, output="sos")
    a, b = (sosfiltfilt(sos, curve) for curve in (first, second))
    inner = a[most : len(a) - most]
    moved = [b[most + k : len(b) - most + k] for k in range(-most, most + 1)]
    fits = np.array(
        [float(inner @ part) / max(float(np.linalg.norm(inner) * np.linalg.norm(part)), 1e-12) for part in moved]
    )
    best = int(np.clip(np.argmax(fits), 1, 2 * most - 1))
    left, middle, right = fits[best - 1 : best + 2]
    bend = left - 2 * middle + right
    return float(STEP * (best - most + (0.5 * (left - right) / bend if bend else 0.0))), float(fits[best])


def envelope(pcm: Floats, begin: float, rate: int, clock: Curve) -> Curve:
    """Root of the power in 20 ms about each instant; the first sample is at `begin` seconds."""
    power = np.concatenate(([0.0], np.cumsum(pcm.astype(np.float64) ** 2)))
    edges = np.clip(np.rint((clock[:, None] - begin + np.array([-0.01, 0.01])) * rate), 0, len(pcm)).astype(int)
    return np.asarray(np.sqrt((power[edges[:, 1]] - power[edges[:, 0]]) / (0.02 * rate)))


def table(results: Sequence[Sync]) -> list[tuple[str, ...]]:
    """Rows for people: a name and a value for each film."""
    names = [name for name in Sync.__dataclass_fields__ if name != "film"]
    return [(name, *(str(getattr(result, name)) for result in results)) for name in names]


def _language(film: Path) -> str:
    """That of the film's sound. InputError when it does not say, or is not one that we speak."""
    with opened(film, "audio") as container:
        said = container.streams.audio[0].metadata.get("language", "")
    if said not in _LANGUAGES:
        raise InputError(f"its sound does not say its language ({said or 'nothing'}): use --lang", film)
    return _LANGUAGES[said]
