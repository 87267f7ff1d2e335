"""Particles: every emitter in one draw, flown in the vertex shader (`inc/particle_flight.glsl`)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assets.effects import COLOR_KEYS, Particles
from assets.particles import State, alive, axes_of, rounds
from render import bindings, gl
from render.gpu import Gpu
from render.graph import FrameGraph, Handle, Textures
from render.resources import Buffer, filled
from render.structs import gpu_struct
from render.views import View

SHAPES = ("ball", "disc", "box")
_ADD, _LIT = 4, 8
_EVER = 1e30

EMITTER = gpu_struct(
    "Emitter",
    # where it is, and the turn of the cone
    row0="vec4",
    row1="vec4",
    row2="vec4",
    axis0="vec4",
    axis1="vec4",
    axis2="vec4",
    # gravity and what the wind adds to it; drag
    force="vec4",
    # least and greatest speed, cosine of the cone, metres of straying
    motion="vec4",
    # radius at birth and at the end, streak, straying a second
    look="vec4",
    # seconds since the round began, between rounds, of births, until the last birth
    times="vec4",
    # shortest and longest life, twinkling a second, metres of softness
    life="vec4",
    colors=f"vec4[{COLOR_KEYS}]",
    # count, seed, round, bits: shape, adds, lit, colours from bit 4 on
    ids="ivec4",
)


class Emitters:
    """Owns the records and the order; nothing is made for a scene without particles."""

    def __init__(self) -> None:
        self._given: tuple[Particles, ...] = ()
        self._states: list[State] = []
        """Of all emitters at the instant, where the order matters: every view sorts the same ones."""
        self._records: Buffer | None = None
        self._order: Buffer | None = None
        self._count = 0

    def __bool__(self) -> bool:
        return bool(self._given)

    def update(self, particles: tuple[Particles, ...], t: float) -> None:
        """What there is at t seconds."""
        if particles:
            self._records = filled(self._records, np.concatenate([record_of(p, t) for p in particles]))
        new, self._given = particles is not self._given, particles
        self._states = [alive(p, t) for p in particles] if self._sorted else []
        if new and particles and not self._sorted:
            every = [np.stack([np.full(p.count, i), np.arange(p.count)], axis=1) for i, p in enumerate(particles)]
            self._arrange(np.concatenate(every))

    @property
    def _sorted(self) -> bool:
        """Whether the order matters: light that only adds up looks the same in any."""
        return any(p.blend == "alpha" for p in self._given)

    def _arrange(self, order: NDArray[np.int64]) -> None:
        self._count = len(order)
        self._order = filled(self._order, order.astype(np.uint32))

    def draw(self, gpu: Gpu, view: View) -> None:
        """Into the bound framebuffer; the depth to be soft against is in unit 0."""
        if self._sorted:
            self._arrange(back_to_front(self._states, view))
        if not self._count or self._records is None or self._order is None:
            return
        self._records.bind_storage(bindings.SSBO_EMITTERS)
        self._order.bind_storage(bindings.SSBO_ORDER)
        gl.glDisable(gl.GL_DEPTH_TEST)
        gl.glDisable(gl.GL_CULL_FACE)
        gl.glEnable(gl.GL_BLEND)
        gl.glBlendFunc(gl.GL_ONE, gl.GL_ONE_MINUS_SRC_ALPHA)
        gpu.programs.get("particles.frag.glsl", "particles.vert.glsl").use()
        gpu.empty.bind()
        gl.glDrawArraysInstanced(gl.GL_TRIANGLE_STRIP, 0, 4, self._count)
        gl.glDisable(gl.GL_BLEND)

    def close(self) -> None:
        for buffer in (self._records, self._order):
            if buffer:
                buffer.close()


def back_to_front(states: Sequence[State], view: View) -> NDArray[np.int64]:
    """(n, 2) emitter and slot of the living, farthest first."""
    which = np.concatenate([np.stack([np.full(len(s.slot), i), s.slot], axis=1) for i, s in enumerate(states)])
    away = np.concatenate([s.position for s in states]) - view.eye
    return np.asarray(which[np.argsort(-(away**2).sum(1), kind="stable")])


def record_of(particles: Particles, t: float) -> NDArray[np.void]:
    """(1,) EMITTER at t seconds. Times are counted from the latest round, so that they stay exact however late."""
    p = particles
    out = EMITTER.zeros(1)
    latest, since = rounds(p, t)
    every = min(p.every, _EVER)
    for row in range(3):
        out[f"row{row}"] = p.transform[row]
        out[f"axis{row}"][0, :3] = axes_of(p)[row]
    out["force"] = *(np.asarray(p.gravity) + p.drag * np.asarray(p.wind)), p.drag
    out["motion"] = *p.speed, np.cos(min(p.cone, np.pi)), p.wander[0]
    out["look"] = *p.size, p.streak, p.wander[1]
    out["times"] = since, every, p.over, np.clip(p.stop - (t - since), -_EVER, _EVER)
    out["life"] = *p.life, p.twinkle, p.soft
    out["colors"][0, : len(p.colors)] = p.colors
    bits = SHAPES.index(p.shape) | _ADD * (p.blend == "add") | _LIT * p.lit | len(p.colors) << 4
    number = np.array([p.count, p.seed & 0xFFFFFFFF, max(latest, -1) & 0xFFFFFFFF, bits], np.uint32)
    out["ids"] = number.view(np.int32)
    return out


def draw_particles(gpu: Gpu, graph: FrameGraph, color: Handle, depth: Handle, emitters: Emitters, view: View) -> Handle:
    """Add the particles to `color`, before and softly behind what `depth` shows. The view's frame block is bound."""

    def run(t: Textures) -> None:
        gpu.pool.framebuffer([t[color]]).bind()
        t[depth].bind(0)
        emitters.draw(gpu, view)

    return graph.add("particles", run, reads=[depth], writes=[color])[0]
