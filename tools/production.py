"""Everything between a name and a frame: the scene, who speaks in it, what is heard, and which camera when."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from assets import transforms
from assets.errors import InputError
from assets.landmarks import landmarks
from assets.lettering import check_glyphs
from assets.scene import Camera, Floats, Frame, Scene, Vec3
from assets.sound import load_sound
from assets.stands import OFF, home, place
from avatar.cast import performer, rig_of
from avatar.performer import Caption, play
from avatar.places import Places
from avatar.profile import used as profiles
from avatar.recast import presenters, take_place
from avatar.rig import Rig
from avatar.script import GENERATED, TRACKS, Label, Movement, Script, Track
from avatar.script_reader import load
from avatar.shots import Shot, film_time, shot_at
from avatar.speech import Engine
from avatar.timeline import Timeline, arrange
from render.light_records import missing_shadows
from render.quality import quality as quality_row
from render.traced_geometry import untraced
from tools.catalogue import build_scene, evaluate, find_film, known_camera
from tools.choice import DEFAULT, Choice, only_models
from tools.film.graphics import Card


@dataclass(frozen=True, eq=False)
class Production:
    """A film, or a scene shown as one. Times are seconds from its start."""

    name: str
    title: str
    scene: Scene
    duration: float
    shots: tuple[Shot, ...]
    """in order, without holes"""
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
    movements: tuple[tuple[float, Movement], ...] = ()
    """when the generated music changes, and to what"""

    def shot(self, t: float) -> Shot:
        """What is on air at t."""
        return shot_at(self.shots, t)

    def camera(self, t: float, name: str | None = None) -> Camera:
        """Where the camera is at t: the one on air, or the named one."""
        shot = self.shot(t)
        return self.scene.camera(name or shot.camera, shot.scene_time(t))

    def frame(self, t: float, camera: Camera | str | None = None, hour: float | None = None) -> Frame:
        """The frame at t, through another camera and at another hour of the day where they are given."""
        return self._frame(self.shot(t), t, camera, hour)

    def exposure(self, t: float, seconds: float, camera: str | None = None) -> Callable[[float], Frame]:
        """The frame at each fraction of a shutter that opens at t; a cut never falls inside."""
        shot = self.shot(t)
        return lambda fraction: self._frame(shot, t + fraction * seconds, camera)

    def _frame(self, shot: Shot, t: float, camera: Camera | str | None, hour: float | None = None) -> Frame:
        view = camera or shot.camera
        stand = shot.stand or self.scene.stand(shot.camera if isinstance(view, Camera) else view)
        return evaluate(self.scene, shot.scene_time(t), view, self.files, t, stand, hour)

    def moment(self, camera: str | None) -> float:
        """When a still through that camera, or through the one on air, is taken where nobody says."""
        if camera is None and len(self.shots) > 1:
            return 0.0
        t = self.scene.moments.get(camera or self.shots[0].camera, 0.0)
        return min(film_time(self.shots, t), self.duration)

    @property
    def stops(self) -> dict[str, float]:
        """When the scene's stops are shown, by name, in the order of time."""
        times = {name: film_time(self.shots, t) for name, t in self.scene.stops.items()}
        return dict(sorted(times.items(), key=lambda stop: stop[1]))

    def notes_in(self, quality: str) -> tuple[str, ...]:
        """`notes`, and what pictures of that quality leave out."""
        return (*self.notes, *untraced(self.scene, quality_row(quality)))

    def stop(self, name: str) -> float:
        """When a stop is shown. InputError lists the known ones."""
        if name not in self.stops:
            raise InputError(f"no stop {name!r}; {self.scene.name} has {', '.join(self.stops) or 'none'}")
        return self.stops[name]


