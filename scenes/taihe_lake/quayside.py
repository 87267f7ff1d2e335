"""The festive quay: red lanterns strung between the lamps, buttresses on the wall, fishing boats moored under it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assets.geometry import Geometry
from scenes.authoring import Stage, transforms
from scenes.fishing_boat import LAMP, fishing_boat_mesh
from scenes.glow import Glow
from scenes.lanterns import DROP
from scenes.palette import IRON, palette
from scenes.parts.part import part
from scenes.parts.placing import paper_lantern
from scenes.taihe_lake.valley import GROUND, along_quay

Array = NDArray[np.float64]
SPAN = 12.5
"""Metres from one street lamp to the next."""
LAMPS = np.arange(64.0, 64.0 + 30 * SPAN, SPAN)
HIGH, SAG = 4.2, 0.55
SIZE = 1.35
"""Of a lantern: 0.84 m wide, as festivals have them."""
MOORED = (97.0, 109.0, 150.0, 163.0, 214.0, 226.0)
"""Along the quay: where boats lie."""


@part("taihe_lake/quayside")
def quayside(stage: Stage) -> None:
    """Lantern strings, buttresses and moored boats along 临江东路."""
    strings(stage)
    buttresses(stage)
    moored(stage)


def strings(stage: Stage) -> None:
    """Four lanterns between every two lamps, on a wire that sags."""
    wire, hooks = Geometry(), []
    for q in LAMPS[:-1]:
        u = np.linspace(0.0, 1.0, 9)
        drop = HIGH - 4 * SAG * u * (1 - u)
        line = np.array(
            [along_quay(float(q + SPAN * v), 3.2, GROUND + float(y))[0] for v, y in zip(u, drop, strict=True)]
        )
        wire.tube(line, 0.012, 3, stage.once(palette).iron, IRON, caps=False)
        hooks.append(line[[1, 3, 5, 7]])
    at = np.concatenate(hooks)
    rng = np.random.default_rng(307)
    stage.place(stage.mesh("lantern wires", wire, cull_pixels=2.0), layer="no_mirror_no_shadow")
    size = np.full((len(at), 1), SIZE)
    hung = transforms(at - [0.0, SIZE * DROP, 0.0], rng.uniform(0, 6.28, len(at)), size)
    stage.instances(paper_lantern(stage), hung, np.c_[np.ones((len(at), 3)), rng.random(len(at))], "no_shadow")


def buttresses(stage: Stage) -> None:
    """Pilasters with caps on the upper wall, two to a span, so that it is built and not drawn."""
    look, g = stage.once(palette), Geometry()
    for q in np.arange(LAMPS[0], LAMPS[-1], SPAN / 2):
        foot, way = along_quay(float(q), 1.52, 0.0)
        with g.at(foot, way):
            shaft, cap = Geometry(), Geometry()
            shaft.box((0.0, 2.35, 0.0), (0.7, 2.3, 0.3))
            cap.box((0.0, 3.56, 0.0), (0.95, 0.2, 0.42))
            cap.box((0.0, 1.35, 0.0), (0.95, 0.24, 0.42))
            for p in (*shaft.parts, *cap.parts):
                uv = np.c_[p.position[:, 0] + q, p.position[:, 1] - 1.2]
                g.add(p.position, p.normal, p.indices, uv, (0.40, 0.36, 0.31, 0.22), look.quay)
    stage.place(stage.mesh("buttresses", g))


def moored(stage: Stage) -> None:
    """Fishing boats side on to the quay, their lamps lit."""
    mesh = stage.once(fishing_boat_mesh, stage.once(palette))
    rng = np.random.default_rng(311)
    at, yaw, lamps = [], [], []
    for q in MOORED:
        p, (dx, dz) = along_quay(q, -2.6 - float(rng.uniform(0, 0.5)), 0.0)
        turn = float(np.arctan2(-dz, dx)) + float(rng.normal(0, 0.05))
        at.append(p)
        yaw.append(turn)
        lamps.append(p + [LAMP[0] * np.cos(turn), LAMP[1], -LAMP[0] * np.sin(turn)])
    stage.scatter(mesh, np.array(at), 313, yaw=np.array(yaw))
    stage.once(Glow).add(np.array(lamps), (3.0, 1.3, 0.4), 8.0, 0.3, 0.3, 0.4, rng.random(len(lamps)))
