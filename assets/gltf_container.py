"""glTF and GLB files: chunks, JSON, buffers and the files they refer to. Nothing is read outside the file's folder
unless the caller allows it, nothing from the network ever, and sizes are checked before memory is taken."""

from __future__ import annotations

import base64
import binascii
import math
import struct
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import unquote, unquote_to_bytes

from assets.errors import InputError
from assets.files import MAX_FILE, view_bytes
from assets.gltf_later import forget_later
from assets.json_text import NotJson, parse
from assets.schema import Fault

Json = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Document:
    """A parsed file: its JSON, the GLB's binary chunk (None without), and where it may read from."""

    file: Path
    root: Json
    binary: memoryview | None
    allow_external: bool = False
    notes: tuple[str, ...] = ()
    """What is odd about the file but does no harm, in words."""

    def items(self, collection: str) -> list[Json]:
        """The root array of that name; empty when absent."""
        found: list[Json] = self.root.get(collection, [])
        return found


def open_document(path: Path, allow_external: bool = False) -> Document:
    """Reads a .gltf or .glb file as far as its JSON. InputError for anything that is neither."""
    data = view_bytes(path)
    is_binary = bytes(data[:4]) == b"glTF" or path.suffix.lower() in (".glb", ".vrm", ".vrma")
    text, binary, notes = _chunks(data, path) if is_binary else (data, None, ())
    root = _json(bytes(text), path, 20 if is_binary else 0)
    return Document(path, root, binary, allow_external, (*notes, *forget_later(root)))


def _chunks(data: memoryview, path: Path) -> tuple[memoryview, memoryview | None, tuple[str, ...]]:
    """The JSON and binary chunks of a GLB file (glTF 2.0, section 4.4), and what follows them, in words."""

    def bad(at: int, message: str) -> NoReturn:
        raise InputError(f"byte {at}: {message}", path)

    if len(data) < 12:
        bad(len(data), "the file ends inside the 12-byte GLB header")
    magic, version, length = struct.unpack_from("<4sII", data)
    if magic != b"glTF":
        bad(0, "not a GLB file (it must begin with 'glTF')")
    if version != 2:
        bad(4, f"GLB version {version}; only 2 is supported")
    if length > len(data):
        bad(8, f"the header promises {length} bytes, the file has {len(data)}")
    chunks: dict[bytes, memoryview] = {}
    at, number = 12, 0
    while at < length:
        if at + 8 > length:
            bad(at, "the file ends inside a chunk header")
        size, kind = struct.unpack_from("<I4s", data, at)
        if size % 4 or at + 8 + size > length:
            bad(at, f"a chunk of {size} bytes is not a multiple of 4 or goes beyond the end of the file")
        if kind in chunks:
            bad(at, f"a second {'JSON' if kind == b'JSON' else 'binary'} chunk")
        if (kind == b"JSON") == bool(chunks):
            bad(at, "the first chunk must be JSON")
        if kind == b"BIN\0" and number != 1:
            bad(at, "the binary chunk must be the second")
        if kind in (b"JSON", b"BIN\0"):
            chunks[kind] = data[at + 8 : at + 8 + size]
        at, number = at + 8 + size, number + 1
    if b"JSON" not in chunks:
        bad(12, "no JSON chunk")
    beyond = len(data) - length
    notes = (f"{beyond} bytes after the end that the header states are left out",) if beyond else ()
    return chunks[b"JSON"], chunks.get(b"BIN\0"), notes


def _json(text: bytes, path: Path, start: int) -> Json:
    try:
        root = parse(text)
    except NotJson as e:
        raise InputError(f"byte {start + e.byte}: {e}", path) from e
    if not isinstance(root, dict):
        raise InputError("/: the JSON must be an object", path)
    return root


def resolve_uri(document: Document, uri: str, pointer: str, most: int = MAX_FILE) -> memoryview:
    """The bytes a URI stands for: a data URI or a file beside the document, at most `most` bytes. Fault otherwise."""
    if is_data(uri):
        return memoryview(_data_uri(uri, pointer))
    target = local_file(document, uri, pointer)
    try:
        if target.stat().st_size > most:
            raise Fault(pointer, f"{uri!r} has {target.stat().st_size} bytes; the limit is {most}")
    except OSError as e:
        raise Fault(pointer, f"{uri!r} cannot be read: {e.strerror}") from e
    try:
        return view_bytes(target)
    except InputError as e:
        raise Fault(pointer, str(e)) from e


