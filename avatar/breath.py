"""Breath: drawn 12 to 16 times a minute, in the gaps between phrases while speaking."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from avatar.easing import Curve, ease

USUAL = 4.3
"""Seconds from breath to breath: 14 a minute."""
LEAST, REACH = 2.6, 1.5
"""Least seconds between two breaths, and how far from when it is due one is drawn for the sake of a gap."""
AHEAD = 0.45
"""Seconds before the next word at which the breath begins."""


def inhale_times(duration: float, phrases: Sequence[tuple[float, float]], seed: int = 1) -> Curve:
    """Seconds at which breath is drawn; `phrases` are stretches of speech without a gap, in order.

    Within a phrase nobody inhales: a breath that is due there waits for its end.
    """
    random = np.random.default_rng((seed, 77))
    gaps = [max(start - AHEAD, 0.0) for start, _ in phrases]
    times = [-1.5]
    while times[-1] < duration + 10.0:
        due = times[-1] + USUAL * float(random.uniform(0.9, 1.1))
        near = [gap for gap in gaps if gap >= times[-1] + LEAST and abs(gap - due) <= REACH]
        within = next((end for start, end in phrases if start - AHEAD < due < end), None)
        if near:
            due = min(near, key=lambda gap: abs(gap - due))
        elif within is not None:
            due = next((gap for gap in gaps if gap >= within - AHEAD), within + 0.1)
        times.append(due)
    return np.array(times)


def breathing(inhales: Curve, t: float) -> float:
    """0 empty to 1 full: up in 0.9 s (less when the next breath is near), slowly down until the next one."""
    i = int(np.clip(np.searchsorted(inhales, t, side="right") - 1, 0, len(inhales) - 2))
    begin, end = float(inhales[i]), float(inhales[i + 1])
    top = begin + min(0.9, 0.4 * (end - begin))
    return float(ease(begin, top, t) * (1.0 - ease(top, end, t)))
