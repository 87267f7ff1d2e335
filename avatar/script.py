"""The performance script: one YAML file that a news editor can read and a performer can play.

    title: 夜游太鹤湖
    scene: taihe_lake            # a scene of `scenes/`
    avatar: yuduoduo             # who speaks: a character, or somebody's .vrm or .glb (docs/avatars.md)
    voice: {rate: 1.0}           # whose voice: `avatar.voices.voice`
    lexicon:                     # how names are read: pinyin in Chinese, IPA elsewhere
      zh: {青田: qing1 tian2}
    start: 1.0                   # seconds before the first word, and after the last
    finish: 2.0
    music: {file: bed.mp3, gain: -6, duck: 12}  # or `generated`; ambience: likewise, the sound of the place
    label: {position: top-right, seconds: 5}   # the mark of generated content; 0: the whole film
    lines:
      - id: hello
        camera: L1               # from this line on
        scene_time: 42           # the scene's clock at the first word: the film is cut there (`avatar.shots`)
        stand: bow               # and she is on this stand of the scene, or `off`: heard, not seen
        pause: 0.6               # silence after the line, seconds
        text:
          zh: <mark name="wave"/>大家好，我是<emphasis>鱼多多</emphasis>。
        audio: {zh: hello.wav}   # recorded rather than synthesised; its words are found in it
        do:
          - gesture: welcome
            stroke: wave+0.1
            hold: 1.2
          - face: smile
            weight: 0.5
        show:                    # words over the picture: title, lower_third or closing
          - lower_third: {zh: "鱼多多\n青田小导游"}
            start: wave
            hold: 4
        cuts:                    # further cuts, at an instant of the line; scene_time is then the scene's at the cut
          - {camera: L6, start: end+0.5, scene_time: 62, stand: "off"}
        music: build             # generated music, from this line on: opening, theme, build or finale

Text is the SSML subset of `avatar.ssml`. Behaviours are those of BML 1.0:

    gesture: NAME   head: NAME   gaze: NAME   face: NAME   posture: NAME
    gesture: {file: dance.bvh}   recorded motion: .bvh, .vrma or .glb, beside the script
    point: NAME or [x, y, z]     arm and eyes aim at a thing or a place of the scene
    walk: NAME or [x, z]         along a straight line; pace: m/s, face: NAME or [x, z] at the end
    wait: SECONDS                does nothing, for others to be tied to

They are tied by sync points (start, ready, strokeStart, stroke, strokeEnd, relax, end; one or more) to an instant: a
mark, `start` or `end` of the line, or ID.SYNC of another behaviour of the line that has that `id`, plus or minus
seconds. So a translation moves the gestures with its words. Every key is checked; an error names file and line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from avatar import gaze, gesture
from avatar.moods import MOODS
from avatar.phases import Sync
from avatar.utterance import Utterance
from avatar.voices.voice import USUAL, Voice

Kind = Literal["gesture", "head", "gaze", "face", "posture", "point", "walk", "wait"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Place = str | tuple[float, float, float]
"""A name, or coordinates in the scene."""
LEXEMES: Mapping[str, frozenset[str]] = {
    "gesture": frozenset(gesture.GESTURES),
    "head": frozenset(gesture.HEAD_MOVES),
    "gaze": frozenset(gaze.TARGETS),
    "face": frozenset(MOODS),
    "posture": frozenset(gesture.POSTURES),
}


@dataclass(frozen=True)
class Moment:
    """An instant of a line: a mark, "start" or "end", or ID.SYNC of another behaviour, and seconds after it."""

    mark: str = "start"
    offset: float = 0.0


@dataclass(frozen=True)
class Behaviour:
    """Something to do: `lexeme` of its kind, with its sync points at the moments of `tied`. `hold` 0 is the usual
    time. `place` is where a point or a walk goes, `face` what a walk ends in front of, `pace` its metres a second."""

    kind: Kind
    lexeme: str = ""
    tied: tuple[tuple[Sync, Moment], ...] = (("start", Moment()),)
    hold: float = 0.0
    weight: float = 1.0
    id: str = ""
    place: Place = ""
    face: Place = ""
    pace: float = 0.0
    file: str = ""
    """of recorded motion"""
    source_line: int = field(default=0, compare=False)


GraphicKind = Literal["title", "lower_third", "closing"]
GRAPHICS: tuple[GraphicKind, ...] = ("title", "lower_third", "closing")


@dataclass(frozen=True)
class Graphic:
    """Words over the picture: a title, a lower third or a closing card, by language; the first line is the larger.
    It is on screen from `moment` for `hold` seconds."""

    kind: GraphicKind
    text: Mapping[str, str]
    moment: Moment = Moment()
    hold: float = 3.0


Corner = Literal["top-left", "top-right", "bottom-left", "bottom-right"]
CORNERS: tuple[Corner, ...] = ("top-left", "top-right", "bottom-left", "bottom-right")


@dataclass(frozen=True)
class Label:
    """The mark that says that a film is generated (GB 45438-2025: on the first pictures of a video, for two seconds
    at least, letters of at least a twentieth of the shorter side). `seconds` 0 is the whole film.

    `visible` False leaves only the metadata: for those who have agreed with their provider to mark it themselves.
    """

    position: Corner = "top-right"
    seconds: float = 5.0
    visible: bool = True


GENERATED = "generated"
"""A track that is made for the film: plucked strings."""
Movement = Literal["opening", "theme", "build", "finale"]
MOVEMENTS: tuple[Movement, ...] = get_args(Movement)
"""Parts of generated music: strings alone, the melody, drums under it, and everybody."""


@dataclass(frozen=True)
class Track:
    """Sound under the voice: a file, or `GENERATED`. `gain` is in decibels over the voice's loudness, `duck` how many
    it sinks while somebody speaks; it comes and goes in `fade` seconds, and is repeated where it is too short."""

    file: str
    gain: float = -6.0
    duck: float = 12.0
    fade: float = 1.5


TRACKS: Mapping[str, Track] = {"music": Track(GENERATED), "ambience": Track("", -20.0, 3.0, 1.0)}
"""What may lie under the voice, and how it does where the script does not say."""


@dataclass(frozen=True)
class Cut:
    """A change of camera, of the scene's time (None: it runs on) or of where the presenter is; "" changes nothing.

    A line's own cut lies in the pause before it and its scene time is that of the first word; one of `Line.cuts` is at
    `moment`, and so is its scene time.
    """

    camera: str = ""
    scene_time: float | None = None
    stand: str = ""
    moment: Moment = Moment()
    places: Mapping[str, int] = field(default_factory=dict, compare=False)
    """The source line of each of its keys."""


@dataclass(frozen=True)
class Line:
    id: str
    text: Mapping[str, Utterance]
    source_line: int
    cut: Cut = Cut()
    cuts: tuple[Cut, ...] = ()
    movement: Movement | None = None
    pause: float = 0.5
    do: tuple[Behaviour, ...] = ()
    show: tuple[Graphic, ...] = ()
    audio: Mapping[str, str] = field(default_factory=dict)
    """language -> the file of a recording; a text without words goes by its sound alone"""


@dataclass(frozen=True)
class Script:
    """`scene` and `avatar` are names, or files given from the script's own folder, as is the avatar's `profile` ("":
    the one beside it). `file` and `places` (the source line of each of its keys) are kept for error messages."""

    title: str
    scene: str
    avatar: str
    lines: tuple[Line, ...]
    voice: Voice = USUAL
    start: float = 1.0
    finish: float = 1.5
    label: Label = Label()
    tracks: tuple[Track, ...] = ()
    profile: str = ""
    file: str = field(default="", compare=False)
    places: Mapping[str, int] = field(default_factory=dict, compare=False)
    source: str = field(default="", compare=False, repr=False)

    def place(self, line: Line, fragment: str) -> str:
        """Where in the file a part of a line's text stands: line, or line:column."""
        lines = self.source.split("\n")
        for number in range(line.source_line - 1, len(lines)):
            column = lines[number].find(fragment)
            if fragment and column >= 0:
                return f"{number + 1}:{column + 1}"
        return str(line.source_line)

    def languages(self) -> tuple[str, ...]:
        """Languages that every line has."""
        return tuple(k for k in self.lines[0].text if all(k in line.text for line in self.lines))
