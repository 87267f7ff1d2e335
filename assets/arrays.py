"""The names of the arrays that everything is made of."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.uint32]
Bytes = NDArray[np.uint8]
Vec3 = tuple[float, float, float]

IDENTITY: Floats = np.eye(4, dtype=np.float32)[:3]
"""The affine transform `(3, 4)` that changes nothing."""
