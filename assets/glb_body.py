"""The binary chunk of a GLB file while it grows, and the accessors and views into it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.arrays import Floats

Json = dict[str, Any]

ARRAY_BUFFER, ELEMENT_ARRAY_BUFFER = 34962, 34963
_COMPONENT = {"float32": 5126, "uint32": 5125, "uint16": 5123, "uint8": 5121}


class Body:
    """The binary chunk while it grows, and the accessors and views into it."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.views: list[Json] = []
        self.accessors: list[Json] = []
        self.known: dict[tuple[str, str, int | None, bytes], int] = {}

    def view(self, content: bytes, target: int | None = None) -> int:
        """Appends bytes (padded to four) as a buffer view and returns its index."""
        self.views.append({"buffer": 0, "byteOffset": len(self.data), "byteLength": len(content)})
        if target:
            self.views[-1]["target"] = target
        self.data += content + bytes(-len(content) % 4)
        return len(self.views) - 1

    def accessor(self, array: NDArray[Any], kind: str, target: int | None = None, **more: Any) -> int:
        """An accessor of this array, with a view of its own; equal arrays (shared vertices) are written once."""
        # keys of time, which have bounds, are not values as well
        key = (array.dtype.name, kind, target or (-1 if more else None), _little(array))
        if key not in self.known:
            self.known[key] = len(self.accessors)
            view = self.view(key[3], target)
            self.accessors.append({"bufferView": view, **_described(array, kind), **more})
        return self.known[key]

    def sparse(self, index: NDArray[np.integer[Any]], values: Floats, count: int) -> int:
        """Appends a sparse VEC3 accessor of `count` elements that are zero except at `index`."""
        order = np.argsort(index, kind="stable")
        index, values = index[order], values[order]
        touched = values.any(axis=1)
        index, values = index[touched], values[touched]
        dense = np.zeros((2, 3), np.float32)  # an untouched vertex is zero, so min and max include zero
        extent = bounds(np.concatenate([values, dense[: 1 if len(values) < count else 0]]) if len(values) else dense)
        entry: Json = {"componentType": 5126, "count": count, "type": "VEC3", **extent}
        if len(values):
            small = index.astype(np.uint16 if count <= 0xFFFF else np.uint32)
            entry["sparse"] = {
                "count": len(values),
                "indices": {"bufferView": self.view(_little(small)), "componentType": _COMPONENT[small.dtype.name]},
                "values": {"bufferView": self.view(_little(values))},
            }
        self.accessors.append(entry)
        return len(self.accessors) - 1


def _little(array: NDArray[Any]) -> bytes:
    return np.ascontiguousarray(array, array.dtype.newbyteorder("<")).tobytes()


def _described(array: NDArray[Any], kind: str) -> Json:
    return {"componentType": _COMPONENT[array.dtype.name], "count": len(array), "type": kind}


def bounds(array: Floats) -> Json:
    return {"min": array.min(axis=0).tolist(), "max": array.max(axis=0).tolist()}
