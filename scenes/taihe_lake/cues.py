"""The show's cues on the lamps of bridge, quay and façades, in bars of the music (`show.csv`)."""

from __future__ import annotations

from pathlib import Path

from scenes.authoring import Stage
from scenes.parts.part import part
from scenes.show.cued_lamps import cue_lamps, groups, lamps_as_fixtures
from scenes.show.cues import read_cues
from scenes.show.rig import Rig
from scenes.timeline import Timeline

TEMPO = 76.0
"""Beats a minute of the music that films make themselves."""
MUSIC = Timeline(TEMPO)
CUES = Path(__file__).parent / "show.csv"
ALONG = (240.0, 0.0, 122.0)
"""The bridge's way: a chase runs over it."""


@part("taihe_lake/cues")
def light_cues(stage: Stage) -> None:
    """Bridge, quay and façades follow the show: they give the sky to the drones, and beat with the dance's drum."""
    cue_lamps(stage, read_cues(CUES, groups(stage), MUSIC), ALONG)


def show_rig(stage: Stage) -> Rig:
    """The same lamps for real fixtures; a fixture is wide open at the strongest cue."""
    return lamps_as_fixtures(stage, read_cues(CUES, groups(stage), MUSIC))
