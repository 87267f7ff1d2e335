"""Cameras. L1 the dock at twilight, `dock` the presenter close on it, `orbit` for looking round."""

from __future__ import annotations

import math

from scenes.authoring import Stage
from scenes.parts.cameras import Key, camera, orbit
from scenes.taihe_lake.landing import PRESENTER

EXPOSURE = 1.10


def shots(stage: Stage) -> None:
    # L1: 3.5 m above the water, verticals kept upright by lens shift; a slow crane towards the first lantern.
    crane = (Key(0.0, (0.35, 3.62, 3.7), (0.35, 3.62, -60.0)), Key(40.0, (-0.25, 3.42, 2.5), (-0.25, 3.42, -60.0)))
    camera(
        stage, name="L1", keys=crane, fov=37.0, shift=(0.0, 0.07), near=0.2, exposure=EXPOSURE, focus=12.0, moment=6.0
    )
    # In front of her at eye height, she on the left third, the boat behind on the right.
    x, y, z = PRESENTER
    ahead = math.radians(8.0)

    def close(time: float, dx: float, dz: float) -> Key:
        ex, ey, ez = round(x + dx, 3), round(y + 1.12, 3), round(z + dz, 3)
        aim = round(ex + 10 * math.sin(ahead), 3), round(ey - 0.35, 3), round(ez - 10 * math.cos(ahead), 3)
        return Key(time, (ex, ey, ez), aim)

    talk = (close(0.0, 0.0, 1.75), close(40.0, 0.05, 1.50))
    camera(stage, name="dock", keys=talk, fov=28.0, near=0.1, exposure=EXPOSURE, focus=1.6, aperture=0.006)
    # L6: low over the water past the dock, level, so that the drones and their reflection share the frame.
    low = (Key(60.0, (20.0, 3.6, -58.0), (46.0, 3.6, -220.0)), Key(104.0, (23.0, 3.2, -72.0), (49.0, 3.2, -234.0)))
    camera(stage, name="L6", keys=low, fov=45.0, shift=(0.0, 0.15), near=0.3, exposure=0.72, moment=100.0)
    # L7: over the floating stage's near corner, the files a curve to gate, bridge and fireworks, the lake on the left.
    march = (Key(122.0, (43.5, 6.3, -63.0), (58.5, 2.9, -163.0)), Key(158.0, (46.0, 5.5, -67.0), (61.0, 2.6, -167.0)))
    camera(stage, name="L7", keys=march, fov=49.0, shift=(0.0, 0.25), near=0.3, exposure=0.72, moment=146.0)
    orbit(stage, target=(2.0, 2.5, -14.0), radius=13.0, height=3.5, exposure=EXPOSURE)
