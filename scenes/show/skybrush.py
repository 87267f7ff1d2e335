"""Drone flights in Skybrush's show format, version 1: `show.json`, alone or inside a `.skyc` archive.

Axes there: x east, y north, z up, metres; times are seconds from take-off. A trajectory is a chain of cubic Bezier
curves, `[t, [x, y, z], [control points before it]]`; lights are bytecode of the ledctrl language in base64, durations
in fiftieths of a second (github.com/skybrush-io: skybrush.js/packages/show-format, pyledctrl/compiler/ast.py; 2026).
"""

from __future__ import annotations

import base64
import io
import json
import zipfile
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.errors import InputError
from scenes.show.flight import Flight

Array = NDArray[np.float64]
STEP = 1.0
"""Seconds between keys: wings and tails bend so slowly that the curves stay within a centimetre of the closed form."""
FADE = 0.5
"""Seconds of one fade between two colours."""
TICKS = 50
END, SET_COLOR, FADE_TO_COLOR = 0x00, 0x04, 0x08
MOST_BYTES = 1 << 28


def show_json(flight: Flight, title: str) -> bytes:
    """The `show.json` of a flight; the same bytes every time."""
    span = flight.end - flight.start
    times = np.append(np.arange(0.0, span - 1e-6, STEP), span)
    p = np.stack([_axes(flight.positions(flight.start + t)) for t in times], axis=1).round(3)
    v = np.stack([_axes(flight.velocities(flight.start + t)) for t in times], axis=1)
    seconds = np.append(np.arange(0.0, span - 1e-6, FADE), span)
    light = np.stack([_srgb(flight.colors(flight.start + t)) for t in seconds], axis=1)
    drones = [
        {
            "type": "generic",
            "settings": {
                "name": f"drone {k + 1}",
                "home": [float(c) for c in p[k, 0]],
                "trajectory": {
                    "version": 1,
                    "takeoffTime": float(flight.start),
                    "points": _keys(times, p[k], v[k]),
                },
                "lights": {"version": 1, "data": base64.b64encode(_program(seconds, light[k])).decode("ascii")},
            },
        }
        for k in range(len(flight))
    ]
    document = {
        "version": 1,
        "meta": {"title": title},
        "environment": {"type": "outdoor", "cameras": []},
        "settings": {},
        "swarm": {"drones": drones},
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def packed(show: bytes) -> bytes:
    """A `.skyc` archive of a `show.json`; the same bytes for the same show."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("show.json"), show, zipfile.ZIP_DEFLATED)
    return out.getvalue()


@dataclass(frozen=True, eq=False)
class Tracks:
    """What a show file says of n drones."""

    start: float
    keys: tuple[list[tuple[float, Array, Array]], ...]
    """For each drone: time from take-off, place `(3,)`, control points `(0 or 2, 3)`."""
    programs: tuple[bytes, ...]

    def positions(self, t: float) -> Array:
        """`(n, 3)` in scene axes (x east, y up, z south) at t seconds of the show."""
        out = np.array([_on_curve(keys, t - self.start) for keys in self.keys])
        return np.stack([out[:, 0], out[:, 2], -out[:, 1]], axis=1)

    def colors(self, t: float) -> NDArray[np.int64]:
        """`(n, 3)` sRGB bytes at t seconds of the show."""
        return np.array([_played(program, t - self.start) for program in self.programs])


def read_show(path: Path) -> Tracks:
    """A show file (.skyc or .json), checked. InputError naming the drone at fault."""
    try:
        data = path.read_bytes()
        if path.suffix.lower() == ".skyc":
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                if archive.getinfo("show.json").file_size > MOST_BYTES:
                    raise InputError("show.json is too large", path)
                data = archive.read("show.json")
        document = json.loads(data)
    except OSError as error:
        raise InputError(f"cannot read: {error.strerror or error}", path) from None
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        raise InputError(f"not a Skybrush show: {error}", path) from None
    if not isinstance(document, dict) or document.get("version") != 1:
        raise InputError("not a Skybrush show of version 1", path)
    keys, programs, start = [], [], 0.0
    try:
        for k, drone in enumerate(document["swarm"]["drones"]):
            settings = drone["settings"]
            trajectory = settings["trajectory"]
            start = float(trajectory.get("takeoffTime", 0.0))
            track = [_key(row) for row in trajectory["points"]]
            if not track or any(b[0] <= a[0] for a, b in pairwise(track)):
                raise InputError(f"drone {k + 1}: its times do not rise", path)
            keys.append(track)
            programs.append(base64.b64decode(settings["lights"]["data"], validate=True))
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise InputError(f"drone {len(programs) + 1}: broken ({error})", path) from None
    if not keys:
        raise InputError("no drones in this show", path)
    return Tracks(start, tuple(keys), tuple(programs))


def _axes(p: Array) -> Array:
    return np.stack([p[:, 0], -p[:, 2], p[:, 1]], axis=1)


def _srgb(color: Array) -> NDArray[np.int64]:
    c = np.clip(color, 0.0, 1.0)
    coded = np.where(c <= 0.0031308, 12.92 * c, 1.055 * c ** (1 / 2.4) - 0.055)
    return np.asarray(np.rint(255 * coded), np.int64)


def _keys(times: Array, p: Array, v: Array) -> list[list[Any]]:
    rows: list[list[Any]] = [[float(times[0]), p[0].tolist(), []]]
    for k in range(1, len(times)):
        third = (times[k] - times[k - 1]) / 3
        control = [(p[k - 1] + third * v[k - 1]).round(3).tolist(), (p[k] - third * v[k]).round(3).tolist()]
        rows.append([round(float(times[k]), 3), p[k].tolist(), control])
    return rows


def _program(seconds: Array, light: NDArray[np.int64]) -> bytes:
    out = bytearray([SET_COLOR, *light[0].tolist(), 0])
    ticks = np.rint(seconds * TICKS).astype(int)
    k = 1
    while k < len(seconds):
        last = k
        while last + 1 < len(seconds) and (light[last + 1] == light[k - 1]).all() and (light[k] == light[k - 1]).all():
            last += 1
        code = SET_COLOR if (light[k] == light[k - 1]).all() else FADE_TO_COLOR
        out += bytes([code, *light[last].tolist()]) + _varuint(int(ticks[last] - ticks[k - 1]))
        k = last + 1
    return bytes(out + bytes([END]))


def _varuint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append((value & 0x7F) | 0x80)
        value >>= 7
    return bytes(out + bytes([value]))


def _key(row: Any) -> tuple[float, Array, Array]:
    t, place, control = row
    p, c = np.asarray(place, float), np.asarray(control, float).reshape(-1, 3)
    if p.shape != (3,) or len(c) not in (0, 2) or not (np.isfinite(p).all() and np.isfinite(c).all()):
        raise ValueError(f"key {row!r}")
    return float(t), p, c


def _on_curve(keys: list[tuple[float, Array, Array]], t: float) -> Array:
    times = [key[0] for key in keys]
    k = int(np.searchsorted(times, t, side="right"))
    if k == 0 or k == len(keys):
        return keys[min(k, len(keys) - 1)][1]
    (t0, a, _), (t1, d, control) = keys[k - 1], keys[k]
    s = (t - t0) / (t1 - t0)
    if not len(control):
        return np.asarray(a + s * (d - a))
    b, c = control
    r = 1 - s
    return np.asarray(r**3 * a + 3 * r * r * s * b + 3 * r * s * s * c + s**3 * d)


def _played(program: bytes, t: float) -> tuple[int, int, int]:
    color, at, k = (0, 0, 0), 0.0, 0
    while k < len(program) and program[k] != END:
        code, goal = program[k], (program[k + 1], program[k + 2], program[k + 3])
        k, ticks, shift = k + 4, 0, 0
        while True:
            ticks |= (program[k] & 0x7F) << shift
            shift, k = shift + 7, k + 1
            if not program[k - 1] & 0x80:
                break
        length = ticks / TICKS
        if t < at + length:
            s = max(t - at, 0.0) / length if code == FADE_TO_COLOR else 1.0
            return tuple(round(a + s * (b - a)) for a, b in zip(color, goal, strict=True))  # type: ignore[return-value]
        color, at = goal, at + length
    return color
