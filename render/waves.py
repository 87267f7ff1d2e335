"""Wind waves on a lake: periodic tiles of surface slope from a spectrum, evaluated at any instant. numpy only.

Tessendorf, "Simulating Ocean Water" (2001/2004): every wave of the tile's grid runs at its own speed. The energy is
the TMA spectrum (Hughes 1984; Horvath, "Empirical Directional Wave Spectra for Computer Graphics", 2015) of a fetch
long enough that boats and the river's own swell are in it. Frequencies are whole multiples of one turn in `PERIOD`,
so the motion repeats without a seam and phases stay exact however long the film is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from assets.scene import Water

GRAVITY = 9.81
DEPTH = 12.0
FETCH = 20_000.0
PERIOD = 240.0
"""Seconds after which the waves repeat."""
OPPOSED = 0.22
"""Share of waves that run against the wind: a closed reach reflects them from its walls."""


@dataclass(frozen=True, eq=False)
class WaveTile:
    """`forward` and `backward` `(n, n)` complex: slope x + i slope z of each wave at t = 0, running with and against
    its wave vector. `turns` `(n, n)`: turns in `PERIOD`. Built by `wave_tile`."""

    forward: NDArray[np.complex64]
    backward: NDArray[np.complex64]
    turns: NDArray[np.int32]

    @cached_property
    def _most(self) -> int:
        return int(self.turns.max())

    def slopes(self, t: float) -> NDArray[np.float32]:
        """`(n, n, 2)` slope dy/dx and dy/dz at t seconds; row index along z, column along x."""
        # whole turns: some hundred different ones serve every wave of the tile
        from scipy import fft

        turns = np.arange(self._most + 1, dtype=np.float32)
        angle = (turns * np.float32((t / PERIOD) % 1.0)) % np.float32(1.0) * np.float32(2 * np.pi)
        phase = np.take(np.cos(angle) + np.complex64(1j) * np.sin(angle), self.turns)
        # k.x - omega t runs along k; the opposite wave takes the conjugate, and together they make the surface real
        field = fft.ifft2(self.forward * phase.conj() + self.backward * phase, norm="forward", overwrite_x=True)
        return np.asarray(field).view(np.float32).reshape(*field.shape, 2)


def tma(k: NDArray[np.float64], wind: float) -> NDArray[np.float64]:
    """Energy density over the wave vector plane at wave numbers k (rad/m), up to a factor."""
    k = np.maximum(k, 1e-6)
    wind = max(wind, 0.3)
    tanh = np.tanh(np.minimum(k * DEPTH, 20.0))
    omega = np.sqrt(GRAVITY * k * tanh)
    peak = 22.0 * (GRAVITY**2 / (wind * FETCH)) ** (1 / 3)
    sigma = np.where(omega <= peak, 0.07, 0.09)
    jonswap = omega**-5.0 * np.exp(-1.25 * (peak / omega) ** 4)
    jonswap = jonswap * 3.3 ** np.exp(-((omega - peak) ** 2) / (2 * sigma**2 * peak**2))
    shallow = np.clip(omega * np.sqrt(DEPTH / GRAVITY), 0, 2)
    kitaigorodskii = np.where(shallow <= 1, 0.5 * shallow**2, 1 - 0.5 * (2 - shallow) ** 2)
    group_speed = 0.5 * omega / k * (1 + 2 * k * DEPTH / np.sinh(np.minimum(2 * k * DEPTH, 50.0)))
    return np.asarray(jonswap * kitaigorodskii * group_speed / k)


def wave_tile(
    n: int, edge: float, wind: tuple[float, float], slope: float, band: tuple[float, float], seed: int
) -> WaveTile:
    """A tile of n x n points and `edge` metres.

    `slope` is its rms slope per axis averaged over time, `band` the wave numbers (rad/m) between which it has its
    waves, `wind` speed in m/s and direction in radians from +x to +z.
    """
    axis = 2 * np.pi * np.fft.fftfreq(n, edge / n)
    kx, kz = np.meshgrid(axis, axis)
    k = np.hypot(kx, kz)
    # real surfaces need each wave's opposite on the grid: drop the row and column that have none
    kept = (k > 0) & (np.abs(np.fft.fftfreq(n)) < 0.5)[None] & (np.abs(np.fft.fftfreq(n)) < 0.5)[:, None]
    spread = OPPOSED + np.cos((np.arctan2(kz, kx) - wind[1]) / 2) ** 4
    window = np.exp(-((band[0] / np.maximum(k, 1e-6)) ** 2) - (k / band[1]) ** 2)
    amplitude = np.where(kept, np.sqrt(tma(k, wind[0])) * spread * window, 0.0)
    random = np.random.default_rng(seed)
    height = amplitude * (random.normal(size=(n, n)) + 1j * random.normal(size=(n, n)))
    opposite = np.roll(height[::-1, ::-1], 1, (0, 1)).conj()
    # i k h is the slope's spectrum; slope x + i slope z packs both real fields into one transform
    packed = 1j * kx - kz
    forward, backward = packed * height, packed * opposite
    # mean square over space and time (Parseval); half of it on each axis
    power = 0.5 * float((np.abs(forward) ** 2 + np.abs(backward) ** 2).sum())
    scale = slope / np.sqrt(max(power, 1e-30))
    omega = np.sqrt(GRAVITY * k * np.tanh(np.minimum(k * DEPTH, 20.0)) + 7.3e-5 * k**3)
    turns = np.rint(omega * PERIOD / (2 * np.pi))
    return WaveTile(
        (forward * scale).astype(np.complex64), (backward * scale).astype(np.complex64), turns.astype(np.int32)
    )


def wave_tiles(water: Water, points: tuple[int, int]) -> tuple[WaveTile, WaveTile]:
    """The two tiles of a water surface, broad waves and the ripples on them, each with its points along an edge."""
    coarse, fine = water.tiles
    # the longest waves fit about four times into a tile, so that its repetition does not show; the shortest keep clear
    # of two points to a wave
    highest = [0.7 * np.pi * n / edge for n, edge in zip(points, water.tiles, strict=True)]
    broad = (2 * np.pi / (0.27 * coarse), min(8.0, highest[0]))
    ripples = (2 * np.pi / (0.25 * fine), min(40.0, highest[1]))
    return (
        wave_tile(points[0], coarse, water.wind, water.slope[0], broad, seed=1),
        wave_tile(points[1], fine, water.wind, water.slope[1], ripples, seed=2),
    )
