"""龙舟: dragon boats race out from under the bridge at dusk, every crew pulling to its drum. Parts only."""

from __future__ import annotations

from assets.scene import Scene
from scenes.authoring import Stage

LANES = (
    ((0.42, 0.035, 0.02), (0.75, 0.10, 0.05), 0.0),
    ((0.46, 0.24, 0.03), (0.78, 0.48, 0.08), -9.0),
    ((0.03, 0.19, 0.15), (0.07, 0.46, 0.36), 2.5),
    ((0.04, 0.07, 0.36), (0.12, 0.22, 0.70), -14.0),
)
"""Of each boat: hull, crew, and the metres it is ahead."""


def build() -> Scene:
    s = Stage("龙舟", duration=24)
    hours = [{"time": 0, "date": "2026-06-19T19:19+08:00"}, {"time": 24, "date": "2026-06-19T19:22+08:00"}]
    s.add("clock", keys=hours, heading=31, clouds=0.5)
    s.add("haze", mist=0.0011, mist_height=22, air=0.0005, town=(0.05, 0.024, 0.01), before_sky=False)
    s.add("grade", contrast=1.3, saturation=1.25, vignette=0.3)
    s.add("water", wind=(2.0, 30), slope=(0.022, 0.017))
    s.add("valley", at=(0, -40), water=150, floor=46, relief=230, size=2600, seed=12)
    s.add("trees", area=(-900, -700, 200, 500), count=6000, size=(7, 13), above=6, seed=4)
    s.add("facade_street", at=(-330, 4, -140), length=330, towers=6, people=120, seed=21)
    s.add("bridge", at=(-58, 0, 46), yaw=86, length=190, people=160, seed=5)
    for x, z, yaw, seed in ((-16, -58, 8, 3), (-120, -66, 170, 4)):
        s.add("painted_boat", at=(x, z), yaw=yaw, seed=seed)
    for k, (hue, coat, ahead) in enumerate(LANES):
        at, pace = (-46 + ahead, -9.0 - 7.0 * k), 3.5 + 0.06 * k
        s.add("dragon_boat", at=at, speed=pace, tempo=66 + k, beat=0.2 * k, hue=hue, coat=coat, seed=k)
    s.add("lights", points=[(-30 + 10 * k, 6, 2) for k in range(10)], color=(62, 34, 15), reach=24)
    s.add("lantern_string", start=(-52, 9, 30), end=(-30, 7, 34), size=1.0, every=2.5)
    keys = [
        {"time": 0, "eye": (-19, 1.7, -3.5), "target": (-60, 5.6, -19)},
        {"time": 12, "eye": (13, 1.35, -3), "target": (-30, 4.0, -18)},
        {"time": 24, "eye": (52, 1.35, -3), "target": (9, 4.0, -18)},
    ]
    s.add("camera", name="race", keys=keys, fov=42, exposure=1.1)
    s.add("camera", name="drum", keys=[{"time": 0, "eye": (2, 1.6, -2.5), "target": (-7, 1.0, -9.6)}], fov=40)
    return s.build()
