"""What several subcommands share: their arguments, and how they speak to the terminal."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Annotated

import typer
from rich.console import Console

Subject = Annotated[
    str,
    typer.Argument(
        help="a scene or film by name, or a file: .yaml film or scene, .py scene, .glb .gltf .vrm .obj .ply .stl model"
    ),
]
Size = Annotated[str, typer.Option("--size", metavar="WxH", help="pixels")]
QualityName = Annotated[str, typer.Option("--quality", help="draft, standard, high or final")]
Language = Annotated[str, typer.Option("--lang", help="language of the voice and the captions")]
Languages = Annotated[str, typer.Option("--lang", help="languages of voice and captions, with commas: a film each")]
SceneOf = Annotated[str | None, typer.Option("--scene", metavar="NAME|N", help="of a model file: which scene")]
AnimationOf = Annotated[str | None, typer.Option("--animation", metavar="NAME|N", help="of a model file: what plays")]
VariantOf = Annotated[
    str | None, typer.Option("--variant", metavar="NAME|N", help="of a model file: which set of materials")
]
ExpressionOf = Annotated[
    str | None,
    typer.Option("--expression", metavar="NAME=W,...", help="of a VRM character: what its face shows, each 0 to 1"),
]
External = Annotated[bool, typer.Option("--allow-external", help="a model file may name files outside its folder")]
Device = Annotated[int | None, typer.Option("--device", help="graphics device by number: see taihe doctor")]
Json = Annotated[bool, typer.Option("--json", help="as JSON on standard output")]
Voice = Annotated[str, typer.Option("--engine", help="voice: auto (the script's own), kokoro, espeak, or silent")]


class Terminal(Console):
    """A console whose reader may leave: what it says then goes nowhere, and the work goes on."""

    def on_broken_pipe(self) -> None:
        self.quiet = True
        os.dup2(os.open(os.devnull, os.O_WRONLY), self.file.fileno())


console = Terminal(stderr=True)
"""Everything but results: notes, progress, errors."""


def say_all(lines: Sequence[str], label: str = "note") -> None:
    for line in lines:
        console.print(f"{label}: {line}", highlight=False, markup=False, soft_wrap=True)
