"""glTF accessors as numpy arrays: strides, normalised integers, sparse substitution, bounds (section 3.6.2)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.gltf_container import Document, Json, buffer_bytes, has_data, stored_bytes
from assets.gltf_meshopt import packing, source, unpacked
from assets.scene import Floats
from assets.schema import Fault

Elements = NDArray[Any]

MAX_ELEMENTS = 1 << 26
"""Elements of an accessor without a buffer view, whose size nothing else bounds."""
FREE_ELEMENTS, EARNED_ELEMENTS = 1 << 20, 8
"""Of all sparse accessors without a view together, and more for each byte of the file's buffers: what they are sparse
over is nowhere in the file, and a line of text could fill the memory."""

_DTYPE = {5120: "<i1", 5121: "<u1", 5122: "<i2", 5123: "<u2", 5125: "<u4", 5126: "<f4"}
_WIDTH = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT2": 4, "MAT3": 9, "MAT4": 16}
_WIDE = 256
_ROWS = {"MAT2": 2, "MAT3": 3, "MAT4": 4}


def dtype_of(accessor: Json) -> np.dtype[Any]:
    """The component type."""
    return np.dtype(_DTYPE[accessor["componentType"]])


def known(accessor: Json) -> bool:
    """Whether its types are among this version's; later ones may have others, which matter to who uses them only."""
    return accessor["componentType"] in _DTYPE and accessor["type"] in _WIDTH


def element_size(accessor: Json, last: bool = False) -> int:
    """Bytes of one element, with the padding of matrix columns to four bytes (the last element's end may lack it)."""
    size = dtype_of(accessor).itemsize
    rows = _ROWS.get(accessor["type"])
    if not rows:
        return size * _WIDTH[accessor["type"]]
    return rows * _column(rows, size) - (_column(rows, size) - rows * size if last else 0)


