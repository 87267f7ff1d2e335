"""鱼多多's news studio: a round stage between two screens, red lanterns over it, a fish lantern at its side.

Five cameras: `lake` and `orchard` frame her beside the screen of that name, `lake_screen` and `orchard_screen` look
past her at the screen alone, `close` is head and shoulders between them. The screens show stills of this project's
own scenes.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from PIL import Image

from assets.geometry import Geometry
from assets.scene import Camera, Scene, Texture, Vec3
from scenes.authoring import Stage, transforms
from scenes.camera_path import Key
from scenes.lanterns import lantern_mesh
from scenes.news_studio.fish import fish_lantern
from scenes.palette import Palette, palette
from scenes.signs import lettering

PICTURES = Path(__file__).parent
STAGE_TOP = 0.16
RED, BRASS = (0.20, 0.018, 0.012), (0.42, 0.26, 0.07)
SCREEN = (3.3, 3.3 * 9 / 16)
"""Metres."""
SCREENS: dict[str, tuple[Vec3, float]] = {"lake": ((2.35, 1.62, -1.75), -0.50), "orchard": ((-2.35, 1.62, -1.75), 0.50)}
"""Where each picture hangs, and how it is turned."""


def build() -> Scene:
    """The scene, ready for the renderer."""
    stage = Stage("news_studio", duration=60.0)
    stage.studio(
        direction=(-0.50, 0.85, 0.72),
        color=(2.15, 1.95, 1.75),
        ambient=(0.15, 0.16, 0.22),
        background=(0.004, 0.005, 0.01),
    )
    stage.grade(contrast=1.2, saturation=1.15, bloom=0.05, vignette=0.25)
    look = palette(stage, water_level=-10.0)
    room(stage)
    for name, (at, yaw) in SCREENS.items():
        screen(stage, name, at, yaw)
    lettered_wall(stage, "鱼多多探青田", (0.0, 2.22, -3.1), 0.25)
    lanterns(stage, look)
    fish_lantern(stage, (1.02, 0.0, -2.05), yaw=-0.35, height=0.34)
    fish_lantern(stage, (-1.06, 0.0, -2.15), yaw=math.pi + 0.35, height=0.28)
    stage.avatar("yuduoduo", at=(0.0, STAGE_TOP, 0.0))
    lights(stage)
    cameras(stage)
    return stage.build()


def room(stage: Stage) -> None:
    """Floor, the round stage with two rings of light, and a wall of upright fins that runs round behind."""
    floor = stage.material("studio floor", base_color=(0.055, 0.065, 0.10, 1), roughness=0.3)
    riser = stage.material("stage", base_color=(0.26, 0.25, 0.27, 1), roughness=0.3)
    line = stage.material("ring of light", base_color=(0, 0, 0, 1), emissive=(1.9, 0.62, 0.16))
    cool = stage.material("blue line", base_color=(0, 0, 0, 1), emissive=(0.05, 0.20, 0.55))
    fin = stage.material("fins", base_color=(0.035, 0.045, 0.085, 1), roughness=0.5)
    g = Geometry()
    g.lathe([(9, 0), (0, 0)], segments=64, material=floor)
    g.lathe([(1.36, 0), (1.36, STAGE_TOP - 0.02), (1.34, STAGE_TOP), (0, STAGE_TOP)], segments=96, material=riser)
    g.lathe([(1.361, 0.055), (1.372, 0.065), (1.372, 0.085), (1.361, 0.095)], segments=96, material=line)
    g.lathe([(1.79, 0.002), (1.75, 0.002)], segments=96, material=cool)
    around = np.radians(np.arange(-78, 79, 3.0))
    for k, a in enumerate(around):
        at = (4.9 * math.sin(a), 1.9, -4.9 * math.cos(a) + 1.3)
        with g.at(at, (math.cos(a), math.sin(a))):
            g.box((0, 0, 0), (0.055, 3.8, 0.22), fin)
            if k % 4 == 2:
                g.box((0, 0, 0.115), (0.016, 3.7, 0.01), cool)
    backing = stage.material("backing", base_color=(0.012, 0.015, 0.030, 1), roughness=0.9)
    g.lathe([(5.6, 4.4), (5.6, -0.1)], segments=64, material=backing)
    stage.place(stage.mesh("studio room", g))


def screen(stage: Stage, name: str, at: Vec3, yaw: float) -> None:
    """A luminous picture in a thin brass frame, turned towards the stage."""
    pixels = np.asarray(Image.open(PICTURES / f"{name}.jpg").convert("RGBA"))
    picture = stage.texture(Texture(name, pixels, wrap="clamp"))
    shown = stage.material(f"{name} on screen", base_color_texture=picture, unlit=True)
    frame = stage.material("frame", base_color=(*BRASS, 1), metallic=1.0, roughness=0.35)
    g = Geometry()
    w, h = SCREEN[0] / 2, SCREEN[1] / 2
    corners = np.array([(-w, -h, 0), (w, -h, 0), (w, h, 0), (-w, h, 0)])
    g.add(corners, (0, 0, 1), [0, 1, 2, 0, 2, 3], [(0, 1), (1, 1), (1, 0), (0, 0)], material=shown)
    for x, y, size in ((0, h + 0.02, (2 * w + 0.08, 0.04, 0.07)), (0, -h - 0.02, (2 * w + 0.08, 0.04, 0.07)),
                       (w + 0.02, 0, (0.04, 2 * h, 0.07)), (-w - 0.02, 0, (0.04, 2 * h, 0.07))):  # fmt: skip
        g.box((x, y, -0.01), size, frame)
    g.box((0, 0, -0.06), (2 * w, 2 * h, 0.06), frame)
    stage.place(stage.mesh(f"screen {name}", g), at=at, yaw=yaw)


def lettered_wall(stage: Stage, text: str, at: Vec3, height: float) -> None:
    """The programme's name in warm letters on the fins."""
    ink = stage.texture(lettering(text))
    glow = stage.material(
        "letters", base_color=(0.02, 0.02, 0.02, 1), base_color_texture=ink, emissive=(1.7, 0.62, 0.2),
        emissive_texture=ink, alpha_mode="MASK", alpha_cutoff=0.35, double_sided=True,
    )  # fmt: skip
    w = height * len(text) / 2
    g = Geometry()
    corners = np.array([(-w, 0, 0), (w, 0, 0), (w, height, 0), (-w, height, 0)])
    g.add(corners, (0, 0, 1), [0, 1, 2, 0, 2, 3], [(0, 1), (1, 1), (1, 0), (0, 0)], material=glow)
    stage.place(stage.mesh("letters", g), at=at)


