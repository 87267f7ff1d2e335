"""Contact sheets by which a figure is judged: turntable, moods, visemes and poses, by night and by day.

Every picture is an instant on one timeline per light, so that a sheet is rendered like a film: the figure is driven by
a function of time that answers the look of the picture at hand.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Literal

import numpy as np
import PIL.Image
import PIL.ImageDraw
import PIL.ImageFont

from assets import framing
from assets.errors import InputError
from assets.lettering import FONT
from assets.model import Model
from assets.quaternions import Doubles
from assets.scene import Camera, Pose, Scene, Vec3
from avatar.body import BodyTrack, Limbs
from avatar.breath import inhale_times
from avatar.cast import character, rig_of
from avatar.gesture import GESTURES
from avatar.keys import Arm, Gesture, Key
from avatar.phases import Played
from avatar.rig import Rig
from avatar.spring_track import SETTLING, Swing, simulate
from avatar.springs import STEP
from render.renderer import Renderer
from scenes.authoring import Stage

LIGHTS = {"night": 1.25, "day": 0.5}
"""Of each light: how far the lens opens."""
SIZE = (360, 450)
"""Pixels of one picture."""
COLUMNS = 5
HEADING = 26
"""Pixels of the strip above a picture with its name."""
INK, PAPER = (235, 228, 216), (34, 30, 44)

Part = Literal["body", "head", "face"]
Shapes = Mapping[str, float]
MOODS: Mapping[str, Shapes] = {
    "neutral": {},
    "happy": {"happy": 1.0},
    "surprised": {"surprised": 1.0},
    "thoughtful": {"thoughtful": 1.0, "lookUp": 0.6, "lookLeft": 0.5},
    "sorry": {"sorry": 1.0},
    "proud": {"proud": 1.0},
    "joy": {"joy": 1.0},
    "angry": {"angry": 1.0},
    "happy + aa": {"happy": 1.0, "aa": 1.0},
    "sad": {"sad": 1.0},
    "relaxed": {"relaxed": 1.0},
    "half blink": {"blink": 0.5},
    "blink": {"blink": 1.0},
    "wink": {"blinkLeft": 1.0, "smile": 1.0},
    "cheeks": {"cheekPuff": 1.0, "mouthPucker": 0.6},
}
VISEMES = ("sil", "PP", "FF", "TH", "DD", "kk", "CH", "SS", "nn", "RR", "aa", "E", "ih", "oh", "ou")
"""Of the Oculus set, in its order."""
UP = Arm((0.46, 0.86, 0.12), (0.9, 0.2, -0.4))
FOLDED = Arm((-0.35, -0.14, 0.60), (1.0, -0.4, 0.0))


def _held(left: Arm | None, right: Arm | None) -> Gesture:
    return Gesture((Key(left, right),), (0.5,), stroke=0, hold=1.0, relax=0.5)


POSES: Mapping[str, Gesture | None] = {
    "rest": None,
    "idle": Gesture((Key(),), (0.5,), 0, 1.0, 0.5),
    "welcome": GESTURES["welcome"],
    "point": GESTURES["point_left"],
    "wave": GESTURES["wave"],
    "bow": GESTURES["bow"],
    "arms up": _held(UP, UP),
    "arms across": _held(FOLDED, FOLDED),
}
"""The gesture at its stroke; None is the model's own rest."""


@dataclass(frozen=True)
class Picture:
    """What one picture shows: the `part` of the figure, from `yaw` degrees towards its left."""

    name: str
    yaw: float = 0.0
    part: Part = "head"
    shapes: Shapes | None = None
    gesture: str = "idle"


def _visemes() -> tuple[Picture, ...]:
    front = tuple(Picture(name, 24.0, "face", {f"viseme_{name}": 1.0}) for name in VISEMES)
    return (
        *front,
        *(Picture(f"{n} profile", 90.0, "face", {f"viseme_{n}": 1.0}) for n in ("aa", "ou", "FF", "E", "PP")),
    )


SHEETS: Mapping[str, tuple[Picture, ...]] = {
    "turntable": (
        *(Picture(n, yaw) for n, yaw in (("front", 0), ("three-quarter", 40), ("profile", 90), ("from behind", 145))),
        Picture("back", 180),
        *(Picture(f"full body {yaw}", yaw, "body") for yaw in (0, 45, 90, 135, 180)),
    ),
    "expressions": tuple(Picture(name, 14.0, shapes=shapes) for name, shapes in MOODS.items()),
    "visemes": _visemes(),
    "poses": (
        *(Picture(name, 20.0, "body", gesture=name) for name in POSES),
        *(Picture(f"{name} from behind", 160.0, "body", gesture=name) for name in ("arms up", "bow")),
    ),
}  # fmt: skip


