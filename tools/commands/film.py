"""`taihe render`, `preview` and `say`: from a script to a film, or to its sound."""

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
    Languages,
    QualityName,
    SceneOf,
    Size,
    Subject,
    VariantOf,
    Voice,
    console,
    say_all,
)

app = typer.Typer()


@app.command(epilog="Example:  taihe render programme --lang zh,en,es,it --size 1280x720 --captions burned,soft,srt")
def render(
    film: Subject,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="the .mp4 to write, or a folder; by default out/NAME_LANGUAGE.mp4"),
    ] = None,
    size: Size = "1280x720",
    fps: Annotated[int, typer.Option(help="frames a second")] = 25,
    quality: QualityName = "standard",
    lang: Languages = "zh",
    captions: Annotated[
        str, typer.Option(help="burned (in the picture), soft (a track), srt, vtt (files), with commas; or none")
    ] = "burned,soft",
    frames: Annotated[str | None, typer.Option(metavar="A-B", help="only these frames, both included")] = None,
    device: Device = None,
    engine: Voice = "auto",
    loudness: Annotated[
        str, typer.Option(help="ebu (EBU R 128: -23 LUFS, -1 dBTP) or gyt (GY/T 282: -24 LKFS, -2 dBTP)")
    ] = "ebu",
    keep: Annotated[bool, typer.Option("--keep", help="leave the finished segments beside the film")] = False,
    force: Annotated[bool, typer.Option("--force", help="render a film again that is there already")] = False,
    scene: SceneOf = None,
    animation: AnimationOf = None,
    variant: VariantOf = None,
    expression: ExpressionOf = None,
    allow_external: External = False,
) -> None:
    """Make a film, or one in each language: H.264 and AAC in an MP4, with captions. Of a scene with a tour, its tour.

    An interrupted film goes on where it stopped when the same command is given again, and ends with the same bytes. A
    finished one is not rendered again.
    """
    from tools.catalogue import film_of
    from tools.film.job import check_encodable
    from tools.film.shoot import Format, plan, shoot
    from tools.production import open_production
    from tools.progress import progress
    from tools.targets import check_target

    form = Format(
        options.size(size),
        fps,
        options.quality(quality),
        options.frames(frames),
        options.captions(captions),
        device,
        options.loudness(loudness),
    )
    check_encodable(form.size, fps)
    choice = Choice(scene, animation, variant, allow_external, expression)
    spoken = options.languages(lang)
    if output is not None and (output.suffix == ".mp4" or not output.is_dir()):
        check_target(output, (".mp4",), "a film")
    # every language is spoken before the first frame: what is wrong with one is known at once
    subject = str(film_of(film) or film)
    productions = [open_production(subject, language, options.engine(engine), choice) for language in spoken]
    for production in productions:
        target = options.target(output, film, production.language, len(spoken) > 1)
        if output is None:
            target.parent.mkdir(exist_ok=True)
        check_target(target, (".mp4",), "a film")
        say_all(production.notes_in(form.quality))
        with progress(target.name, plan(production, form).frames, console) as done:
            new = shoot(production, form, target, done, keep, force)
        facts = f"{target}: {production.title}, {plan(production, form).frames / fps:.1f} s, {size}"
        say_all([facts if new else f"{facts}; it is up to date (--force renders it again)"], "done")


@app.command(epilog="Example:  taihe preview my_script.yaml --lang es")
def preview(
    film: Annotated[str, typer.Argument(help="a film by name, or a .yaml script")],
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", help="by default out/NAME_preview.mp4, of several languages NAME_preview_LANGUAGE.mp4"
        ),
    ] = None,
    lang: Languages = "zh",
    engine: Voice = "auto",
) -> None:
    """Make a small, quick film of a script, to hear its words and see its gestures: 320x180, 12 frames a second."""
    name = output or Path("out") / f"{Path(film).stem}_preview.mp4"
    render(film, name, "320x180", 12, "draft", lang, engine=engine)


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

    say_all(speak(script, lang, options.engine(engine), output, timings))
