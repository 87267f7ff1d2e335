"""The harvest in progress: baskets, pole and ladder set out by the first tree."""

from __future__ import annotations

import numpy as np

from scenes.authoring import Stage, transforms
from scenes.bayberry_orchard import land, props
from scenes.bayberry_orchard.berries import berry_tint


def set_out(stage: Stage, balls: int, seed: int) -> None:
    """Puts two full baskets and their pole beside the path, and a ladder against the first tree's crown."""
    woven = stage.material("basket", surface="bamboo", double_sided=True, params=(1.0, 0, 0, 0, 0, 0, 0, 0))
    cane = stage.material("cane", surface="bamboo")
    rng = np.random.default_rng(seed)
    weave = stage.mesh("basket", props.basket(woven))
    for s, d, yaw in ((6.35, 1.15, 0.4), (7.15, 0.95, 2.1)):
        at = land.place(0, s, d) + [0.0, 0.005, 0.0]
        stage.place(weave, at, yaw)
        fruit = props.heap(int(s * 100)) + at
        ripeness = np.clip(rng.normal(0.84, 0.12, len(fruit)), 0.50, 1.0)
        tint = berry_tint(ripeness, np.full(len(fruit), 0.8), rng.random(len(fruit)))
        stage.instances(balls, transforms(fruit, 0.0, 0.0168), tint)
    stage.place(stage.mesh("pole", props.pole(cane)), land.place(0, 6.6, 0.75) + [0.0, 0.01, 0.0], yaw=1.35)
    tree = land.place(0, 5.3, 2.95)
    stage.place(stage.mesh("ladder", props.ladder(cane)), tree, yaw=3.0)
