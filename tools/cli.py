"""The `taihe` command."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from assets.errors import InputError
from tools import options
from tools.choice import Choice

if TYPE_CHECKING:
    from tools.bench.measure import Measurement

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
    str,
    typer.Argument(
        help="a scene or film by name, or a file: .yaml film, .py scene, .glb .gltf .vrm .obj .ply .stl model"
    ),
]
Size = Annotated[str, typer.Option("--size", metavar="WxH", help="pixels")]
QualityName = Annotated[str, typer.Option("--quality", help="draft, standard, high or final")]
Language = Annotated[str, typer.Option("--lang", help="language of the voice and the captions")]
SceneOf = Annotated[str | None, typer.Option("--scene", metavar="NAME|N", help="of a model file: which scene")]
AnimationOf = Annotated[str | None, typer.Option("--animation", metavar="NAME|N", help="of a model file: what plays")]
VariantOf = Annotated[
    str | None, typer.Option("--variant", metavar="NAME|N", help="of a model file: which set of materials")
]
External = Annotated[bool, typer.Option("--allow-external", help="a model file may name files outside its folder")]
Device = Annotated[int | None, typer.Option("--device", help="graphics device by number: see taihe doctor")]
Json = Annotated[bool, typer.Option("--json", help="as JSON on standard output")]
Voice = Annotated[str, typer.Option("--engine", help="voice: auto, kokoro, or silent (timings without sound)")]

console = Console(stderr=True)
"""Everything but results: notes, progress, errors."""

bench = typer.Typer(no_args_is_help=True, help="Measure what a frame costs on this machine.")
bake = typer.Typer(no_args_is_help=True, help="Rebuild the files that are made from source in this repository.")
app.add_typer(bench, name="bench")
app.add_typer(bake, name="bake")


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
    scene: SceneOf = None,
    animation: AnimationOf = None,
    variant: VariantOf = None,
    allow_external: External = False,
) -> None:
    """Make a film: H.264 and AAC in an MP4, with captions.

    An interrupted film goes on where it stopped when the same command is given again, and ends with the same bytes.
    """
    from tools.film.shoot import Format, plan, shoot
    from tools.production import open_production
    from tools.progress import progress
    from tools.targets import check_target

    form = Format(options.size(size), fps, options.quality(quality), options.frames(frames), device)
    check_target(output, (".mp4",), "a film")
    choice = Choice(scene, animation, variant, allow_external)
    production = open_production(film, lang, options.engine(engine), choice)
    _say(production.notes)
    with progress(output.name, plan(production, form).frames, console) as done:
        shoot(production, form, output, done, keep)
    _say([f"{output}: {production.title}, {plan(production, form).frames / fps:.1f} s, {size}"], "done")


@app.command(epilog="Example:  taihe shot taihe_lake --camera L1 -o l1.png --quality high")
def shot(
    subject: Subject,
    output: Annotated[
        list[str],
        typer.Option(
            "-o",
            "--output",
            metavar="FILE|PLANES",
            help="the picture: .png .jpg .webp, or .exr .npz for linear light and PLANES, given as a second -o: "
            "depth,normal,position,albedo,id,motion",
        ),
    ],
    time: Annotated[float, typer.Option(metavar="S", help="seconds from the start")] = 0.0,
    size: Annotated[
        str | None,
        typer.Option(metavar="WxH", help="pixels, of one eye with --stereo; default 1280x720, of a panorama 2048x1024"),
    ] = None,
    quality: QualityName = "standard",
    camera: Annotated[str | None, typer.Option(metavar="NAME|N", help="one of the scene's or file's cameras")] = None,
    lang: Language = "zh",
    device: Device = None,
    engine: Voice = "auto",
    orbit: Annotated[
        str | None,
        typer.Option(metavar="THETA,PHI,RADIUS", help="a model's camera: degrees from +z and from +y, metres"),
    ] = None,
    target: Annotated[str | None, typer.Option(metavar="X,Y,Z", help="what the orbit goes round")] = None,
    fov: Annotated[float | None, typer.Option(metavar="DEG", help="vertical field of view, default 45")] = None,
    environment: Annotated[Path | None, typer.Option(help="a panorama that lights a model: .hdr or .exr")] = None,
    skybox: Annotated[
        bool, typer.Option("--skybox", help="show the panorama behind the model (as without either)")
    ] = False,
    transparent: Annotated[
        bool, typer.Option("--transparent", help="nothing behind the scene: straight alpha")
    ] = False,
    tonemap: Annotated[str | None, typer.Option(metavar="CURVE", help="aces, agx, neutral or none")] = None,
    exposure: Annotated[float | None, typer.Option(metavar="E", help="factor on the light, default 1")] = None,
    stereo: Annotated[
        str | None, typer.Option(metavar="HOW", help="two eyes, the left one first: side-by-side or top-bottom")
    ] = None,
    ipd: Annotated[float | None, typer.Option(metavar="M", help="metres between the eyes, default 0.064")] = None,
    panorama: Annotated[bool, typer.Option("--panorama", help="all round, equirectangular 2:1")] = False,
    scene: SceneOf = None,
    animation: AnimationOf = None,
    variant: VariantOf = None,
    allow_external: External = False,
) -> None:
    """Make a still of a scene, a film or a model. A bare model is framed and lit by itself."""
    from tools import orbit as orbiting
    from tools.film.shoot import Format
    from tools.outputs import read_outputs
    from tools.production import open_production
    from tools.shot import take

    look = orbiting.read_look(orbit, target, fov, environment, skybox, transparent, tonemap, exposure)
    wanted = read_outputs(output, stereo, ipd, panorama, transparent)
    pixels = options.size(size or ("2048x1024" if panorama else "1280x720"))
    form = Format(pixels, quality=options.quality(quality), device=device)
    choice = Choice(scene, animation, variant, allow_external)
    if orbiting.wanted(subject, look, camera):
        orbiting.render_look(Path(subject), look, form, wanted, time, camera, choice).save(wanted.file)
        return
    production = open_production(subject, lang, options.engine(engine), choice)
    _say(production.notes)
    take(production, form, time, camera, wanted)


@app.command(epilog="Example:  taihe view night_tour   (then F1 for the keys)")
def view(
    subject: Subject,
    size: Size = "1280x720",
    quality: Annotated[
        str | None, typer.Option(help="draft, standard, high or final; by default what the machine can keep up with")
    ] = None,
    lang: Language = "zh",
    engine: Voice = "auto",
    play: Annotated[bool, typer.Option("--play", help="start playing at once")] = False,
    frames: Annotated[int | None, typer.Option(min=1, metavar="N", help="leave after N frames")] = None,
    screenshot: Annotated[Path | None, typer.Option(help="keep the last picture of the window")] = None,
    scene: SceneOf = None,
    animation: AnimationOf = None,
    variant: VariantOf = None,
    allow_external: External = False,
) -> None:
    """Open a scene or film in a window: look round, play, scrub, click."""
    from tools.production import open_production
    from tools.view.viewer import view as show

    choice = Choice(scene, animation, variant, allow_external)
    production = open_production(subject, lang, options.engine(engine), choice)
    _say(production.notes)
    show(production, options.size(size), options.quality(quality) if quality else None, play, frames, screenshot)


@app.command(epilog="Example:  taihe check model.glb    taihe check models/*.glb --json")
def check(
    files: Annotated[list[Path], typer.Argument(help="model files: .glb .gltf .vrm .obj .ply .stl")],
    scene: SceneOf = None,
    variant: VariantOf = None,
    allow_external: External = False,
    as_json: Json = False,
) -> None:
    """Say what model files hold, what of it is used, what is left out, and what is wrong with them."""
    from tools.check import check as examine
    from tools.check import lines, table

    choice = Choice(scene, variant=variant, allow_external=allow_external)
    reports = [examine(file, choice) for file in files]
    if as_json:
        rows = [{"ok": report.ok, **asdict(report)} for report in reports]
        typer.echo(json.dumps(rows[0] if len(rows) == 1 else rows, ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join(table(reports) if len(reports) > 1 else lines(reports[0])))
    if not all(report.ok for report in reports):
        raise typer.Exit(2)


@app.command(epilog="Example:  taihe export taihe_lake -o lake.glb    taihe export model.gltf -o model.glb")
def export(
    subject: Annotated[str, typer.Argument(help="a scene by name, or a file: .py scene, .glb .gltf .vrm ... model")],
    output: Annotated[Path, typer.Option("-o", "--output", help="the .glb to write")],
    seconds: Annotated[float | None, typer.Option(help="of a scene: how long it moves in the file")] = None,
    rate: Annotated[float, typer.Option(help="of a scene: keys a second")] = 12.0,
    variant: VariantOf = None,
    allow_external: External = False,
) -> None:
    """Write a scene or a model as one GLB file (glTF 2.0), and say what such a file cannot hold."""
    from tools.export import export as written
    from tools.targets import check_target, write

    check_target(output, (".glb",), "an export")
    data, dropped = written(subject, Choice(variant=variant, allow_external=allow_external), seconds, rate)
    write(output, data)
    _say(dropped)
    _say([f"{output}: {len(data) / 1e6:.1f} MB"], "done")


@app.command(epilog="Example:  taihe doctor --json")
def doctor(as_json: Json = False) -> None:
    """Say what this machine has, what is missing, and how to install it."""
    from tools.doctor import examine, report

    findings = examine()
    result = report(findings)
    if as_json:
        typer.echo(json.dumps(result, ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            mark = "ok     " if finding.ok else "missing" if finding.needed else "without"
            typer.echo(f"{mark}  {finding.name}: {finding.detail}")
            if finding.remedy and not finding.ok:
                typer.echo(f"         {finding.remedy}")
    if not result["ok"]:
        raise typer.Exit(2)


@app.command(epilog="Example:  taihe say night_tour -o welcome.wav --timings welcome.json")
def say(
    script: Annotated[str, typer.Argument(help="a film by name, or a .yaml script")],
    output: Annotated[Path, typer.Option("-o", "--output", help="the .wav to write")],
    timings: Annotated[Path | None, typer.Option(help="also write phones, captions and shots as JSON")] = None,
    lang: Language = "zh",
    engine: Voice = "auto",
) -> None:
    """Speak a script: its sound, and when every phone falls."""
    from tools.say import speak

    _say(speak(script, lang, options.engine(engine), output, timings))


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
    keep = (lambda image: image.save(png)) if png else None
    build = find_subject(subject, Choice(allow_external=allow_external))
    _show([measure(build, pixels, frames, quality_name, camera, device, [Path(subject)], bound, keep)], as_json)


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
    _say([f"{target}: {size / 1e6:.1f} MB"], "done")


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
    out = Console()
    out.print(table)
    if len(results) == 1:
        passes = Table("pass", "GPU ms", "CPU ms", box=None)
        for name, times in results[0].passes.items():
            passes.add_row(name, f"{times.gpu_ms:.2f}", f"{times.cpu_ms:.2f}")
        out.print(passes)


def _say(lines: Sequence[str], label: str = "note") -> None:
    for line in lines:
        console.print(f"{label}: {line}", highlight=False, markup=False, soft_wrap=True)


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
        # A command without arguments has just shown its help and has nothing more to say.
        code, message = 2, f"taihe: {said} (see taihe --help)" if said else ""
    except (KeyboardInterrupt, typer.Abort):
        code = 130
    if code == 130:  # this is also how Typer answers Ctrl-C
        message = "interrupted"
    if message:
        console.print(message, highlight=False, markup=False, soft_wrap=True)
    return code


def main() -> None:
    sys.exit(run(sys.argv[1:]))
