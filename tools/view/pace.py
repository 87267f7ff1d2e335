"""Resolution that follows the machine's speed, so that software OpenGL stays interactive."""

from __future__ import annotations

SCALES = (0.25, 0.375, 0.5, 0.75, 1.0)
BUDGET = 70.0
"""Milliseconds a moving frame may take."""


def next_scale(scale: float, ms: float, budget: float = BUDGET) -> float:
    """The scale of the next frame after one at `scale` took `ms`: down at once when it is late, up by one step only
    when there is room for what that step is expected to cost."""
    i = SCALES.index(scale)
    if ms > 1.25 * budget:
        fitting = [s for s in SCALES[:i] if ms * (s / scale) ** 2 <= budget]
        return fitting[-1] if fitting else SCALES[0]
    if i + 1 < len(SCALES) and ms * (SCALES[i + 1] / scale) ** 2 < 0.8 * budget:
        return SCALES[i + 1]
    return scale


def scaled(size: tuple[int, int], scale: float) -> tuple[int, int]:
    """The window's size in pixels at a scale."""
    return max(16, round(size[0] * scale)), max(16, round(size[1] * scale))
