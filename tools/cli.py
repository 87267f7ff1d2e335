"""The `taihe` command."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from assets.errors import InputError
from tools import options

app = typer.Typer(
    name="taihe",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help="XR scenes and a digital human, from a script to a film.",
    epilog="Start with:  taihe doctor  ·  taihe shot taihe_lake -o lake.png  ·  taihe render night_tour -o film.mp4",
)

Subject = Annotated[
    str, typer.Argument(help="a scene or film by name, or a file: .yaml film, .py scene, .glb .gltf .vrm .obj model")
]
Size = Annotated[str, typer.Option("--size", metavar="WxH", help="pixels")]
QualityName = Annotated[str, typer.Option("--quality", help="draft, standard, high or final")]
Language = Annotated[str, typer.Option("--lang", help="language of the voice and the captions")]
Device = Annotated[int | None, typer.Option("--device", help="graphics device by number: see taihe doctor")]
Voice = Annotated[str, typer.Option("--engine", help="voice: auto, kokoro, or silent (timings without sound)")]

console = Console(stderr=True)


@app.command(epilog="Example:  taihe render night_tour -o out/night_tour.mp4 --size 1280x720 --quality standard")
def render(
    film: Subject,
    output: Annotated[Path, typer.Option("-o", "--output", help="the .mp4 to write")],
    size: Size = "1280x720",
    fps: Annotated[int, typer.Option(help="frames a second")] = 25,
    quality: QualityName = "standard",
    lang: Language = "zh",
    frames: Annotated[str | None, typer.Option(metavar="A-B", help="only these frames, both included")] = None,
    device: Device = None,
    engine: Voice = "auto",
    keep: Annotated[bool, typer.Option("--keep", help="leave the finished segments beside the film")] = False,
) -> None:
    """Make a film: H.264 and AAC in an MP4, with captions.

    An interrupted film goes on where it stopped when the same command is given again, and ends with the same bytes.
    """
    from tools.film.shoot import Format, plan, shoot
    from tools.production import open_production
    from tools.progress import progress

    form = Format(options.size(size), fps, options.quality(quality), options.frames(frames), device)
    production = open_production(film, lang, options.engine(engine))
    _say(production.notes)
    with progress(output.name, plan(production, form).frames, console) as done:
        shoot(production, form, output, done, keep)
    _say([f"{output}: {production.title}, {plan(production, form).frames / fps:.1f} s, {size}"], "done")


@app.command(epilog="Example:  taihe shot taihe_lake --camera L1 -o l1.png --quality high")
def shot(
    subject: Subject,
    output: Annotated[Path, typer.Option("-o", "--output", help="the picture to write: .png, .jpg or .webp")],
    time: Annotated[float, typer.Option(metavar="S", help="seconds from the start")] = 0.0,
    size: Size = "1280x720",
    quality: QualityName = "standard",
    camera: Annotated[str | None, typer.Option(help="one of the scene's cameras")] = None,
    lang: Language = "zh",
    device: Device = None,
    engine: Voice = "auto",
) -> None:
    """Make a still of a scene, a film or a model."""
    from tools.film.shoot import Format
    from tools.production import open_production
    from tools.shot import take

    form = Format(options.size(size), quality=options.quality(quality), device=device)
    production = open_production(subject, lang, options.engine(engine))
    _say(production.notes)
    take(production, form, time, camera, output)


def _say(lines: Sequence[str], label: str = "note") -> None:
    for line in lines:
        console.print(f"{label}: {line}", highlight=False, markup=False, soft_wrap=True)


def run(arguments: Sequence[str]) -> int:
    """The exit code: 0, 2 for bad input or usage with one line on stderr, 130 when interrupted."""
    try:
        code = app(list(arguments), prog_name="taihe", standalone_mode=False)
    except InputError as error:
        message = str(error)
    except typer.TyperException as error:
        message = f"{' '.join(error.format_message().split())} (see taihe --help)"
    except (KeyboardInterrupt, typer.Abort):
        console.print("interrupted")
        return 130
    else:
        return code if isinstance(code, int) else 0
    console.print(f"taihe: {message}", highlight=False, markup=False, soft_wrap=True)
    return 2


def main() -> None:
    sys.exit(run(sys.argv[1:]))
