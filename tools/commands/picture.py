"""`taihe shot` and `view`: a still, and a window."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tools import options
from tools.choice import Choice
from tools.commands.arguments import (
    AnimationOf,
    Device,
    ExpressionOf,
    External,
    Language,
    QualityName,
    SceneOf,
    Size,
    Subject,
    VariantOf,
    Voice,
    say_all,
)

app = typer.Typer()


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
    time: Annotated[
        float | None, typer.Option(metavar="S", help="seconds from the start; default the camera's moment, or 0")
    ] = None,
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
    expression: ExpressionOf = None,
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
    choice = Choice(scene, animation, variant, allow_external, expression)
    if orbiting.wanted(subject, look, camera):
        image, notes = orbiting.render_look(Path(subject), look, form, wanted, time or 0.0, camera, choice)
        say_all(notes)
        image.save(wanted.file)
        say_all([str(wanted.file)], "done")
        return
    production = open_production(subject, lang, options.engine(engine), choice)
    say_all(production.notes_in(form.quality))
    take(production, form, time, camera, wanted)
    say_all([str(wanted.file)], "done")


@app.command(epilog="Example:  taihe view taihe_lake --stop 混元试剑   (then F1 for the keys)")
def view(
    subject: Subject,
    size: Size = "1280x720",
    quality: Annotated[
        str | None, typer.Option(help="draft, standard, high or final; by default what the machine can keep up with")
    ] = None,
    lang: Language = "zh",
    engine: Voice = "auto",
    stop: Annotated[str | None, typer.Option(metavar="NAME", help="begin at this stop of the scene's tour")] = None,
    play: Annotated[bool, typer.Option("--play", help="start playing at once")] = False,
    frames: Annotated[int | None, typer.Option(min=1, metavar="N", help="leave after N frames")] = None,
    screenshot: Annotated[Path | None, typer.Option(help="keep the last picture of the window")] = None,
    scene: SceneOf = None,
    animation: AnimationOf = None,
    variant: VariantOf = None,
    expression: ExpressionOf = None,
    allow_external: External = False,
) -> None:
    """Open a scene or film in a window: look round, walk, play, scrub, click, go from stop to stop."""
    from tools.production import open_production
    from tools.view.viewer import view as show

    choice = Choice(scene, animation, variant, allow_external, expression)
    production = open_production(subject, lang, options.engine(engine), choice)
    if stop is not None:
        production.stop(stop)
    say_all(production.notes)
    fitting = options.quality(quality) if quality else None
    show(production, options.size(size), fitting, play, frames, screenshot, stop)
