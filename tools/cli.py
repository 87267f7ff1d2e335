"""The `taihe` command."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import typer

from assets.errors import InputError, Interrupted
from tools.commands import bake, files, film, measure, picture, sheet
from tools.commands.arguments import console

app = typer.Typer(
    name="taihe",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help="XR scenes and a digital human, from a script to a film.",
    epilog="Start with:  taihe doctor  ·  taihe shot taihe_lake -o lake.png  ·  taihe render night_tour -o film.mp4",
)
for room in (film, picture, files):
    app.registered_commands += room.app.registered_commands
app.add_typer(measure.bench, name="bench")
app.add_typer(bake.bake, name="bake")
app.add_typer(sheet.sheet, name="sheet")


def run(arguments: Sequence[str]) -> int:
    """The exit code: 0, 2 for bad input or usage with one line on stderr, 130 when interrupted."""
    message = ""
    try:
        answer = app(list(arguments), prog_name="taihe", standalone_mode=False)
        code = answer if isinstance(answer, int) else 0
    except InputError as error:
        code, message = 2, f"taihe: {error}"
    except typer.TyperException as error:
        said = " ".join(error.format_message().split())
        at = getattr(getattr(error, "ctx", None), "command_path", "taihe")
        # A command without arguments has just shown its help and has nothing more to say.
        code, message = 2, f"taihe: {said} (see {at} --help)" if said else ""
    except Interrupted as error:
        code, message = 130, f"interrupted; {error}"
    except (KeyboardInterrupt, typer.Abort):
        code = 130
    if code == 130 and not message:  # this is also how Typer answers Ctrl-C
        message = "interrupted"
    if message:
        console.print(message, highlight=False, markup=False, soft_wrap=True)
    return code


def main() -> None:
    sys.exit(run(sys.argv[1:]))
