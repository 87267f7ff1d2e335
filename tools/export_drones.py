"""`taihe export SCENE -o show.skyc`: a scene's drone show for Skybrush."""

from __future__ import annotations

import importlib
import runpy
from pathlib import Path
from typing import Any

from assets.errors import InputError
from scenes.show.flight import Flight
from scenes.show.safety import check
from scenes.show.skybrush import packed, show_json
from tools.catalogue import known_scenes


def find_flight(subject: str) -> Flight:
    """What `flight()` beside a scene's `build()` gives. InputError when the scene has none, or is unknown."""
    found: Any = None
    if subject in known_scenes():
        found = getattr(importlib.import_module(known_scenes()[subject]), "flight", None)
    elif Path(subject).suffix == ".py" and Path(subject).is_file():
        found = runpy.run_path(subject).get("flight")
    else:
        raise InputError(f"no scene {subject!r} with drones; scenes: {', '.join(known_scenes())}")
    if found is None:
        raise InputError(f"scene {subject!r} has no drones: there is no function flight() beside its build()")
    flight: Flight = found()
    return flight


def export_drones(subject: str, compressed: bool) -> tuple[bytes, str]:
    """The file's bytes (.skyc, or its show.json) and what it holds, in words. InputError beyond the safety limits."""
    flight = find_flight(subject)
    record = check(flight)
    data = show_json(flight, subject)
    return packed(data) if compressed else data, f"{len(flight)} drones, {flight.end - flight.start:.0f} s; {record}"
