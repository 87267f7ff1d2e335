"""Decoders of compressed files, imported when a file first needs them."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from assets.schema import Fault


def library(module: str, package: str, at: str, purpose: str) -> Any:
    """The module. Fault naming the package to install where it is missing."""
    try:
        return import_module(module)
    except ImportError as e:
        raise Fault(at, f"{purpose} needs the package {package}: pip install {package}") from e
