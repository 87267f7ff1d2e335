"""Builds the figure's file: python -m avatar.character.build -o FILE"""

from __future__ import annotations

import argparse
from pathlib import Path

from avatar.character.figure import build_figure
from avatar.character.vrm_export import vrm_bytes

OUTPUT = Path(__file__).parents[2] / "assets" / "data" / "yuduoduo.vrm"


def bake(path: str | Path = OUTPUT) -> int:
    """Writes the VRM file of 鱼多多; returns its size in bytes. The same source gives the same bytes."""
    content = vrm_bytes(build_figure())
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    return len(content)


def main() -> None:
    parser = argparse.ArgumentParser(description="Build 鱼多多 as a VRM 1.0 file.")
    parser.add_argument("-o", "--output", type=Path, default=OUTPUT)
    bake(parser.parse_args().output)


if __name__ == "__main__":
    main()
