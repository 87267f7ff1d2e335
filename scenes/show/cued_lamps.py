"""Cues on the lamps that a scene already has: its lights, its lines of light and its walls under up-light, by group.

    cue_lamps(stage, read_cues(Path("show.csv"), groups(stage), timeline))

Parts name what they light (`Glow.add(group="bridge")`, `stage.once(line_material, "bridge")`); a group is all of that
name. White is a lamp's own colour; the purer a cue's colour, the more of it a line of light takes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from assets.scene import Material, Vec3
from scenes.authoring import Stage
from scenes.glow import Glow
from scenes.show.cues import Cue, cued, levels
from scenes.show.rig import Rig

LENGTH = 200.0
"""Metres from one crest of a chase to the next along a line of light."""


class Lines(dict[str, int]):
    """The materials of the lines of light of a stage, and of walls under up-light, by group: `stage.once(Lines)`."""

    def __init__(self, stage: Stage) -> None:
        self.washes: dict[str, list[int]] = {}


def line_material(stage: Stage, group: str) -> int:
    """The material of the lines of light of a group, in place of `Palette.line`."""
    made = stage.material(
        f"{group} line", surface="lamp", params=(1.9, 2.6, 0, 0, 0, 0, 0, 0), roughness=0.0, double_sided=True
    )
    stage.once(Lines)[group] = made
    return made


def wash(stage: Stage, group: str, material: int) -> None:
    """Counts a masonry's up-light among a group's lamps."""
    stage.once(Lines).washes.setdefault(group, []).append(material)


def groups(stage: Stage) -> tuple[str, ...]:
    """What cues can be given to."""
    return tuple(sorted({*stage.once(Glow).groups, *stage.once(Lines), *stage.once(Lines).washes}))


def cue_lamps(stage: Stage, cues: Sequence[Cue], along: Vec3 = (1.0, 0.0, 0.0)) -> None:
    """Lets the cues drive every group on stage so far; a chase runs along the direction `along`."""
    lines = stage.once(Lines)
    parts = {name: tuple(slices) for name, slices in stage.once(Glow).groups.items()}
    stage.light_track(cued(cues, parts))
    for group, material in lines.items():
        own = tuple(cue for cue in cues if cue.group == group)
        if own:
            stage.vary(material, lambda t, m, own=own: line_look(own, t, m, along))  # type: ignore[misc]
    for group, materials in lines.washes.items():
        own = tuple(cue for cue in cues if cue.group == group)
        for material in materials if own else ():
            stage.vary(material, lambda t, m, own=own: wash_look(own, t, m))  # type: ignore[misc]


def line_look(cues: Sequence[Cue], t: float, material: Material, along: Vec3) -> Material:
    """What a line of light looks like at t seconds: its level and hue, and the wave that runs along it."""
    if not any(cue.time <= t for cue in cues):
        return material
    cue = next(c for c in reversed(cues) if c.time <= t)
    chased = cue.action == "chase"
    # one lamp without a place: what the whole group does
    color = levels([replace(c, action="set") if c.action == "chase" else c for c in cues], 1, t)[0]
    level = float(color.max())
    hue = color / max(level, 1e-6)
    own = float(hue.min())
    k = np.asarray(along)[[0, 2]] / max(float(np.hypot(along[0], along[2])), 1e-9) / LENGTH
    p = material.params
    return replace(
        material,
        base_color=(float(hue[0]), float(hue[1]), float(hue[2]), 1.0),
        params=(
            p[0] * level, p[1], p[2], 1.0 - own, float(k[0]), float(k[1]),
            float((t - cue.time) * cue.rate % 1.0) if chased else 0.0, 0.9 if chased else 0.0,
        ),
    )  # fmt: skip


def wash_look(cues: Sequence[Cue], t: float, material: Material) -> Material:
    """A wall at t seconds: its up-light as strong as the group's lamps."""
    now = [replace(c, action="set") if c.action == "chase" else c for c in cues]
    level = float(levels(now, 1, t).max())
    return material if level == 1.0 else replace(material, params=(material.params[0] * level, *material.params[1:]))


def lamps_as_fixtures(stage: Stage, cues: Sequence[Cue]) -> Rig:
    """The lamps of the groups that have cues, as a rig: lines of light and walls have no fixtures of their own."""
    position = stage.build().lights.position.astype(float)
    called = {cue.group for cue in cues}
    lamps = {name: position[np.r_[tuple(parts)]] for name, parts in stage.once(Glow).groups.items() if name in called}
    own = tuple(cue for cue in cues if cue.group in lamps)
    return Rig(lamps, own, max((cue.intensity for cue in own), default=1.0))
