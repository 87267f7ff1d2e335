"""Cuts a sub-graph out of an ONNX model, on the wire.

An ONNX file is one protobuf message. To cut it we only have to read the names on its nodes, and may copy every
node and every weight as the bytes they are, so eighty lines replace a dependency of 20 MB. Field numbers are those
of `onnx.proto3` (ONNX IR specification): ModelProto.graph 7; GraphProto node 1, name 2, initializer 5, input 11,
output 12; NodeProto input 1, output 2, op_type 4; TensorProto.name 8; ValueInfoProto name 1, type 2.
Models whose nodes hold graphs of their own (If, Loop) are not supported.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

FLOAT, INT64 = 1, 7
"""TensorProto.DataType"""

_GRAPH = 7
_NODE, _NAME, _INITIALIZER, _INPUT, _OUTPUT = 1, 2, 5, 11, 12


@dataclass(frozen=True)
class Port:
    """An input or output of the cut graph: `shape` mixes sizes and names of free dimensions."""

    name: str
    kind: int
    shape: tuple[int | str, ...]


@dataclass(frozen=True)
class Splice:
    """Multiplies the value `source` by the new input `factor` on its way into the node that makes `target`."""

    source: str
    factor: str
    target: str


def cut(model: bytes, inputs: Sequence[Port], outputs: Sequence[Port], splice: Splice | None = None) -> bytes:
    """The smallest model that computes `outputs` from `inputs` (values inside the graph may be either).

    Raises ValueError when an output cannot be reached, or needs a value that nothing gives.
    """
    head, graph = _split_model(model)
    nodes = [_Node.read(raw) for number, raw in _fields(graph) if number == _NODE]
    if splice is not None:
        nodes = _spliced(nodes, splice)
    weights = {_text(raw, 8): raw for number, raw in _fields(graph) if number == _INITIALIZER}

    given = {port.name for port in inputs}
    wanted, needed, used = [port.name for port in outputs], set[str](), set[int]()
    maker = {name: i for i, node in enumerate(nodes) for name in node.outputs}
    while wanted:
        name = wanted.pop()
        if not name or name in given or name in needed:
            continue
        needed.add(name)
        if name in maker and maker[name] not in used:
            used.add(maker[name])
            wanted.extend(nodes[maker[name]].inputs)
        elif name not in maker and name not in weights:
            raise ValueError(f"nothing in the model gives {name!r}")

    body = [_field(_NODE, nodes[i].raw) for i in sorted(used)]
    body.append(_field(_NAME, b"cut"))
    body += [_field(_INITIALIZER, raw) for name, raw in weights.items() if name in needed]
    body += [_field(_INPUT, _value_info(port)) for port in inputs]
    body += [_field(_OUTPUT, _value_info(port)) for port in outputs]
    return head + _field(_GRAPH, b"".join(body))


@dataclass(frozen=True)
class _Node:
    raw: bytes
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]

    @staticmethod
    def read(raw: bytes) -> _Node:
        return _Node(raw, _texts(raw, 1), _texts(raw, 2))


def _spliced(nodes: list[_Node], splice: Splice) -> list[_Node]:
    scaled = splice.source + "/scaled"
    names = ((1, splice.source), (1, splice.factor), (2, scaled), (3, scaled), (4, "Mul"))
    multiply = _Node.read(b"".join(_field(number, text.encode()) for number, text in names))
    place = next((i for i, node in enumerate(nodes) if splice.target in node.outputs), None)
    if place is None or splice.source not in nodes[place].inputs:
        raise ValueError(f"no node makes {splice.target!r} from {splice.source!r}")
    renamed = [
        _field(number, scaled.encode() if number == 1 and raw == splice.source.encode() else raw)
        for number, raw in _fields(nodes[place].raw)
    ]
    return [*nodes[:place], multiply, _Node.read(b"".join(renamed)), *nodes[place + 1 :]]


def _split_model(model: bytes) -> tuple[bytes, bytes]:
    """(every other field of the model, its graph)"""
    head, graph, start = b"", b"", 0
    for number, first, last in _spans(model):
        if number == _GRAPH:
            graph = model[first:last]
        else:
            head += model[start:last]
        start = last
    return head, graph


def _fields(message: bytes) -> Iterator[tuple[int, bytes]]:
    """The length-delimited fields of a message, in order; numbers are skipped."""
    for number, first, last in _spans(message):
        if first >= 0:
            yield number, message[first:last]


def _spans(message: bytes) -> Iterator[tuple[int, int, int]]:
    """(field number, start or -1 for a plain number, end) of each field."""
    at, size = 0, len(message)
    while at < size:
        tag, at = _read_varint(message, at)
        first, kind = -1, tag & 7
        if kind == 0:
            _, at = _read_varint(message, at)
        elif kind == 2:
            length, first = _read_varint(message, at)
            at = first + length
        elif kind in (1, 5):
            at += 8 if kind == 1 else 4
        if kind not in (0, 1, 2, 5) or at > size:
            raise ValueError("not a protobuf message")
        yield tag >> 3, first, at


def _read_varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(message):
        byte = message[at]
        value |= (byte & 0x7F) << shift
        shift, at = shift + 7, at + 1
        if byte < 0x80:
            return value, at
    raise ValueError("not a protobuf message")


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes((*out, value))


def _field(number: int, raw: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(raw)) + raw


def _texts(message: bytes, number: int) -> tuple[str, ...]:
    return tuple(raw.decode() for n, raw in _fields(message) if n == number)


def _text(message: bytes, number: int) -> str:
    return next(iter(_texts(message, number)), "")


def _value_info(port: Port) -> bytes:
    sizes = (_field(2, d.encode()) if isinstance(d, str) else _varint(8) + _varint(d) for d in port.shape)
    shape = b"".join(_field(1, size) for size in sizes)
    tensor = _varint(8) + _varint(port.kind) + _field(2, shape)
    return _field(1, port.name.encode()) + _field(2, _field(1, tensor))
