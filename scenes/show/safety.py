"""How close drones come and how fast they fly, over a whole show: measured, and refused beyond the limits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from assets.errors import InputError
from scenes.show.flight import Flight

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Limits:
    """What the drones may do: metres between their middles, metres a second, metres a second squared."""

    gap: float = 1.5
    speed: float = 12.0
    acceleration: float = 6.0


@dataclass(frozen=True)
class Record:
    """What was found over a flight. `gap` was between `drones` at `gap_time` seconds."""

    gap: float
    gap_time: float
    drones: tuple[int, int]
    speed: float
    speed_time: float
    acceleration: float
    acceleration_time: float

    def __str__(self) -> str:
        return (
            f"drones come within {self.gap:.2f} m (at {self.gap_time:.1f} s), fly at {self.speed:.1f} m/s at most "
            f"(at {self.speed_time:.1f} s) and accelerate by {self.acceleration:.1f} m/s2 "
            f"(at {self.acceleration_time:.1f} s)"
        )


def measure(flight: Flight, step: float = 0.1) -> Record:
    """The closest approach and the greatest speed and acceleration over the flight.

    Positions are sampled every `step` seconds; between two samples drones count as flying straight, and the closest
    approach on those two lines is exact. Against the true curve that is off by less than `acceleration * step**2 / 4`
    (1.5 cm at 6 m/s2 and 0.1 s). InputError for a drone whose place is no number.
    """
    times = np.arange(flight.start, flight.end + step, step)
    before = flight.positions(float(times[0]))
    moved = np.zeros_like(before)
    gap, speed, acceleration = (np.inf, 0.0, (0, 0)), (0.0, 0.0), (0.0, 0.0)
    for t in times[1:]:
        now = flight.positions(float(t))
        if not np.isfinite(now).all():
            raise InputError(f"a drone is nowhere at {t:.1f} s ({_where(flight, float(t))})")
        found = closest_approach(before, now)
        if found[0] < gap[0]:
            gap = (found[0], float(t) - step * (1 - found[1]), found[2])
        change = now - before
        speed = max(speed, (float(np.linalg.norm(change, axis=1).max()) / step, float(t) - step / 2))
        if t > times[1]:
            force = float(np.linalg.norm(change - moved, axis=1).max()) / step**2
            acceleration = max(acceleration, (force, float(t) - step))
        before, moved = now, change
    return Record(*gap, *speed, *acceleration)


def closest_approach(before: Array, after: Array) -> tuple[float, float, tuple[int, int]]:
    """Least distance of n points that fly straight from `before` to `after` `(n, 3)`, when (0 to 1), and of which two.

    Infinite for fewer than two points.
    """
    if len(before) < 2:
        return float("inf"), 0.0, (0, 0)
    middle = (before + after) / 2
    tree = cKDTree(middle)
    reach = float(np.linalg.norm(after - before, axis=1).max())
    near = float(tree.query(middle, k=2)[0][:, 1].min())
    pairs = tree.query_pairs(near + reach + 1e-9, output_type="ndarray")
    d, v = before[pairs[:, 0]] - before[pairs[:, 1]], (after - before)[pairs[:, 0]] - (after - before)[pairs[:, 1]]
    s = np.clip(-(d * v).sum(1) / np.maximum((v * v).sum(1), 1e-12), 0, 1)
    away = np.linalg.norm(d + s[:, None] * v, axis=1)
    k = int(away.argmin())
    return float(away[k]), float(s[k]), (int(pairs[k, 0]), int(pairs[k, 1]))


def check(flight: Flight, limits: Limits = Limits(), step: float = 0.1) -> Record:
    """Measures the flight. InputError naming the time and the formations when it goes beyond the limits."""
    record = measure(flight, step)
    if record.gap < limits.gap:
        a, b = record.drones
        raise InputError(
            f"drones {a} and {b} come within {record.gap:.2f} m at {record.gap_time:.1f} s "
            f"({_where(flight, record.gap_time)}); the limit is {limits.gap:g} m: make the shape larger or fly fewer"
        )
    if record.speed > limits.speed:
        raise InputError(
            f"drones would fly at {record.speed:.1f} m/s at {record.speed_time:.1f} s "
            f"({_where(flight, record.speed_time)}); the limit is {limits.speed:g} m/s: allow them more time"
        )
    if record.acceleration > limits.acceleration:
        raise InputError(
            f"drones would accelerate by {record.acceleration:.1f} m/s2 at {record.acceleration_time:.1f} s "
            f"({_where(flight, record.acceleration_time)}); the limit is {limits.acceleration:g}: allow them more time"
        )
    return record


def _where(flight: Flight, t: float) -> str:
    for before, act in zip(flight.acts, flight.acts[1:], strict=False):
        if t <= before.end:
            return before.formation.name
        if t < act.start:
            return f"{before.formation.name} to {act.formation.name}"
    return flight.acts[-1].formation.name