def _column(rows: int, size: int) -> int:
    return -(-rows * size // 4) * 4


def check_layout(document: Document) -> None:
    """Every view lies inside its buffer and every accessor inside its view, aligned. Fault otherwise."""
    buffers, views = document.items("buffers"), document.items("bufferViews")
    for i, view in enumerate(views):
        end = view.get("byteOffset", 0) + view["byteLength"]
        if end > buffers[view["buffer"]]["byteLength"]:
            length = buffers[view["buffer"]]["byteLength"]
            raise Fault(f"/bufferViews/{i}", f"ends at byte {end} of a buffer of {length}")
    for i, accessor in enumerate(document.items("accessors")):
        at = f"/accessors/{i}"
        if not known(accessor):
            continue
        if accessor.get("normalized") and accessor["componentType"] in (5125, 5126):
            raise Fault(f"{at}/normalized", "only 8 and 16 bit integers can be normalised")
        for key in ("min", "max"):
            if key in accessor and len(accessor[key]) != _WIDTH[accessor["type"]]:
                raise Fault(f"{at}/{key}", f"must have {_WIDTH[accessor['type']]} items")
        if "bufferView" in accessor:
            view = views[accessor["bufferView"]]
            _fits(view, accessor, accessor.get("byteOffset", 0), accessor["count"], at)
        elif accessor["count"] > MAX_ELEMENTS:
            raise Fault(f"{at}/count", f"{accessor['count']} elements without data; the limit is {MAX_ELEMENTS}")
        if "sparse" in accessor:
            _check_sparse(views, accessor, f"{at}/sparse")
    _check_unbacked(document)


def _check_unbacked(document: Document) -> None:
    entries = [(i, a) for i, a in enumerate(document.items("accessors")) if "sparse" in a and "bufferView" not in a]
    total, most = 0, FREE_ELEMENTS + EARNED_ELEMENTS * stored_bytes(document) if entries else 0
    for i, accessor in entries:
        total += accessor["count"]
        if total > most:
            raise Fault(f"/accessors/{i}/count", f"sparse accessors have {total} elements without data; {most} at most")


def _check_sparse(views: list[Json], accessor: Json, at: str) -> None:
    sparse = accessor["sparse"]
    if sparse["count"] > accessor["count"]:
        raise Fault(f"{at}/count", f"{sparse['count']} substitutes for {accessor['count']} elements")
    for part, owner in (("indices", sparse["indices"]), ("values", accessor)):
        view = views[sparse[part]["bufferView"]]
        if "byteStride" in view or "target" in view:
            raise Fault(f"{at}/{part}/bufferView", "a view of sparse data must have no byteStride and no target")
        _fits(view, {"type": "SCALAR", **owner}, sparse[part].get("byteOffset", 0), sparse["count"], f"{at}/{part}")


def _fits(view: Json, elements: Json, offset: int, count: int, at: str) -> None:
    dtype, size = dtype_of(elements), element_size(elements)
    stride = view.get("byteStride", size)
    if stride < size:
        raise Fault(at, f"byteStride {stride} is smaller than an element of {size} bytes")
    if offset + stride * (count - 1) + element_size(elements, last=True) > view["byteLength"]:
        raise Fault(at, f"{count} elements go beyond their view of {view['byteLength']} bytes")
    if offset % dtype.itemsize or (offset + view.get("byteOffset", 0)) % dtype.itemsize or stride % dtype.itemsize:
        raise Fault(at, f"byteOffset {offset} is not aligned to {dtype.itemsize} bytes")


class Accessors:
    """Reads accessors of a document whose layout has been checked; every buffer is read once, when first needed."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.buffers: dict[int, memoryview] = {}
        self.views: dict[int, memoryview] = {}
        self.given: dict[int, Elements] = {}
        self.checked: set[int] = set()

    def stored(self, i: int) -> bool:
        """Whether accessor i has data: a buffer without any (for an application to fill) is legal, as is no view."""
        accessor = self.document.items("accessors")[i]
        if i in self.given:
            return True
        if not known(accessor):
            return False
        views = [accessor["bufferView"]] if "bufferView" in accessor else []
        if "sparse" in accessor:
            views += [accessor["sparse"]["indices"]["bufferView"], accessor["sparse"]["values"]["bufferView"]]
        entries = [self.document.items("bufferViews")[view] for view in views]
        return bool(views) and all(has_data(self.document, source(self.document, entry)["buffer"]) for entry in entries)

    def give(self, i: int, data: Elements) -> None:
        """Data `(n, components)` decoded from elsewhere for accessor i. ValueError when it is of another width."""
        accessor = self.document.items("accessors")[i]
        if not known(accessor) or data.shape[1] != _WIDTH[accessor["type"]]:
            raise ValueError(f"decodes to {data.shape[1]} numbers an element, accessor {i} has {accessor['type']}")
        self.given[i] = data.astype(dtype_of(accessor))

    def view(self, i: int) -> memoryview:
        """The bytes of a buffer view: without a copy, or decoded."""
        if i not in self.views:
            view = self.document.items("bufferViews")[i]
            where = source(self.document, view)
            number, start = where["buffer"], where.get("byteOffset", 0)
            if number not in self.buffers:
                self.buffers[number] = buffer_bytes(self.document, number)
            data = self.buffers[number][start : start + where["byteLength"]]
            self.views[i] = data if where is view else unpacked(where, data, f"/bufferViews/{i}")
        return self.views[i]

    def elements(self, i: int) -> Elements:
        """Accessor i as stored: `(count, components)`, matrices column by column; read-only. Fault when its data is not
        finite or breaks the declared min and max."""
        accessor = self.document.items("accessors")[i]
        if not known(accessor):
            stated = f"{accessor['type']!r} of component type {accessor['componentType']}"
            raise Fault(f"/accessors/{i}", f"{stated} is not known")
        width = _WIDTH[accessor["type"]]
        if i in self.given:
            out = self.given[i]
        elif "bufferView" in accessor:
            out = self.strided(i)
        else:
            out = np.broadcast_to(np.zeros((), dtype_of(accessor)), (accessor["count"], width))
        if "sparse" in accessor:
            out = self._substituted(accessor, out, f"/accessors/{i}/sparse")
        if i not in self.checked and (i in self.given or "bufferView" in accessor or "sparse" in accessor):
            # lossy compression moves the bounds that were written before it
            exact = not self.lossy(i)
            _check_values(accessor if exact else {}, out, f"/accessors/{i}")
            self.checked.add(i)
        return out

    def floats(self, i: int) -> Floats:
        """Accessor i as float32, normalised integers brought to -1 ... 1 or 0 ... 1."""
        values = self.elements(i)
        if not self.document.items("accessors")[i].get("normalized"):
            return values.astype(np.float32)
        scaled: Floats = values.astype(np.float32) / np.float32(np.iinfo(values.dtype).max)
        return np.maximum(scaled, np.float32(-1.0))

    def strided(self, i: int) -> Elements:
        """Accessor i as it lies in its buffer view: `(count, components)`, not copied, without its sparse part."""
        accessor = self.document.items("accessors")[i]
        return self._strided(accessor)

    def lossy(self, i: int) -> bool:
        """Whether accessor i comes out of a compression that may have changed its numbers."""
        view = self.document.items("accessors")[i].get("bufferView")
        return i in self.given or (view is not None and packing(self.document.items("bufferViews")[view]) is not None)

    def _strided(self, accessor: Json) -> Elements:
        dtype, size, count = dtype_of(accessor), element_size(accessor), accessor["count"]
        stride = self.document.items("bufferViews")[accessor["bufferView"]].get("byteStride", size)
        data = self.view(accessor["bufferView"])[accessor.get("byteOffset", 0) :]
        rows = _ROWS.get(accessor["type"])
        shape = (rows, rows) if rows else (1, _WIDTH[accessor["type"]])
        strides = (_column(rows, dtype.itemsize) if rows else 0, dtype.itemsize)
        elements = np.ndarray((count, *shape), dtype, data, strides=(stride, *strides))
        return elements.reshape(count, -1)

    def _substituted(self, accessor: Json, dense: Elements, at: str) -> Elements:
        sparse = accessor["sparse"]
        parts = ({**sparse["indices"], "type": "SCALAR"}, {**accessor, "byteOffset": 0, **sparse["values"]})
        indices, values = (self._strided({**p, "count": sparse["count"]}) for p in parts)
        index = indices[:, 0].astype(np.int64)
        if index[-1] >= accessor["count"] or (np.diff(index) <= 0).any():
            raise Fault(f"{at}/indices", "must rise strictly and stay below the accessor's count")
        out = dense.copy()
        out[index] = values
        return out


def _check_values(accessor: Json, values: Elements, at: str) -> None:
    # a sum tells almost always that all is finite, in a fraction of the time
    with np.errstate(invalid="ignore"):
        total = np.sum(values, dtype=np.float64) if values.dtype.kind == "f" else 0.0
    if not np.isfinite(total):
        finite = np.isfinite(values).all(axis=1)
        if not finite.all():
            raise Fault(at, f"element {int(np.argmin(finite))} is not a finite number")
    for key, extreme in (("min", np.minimum), ("max", np.maximum)):
        if key not in accessor:
            continue
        declared, found = np.asarray(accessor[key], np.float64), _columns(extreme, values)
        # exporters print rounded decimals: allow what a float32 would not distinguish by eye
        slack = 1e-5 * np.maximum(1.0, np.abs(declared)) if values.dtype.kind == "f" else 0.0
        if (np.abs(found.astype(np.float64) - declared) > slack).any():
            raise Fault(f"{at}/{key}", f"says {declared.tolist()}, the data has {found.tolist()}")


def _columns(extreme: np.ufunc, values: Elements) -> Elements:
    """The least or greatest of each column, in wide rows first: numpy reduces them many times faster."""
    rows, width = values.shape
    block = rows // _WIDE
    if block < 2:
        return np.asarray(extreme.reduce(values, axis=0))
    wide = extreme.reduce(values[: block * _WIDE].reshape(block, _WIDE * width), axis=0).reshape(_WIDE, width)
    return np.asarray(extreme.reduce(np.concatenate([wide, values[block * _WIDE :]]), axis=0))
