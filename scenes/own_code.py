"""Python files of an author's own: run, and what goes wrong in them said with their file and line."""

from __future__ import annotations

import os
import sys
import traceback
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from assets.errors import InputError
from assets.files import read_bytes

PREFIX = "own_"
"""Of the names under which such files are known to Python."""


def run(path: Path) -> ModuleType:
    """Runs a Python file and gives what it defines, anew each time. InputError with file and line for what is wrong
    with it."""
    if not os.path.isfile(path):
        raise InputError("no such file", path)
    module = ModuleType(f"{PREFIX}{path.stem}_{zlib.crc32(str(path.resolve()).encode()):08x}")
    module.__file__ = str(path)
    source = read_bytes(path)
    sys.modules[module.__name__] = module  # where dataclasses look for the names in their annotations
    with own_script(path):
        exec(compile(source, str(path), "exec"), module.__dict__)
    return module


@contextmanager
def own_script(path: Path) -> Iterator[None]:
    """What goes wrong in a script of one's own is an InputError with the line it happened on; of anything else it goes
    through."""
    try:
        yield
    except (Exception, SystemExit) as error:
        if path.suffix != ".py":
            raise
        raise at_line([path], error) from error


def at_line(files: Sequence[Path], error: BaseException) -> InputError:
    """An error that scripts raised, or that rose through them, at their last line on its way."""
    own = {str(file): file for file in files}
    if isinstance(error, SyntaxError) and error.filename in own:
        return InputError(f"{type(error).__name__}: {error.msg}", error.filename, error.lineno)
    way = [(own[f.filename], f.lineno) for f in traceback.extract_tb(error.__traceback__) if f.filename in own]
    file, line = way[-1] if way else (files[0], None)
    return InputError(words(error).removeprefix(f"{file}: "), file, line)


def words(error: BaseException) -> str:
    """What an error says, with its kind unless it is written for readers."""
    if isinstance(error, InputError):
        return str(error)
    return f"{type(error).__name__}: {error.args[0] if error.args else error}"
