"""`taihe bake`: files that are made from source in this repository."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assets.errors import InputError
from tools.commands.arguments import say_all

bake = typer.Typer(no_args_is_help=True, help="Rebuild the files that are made from source in this repository.")


@bake.command("avatar", epilog="Example:  taihe bake avatar -o yuduoduo.vrm")
def bake_avatar(
    output: Annotated[Path | None, typer.Option("-o", "--output", help="default: the file in the repository")] = None,
) -> None:
    """Build 鱼多多 as a VRM 1.0 file; the same source gives the same bytes."""
    from avatar.character.build import OUTPUT
    from avatar.character.build import bake as build
    from tools.targets import check_target

    target = output or OUTPUT
    check_target(target, (".vrm",), "an avatar")
    try:
        size = build(target)
    except OSError as error:
        raise InputError(f"cannot write: {error.strerror or error}", target) from error
    say_all([f"{target}: {size / 1e6:.1f} MB"], "done")
