"""The evening: dusk at the dock to night over the finale; two days before the Dragon Boat Festival, a young moon."""

from __future__ import annotations

from scenes.authoring import Stage
from scenes.clock import Looks
from scenes.parts.part import part

DAY = "2026-06-17"
KEYS = ((0, "19:35"), (40, "19:50"), (48, "19:58"), (60, "20:04"), (68, "20:08"), (128, "20:11"), (146, "20:15"))
"""Seconds of the scene and time of the day: dock and river, the rock, the drones, the finale."""
HEADING = 297.0
"""Bearing of -z: the sun has set into the gap of the hills, and the moon stands low over the river."""
SKIES: Looks = {
    30.0: {"gain": 0.35, "stars": 0.0, "night": (0.0, 0.0, 0.0), "town_glow": (0.0, 0.0, 0.0), "moon_radiance": 0.002},
    3.0: {"gain": 1.0, "stars": 0.0, "night": (0.0, 0.0, 0.0), "town_glow": (0.0, 0.0, 0.0), "moon_radiance": 0.004},
    -2.0: {
        "gain": 6.0,
        "stars": 0.0,
        "night": (0.0, 0.0, 0.0),
        "town_glow": (0.08, 0.037, 0.01),
        "moon_radiance": 0.008,
    },
    -4.4: {
        "gain": 27.0,
        "stars": 0.4,
        "night": (0.004, 0.006, 0.012),
        "town_glow": (0.16, 0.075, 0.02),
        "moon_radiance": 0.01,
    },
    -7.4: {
        "gain": 440.0,
        "stars": 1.0,
        "night": (0.004, 0.006, 0.012),
        "town_glow": (0.16, 0.075, 0.02),
        "moon_radiance": 0.012,
    },
    -10.2: {
        "gain": 3600.0,
        "stars": 1.0,
        "night": (0.005, 0.010, 0.025),
        "town_glow": (0.11, 0.055, 0.018),
        "moon_radiance": 0.012,
    },
    -12.1: {
        "gain": 5200.0,
        "stars": 1.0,
        "night": (0.008, 0.019, 0.050),
        "town_glow": (0.075, 0.040, 0.016),
        "moon_radiance": 4.0,
    },
    -14.8: {
        "gain": 7000.0,
        "stars": 1.3,
        "night": (0.007, 0.015, 0.040),
        "town_glow": (0.055, 0.030, 0.014),
        "moon_radiance": 4.2,
    },
}
"""By the sun's altitude. The town's glow on the haze fades as the camera's eye opens less than the light falls; the
moon lights nothing to speak of before it is night, and what lights nothing is not drawn with shadows."""


@part("taihe_lake/evening")
def evening(stage: Stage, *, day: str = DAY) -> None:
    """The sky of an evening: dusk when the scene begins, night when it ends; `day` as 2026-06-17."""
    stage.clock([(t, f"{day}T{time}+08:00") for t, time in KEYS], heading=HEADING, looks=SKIES, clouds=0.48)