def make_sheets(
    name: str, folder: Path, size: tuple[int, int] = SIZE, only: tuple[str, ...] = tuple(SHEETS)
) -> list[Path]:
    """Writes `folder`/SHEET_LIGHT.png and the single pictures `folder`/LIGHT/SHEET_NAME.png; returns the sheets.

    InputError for an unknown avatar or sheet, a model without a humanoid, or a folder that cannot be written.
    """
    unknown = [sheet for sheet in only if sheet not in SHEETS]
    if unknown:
        raise InputError(f"no sheet {unknown[0]!r}; there are {', '.join(SHEETS)}")
    model = character(name)
    rig = rig_of(model)
    pictures = [(sheet, picture) for sheet in only for picture in SHEETS[sheet]]
    written = []
    for light in LIGHTS:
        scene = studio(name, light)
        figure = scene.figures[0].name
        scene.drive(figure, lambda t: posed(rig, pictures[round(t)][1]))
        scene.duration = float(len(pictures))
        shots: dict[str, list[tuple[str, PIL.Image.Image]]] = {}
        with Renderer(scene, size, "standard") as renderer:
            for i, (sheet, picture) in enumerate(pictures):
                lens = replace(camera(model, rig, picture, size), exposure=LIGHTS[light])
                pixels = renderer.render(float(i), lens).pixels
                image = PIL.Image.fromarray(pixels)
                lacking = [n for n in picture.shapes or () if not rig.channel(n)]
                label = f"{picture.name} (lacks {', '.join(lacking)})" if lacking else picture.name
                shots.setdefault(sheet, []).append((label, image))
                _save(image, folder / light / f"{sheet}_{picture.name.replace(' ', '_')}.png")
        for sheet, cells in shots.items():
            written.append(folder / f"{sheet}_{light}.png")
            _save(contact(cells), written[-1])
    return written


def studio(name: str, light: str) -> Scene:
    """The figure alone: under a clear midday sky, or at dusk in the light of warm lamps with a cool fill."""
    stage = Stage(f"{name} {light}")
    if light == "day":
        stage.sky(sun_direction=(0.45, 0.72, 0.53), sun_radiance=13.0, haze=0.25, clouds=0.3, stars=0.0)
    else:
        stage.sky(sun_direction=(0.08, -0.077, -0.99), gain=27.0, town_glow=(0.16, 0.075, 0.02), clouds=0.48)
        lamps = ((-1.1, 2.3, 1.9), (1.5, 1.2, 1.4), (-1.25, 1.7, -0.65))
        stage.lights(lamps, ((5.6, 4.1, 2.8), (0.55, 0.62, 0.85), (7.0, 4.0, 1.6)), range=4.0)
    stage.grade(contrast=1.25, saturation=1.25, bloom=0.0)
    stage.avatar(name)
    stage.camera("front", lambda t: Camera())
    return stage.build()


def posed(rig: Rig, picture: Picture) -> Pose:
    """The figure as the picture wants it; in a gesture its hair and clothes have come to rest."""
    shapes = picture.shapes or {}
    gesture = POSES[picture.gesture]
    if gesture is None:
        return rig.pose({}, (0.0, 0.0, 0.0), shapes)
    turns, shift, swing = _held_still(rig, gesture)
    return rig.pose(turns, shift, shapes, swing)


@lru_cache
def _held_still(rig: Rig, gesture: Gesture) -> tuple[Limbs, Vec3, Swing | None]:
    at = gesture.before_stroke()
    turns, shift = BodyTrack(rig, (Played.at(gesture, at, 1.0),), inhale_times(10.0, ()), ()).at(at)
    if not len(rig.springs):
        return turns, shift, None
    still = np.repeat(rig.worlds(turns, shift)[None].astype(float), round(SETTLING / STEP), axis=0)
    return turns, shift, (rig.springs.nodes, simulate(rig.springs, still)[-1])


def camera(model: Model, rig: Rig, picture: Picture, size: tuple[int, int]) -> Camera:
    """Holds the whole figure, its head and shoulders, or its face, by where the head's joint is."""
    low, high = framing.bounds(model)
    joint = rig.skeleton.worlds()[rig.bones["head"]][:, 3]
    head, whole = float(high[1] - joint[1]), float(high[1] - low[1])
    height, middle, forward = {
        "body": (1.16 * whole, low[1] + 0.557 * whole, 0.0),
        "head": (1.75 * head, joint[1] + 0.36 * head, 0.0),
        "face": (0.80 * head, joint[1] + 0.27 * head, 0.24 * head),
    }[picture.part]
    fov, angle = 0.32, math.radians(picture.yaw)
    target = np.array([joint[0], middle, joint[2] + forward], float)
    distance = height / (2 * math.tan(fov / 2)) * max(1.0, 0.8 * size[1] / size[0])
    eye = target + distance * np.array([math.sin(angle), 0.04, math.cos(angle)])
    return Camera(_vec3(eye), _vec3(target), fov=fov, near=0.1 * distance, focus=distance)


def contact(cells: list[tuple[str, PIL.Image.Image]], columns: int = COLUMNS) -> PIL.Image.Image:
    """The pictures in rows of `columns`, each under its name."""
    w, h = cells[0][1].size
    sheet = PIL.Image.new("RGB", (columns * w, -(-len(cells) // columns) * (h + HEADING)), PAPER)
    draw, font = PIL.ImageDraw.Draw(sheet), PIL.ImageFont.truetype(str(FONT), 16)
    for i, (name, image) in enumerate(cells):
        x, y = i % columns * w, i // columns * (h + HEADING)
        sheet.paste(image, (x, y + HEADING))
        draw.text((x + 8, y + 3), name, INK, font)
    return sheet


def _save(image: PIL.Image.Image, path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        image.save(path)
    except OSError as error:
        raise InputError(f"cannot write: {error.strerror or error}", path) from error


def _vec3(v: Doubles) -> Vec3:
    x, y, z = (float(c) for c in v)
    return x, y, z
