"""Everything between a name and a frame: the scene, who speaks in it, what is heard, and which camera when."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assets import transforms
from assets.errors import InputError
from assets.landmarks import landmarks
from assets.lettering import check_glyphs
from assets.scene import Floats, Frame, Scene, Vec3
from assets.sound import load_sound
from avatar.cast import performer, rig_of
from avatar.performer import Caption, play
from avatar.places import Places
from avatar.profile import used as profiles
from avatar.recast import presenters, take_place
from avatar.rig import Rig
from avatar.script import GENERATED, TRACKS, Label, Script, Track
from avatar.script_reader import load
from avatar.speech import Engine
from avatar.timeline import Timeline, arrange
from render.light_records import missing_shadows
from tools.catalogue import build_scene, evaluate, find_film, known_camera
from tools.choice import DEFAULT, Choice, only_models
from tools.film.graphics import Card

Shots = tuple[tuple[str, float, float], ...]


@dataclass(frozen=True, eq=False)
class Production:
    """A film, or a scene shown as one. Times are seconds from its start."""

    name: str
    title: str
    scene: Scene
    duration: float
    shots: Shots
    """(camera, from, to) in order"""
    captions: tuple[Caption, ...] = ()
    cards: tuple[Card, ...] = ()
    """titles, lower thirds and closing cards"""
    label: Label | None = None
    """the mark of generated content; None where nothing is"""
    pcm: Floats | None = None
    """mono, at `sample_rate`"""
    sample_rate: int = 48000
    tracks: tuple[Track, ...] = ()
    """what lies under the voice"""
    language: str = ""
    notes: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()
    """The user's own files that it was made from."""

    def camera(self, t: float) -> str:
        """The name of the camera on air at t."""
        return next((name for name, _, end in self.shots if t < end), self.shots[-1][0])

    def frame(self, t: float, camera: str | None = None) -> Frame:
        return evaluate(self.scene, t, camera or self.camera(t), self.files)

    def exposure(self, t: float, seconds: float, camera: str | None = None) -> Callable[[float], Frame]:
        """The frame at each fraction of a shutter that opens at t; a cut never falls inside."""
        on_air = camera or self.camera(t)
        return lambda fraction: evaluate(self.scene, t + fraction * seconds, on_air, self.files)


def open_production(name: str, language: str = "zh", engine: Engine = "auto", choice: Choice = DEFAULT) -> Production:
    """The film or scene of that name or path; of a model file, what is chosen of it.

    InputError says what is wrong, or what names are known.
    """
    only_models(name, choice)
    film = find_film(name)
    if film is not None:
        return _perform(film, name, language, engine)
    scene = build_scene(name, choice)
    shots = ((known_camera(scene, None), 0.0, scene.duration),)
    notes = missing_shadows(scene.lights)
    return Production(name, scene.name, scene, scene.duration, shots, notes=notes, files=(Path(name),))


def _perform(path: Path, name: str, language: str, engine: Engine) -> Production:
    script = load(path)
    # The words first: a wrong script is reported in a moment, not after the scene is built.
    timeline = arrange(script, language, engine)
    for line in script.lines:
        with _at(path, line.source_line):
            check_glyphs([line.text[language].text, *(graphic.text[language] for graphic in line.show)])
    with _at(path, script.places["scene"]):
        scene = build_scene(script.scene)
    first = known_camera(scene, None)
    for line in script.lines:
        with _at(path, line.source_line):
            known_camera(scene, line.camera or None)
    shots = tuple((camera or first, start, end) for camera, start, end in timeline.shots)
    with _at(path, script.places["avatar"]):
        who = performer(script.avatar, script.profile)
        rig = rig_of(who.model)
        figure = _on_stage(scene, script)
    for kind, track in zip([kind for kind in TRACKS if kind in script.places], script.tracks, strict=True):
        if track.file != GENERATED:
            with _at(path, script.places[kind]):
                load_sound(track.file, 48000, 2)
    shown = Production(name, script.title, scene, timeline.duration, shots)
    performance = play(timeline, script, rig, _viewer(shown, figure, rig), _places(scene, figure))
    scene.drive(figure, performance.pose)
    return Production(
        name,
        script.title,
        scene,
        performance.duration,
        shots,
        performance.captions,
        _cards(script, timeline, language),
        script.label,
        performance.pcm,
        performance.sample_rate,
        script.tracks,
        language,
        performance.notes + tuple(f"{figure}: {line}" for line in who.lacks) + missing_shadows(scene.lights),
        (path, Path(script.scene), Path(script.avatar), *profiles(script.avatar, script.profile)),
    )


def _on_stage(scene: Scene, script: Script) -> str:
    """The script's avatar on the scene's stage: where it is already, else in the place of the scene's presenter."""
    figure = Path(script.avatar).stem
    if figure not in {f.name for f in scene.figures}:
        places = presenters(scene)
        if not places:
            raise InputError(f"scene {script.scene} has no presenter whose place {figure!r} could take")
        take_place(scene, places[0], script.avatar, script.profile)
    return figure


def _cards(script: Script, timeline: Timeline, language: str) -> tuple[Card, ...]:
    placed = [
        (graphic, timeline.instant(i, graphic.moment)) for i, line in enumerate(script.lines) for graphic in line.show
    ]
    return tuple(Card(g.kind, g.text[language], at, min(at + g.hold, timeline.duration)) for g, at in placed)


@contextmanager
def _at(path: Path, line: int) -> Iterator[None]:
    """An error inside is reported at that line of the script."""
    try:
        yield
    except InputError as error:
        raise InputError(str(error), path, line) from None


def _place(scene: Scene, figure: str) -> Floats:
    """Where the figure stands `(3, 4)`."""
    index = next(i for i, f in enumerate(scene.figures) if f.name == figure)
    return next(batch.transform[0] for batch in scene.batches if batch.figure == index)


def _places(scene: Scene, figure: str) -> Places:
    """What the figure can point at and walk to."""
    place = _place(scene, figure)
    x, y, z = (float(v) for v in place[:, 3])
    find, known = landmarks(scene, (x, y, z), figure)
    return Places(find, known, transforms.invert(place))


def _viewer(shown: Production, figure: str, rig: Rig) -> Callable[[float], Vec3]:
    """Where the camera on air is, seen from the figure's eyes."""
    scene = shown.scene
    eyes = np.array(rig.eyes)
    to_figure = transforms.invert(_place(scene, figure))

    def viewer(t: float) -> Vec3:
        eye = np.asarray(scene.camera(shown.camera(t), t).eye)
        x, y, z = (float(v) for v in to_figure[:, :3] @ eye + to_figure[:, 3] - eyes)
        return x, y, z

    return viewer
