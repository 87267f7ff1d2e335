"""The window's loop: steer, draw the scene at the pace the machine keeps, draw the panel, present."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from assets.scene import Frame
from render.picking import Picked
from render.picture import Image
from render.quality import quality as quality_row
from render.renderer import Renderer
from render.window import Window
from tools.film.drums import heard
from tools.film.overlays import Overlays
from tools.production import Production
from tools.view.pace import SCALES, next_scale, scaled
from tools.view.panel import Panel, clicked, clock, hovering, show, steer, touched
from tools.view.playhead import Playhead
from tools.view.sound import Sound
from tools.view.state import State

_SETTLE = 0.35
"""Seconds without a change after which the picture is drawn at full resolution, and then left alone."""
_SETTLED = 32
"""Frames that a still picture is refined by, where frames join the ones before."""
_IDLE = 0.03
PICK_REACH = 4
"""Pixels around a click in which the nearest thing answers: a berry may be three pixels wide."""


def view(
    production: Production,
    size: tuple[int, int] = (1280, 720),
    quality: str | None = None,
    play: bool = False,
    frames: int | None = None,
    screenshot: Path | None = None,
    stop: str | None = None,
) -> State:
    """Shows a scene or film, from a stop on where one is named, until its window is closed, or `frames` frames were
    drawn.

    Without a `quality` it is "standard", or "draft" on software OpenGL. `screenshot` keeps the last picture of the
    window, controls included. Returns the state in which it was left.
    InputError when there is no display, no OpenGL, or no such stop.
    """
    playhead = Playhead(production.duration)
    state = State(production, playhead)
    if stop is not None:
        state.stop(stop, clock())
    drums = heard(production) if production.pcm is None else None
    pcm = production.pcm if drums is None else drums.mean(axis=0)
    sound = Sound(pcm, production.sample_rate, playhead)
    state.message = sound.problem or stop or "F1: help"
    try:
        with Window(f"{production.title} - Taihe", size) as window:
            fitting = quality or ("draft" if window.context.software else "standard")
            look = quality_row(fitting)
            if look.subframes == 1 and not window.context.software:
                look = replace(look, temporal=True)
            with Renderer(production.scene, size, look, context=window.context) as renderer, Panel(window) as panel:
                if play:
                    playhead.play(clock())
                _loop(state, window, renderer, panel, frames, screenshot)
    finally:
        sound.close()
    return state


def _loop(
    state: State, window: Window, renderer: Renderer, panel: Panel, frames: int | None, screenshot: Path | None
) -> None:
    scale, drawn = (SCALES[0] if renderer.context.software else 1.0), 0
    seen: tuple[object, ...] = ()
    changed = clock()
    settled, shot = 0, state.shot(state.playhead.at(changed))
    overlays = Overlays(state.production)
    while window.open and not state.quit:
        now = clock()
        t = state.playhead.at(now)
        panel.begin()
        snap = steer(state, t, now)
        pointer = clicked()
        frame = state.frame(t)
        shown = (state.hour, state.message, state.help, state.panel, state.map, state.captions)
        key = (t, frame.camera, window.size, *shown, touched())
        if key != seen or pointer or snap:
            seen, changed, settled = key, now, 0
        full = now - changed > _SETTLE and not state.playhead.playing
        if full and settled >= (_SETTLED if renderer.quality.temporal else 1) and frames is None:
            panel.skip()
            window.wait(_IDLE)
            continue
        renderer.resize(scaled(window.size, 1.0 if full else scale))
        if shot != (shot := state.shot(t)):
            renderer.cut()
        renderer.draw(frame, overlays.at(t, renderer.size, state.captions), window.size, state.outlined)
        settled = settled + 1 if full else 0
        ms = sum(renderer.timings.gpu.values())
        status = f"{renderer.size[0]}x{renderer.size[1]}  {ms:.0f} ms  {renderer.timings.gl_calls} GL calls"
        show(state, t, now, status)
        panel.map(state, frame, t)
        panel.finish()
        drawn += 1
        last = frames is not None and drawn >= frames
        if last and screenshot is not None:
            Image(window.pixels()).save(screenshot)
        window.present()
        if pointer:
            state.picked(_under(renderer, window, frame, pointer))
        elif not renderer.context.software:
            here = hovering()
            found = _under(renderer, window, frame, here) if here else None
            state.hovered = found if found and found.pick else None
        if snap:
            _screenshot(state, renderer, window.size, t, overlays)
        if not full:
            scale = next_scale(scale, ms)
        if last:
            break


def _under(renderer: Renderer, window: Window, frame: Frame, at: tuple[float, float]) -> Picked | None:
    """What is seen at a place in the window's pixels."""
    (w, h), (width, height) = window.size, renderer.size
    return renderer.pick(frame, int(at[0] * width / w), int(at[1] * height / h), PICK_REACH)


def _screenshot(state: State, renderer: Renderer, size: tuple[int, int], t: float, overlays: Overlays) -> None:
    """The picture alone, at the window's size, in the present folder."""
    renderer.resize(size)
    path = Path(f"{state.production.scene.name}_{t:07.2f}.png".replace(" ", "_"))
    renderer.render(state.frame(t), overlays=overlays.at(t, size, state.captions)).save(path)
    state.message = f"saved {path}"