def is_data(uri: str) -> bool:
    """Whether it holds its bytes itself (RFC 2397; schemes have no case)."""
    return uri[:5].lower() == "data:"


def check_uri(uri: str, pointer: str) -> None:
    """Fault for a URI that is neither a data URI nor a relative path: nothing is fetched from a network."""
    if not is_data(uri) and (":" in uri.split("/", 1)[0] or uri.startswith("/")):
        raise Fault(pointer, f"{uri[:60]!r}: only data URIs and relative paths are read")


def local_file(document: Document, uri: str, pointer: str) -> Path:
    """The existing plain file a relative URI names, inside the document's folder unless external files are allowed."""
    check_uri(uri, pointer)
    folder = document.file.parent.resolve()
    try:
        target = (folder / unquote(uri, errors="strict")).resolve()
        inside = target.is_relative_to(folder)
        if not inside and not document.allow_external:
            raise Fault(pointer, f"{uri[:60]!r} is outside the model's folder; allow external files to read it")
        if not target.is_file():
            raise Fault(pointer, f"the file {uri[:60]!r} is missing")
    except (OSError, ValueError, RuntimeError) as e:
        raise Fault(pointer, f"{uri[:60]!r} is not a usable file name") from e
    return target


def _data_uri(uri: str, pointer: str) -> bytes:
    head, comma, body = uri[5:].partition(",")
    if not comma:
        raise Fault(pointer, "a data URI without a comma")
    if not head.lower().endswith(";base64"):
        return unquote_to_bytes(body)
    try:
        return base64.b64decode(unquote(body), validate=True)
    except (binascii.Error, ValueError) as e:
        raise Fault(pointer, f"bad base64: {e}") from e


def has_data(document: Document, i: int) -> bool:
    """Whether buffer i says where its bytes are."""
    return "uri" in document.items("buffers")[i] or (i == 0 and document.binary is not None)


def buffer_bytes(document: Document, i: int) -> memoryview:
    """The bytes of buffer i, exactly `byteLength` of them. Fault when there are fewer or none."""
    buffer, pointer = document.items("buffers")[i], f"/buffers/{i}"
    length: int = buffer["byteLength"]
    if "uri" in buffer:
        data = resolve_uri(document, buffer["uri"], f"{pointer}/uri")
    elif i == 0 and document.binary is not None:
        data = document.binary
    else:
        raise Fault(pointer, "has no data (neither a URI nor a binary chunk)")
    if len(data) < length:
        raise Fault(pointer, f"byteLength is {length}, the data has {len(data)} bytes")
    return data[:length]


def stored_bytes(document: Document) -> int:
    """Bytes of all the buffers that are there, whatever the file says about their length."""
    total = 0 if document.binary is None else len(document.binary)
    for i, buffer in enumerate(document.items("buffers")):
        uri = buffer.get("uri", "")
        with suppress(Fault, OSError):
            total += len(uri) if is_data(uri) or not uri else local_file(document, uri, f"/buffers/{i}").stat().st_size
    return total


def spare_bytes(document: Document) -> int:
    """Bytes of the binary chunk beyond the buffer it is for, and the padding of three that it may have."""
    buffers = document.items("buffers")
    if document.binary is None or not buffers or "uri" in buffers[0]:
        return 0
    stated: int = buffers[0]["byteLength"]
    return max(0, len(document.binary) - stated - 3)


def unsupported_version(root: Json) -> str:
    """Why this asset version cannot be read; empty when it can (any 2.x whose minVersion is 2.0) or is not stated."""
    asset = root.get("asset")
    if not isinstance(asset, dict) or not isinstance(asset.get("version"), str):
        return ""
    wanted, stated = _version(str(asset.get("minVersion", "2.0"))), _version(asset["version"])
    if math.isnan(stated) or int(stated) != 2:
        return f"glTF version {asset['version']!r}; only 2.0 is supported"
    if math.isnan(wanted) or wanted > 2.0:
        return f"needs a reader of glTF {asset['minVersion']!r}; this one reads 2.0"
    return ""


def _version(text: str) -> float:
    major, dot, minor = text.partition(".")
    return float(text) if dot and major.isdecimal() and minor.isdecimal() else math.nan