def lanterns(stage: Stage, look: Palette) -> None:
    """Two strings of paper lanterns that sway a little."""
    spots = np.array([(x, 2.75 + 0.28 * abs(x) / 2, -1.9 - 0.12 * abs(x)) for x in (-1.35, -0.85, 0.85, 1.35)])
    placed = stage.instances(lantern_mesh(stage, look), transforms(spots, scale=0.62))

    def sway(t: float) -> np.ndarray:
        out = transforms(spots, 0.12 * np.sin(0.9 * t + np.arange(len(spots))), 0.62)
        out[:, 0, 1] = 0.03 * np.sin(1.3 * t + 2.0 * np.arange(len(spots)))
        return out

    stage.move(placed, sway)
    stage.lights(spots, color=(1.5, 0.55, 0.2), range=4.0, radius=0.2)


def lights(stage: Stage) -> None:
    """Beside the studio's own key, from the upper left: a glow from near the lens that keeps the face open, a fill from
    the right, and a warm and a cool rim from behind."""
    stage.lights([(-0.4, 1.6, 2.6)], color=(5.2, 4.7, 4.1), range=8.0, radius=0.5)
    stage.lights([(2.2, 1.7, 2.2)], color=(2.6, 2.8, 3.4), range=8.0, radius=0.5)
    stage.lights([(-1.3, 2.3, -1.1)], color=(8.0, 4.4, 2.1), range=3.2, radius=0.1)
    stage.lights([(1.3, 2.3, -1.1)], color=(4.6, 5.3, 7.6), range=3.2, radius=0.1)


def cameras(stage: Stage) -> None:
    """The lens never stands quite still. Beside the lake she is seen to her feet at the opening and at the closing,
    where she bows, and to the hem of her skirt between, where she speaks; beside the orchard as there."""

    def framed(time: float, side: float, near: float, drift: float) -> Key:
        """From the whole of her, at 0, to the hem, at 1."""
        eye = np.array([(0.10 + 0.10 * drift) * side, 1.34, 2.85 - 0.70 * near - 0.08 * drift])
        target = (float((0.62 - 0.06 * near) * side), 0.95 + 0.19 * near, -0.6)
        return Key(time, (float(eye[0]), float(eye[1]), float(eye[2])), target)

    lake = ((0.0, 0, 0), (6.8, 0, 1), (13.6, 1, 0), (33.0, 1, 1), (50.0, 0, 0), (64.0, 0, 1))
    wide = Camera(fov=math.radians(36.0), near=0.1, focus=2.5, aperture=0.012, exposure=1.0)
    stage.camera("lake", [framed(time, 1.0, near, drift) for time, near, drift in lake], wide)
    stage.camera("orchard", [framed(28.0, -1.0, 1, 0), framed(50.0, -1.0, 1, 1)], wide)
    close = Camera(fov=math.radians(27.0), near=0.1, focus=1.9, aperture=0.02, exposure=1.0)
    stage.camera(
        "close", [Key(0.0, (0.03, 1.30, 1.95), (0.02, 1.17, 0)), Key(60.0, (-0.03, 1.30, 1.75), (0.02, 1.18, 0))], close
    )
    for name, (at, yaw) in SCREENS.items():
        stage.camera(f"{name}_screen", pushing_in(at, yaw), Camera(fov=math.radians(30.0), near=0.1, focus=3.1))


def pushing_in(at: Vec3, yaw: float) -> list[Key]:
    """Square before a picture that hangs there, slowly nearer, and always within its frame."""
    facing = np.array([math.sin(yaw), 0.0, math.cos(yaw)])

    def key(time: float, distance: float, aside: float) -> Key:
        along = aside * np.array([facing[2], 0.0, -facing[0]])
        eye, target = np.array(at) + distance * facing + along, np.array(at) + along
        return Key(
            time, (float(eye[0]), float(eye[1]), float(eye[2])), (float(target[0]), float(target[1]), float(target[2]))
        )

    return [key(0.0, 3.25, -0.12), key(60.0, 2.55, 0.12)]
