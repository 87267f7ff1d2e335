"""`taihe export SCENE -o show.skyc`: a scene's drone show for Skybrush."""

from __future__ import annotations

from scenes.show.flight import Flight
from scenes.show.safety import check
from scenes.show.skybrush import packed, show_json
from tools.catalogue import beside


def find_flight(subject: str) -> Flight:
    """What `flight()` beside a scene's `build()` gives. InputError when the scene has none, or is unknown."""
    return beside(subject, "flight", "drones", Flight)


def export_drones(subject: str, compressed: bool) -> tuple[bytes, str]:
    """The file's bytes (.skyc, or its show.json) and what it holds, in words. InputError beyond the safety limits."""
    flight = find_flight(subject)
    record = check(flight)
    data = show_json(flight, subject)
    return packed(data) if compressed else data, f"{len(flight)} drones, {flight.end - flight.start:.0f} s; {record}"
