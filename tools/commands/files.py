"""`taihe check`, `export` and `doctor`: what files and this machine hold."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tools.choice import Choice
from tools.commands.arguments import External, Json, SceneOf, VariantOf, console, say_all

if TYPE_CHECKING:
    from tools.check import Report
    from tools.check_scene import SceneReport
    from tools.check_script import ScriptReport

app = typer.Typer()


@app.command(epilog="Example:  taihe check script.yaml    taihe check model.glb    taihe check models/*.glb --json")
def check(
    files: Annotated[
        list[Path],
        typer.Argument(
            help="scenes and films by name, or files: .yaml film or scene, .py scene, .glb .gltf .vrm .obj .ply .stl"
        ),
    ],
    scene: SceneOf = None,
    variant: VariantOf = None,
    allow_external: External = False,
    as_json: Json = False,
) -> None:
    """Say what films, scenes and model files hold, what of it is used and left out, and what is wrong with them."""
    from tools.catalogue import find_film, is_scene
    from tools.check import check as examine
    from tools.check import lines, table
    from tools.check_scene import check_scene, scene_lines
    from tools.check_script import check_script, script_lines

    choice = Choice(scene, variant=variant, allow_external=allow_external)
    films = {file: found for file in files if (found := find_film(str(file)))}
    described = [check_scene(file) for file in files if is_scene(file)]
    scripts = [check_script(found) for found in films.values()]
    reports = [examine(file, choice) for file in files if file not in films and not is_scene(file)]
    all_of: list[Report | ScriptReport | SceneReport] = [*described, *scripts, *reports]
    if as_json:
        rows = [{"ok": report.ok, **asdict(report)} for report in all_of]
        typer.echo(json.dumps(rows[0] if len(rows) == 1 else rows, ensure_ascii=False, indent=2))
    else:
        models = table(reports) if len(reports) > 1 else lines(reports[0]) if reports else []
        typer.echo(
            "\n".join(
                [
                    *(line for scene_file in described for line in scene_lines(scene_file)),
                    *(line for script in scripts for line in script_lines(script)),
                    *models,
                ]
            )
        )
    if not all(report.ok for report in all_of):
        raise typer.Exit(2)


@app.command(epilog="Example:  taihe export taihe_lake -o lake.glb    taihe export taihe_lake -o lake.usdc")
def export(
    subject: Annotated[
        str, typer.Argument(help="a scene by name, or a file: .py or .yaml scene, .glb .gltf .vrm ... model")
    ],
    output: Annotated[
        Path,
        typer.Option("-o", "--output", help="the .glb, .usdc or .usda to write; .skyc, .json: its drones; .mvr: lamps"),
    ],
    seconds: Annotated[float | None, typer.Option(help="of a scene: how long it moves in the file")] = None,
    rate: Annotated[float, typer.Option(help="of a scene: keys a second")] = 12.0,
    variant: VariantOf = None,
    allow_external: External = False,
) -> None:
    """Write a scene or a model as one GLB file (glTF 2.0) or an OpenUSD stage, and say what such a file cannot hold.

    A scene's drone show is written for Skybrush instead (.skyc, or its show.json), with the distances found; the lamps
    of its light cues as an MVR file with their GDTF.
    """
    from tools.export import export as written
    from tools.targets import check_target, write

    check_target(output, (".glb", ".usdc", ".usda", ".skyc", ".json", ".mvr"), "an export")
    if output.suffix.lower() in (".usdc", ".usda"):
        from tools.export import export_usd

        chosen = Choice(variant=variant, allow_external=allow_external)
        files, left_out = export_usd(subject, output, chosen, seconds, rate)
        for name, content in files.items():
            check_target(output.parent / name, (output.suffix, ".png"), "an export")
            write(output.parent / name, content)
        say_all(left_out)
        beside = sorted({str(output.parent / Path(name).parent) for name in files if Path(name).parent != Path()})
        where = f", pictures in {', '.join(beside)}" if beside else ""
        say_all([f"{output}: {sum(map(len, files.values())) / 1e6:.1f} MB in {len(files)} files{where}"], "done")
        return
    if output.suffix.lower() == ".mvr":
        from scenes.show.fixture_files import write_mvr
        from tools.lights import find_rig

        rig = find_rig(subject)
        write_mvr(rig, output, subject)
        universes = rig.fixtures()[-1].universe
        say_all(
            [f"{output}: {len(rig.fixtures())} fixtures in {len(rig.groups)} groups, {universes} universes"], "done"
        )
        return
    if output.suffix.lower() != ".glb":
        from tools.export_drones import export_drones

        data, said = export_drones(subject, output.suffix.lower() == ".skyc")
        write(output, data)
        say_all([f"{output}: {said}"], "done")
        return
    data, dropped = written(subject, Choice(variant=variant, allow_external=allow_external), seconds, rate)
    write(output, data)
    say_all(dropped)
    say_all([f"{output}: {len(data) / 1e6:.1f} MB"], "done")


@app.command(
    epilog="Example:  taihe lights taihe_lake --to artnet://192.168.1.50    taihe lights taihe_lake --to sacn://"
)
def lights(
    subject: Annotated[str, typer.Argument(help="a scene with light cues: by name, or a .py file")],
    to: Annotated[str, typer.Option("--to", help="artnet://HOST, sacn://HOST, or sacn:// for multicast")],
    start: Annotated[float, typer.Option("--from", help="second of the scene to begin at")] = 0.0,
    until: Annotated[float | None, typer.Option(help="second to stop at; the last cue by default")] = None,
    rate: Annotated[float, typer.Option(min=1.0, max=44.0, help="frames a second")] = 40.0,
    universe: Annotated[int | None, typer.Option(help="first universe: 0 for Art-Net, 1 for sACN by default")] = None,
) -> None:
    """Play a scene's light cues on real fixtures, in real time: Art-Net or sACN.

    `taihe export SCENE -o rig.mvr` says which fixture has which address.
    """
    from assets.errors import InputError
    from tools.lights import find_rig, play, receiver
    from tools.progress import progress

    target, rig = receiver(to, universe), find_rig(subject)
    end = rig.end if until is None else until
    if not (math.isfinite(start) and start < end < math.inf):
        raise InputError(f"nothing to play: from {start:g} s until {end:g} s")
    with progress("lights", int((end - start) * rate) + 1, console) as advance:
        sent = play(rig, target, start, end, rate, lambda t: advance(1))
    say_all([f"{sent} frames of {len(rig.frame(start))} universes to {to}"], "done")


@app.command(epilog="Example:  taihe save taihe_lake -o my_lake.yaml    (then: taihe view my_lake.yaml)")
def save(
    subject: Annotated[str, typer.Argument(help="a scene by name, or a .py or .yaml scene")],
    output: Annotated[Path, typer.Option("-o", "--output", help="the .yaml to write")],
) -> None:
    """Write a scene as the list of its parts, to read and to change by hand."""
    from scenes.scene_file import save as write_down
    from tools.catalogue import build_scene
    from tools.targets import check_target

    check_target(output, (".yaml", ".yml"), "a scene")
    scene = build_scene(subject)
    write_down(scene, output)
    say_all([f"{output}: {len(scene.recipe.steps) if scene.recipe else 0} parts"], "done")


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
