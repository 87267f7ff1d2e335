"""Picking: which berry was clicked, what it weighs, and a basket that counts."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from assets.scene import Move, PickResult
from scenes.bayberry_orchard.berries import DENSITY, Crop


@dataclass(frozen=True)
class Berry:
    """One berry's record, as an order line keeps it."""

    berry_id: int
    tree_id: int
    diameter_mm: float
    ripeness: float
    """0 green, 0.5 red, 1 purple-black."""
    est_weight_g: float


def weight_g(diameter_mm: float) -> float:
    """Estimated grams of a ball of `DENSITY` g/cm3."""
    return float(DENSITY * np.pi / 6.0 * (diameter_mm / 10.0) ** 3)


def berry(crop: Crop, berry_id: int) -> Berry:
    """The record of a berry; IndexError when there is no such berry."""
    if not 0 <= berry_id < len(crop):
        raise IndexError(f"no berry {berry_id}: there are {len(crop)}")
    diameter = round(float(crop.diameter[berry_id]) * 1000.0, 1)
    ripeness = round(float(crop.ripeness[berry_id]), 2)
    return Berry(berry_id, int(crop.tree[berry_id]), diameter, ripeness, round(weight_g(diameter), 1))


def stage(ripeness: float) -> str:
    """The name of a stage of ripeness."""
    return "green" if ripeness < 0.32 else "red" if ripeness < 0.68 else "dark"


@dataclass
class Basket:
    """Berries by id, in the order they were picked; a berry goes in once."""

    berries: dict[int, Berry] = field(default_factory=dict)

    def add(self, one: Berry) -> bool:
        """False when this berry is already in the basket."""
        new = one.berry_id not in self.berries
        self.berries.setdefault(one.berry_id, one)
        return new

    @property
    def count(self) -> int:
        return len(self.berries)

    @property
    def weight_g(self) -> float:
        return sum(b.est_weight_g for b in self.berries.values())


class Picker:
    """Answers `Scene.on_pick` for the berries of batch number `batch`, whose `Batch.pick` is `pick`."""

    def __init__(self, crop: Crop, batch: int, pick: int) -> None:
        self.basket = Basket()
        self._crop, self._batch, self._pick = crop, batch, pick

    def __call__(self, pick: int, instance: int) -> PickResult:
        """Picks the clicked berry: it leaves the tree (its transform becomes zero) and is counted once."""
        if pick != self._pick or not 0 <= instance < len(self._crop):
            return PickResult("nothing to pick here")
        one = berry(self._crop, instance)
        if not self.basket.add(one):
            return PickResult(f"berry {one.berry_id} is already in the basket")
        hidden = Move(self._batch, np.zeros((1, 3, 4), np.float32), first=instance)
        message = (
            f"{stage(one.ripeness)} berry {one.berry_id} of tree {one.tree_id}: {one.diameter_mm:.1f} mm, "
            f"{one.est_weight_g:.1f} g; basket {self.basket.count}, {self.basket.weight_g:.1f} g"
        )
        return PickResult(message, (hidden,))
