"""`taihe sheet`: pictures by which figures and parts of scenes are judged."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tools import options
from tools.commands.arguments import Size, say_all

sheet = typer.Typer(no_args_is_help=True, help="Pictures by which figures and parts are judged.")


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
