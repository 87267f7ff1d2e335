"""Each part on its own, as the documentation shows it: the parts of a little scene, and where the camera stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assets.scene import Scene, Vec3
from scenes.authoring import Stage

FIGURE = Path(__file__).parents[2] / "assets" / "data" / "yuduoduo.vrm"
Others = tuple[tuple[str, Mapping[str, Any]], ...]

AIR: Others = (("haze", {"mist": 0.0004, "air": 0.0004, "before_sky": False}),)
DUSK: Others = (
    *AIR,
    ("sky", {"date": "2026-06-18T19:35+08:00", "sun": (5, -4), "gain": 24, "clouds": 0.45}),
    ("grade", {"contrast": 1.3, "saturation": 1.25, "vignette": 0.25}),
    ("water", {"bounds": (-500, -900, 500, 60)}),
)
DAY: Others = (*AIR, ("sky", {"date": "2026-06-18T17:00+08:00", "gain": 0.5, "sun": (235, 32)}))
STONE = ("terrain", {"area": (-60, -80, 60, 40), "relief": 0, "spacing": 5})
MEADOW: Others = (*DAY, ("terrain", {"area": (-120, -200, 120, 40), "relief": 5, "size": 70, "seed": 4, "base": -2}))


@dataclass(frozen=True)
class Sample:
    """What stands before the camera: parameters of the part itself and of others with it."""

    values: Mapping[str, Any] = field(default_factory=dict)
    eye: Vec3 = (0.0, 3.0, 12.0)
    target: Vec3 = (0.0, 2.0, 0.0)
    beside: Others = DUSK
    time: float = 3.0
    fov: float = 40.0


SAMPLES: Mapping[str, Sample] = {
    "beams": Sample({"at": (0, 0, -80), "width": 60, "color": (0.5, 0.7, 1.0)}, (0, 3, 20), (0, 26, -80)),
    "bridge": Sample({"at": (-75, 0, -70), "yaw": 14, "length": 160}, (-12, 4, 8), (2, 8, -60)),
    "district": Sample(
        {"at": (-130, 2, -30), "length": 280, "depth": 170, "tall": 0.6, "seed": 3}, (-70, 52, 40), (6, -4, -95),
        (*DUSK, ("terrain", {"area": (-300, -400, 300, 60), "relief": 9, "size": 190, "seed": 5, "base": 1})), fov=46,
    ),
    "dock": Sample({"at": (-4, 0, 2), "yaw": 78}, (7, 4.2, 5), (-2, 1.8, -12)),
    "dragon_boat": Sample({"at": (-8.5, -2), "yaw": -16}, (6.5, 1.6, 9), (0.4, 0.9, -2), time=2.1),
    "drones": Sample(
        {
            "at": (0, 48, -120), "ground": (0, 1, -150), "count": 300, "start": 1, "end": 60,
            "pictures": ({"shape": "太鹤", "start": 25, "end": 35, "height": 44},),
        },
        (0, 3, 20), (0, 36, -120), time=28, fov=52,
    ),
    "facade_street": Sample({"at": (-60, 3.5, -46), "length": 150, "towers": 2, "seed": 4}, (26, 3, 14), (-8, 9, -46)),
    "fish_lanterns": Sample({"at": (0, 0, -4), "count": 24}, (0, 3.4, 10), (0, 1.2, -4), (*DUSK[:-1], STONE)),
    "fireworks": Sample(
        {"at": (0, 62, -150), "start": 2, "length": 3, "count": 9, "spread": (90, 30)},
        (0, 3, 20), (0, 44, -150), time=5.6, fov=52,
    ),
    "fishing_boat": Sample({"yaw": -25}, (2.5, 2.0, 9), (0, 0.7, 0)),
    "fountain": Sample({"jets": 9, "width": 16, "height": 7}, (0, 2.2, 18), (0, 3, 0)),
    "lantern_string": Sample(
        {"start": (-6, 4, 0), "end": (6, 4, -2), "sag": 0.9, "every": 1.4}, (0, 2, 9), (0, 2.6, 0)
    ),
    "lights": Sample(
        {"points": ((-3, 1.2, 0), (0, 1.2, -3), (3, 1.2, 0)), "color": (4, 2, 0.8), "glow": 0.5},
        (0, 2.4, 9), (0, 0.8, 0),
        (*DUSK[:-1], STONE, ("people", {"start": (-4, 0, -2), "end": (4, 0, -1), "count": 9, "width": 3})),
    ),
    "lotus_lights": Sample(
        {"lines": ({"start": (-5, 4), "end": (4, -14), "count": 60, "width": 1.4},)}, (0, 1.7, 8), (0, 0, -3)
    ),
    "mist_bank": Sample(
        {"at": (0, 10, -420), "length": 700, "width": 160, "opacity": 0.35}, (0, 14, 20), (0, 34, -400),
        (*DUSK[:-1], ("valley", {"at": (0, -420), "size": 1600, "relief": 190, "seed": 3})), fov=48,
    ),
    "model": Sample({"file": str(FIGURE)}, (0, 1.0, 2.6), (0, 0.75, 0), DAY, fov=34),
    "painted_boat": Sample({"at": (0, -6), "yaw": 28}, (4, 3.4, 14), (0, 2.8, -6)),
    "pavilion": Sample(
        {"tiers": 3, "width": 7, "yaw": 24, "at": (0, 0.6, -6)}, (5, 4, 20), (0, 7.5, -6), MEADOW, fov=48
    ),
    "people": Sample({"start": (-5, 0, -3), "end": (5, 0, -1), "count": 16, "width": 3}, (0, 1.7, 7), (0, 1, -2), DAY),
    "pine": Sample({"at": (0, -0.3, -14), "height": 13, "lean": 0.22, "seed": 2}, (3, 2.2, 6), (0, 6, -14), MEADOW),
    "pine_bough": Sample({"at": (1.6, 3.6, 1.5), "yaw": 8}, (0, 2, 9), (0, 2.2, 0), MEADOW),
    "presenter": Sample({}, (0, 1.0, 2.6), (0, 0.75, 0), DAY, fov=34),
    "sign": Sample({"text": "太鹤湖", "height": 2}, (2, 2, 11), (0, 1.5, 0)),
    "split_rock": Sample(
        {"at": (0, -0.5, -30), "yaw": 40}, (-14, 15, 24), (0, 12, -30),
        (*DAY, ("terrain", {"area": (-120, -200, 120, 40), "relief": 0, "spacing": 8}),
         ("trees", {"area": (-60, -110, 60, -50), "kind": "masson_pine", "count": 40, "size": (9, 14), "spacing": 7}),
         ("people", {"start": (-8, 0, -8), "end": (2, 0, -12), "count": 6})),
    ),
    "terrain": Sample(
        {"area": (-150, -260, 150, 40), "relief": 22, "size": 80, "seed": 4}, (0, 34, 40), (0, 4, -70), DAY
    ),
    "trees": Sample(
        {"area": (-70, -120, 70, -8), "count": 260, "size": (6, 10), "spacing": 4, "above": -100},
        (0, 9, 22), (0, 4, -40), MEADOW,
    ),
    "valley": Sample(
        {"at": (0, -50), "size": 900, "relief": 130, "seed": 3}, (-160, 60, 80), (60, 8, -120), (*DAY, DUSK[-1]), fov=50
    ),
    "water": Sample({"slope": (0.05, 0.03)}, (0, 2.5, 14), (0, 1, 0), DUSK[:-1]),
}  # fmt: skip
"""By the part's name. The rest (sky, haze, grade, cameras) is seen in all of them."""


def sample(name: str) -> Scene:
    """The little scene that shows a part."""
    what = SAMPLES[name]
    stage = Stage(name, duration=60.0)
    for part, values in (*what.beside, (name, what.values)):
        stage.add(part, **values)
    key = {"time": 0, "eye": what.eye, "target": what.target}
    stage.add("camera", name="main", keys=(key,), fov=what.fov)
    return stage.build()
