"""Linearly transformed cosines for luminous surfaces: the table that shaders read, and how it was made.

Heitz, Dupuy, Hill and Neubelt, "Real-Time Polygonal-Light Shading with Linearly Transformed Cosines" (SIGGRAPH 2016):
a matrix M turns the clamped cosine into the shape of the GGX lobe, so that light from a polygon is the irradiance of
the polygon transformed by its inverse. `python -m render.ltc` fits the matrices anew and writes `ltc.npy`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]

TABLE = Path(__file__).with_name("ltc.npy")
SIZE = 32
SAMPLES = 24
"""Along either side of a square of samples, for the lobe and for its fit."""
LEAST = 1e-3
"""Smallest roughness squared that is fitted."""


def table() -> NDArray[np.float32]:
    """`(SIZE, SIZE, 4)`: elements 00, 02, 20 and 22 of the inverse matrices over element 11; the others are zero.

    Rows: perceptual roughness from 0 to 1; columns: sqrt(1 - n.v) from 0 to 1; ends included. x points along the part
    of the view direction that lies in the surface.
    """
    return np.asarray(np.load(TABLE), np.float32)


def lobe(view: Doubles, light: Doubles, alpha: float) -> tuple[Doubles, Doubles]:
    """GGX with height-correlated Smith shadowing (no Fresnel) times the light's cosine, and the density with which
    half vectors sample it; z is the normal, `view` `(3,)`, `light` `(..., 3)`."""
    half = light + view
    half = half / np.maximum(np.linalg.norm(half, axis=-1, keepdims=True), 1e-12)
    n_h, v_h = half[..., 2], np.maximum(half @ view, 1e-9)
    n_l, n_v, a2 = np.maximum(light[..., 2], 0.0), view[2], alpha * alpha
    distribution = a2 / (np.pi * (n_h * n_h * (a2 - 1) + 1) ** 2)
    shadow = n_v * np.sqrt(n_l * n_l * (1 - a2) + a2) + n_l * np.sqrt(n_v * n_v * (1 - a2) + a2)
    value = np.where(light[..., 2] > 0, distribution * 0.5 / np.maximum(shadow, 1e-12) * n_l, 0.0)
    return value, distribution * np.maximum(n_h, 0.0) / (4 * v_h)


def lobe_samples(view: Doubles, alpha: float) -> Doubles:
    """`(n, 3)` reflected directions of half vectors spread as the distribution is."""
    u, v = _square()
    cosine = np.sqrt((1 - u) / (1 + (alpha * alpha - 1) * u))
    sine, phi = np.sqrt(1 - cosine * cosine), 2 * np.pi * v
    half = np.stack([sine * np.cos(phi), sine * np.sin(phi), cosine], axis=1)
    return np.asarray(2 * (half @ view)[:, None] * half - view)


def density(inverse: Doubles, light: Doubles) -> Doubles:
    """Of the transformed cosine with this inverse matrix, for unit directions `(..., 3)`."""
    there = light @ inverse.T
    length = np.linalg.norm(there, axis=-1)
    return np.asarray(np.maximum(there[..., 2], 0.0) / np.pi * abs(np.linalg.det(inverse)) / length**4)


def fit(size: int = SIZE) -> Doubles:
    """The table, fitted: from rough to smooth and from upright to grazing, each from its neighbour's solution."""
    out = np.zeros((size, size, 4))
    upright = np.array([1.0, 1.0])
    for row in reversed(range(size)):
        alpha = max((row / (size - 1)) ** 2, LEAST)
        shape = np.array([*upright, 0.0])
        for column in range(size):
            theta = min(np.arccos(1 - (column / (size - 1)) ** 2), 1.57)
            view = np.array([np.sin(theta), 0.0, np.cos(theta)])
            frame, shape = _fitted(view, alpha, shape, round_lobe=column == 0)
            if column == 0:
                upright = shape[:2]
            inverse = np.linalg.inv(frame @ _shaped(shape))
            out[row, column] = inverse[[0, 0, 2, 2], [0, 2, 0, 2]] / inverse[1, 1]
    return out


def _fitted(view: Doubles, alpha: float, start: Doubles, round_lobe: bool) -> tuple[Doubles, Doubles]:
    """The lobe's frame `(3, 3)`, z its mean direction, and the matrix in it as three numbers."""
    from scipy.optimize import minimize

    around = lobe_samples(view, alpha)
    value, chance = lobe(view, around, alpha)
    weight = np.where(chance > 0, value / np.maximum(chance, 1e-300), 0.0)
    total = weight.mean()
    mean = (around * weight[:, None]).mean(0)
    mean[1] = 0.0
    mean = np.array([0.0, 0.0, 1.0]) if round_lobe else mean / np.linalg.norm(mean)
    frame = np.array([[mean[2], 0.0, mean[0]], [0.0, 1.0, 0.0], [-mean[0], 0.0, mean[2]]])
    u, v = _square()
    radius, phi = np.sqrt(u), 2 * np.pi * v
    cosine_samples = np.stack([radius * np.cos(phi), radius * np.sin(phi), np.sqrt(1 - u)], axis=1)

    def error(shape: Any) -> float:
        if round_lobe:
            shape = np.array([shape[0], shape[0], 0.0])
        matrix = frame @ _shaped(shape)
        inverse = np.asarray(np.linalg.inv(matrix), np.float64)
        there = cosine_samples @ matrix.T
        there /= np.linalg.norm(there, axis=1, keepdims=True)
        sum_ = 0.0
        for light, known in ((around, (value, chance)), (there, None)):
            wanted, chance_lobe = known or lobe(view, light, alpha)
            got = density(inverse, light)
            sum_ += float((np.abs(wanted / total - got) ** 3 / np.maximum(got + chance_lobe, 1e-12)).mean())
        return sum_

    found = minimize(error, start, method="Nelder-Mead", options={"maxiter": 300, "initial_simplex": _simplex(start)})
    best = np.asarray(found.x)
    if round_lobe:
        best = np.array([best[0], best[0], 0.0])
    return frame, best


def _simplex(start: Doubles) -> Doubles:
    return np.concatenate([start[None], start + 0.2 * max(float(start[0]), 1e-3) * np.eye(3)])


def _shaped(shape: Doubles) -> Doubles:
    wide, high, lean = shape
    return np.array([[max(wide, 1e-5), 0.0, lean], [0.0, max(high, 1e-5), 0.0], [0.0, 0.0, 1.0]])


def _square() -> tuple[Doubles, Doubles]:
    k = (np.arange(SAMPLES) + 0.5) / SAMPLES
    u, v = np.meshgrid(k, k)
    return u.ravel(), v.ravel()


if __name__ == "__main__":
    np.save(TABLE, fit().astype(np.float16))
