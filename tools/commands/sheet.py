"""`taihe sheet`: pictures by which figures, films and parts of scenes are judged."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tools import options
from tools.commands.arguments import Language, QualityName, Size, Voice, say_all

sheet = typer.Typer(no_args_is_help=True, help="Pictures by which figures, films and parts are judged.")


@sheet.command("avatar", epilog="Example:  taihe sheet avatar -o sheets    taihe sheet avatar someone.vrm -o sheets")
def sheet_avatar(
    output: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="the folder to write into")],
    name: Annotated[str, typer.Argument(help="an avatar by name, or a .vrm file")] = "yuduoduo",
    size: Size = "360x450",
    only: Annotated[str, typer.Option(help="turntable, expressions, visemes, poses: which, with commas")] = "",
) -> None:
    """Turntable, expressions, visemes and poses of an avatar, by night and by day: labelled sheets and the pictures."""
    from tools.sheet import SHEETS, make_sheets

    chosen = tuple(part.strip() for part in only.split(",") if part.strip()) or tuple(SHEETS)
    for written in make_sheets(name, output, options.size(size), chosen):
        say_all([str(written)], "done")


@sheet.command("parts", epilog="Example:  taihe sheet parts -o docs    taihe sheet parts bridge -o /tmp/parts")
def sheet_parts(
    output: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="the folder to write into")],
    names: Annotated[list[str] | None, typer.Argument(help="parts by name; by default all")] = None,
) -> None:
    """The parts that scenes are made of: parts.md with every parameter, and a picture of each."""
    from tools.parts_page import write

    for written in write(output, names or []):
        say_all([str(written)], "done")


@sheet.command("film", epilog="Example:  taihe sheet film out/programme_es.mp4 -o es.png    taihe sheet film programme")
def sheet_film(
    film: Annotated[
        str, typer.Argument(help="a finished film (.mp4), or a film by name, a scene's tour, or a .yaml script")
    ],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="the sheet: .png or .jpg")] = Path(
        "sheet.png"
    ),
    every: Annotated[float, typer.Option(min=0.04, metavar="S", help="seconds between pictures")] = 1.0,
    columns: Annotated[int, typer.Option(min=1, max=40)] = 8,
    size: Annotated[str, typer.Option("--size", metavar="WxH", help="pixels of one picture")] = "320x180",
    lang: Language = "zh",
    engine: Voice = "auto",
    quality: QualityName = "draft",
) -> None:
    """A picture a second of a finished film, or, much sooner than the film, of a script."""
    from tools import storyboard
    from tools.catalogue import film_of
    from tools.targets import check_target

    check_target(output, (".png", ".jpg"), "a sheet")
    pixels = options.size(size)
    if Path(film).suffix.lower() in storyboard.VIDEOS:
        cells = storyboard.of_film(Path(film), every, pixels[0])
    else:
        script = str(film_of(film) or film)
        cells = storyboard.of_script(script, lang, options.engine(engine), every, pixels, options.quality(quality))
    say_all([f"{output}: {storyboard.write_sheet(cells, output, columns)} pictures"], "done")
