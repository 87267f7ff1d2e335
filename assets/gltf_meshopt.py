"""Buffer views compressed with EXT_meshopt_compression or KHR_meshopt_compression."""

from __future__ import annotations

from assets.gltf_container import Document, Json, has_data
from assets.optional import library
from assets.schema import Fault

NAMES = ("KHR_meshopt_compression", "EXT_meshopt_compression")
MAX_DECODED = 1 << 29
"""Bytes of all decoded views of a file together: a few bytes can stand for many."""
FREE, EARNED = 1 << 24, 32
"""Bytes that they may have anyhow, and more for each packed byte: nothing but zeros is packed better."""

_STRIDES = {"OCTAHEDRAL": (4, 8), "QUATERNION": (8,), "COLOR": (4, 8)}


def packing(view: Json) -> Json | None:
    """How a buffer view is compressed; None when it is not."""
    extensions = view.get("extensions", {})
    found: Json | None = next((extensions[name] for name in NAMES if name in extensions), None)
    return found


def check_packed(document: Document) -> None:
    """Every compressed view lies inside its buffer and decodes to the size it promises. Fault otherwise."""
    buffers, total, packed_total = document.items("buffers"), 0, 0
    for i, view in enumerate(document.items("bufferViews")):
        packed = packing(view)
        if packed is None:
            continue
        at = f"/bufferViews/{i}/extensions/{next(n for n in NAMES if n in view['extensions'])}"
        end = packed.get("byteOffset", 0) + packed["byteLength"]
        if end > buffers[packed["buffer"]]["byteLength"]:
            length = buffers[packed["buffer"]]["byteLength"]
            raise Fault(at, f"ends at byte {end} of a buffer of {length}")
        stride, count, form = packed["byteStride"], packed["count"], packed.get("filter", "NONE")
        if stride * count != view["byteLength"]:
            raise Fault(at, f"{count} elements of {stride} bytes are not the view's {view['byteLength']} bytes")
        if packed["mode"] == "ATTRIBUTES":
            fits = stride % 4 == 0 and stride in _STRIDES.get(form, (stride,))
        else:
            fits = stride in (2, 4) and form == "NONE" and (packed["mode"] == "INDICES" or count % 3 == 0)
        if not fits:
            raise Fault(at, f"{packed['mode']} with filter {form} cannot have {count} elements of {stride} bytes")
        total += view["byteLength"]
        packed_total += packed["byteLength"]
        most = min(MAX_DECODED, FREE + EARNED * packed_total)
        if total > most:
            raise Fault(at, f"the compressed views hold {total} bytes; of {packed_total} packed ones {most} at most")


def source(document: Document, view: Json) -> Json:
    """Where the bytes of a view come from: its compressed form, unless only the other has data."""
    packed = packing(view)
    return packed if packed is not None and has_data(document, packed["buffer"]) else view


def unpacked(packed: Json, data: memoryview, at: str) -> memoryview:
    """The plain bytes of a compressed view. Fault when they cannot be had."""
    meshopt = library("meshopt", "meshopt", at, "EXT_meshopt_compression")
    form = packed.get("filter", "NONE")
    try:
        rows = meshopt.decode_gltf_buffer(bytes(data), packed["count"], packed["byteStride"], packed["mode"], form)
    except (ValueError, RuntimeError, TypeError, OverflowError, MemoryError) as e:
        raise Fault(at, f"its {packed['mode']} data cannot be decoded: {e}") from e
    plain = memoryview(rows.astype(f"<u{packed['byteStride']}").tobytes() if rows.ndim == 1 else rows.tobytes())
    if len(plain) != packed["count"] * packed["byteStride"]:
        raise Fault(at, f"decodes to {len(plain)} bytes, not {packed['count'] * packed['byteStride']}")
    return plain
