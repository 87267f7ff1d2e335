"""DMX over Ethernet: packets of Art-Net 4 (ArtDmx) and of sACN (ANSI E1.31-2018), one universe each."""

from __future__ import annotations

import struct
import uuid

ARTNET_PORT, SACN_PORT = 6454, 5568
SOURCE = uuid.uuid5(uuid.NAMESPACE_URL, "taihe").bytes
"""Who sends, to sACN receivers: the same on every run, so that a restart takes over from itself."""
PRIORITY = 100


def artdmx(universe: int, data: bytes, sequence: int) -> bytes:
    """An ArtDmx packet. `universe` is the 15-bit port address from 0, `data` 512 bytes, `sequence` 1 to 255."""
    head = b"Art-Net\0" + struct.pack("<H", 0x5000) + struct.pack(">H", 14)
    return head + bytes((sequence, 0)) + struct.pack("<H", universe) + struct.pack(">H", len(data)) + data


def e131(universe: int, data: bytes, sequence: int, name: str = "taihe") -> bytes:
    """An E1.31 data packet of 638 bytes. `universe` 1 to 63999, `data` 512 bytes, `sequence` 0 to 255."""
    length = 126 + len(data)

    def part(start: int) -> bytes:
        """Flags and the length from here to the packet's end."""
        return struct.pack(">H", 0x7000 | (length - start))

    root = struct.pack(">HH", 0x10, 0) + b"ASC-E1.17\0\0\0" + part(16) + struct.pack(">I", 4) + SOURCE
    label = name.encode()[:63].ljust(64, b"\0")
    framing = part(38) + struct.pack(">I", 2) + label + struct.pack(">BHBBH", PRIORITY, 0, sequence, 0, universe)
    return root + framing + part(115) + struct.pack(">BBHHHB", 2, 0xA1, 0, 1, 1 + len(data), 0) + data


def multicast(universe: int) -> str:
    """The address that a universe's packets go to when nobody is named (E1.31, 9.3.1)."""
    return f"239.255.{universe >> 8}.{universe & 255}"