def open_production(name: str, language: str = "zh", engine: Engine = "auto", choice: Choice = DEFAULT) -> Production:
    """The film or scene of that name or path; of a model file, what is chosen of it.

    InputError says what is wrong, or what names are known.
    """
    only_models(name, choice)
    film = find_film(name)
    if film is not None:
        return _perform(film, name, language, engine)
    scene = build_scene(name, choice)
    shots = (Shot(known_camera(scene, None), 0.0, scene.duration, 0.0),)
    notes = (*scene.notes, *missing_shadows(scene.lights))
    return Production(
        name, scene.name, scene, scene.duration, shots, notes=notes, files=(Path(name), *_own_parts(scene))
    )


def _own_parts(scene: Scene) -> tuple[Path, ...]:
    """The Python files of the author's own parts that a scene is made of."""
    return scene.recipe.parts_from if scene.recipe else ()


def _perform(path: Path, name: str, language: str, engine: Engine) -> Production:
    script = load(path)
    # The words first: a wrong script is reported in a moment, not after the scene is built.
    timeline = arrange(script, language, engine)
    for line in script.lines:
        with _at(path, line.source_line):
            check_glyphs([line.text[language].text, *(graphic.text[language] for graphic in line.show)])
    with _at(path, script.places["scene"]):
        scene = build_scene(script.scene)
    with _at(path, script.places["avatar"]):
        who = performer(script.avatar, script.profile)
        rig = rig_of(who.model)
        figure = _on_stage(scene, script)
    scene.presenter = figure
    _check_cuts(script, scene)
    first = known_camera(scene, None)
    shots = tuple(replace(shot, camera=shot.camera or first) for shot in timeline.shots)
    for kind, track in zip([kind for kind in TRACKS if kind in script.places], script.tracks, strict=True):
        if track.file != GENERATED:
            with _at(path, script.places[kind]):
                load_sound(track.file, 48000, 2)
    performance = play(timeline, script, rig, _viewer(scene, shots, rig), _places(scene, figure))
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
        performance.notes
        + tuple(f"{figure}: {line}" for line in who.lacks)
        + tuple(scene.notes)
        + missing_shadows(scene.lights),
        (path, Path(script.scene), *_own_parts(scene), Path(script.avatar), *profiles(script.avatar, script.profile)),
        timeline.movements,
    )


def _check_cuts(script: Script, scene: Scene) -> None:
    """InputError, at its line, for a camera, a stand or a time that the scene does not have."""
    stands = ("", *scene.stands, OFF)
    for line in script.lines:
        for cut in (line.cut, *line.cuts):
            with _at(Path(script.file), cut.places.get("camera", line.source_line)):
                known_camera(scene, cut.camera or None)
            with _at(Path(script.file), cut.places.get("stand", line.source_line)):
                if cut.stand not in stands:
                    raise InputError(f"no stand {cut.stand!r} in scene {scene.name}; there is {', '.join(stands[1:])}")
            with _at(Path(script.file), cut.places.get("scene_time", line.source_line)):
                if cut.scene_time is not None and cut.scene_time > scene.duration:
                    raise InputError(f"scene_time {cut.scene_time:g}: {scene.name} lasts {scene.duration:g} seconds")


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


def _places(scene: Scene, figure: str) -> Places:
    """What the figure can point at and walk to from where the scene has put her."""
    own = home(scene)
    x, y, z = (float(v) for v in own[:, 3])
    find, known = landmarks(scene, (x, y, z), figure)
    return Places(find, known, transforms.invert(own))


def _viewer(scene: Scene, shots: Sequence[Shot], rig: Rig) -> Callable[[float], Vec3]:
    """Where the camera on air is, seen from the figure's eyes."""
    eyes = np.array(rig.eyes)

    def viewer(t: float) -> Vec3:
        shot = shot_at(shots, t)
        scene_time = shot.scene_time(t)
        to_figure = transforms.invert(place(scene, shot.stand or scene.stand(shot.camera), scene_time))
        eye = np.asarray(scene.camera(shot.camera, scene_time).eye)
        x, y, z = (float(v) for v in to_figure[:, :3] @ eye + to_figure[:, 3] - eyes)
        return x, y, z

    return viewer
