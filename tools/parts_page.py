"""`taihe sheet parts`: the page of the documentation that shows every part of scenes, its text and its pictures."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from assets.errors import InputError
from render.picture import Image
from render.renderer import Renderer
from scenes.parts.catalogue import known_parts
from scenes.parts.part import REGISTERED
from scenes.parts.samples import SAMPLES, sample
from scenes.parts.signature import Parameter

SIZE = (480, 288)
HEAD = """\
# Parts

What scenes are made of, by name: `stage.add("bridge", length=160, at=(-60, 0, -90))` in Python, or in a
[scene file](scene.md) `- bridge: {length: 160, at: [-60, 0, -90]}`. Metres, seconds and degrees; x east, y up, z south;
a part stands `at` its origin and `yaw` turns it counter-clockwise seen from above. Colours are linear RGB. A `seed`
makes another of the same kind. What does not fit is refused with the parameter's name (in a file, with its line).

This page is written by `taihe sheet parts -o docs`.
"""

LAKE = """\
## Of the lake alone

These stand where they stand in `taihe_lake`: their places are the lake's, so most take no parameters. A saved lake is
made of them; for another place take the part that is named last.
"""
ELSEWHERE = {
    "bough": "`pine_bough`", "drones": "`drones`", "evening": "`clock`", "far_bank": "`facade_street`, `trees`",
    "finale": "`fireworks`, `fountain`, `beams`", "fish_array": "`fish_lanterns`", "forest": "`trees`, `pine`",
    "hills": "`valley`", "mist": "`mist_bank`", "necklace": "`lights`", "pier": "`dock`",
    "promenade": "`facade_street`",
    "quarters": "`district`", "quayside": "`lantern_string`, `painted_boat`", "split_rock": "`split_rock`",
    "summit_path": "`lights`", "summit_pavilion": "`pavilion`", "sword_trial": "`beams`, `split_rock`",
    "terrace": "`trees`", "tour": "`painted_boat`, `camera`, `stop`", "town": "`facade_street`",
    "viewing_terrace": "`people`, `lights`",
}  # fmt: skip


def page() -> str:
    """The text of docs/parts.md."""
    lines = [HEAD]
    for name, part in known_parts().items():
        lines += [f"## {name}", ""]
        if name in SAMPLES:
            lines += [f"![{name}](parts/{name}.jpg)", ""]
        lines += [part.about, "", "| parameter | is | unless given |", "| --- | --- | --- |"]
        lines += [
            f"| `{key}` | {str(each).replace('|', 'or')} | {_default(each)} |" for key, each in part.parameters.items()
        ]
        lines.append("")
    return "\n".join((*lines, *_lake()))


def _lake() -> Iterator[str]:
    """The parts of the lake alone, and which of the above to take instead in a scene of one's own."""
    importlib.import_module("scenes.taihe_lake")
    yield LAKE
    yield "| part | is | parameters | elsewhere take |"
    yield "| --- | --- | --- | --- |"
    for name, part in sorted(REGISTERED.items()):
        if name.startswith("taihe_lake/") and not part.source:
            keys = ", ".join(f"`{key}`" for key in part.parameters) or "none"
            yield f"| `{name}` | {part.about} | {keys} | {ELSEWHERE.get(name.partition('/')[2], '')} |"
    yield ""


def _default(parameter: Parameter) -> str:
    value = parameter.default
    if value is ...:
        return "**needed**"
    if isinstance(value, tuple):
        return ", ".join(f"{v:g}" if isinstance(v, int | float) else str(v) for v in value) or "none"
    return "none" if value in (None, "") else f"{value:g}" if isinstance(value, float) else str(value)


def picture(name: str) -> Image:
    """A part's sample, drawn."""
    with Renderer(sample(name), SIZE, quality="high") as renderer:
        return renderer.render(SAMPLES[name].time, "main")


def write(folder: Path, names: Sequence[str]) -> Iterator[Path]:
    """Writes the page and the pictures of these parts (all without any). InputError for an unknown one."""
    if unknown := [name for name in names if name not in SAMPLES]:
        raise InputError(f"no picture of {', '.join(unknown)}; there is {', '.join(SAMPLES)}")
    (folder / "parts").mkdir(parents=True, exist_ok=True)
    (folder / "parts.md").write_text(page(), encoding="utf-8")
    yield folder / "parts.md"
    for name in names or SAMPLES:
        file = folder / "parts" / f"{name}.jpg"
        picture(name).save(file)
        yield file
