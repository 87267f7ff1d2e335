"""`taihe bench`: what a frame costs, what speech does, and whether sound and picture keep together."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from tools import options
from tools.choice import Choice
from tools.commands.arguments import Device, External, Json, Languages, QualityName, Size, Voice, say_all

if TYPE_CHECKING:
    from tools.bench.measure import Measurement

bench = typer.Typer(no_args_is_help=True, help="Measure what a frame costs on this machine, or what speech does.")


@bench.command("scene", epilog="Example:  taihe bench scene textured --size 320x180 --frames 30 --bound --json")
def bench_scene(
    subject: Annotated[
        str,
        typer.Argument(
            help="a scene by name, a file (.py scene, .glb .gltf .vrm .obj .ply .stl model), or a workload: nodes, "
            "million, skins-1, skins-30, skins-100, lights-16, lights-256, lights-1024, textured, instances-10k, "
            "instances-100k"
        ),
    ],
    size: Size = "640x360",
    frames: Annotated[int, typer.Option(min=1, help="frames to measure, after one that warms up")] = 20,
    quality: QualityName = "standard",
    camera: Annotated[str | None, typer.Option(help="one of the scene's cameras")] = None,
    bound: Annotated[
        bool, typer.Option("--bound", help="draw a bare multi-draw-indirect loop in turn, and compare")
    ] = False,
    png: Annotated[Path | None, typer.Option(metavar="FILE", help="keep the last picture")] = None,
    video: Annotated[Path | None, typer.Option(metavar="FILE.mp4", help="time the same frames as a film")] = None,
    lights: Annotated[
        str | None,
        typer.Option(
            metavar="LIST",
            help="sun, shadow and a number of lamps in place of the subject's own light, such as sun,shadow,256; "
            "sky: its own; a model without lamps gets sun",
        ),
    ] = None,
    device: Device = None,
    allow_external: External = False,
    as_json: Json = False,
) -> None:
    """Measure the frames of a scene or workload: milliseconds by pass, GL calls, memory."""
    from tools.bench.measure import measure
    from tools.bench.subjects import find_subject
    from tools.targets import check_target

    quality_name, pixels = options.quality(quality), options.size(size)
    if png:
        check_target(png, (".png",), "a picture")
    if video:
        check_target(video, (".mp4",), "a film")
    keep = (lambda image: image.save(png)) if png else None
    build = find_subject(subject, Choice(allow_external=allow_external), lights)
    own = [Path(subject)]
    found = measure(build, pixels, frames, quality_name, camera, device, own, bound, keep, video)
    _show([found], as_json)


@bench.command("boxes", epilog="Example:  taihe bench boxes --count 100,1000,10000,100000")
def bench_boxes(
    count: Annotated[str, typer.Option(help="numbers of boxes, with commas between")] = "100,1000,10000,100000",
    size: Size = "640x360",
    frames: Annotated[int, typer.Option(min=1, help="frames to measure, after one that warms up")] = 10,
    device: Device = None,
    as_json: Json = False,
) -> None:
    """Show that Python's time and the GL calls of a frame do not grow with the number of objects."""
    from tools.bench.measure import measure
    from tools.bench.workloads import boxes

    pixels, numbers = options.size(size), options.counts(count)
    _show([measure(partial(boxes, n), pixels, frames, "draft", device=device) for n in numbers], as_json)


@bench.command("speech", epilog="Example:  taihe bench speech --lang zh,en --json")
def bench_speech(lang: Languages = "zh,en,es,it", engine: Voice = "auto", as_json: Json = False) -> None:
    """Measure the voice and the mouth by language: speed, timing errors, closures, smoothness."""
    from assets.errors import InputError
    from tools.bench import speech

    languages = [part.strip() for part in lang.split(",") if part.strip()]
    unknown = [language for language in languages if language not in speech.LINES]
    if unknown or not languages:
        raise InputError(f"--lang {lang}: some of {', '.join(speech.LINES)}, with commas between")
    results = [speech.measure(language, options.engine(engine)) for language in languages]
    if as_json:
        typer.echo(json.dumps([asdict(result) for result in results], indent=2, ensure_ascii=False))
        return
    shown = Table("", *languages, box=None)
    for row in speech.table(results):
        shown.add_row(*row)
    Console().print(shown)
    say_all(list(dict.fromkeys(note for result in results for note in result.notes)))


@bench.command("sync", epilog="Example:  taihe bench sync out/programme_zh.mp4 out/programme_es.mp4 --script programme")
def bench_sync(
    films: Annotated[list[Path], typer.Argument(metavar="FILM.mp4...", help="finished films")],
    script: Annotated[str, typer.Option(help="what they were made from: a film by name, or a .yaml script")],
    lang: Annotated[str, typer.Option("--lang", help="of the films; by default what their sound says")] = "",
    engine: Voice = "auto",
    as_json: Json = False,
) -> None:
    """Measure sound against picture in finished films: the mouth in the frames against the voice in the sound.

    The exit code is 1 where they are more than a frame apart.
    """
    from tools.bench import sync

    results = [sync.measure(film, script, lang, options.engine(engine)) for film in films]
    if as_json:
        typer.echo(json.dumps([asdict(result) for result in results], indent=2, ensure_ascii=False))
    else:
        shown = Table("", *(film.name for film in films), box=None)
        for row in sync.table(results):
            shown.add_row(*row)
        Console().print(shown)
    if not all(result.within_a_frame for result in results):
        raise typer.Exit(1)


def _show(results: Sequence[Measurement], as_json: bool) -> None:
    """As JSON: one object, or a list of them. Otherwise a table and the passes of the first."""
    if as_json:
        rows = [asdict(result) for result in results]
        typer.echo(json.dumps(rows[0] if len(rows) == 1 else rows, indent=2))
        return
    names = ("instances", "first_frame_s", "median_ms", "p95_ms", "cpu_ms", "python_ms", "gl_calls", "peak_rss_mb")
    table = Table("", *(result.scene for result in results), title=results[0].renderer, box=None)
    for name in names:
        table.add_row(name, *(f"{getattr(result, name):g}" for result in results))
    if any(result.bound for result in results):
        table.add_row("bare loop cpu_ms", *(f"{r.bound.cpu_ms:g}" if r.bound else "" for r in results))
        table.add_row("ratio", *(f"{r.bound.ratio:g}" if r.bound else "" for r in results))
    for film in (result.film for result in results if result.film):
        for name, value in asdict(film).items():
            table.add_row(f"film {name}", f"{value:g}")
    out = Console()
    out.print(table)
    if len(results) == 1:
        passes = Table("pass", "GPU ms", "CPU ms", box=None)
        for name, times in results[0].passes.items():
            passes.add_row(name, f"{times.gpu_ms:.2f}", f"{times.cpu_ms:.2f}")
        out.print(passes)
