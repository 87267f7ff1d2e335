"""Cameras afloat and aloft: L3 the riverfront, L4 under the bridge, L5 the split rock, L8 from above."""

from __future__ import annotations

from scenes.authoring import Stage
from scenes.parts.cameras import Key, camera
from scenes.taihe_lake.shots import EXPOSURE


def river_shots(stage: Stage) -> None:
    """L3, L4 and L8 on the stage."""
    # L3: over the lower walk of 临江东路, gliding upstream: façades and wet paving left, the bridge ahead.
    pan = (Key(0.0, (-83.9, 6.2, -80.0), (-79.5, 7.6, -124.0)), Key(40.0, (-65.2, 6.6, -141.0), (-60.2, 8.0, -185.0)))
    camera(stage, name="L3", keys=pan, fov=44.0, near=0.3, exposure=EXPOSURE)
    # L4: a boat's pace through the third arch, the soffit overhead, the town beyond.
    glide = (Key(14.0, (20.6, 1.9, -179.7), (33.4, 6.4, -204.8)), Key(40.0, (27.0, 1.9, -192.3), (41.0, 6.9, -219.1)))
    camera(stage, name="L4", keys=glide, fov=62.0, near=0.2, exposure=EXPOSURE, moment=25.0)
    # L5: at the foot of the crest, looking up: the rock against the sky, pavilion and people beside it; closer as the
    # sword falls.
    rock = (
        Key(40.0, (-279.0, 120.0, -663.0), (-237.0, 132.6, -609.0)),
        Key(47.0, (-275.0, 120.5, -660.5), (-235.0, 132.4, -608.0)),
        Key(52.0, (-262.5, 121.2, -651.5), (-230.5, 131.8, -606.0)),
        Key(62.0, (-262.0, 121.6, -651.0), (-230.2, 132.6, -605.4)),
    )
    camera(stage, name="L5", keys=rock, fov=48.0, near=0.5, exposure=1.3, moment=52.0)
    # L8: over the far shore, the young moon and its path before the lens, both banks a necklace of light.
    high = (
        Key(0.0, (186.0, 128.0, 30.0), (121.0, 120.0, -240.0)),
        Key(40.0, (178.0, 122.0, 10.0), (113.0, 114.0, -260.0)),
        Key(46.0, (176.0, 136.0, 70.0), (176.0, 110.0, -270.0)),
        Key(128.0, (176.0, 136.0, 70.0), (176.0, 110.0, -270.0)),
        Key(158.0, (152.0, 126.0, 18.0), (166.0, 98.0, -310.0)),
    )
    camera(stage, name="L8", keys=high, fov=52.0, near=1.0, exposure=1.25 * EXPOSURE, moment=150.0)
