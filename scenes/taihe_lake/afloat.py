"""On the water: tour boats with lanterns and guests, fishermen, and lines of lotus lights drifting past the dock."""

from __future__ import annotations

from scenes.authoring import Stage
from scenes.parts.afloat import Line, Waypoint, fishing_boat, lotus_lights, painted_boat, voyage

ARRIVAL = (
    Waypoint((22.2, -48.34), 0.0),
    Waypoint((10.8, -41.7)),
    Waypoint((7.94, -40.04), 7.5),
    Waypoint((5.35, -38.5), 12.0),
)
"""The painted boat of the first shot comes in to the dock."""
HERO = voyage(ARRIVAL, 0)
BOATS = (((60.7, -285.7), -50.0, 2.6, 1, 40.0),)
"""It comes towards the third arch when the camera glides through."""
FISHERS = (((41.6, -87.0), -120.0, 1.2, 2, 18.0), ((178.0, -300.0), 90.0, 1.5, 3, -28.0))
"""Of each: where it starts (x, z), yaw in degrees, metres a second, seed, radius of its round."""
LINES = (
    Line((0.9, -10.0), (6.0, -30.0), 30, 1.1),
    Line((5.0, -9.5), (19.0, -34.0), 26, 1.6),
    Line((2.0, -30.0), (-3.0, -120.0), 60, 5.0),
    Line((16.0, -40.0), (40.0, -170.0), 60, 8.0),
    Line((29.0, -192.0), (62.0, -246.0), 34, 4.5),
)
CLEAR = (
    (-12.0, 2.0, 20.0, 2.0, 8.5),  # the shore
    (-4.3, -3.0, -5.6, -20.0, 5.0),  # the dock
    (-5.6, -20.0, -7.0, -44.0, 6.4),
    (-2.0, -34.3, 26.0, -50.5, 5.5),  # the boat's way
)


def boats(stage: Stage) -> None:
    painted_boat(stage, along=ARRIVAL, seed=0)
    for at, yaw, speed, seed, radius in BOATS:
        painted_boat(stage, at=at, yaw=yaw, speed=speed, seed=seed, radius=radius)
    for at, yaw, speed, seed, radius in FISHERS:
        fishing_boat(stage, at=at, yaw=yaw, speed=speed, seed=seed, radius=radius)


def lotuses(stage: Stage) -> None:
    """Paper lotuses in loose lines, clear of the dock and of the boat."""
    lotus_lights(stage, lines=LINES, keep_clear=CLEAR)
