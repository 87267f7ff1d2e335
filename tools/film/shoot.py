"""Shooting a production: the renderer's pictures with captions, the sound at broadcast level, one file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import av
import numpy as np

from assets.errors import InputError
from assets.scene import Bytes, Floats
from avatar.script import GENERATED
from render.context import Context
from render.renderer import Renderer
from tools.film.assemble import Soundtrack
from tools.film.captions import Cue
from tools.film.drums import heard
from tools.film.fingerprint import fingerprint
from tools.film.job import Job, Quality
from tools.film.loudness import EBU, SAMPLE_RATE, SILENCE, Profile, measure, normalise, stereo
from tools.film.mix import mix
from tools.film.overlays import Overlays
from tools.film.produce import check_output, produce
from tools.film.segments import FramesDone
from tools.film.subtitles import FORMATS
from tools.production import Production
from tools.targets import write

CAPTIONS = ("burned", "soft", *FORMATS)
"""In the picture, as a track of the film, and as files beside it."""
SHUTTER = 0.5
"""Part of a frame's time that the shutter is open, where the quality blurs motion: 180 degrees."""
UNDER = -14.0
"""Decibels that the drums of a scene lie under the voice."""


@dataclass(frozen=True)
class Format:
    """How a film is shot. `frames` are the first and the last of a part, both included; None is all of it."""

    size: tuple[int, int] = (1280, 720)
    fps: int = 25
    quality: Quality = "standard"
    frames: tuple[int, int] | None = None
    captions: frozenset[str] = frozenset({"burned", "soft"})
    """of `CAPTIONS`"""
    device: int | None = None
    loudness: Profile = EBU


def plan(production: Production, form: Format, identity: str = "") -> Job:
    """The job of a film. InputError when the range lies outside it."""
    last = max(1, round(production.duration * form.fps)) - 1
    a, b = form.frames or (0, last)
    if not 0 <= a <= b <= last:
        raise InputError(f"frames {a}-{b}: {production.name} has frames 0-{last} at {form.fps} a second")
    return Job(identity, form.size, form.fps, a, b + 1, form.quality)


def shoot(
    production: Production,
    form: Format,
    output: Path,
    done: FramesDone = lambda frames: None,
    keep: bool = False,
    force: bool = False,
) -> bool:
    """Renders a film to `output`; False where that very film is there already, unless `force`d.

    InputError, before the first frame where that is possible, for whatever is wrong. Interrupted says how to go on.
    """
    check_output(plan(production, form), output)
    overlays = Overlays(production)
    cues = overlays.cues(form.size)
    with Context(form.device) as context:
        identity = f"{fingerprint(production, context)} {'burned' if 'burned' in form.captions else 'bare'}"
        job = plan(production, form, identity)
        number = serial(production, job, form)
        new = force or not is_film(output, number)
        if new:
            track = soundtrack(production, job, cues if "soft" in form.captions else [], form.loudness, number)
            with Renderer(production.scene, form.size, form.quality, context=context) as renderer:
                produce(job, painter(production, form, overlays, renderer), track, output, done, keep)
    for name in FORMATS.keys() & form.captions:
        write(output.with_suffix(f".{name}"), FORMATS[name](_within(cues, job)).encode())
    return new


def serial(production: Production, job: Job, form: Format) -> str:
    """The number of a film, written into it: of its pictures, its length, what is heard, and its captions."""
    digest = hashlib.sha256(f"{job.key} {job.first} {job.stop} {sorted(form.captions)} {form.loudness}".encode())
    for track in production.tracks:
        digest.update(f"{track}".encode())
        if track.file != GENERATED:
            digest.update(Path(track.file).read_bytes())
    digest.update(f"{production.movements}".encode())
    return digest.hexdigest()


def is_film(output: Path, number: str) -> bool:
    """Whether the file is the whole film of that number: it appears under its name only when it is whole."""
    try:
        with av.open(str(output)) as film:
            label = json.loads(film.metadata.get("AIGC", "{}"))
    except (av.FFmpegError, OSError, ValueError):
        return False
    return isinstance(label, dict) and label.get("ProduceID") == number


def painter(production: Production, form: Format, overlays: Overlays, renderer: Renderer) -> Callable[[int], Bytes]:
    """`render(i)`: frame i alone is frame i of the film."""

    def render(i: int) -> Bytes:
        t = i / form.fps
        seen = production.frame(t) if renderer.quality.subframes == 1 else production.exposure(t, SHUTTER / form.fps)
        return renderer.render(seen, overlays=overlays.at(t, form.size, "burned" in form.captions)).pixels

    return render


def soundtrack(
    production: Production, job: Job, cues: list[Cue], loudness: Profile = EBU, number: str = ""
) -> Soundtrack:
    """Sound and soft captions of the job's frames, the loudness being that of the whole film; `number` is its own."""
    start, end = job.first / job.fps, job.stop / job.fps
    maker = f"Taihe {version('taihe')}"
    labels = {
        "title": production.title,
        "comment": f"Made with {maker}; synthetic presenter and voice 人工智能生成合成内容",
        "AIGC": aigc(maker, number),
    }
    whole = _whole(production)
    sound = None if whole is None else _excerpt(normalise(whole, loudness), start, end)
    return Soundtrack(sound, tuple(_within(cues, job)), production.language, labels)


def _within(cues: list[Cue], job: Job) -> list[Cue]:
    """The cues of the job's frames, from its first."""
    start, end = job.first / job.fps, job.stop / job.fps
    return [
        Cue(max(cue.start, start) - start, min(cue.end, end) - start, cue.text)
        for cue in cues
        if cue.start < end and cue.end > start
    ]


def aigc(maker: str, number: str) -> str:
    """The implicit label of generated content (GB 45438-2025, annex E): JSON under the key AIGC of the file's metadata.

    `Label` "1" says that it is generated. Those who pass the film on fill in the propagator's fields.
    """
    names = ("ReservedCode1", "ContentPropagator", "PropagateID", "ReservedCode2")
    said = {"Label": "1", "ContentProducer": maker, "ProduceID": number} | dict.fromkeys(names, "")
    return json.dumps(said, separators=(",", ":"))


def _whole(production: Production) -> Floats | None:
    """What is heard: the voice with its tracks, and the drums of the scene, under the voice where there is one."""
    drums = heard(production)
    if production.pcm is None:
        return drums
    sound = stereo(production.pcm, production.sample_rate)
    spoken = measure(sound).integrated
    mixed = mix(sound, production.tracks, production.movements) if production.tracks else sound
    if drums is None:
        return mixed
    level = (spoken if spoken > SILENCE else EBU.target) + UNDER - measure(drums).integrated
    n = max(mixed.shape[1], drums.shape[1])
    under, over = (np.pad(part, ((0, 0), (0, n - part.shape[1]))) for part in (drums, mixed))
    return np.asarray(over + under * np.float32(10 ** (level / 20)), np.float32)


def _excerpt(sound: Floats, start: float, end: float) -> Floats:
    first, stop = round(start * SAMPLE_RATE), round(end * SAMPLE_RATE)
    return np.pad(sound, ((0, 0), (0, max(0, stop - sound.shape[1]))))[:, first:stop]
