"""`taihe export`: a scene or a model as a GLB file or an OpenUSD stage that other programs open."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from assets.errors import InputError
from assets.glb_write import glb_bytes
from assets.grouping import grouped
from assets.model import Model
from assets.models import SUFFIXES
from assets.scene_model import model_of
from assets.usd_write import check_usd, usd_files
from scenes.own_code import own_script
from tools.catalogue import build_scene
from tools.choice import Choice, choose, only_models

SCENE = "taihe scene"
"""The generator that a GLB file of a scene names, by which `taihe check` knows it again."""


def export(subject: str, choice: Choice, seconds: float | None, rate: float) -> tuple[bytes, tuple[str, ...]]:
    """The GLB file's bytes, and what it could not hold, in words. As `model`."""
    found = model(subject, choice, seconds, rate)
    kind = "taihe" if Path(subject).suffix.lower() in SUFFIXES else SCENE
    return glb_bytes(found, generator=kind), (*grouped(found.dropped), *_unwritten(found))


def export_usd(
    subject: str, output: Path, choice: Choice, seconds: float | None, rate: float
) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """The files of an OpenUSD stage by name, and what they could not hold. As `model`, and without usd-core."""
    check_usd()
    found = model(subject, choice, seconds, rate)
    files, dropped = usd_files(found, output.stem, output.suffix.lower())
    return files, (*dropped, *_unwritten(found))


def model(subject: str, choice: Choice, seconds: float | None, rate: float) -> Model:
    """What is to be written: a model keeps its nodes and animations; a scene is taken at time 0 and moves for `seconds`
    (None: for as long as it lasts, ten at most) in keys `rate` times a second. InputError as for reading it, and for
    numbers without sense.
    """
    if seconds is not None and not 0 <= seconds <= 600:
        raise InputError(f"--seconds {seconds:g}: 0 to 600")
    if not 0 < rate <= 120:
        raise InputError(f"--rate {rate:g}: keys a second, up to 120")
    only_models(subject, choice)
    if Path(subject).suffix.lower() in SUFFIXES:
        return choose(Path(subject), choice).model
    scene = build_scene(subject)
    with own_script(Path(subject)):
        return model_of(scene, min(scene.duration, 10.0) if seconds is None else seconds, rate)


def _unwritten(model: Model) -> list[str]:
    """What a loaded model has and a written one has not."""
    colors = (p.color for mesh in model.meshes for p in mesh.primitives if p.color is not None)
    said = {
        "vertex colours brighter than 1 are written as 1": any(c.dtype != np.uint8 and c.max() > 1.0 for c in colors),
        "the character's VRM part (humanoid, expressions, springs) is not written": model.vrm is not None,
        "the VRM animation's part is not written": model.vrma is not None,
        "of the sets of materials only the one that is worn is written": bool(model.variants),
    }
    return [line for line, yes in said.items() if yes]
