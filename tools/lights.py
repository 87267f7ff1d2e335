"""`taihe lights SCENE --to artnet://HOST`: a scene's light cues to real fixtures, in real time."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import Literal

from assets.errors import InputError
from scenes.show.dmx import ARTNET_PORT, SACN_PORT, artdmx, e131, multicast
from scenes.show.rig import Rig
from tools.catalogue import beside

Protocol = Literal["artnet", "sacn"]
HIGHEST: dict[Protocol, int] = {"artnet": 32767, "sacn": 63999}
"""The last universe of each."""


@dataclass(frozen=True)
class Receiver:
    """Where packets go; an empty host is sACN's multicast. `first` is the universe that the rig's first one becomes."""

    protocol: Protocol
    host: str
    port: int
    first: int

    def packet(self, index: int, data: bytes, count: int) -> tuple[bytes, tuple[str, int]]:
        """The packet of the rig's universe `index` (from 0) at its `count`-th sending, and its address."""
        universe = self.first + index
        if self.protocol == "artnet":  # sequence 0 would switch the check of the order off
            return artdmx(universe, data, 1 + count % 255), (self.host, self.port)
        return e131(universe, data, count % 256), (self.host or multicast(universe), self.port)


def find_rig(subject: str) -> Rig:
    """What `rig()` beside a scene's `build()` gives. InputError when the scene has none, or is unknown."""
    return beside(subject, "rig", "light cues", Rig)


def receiver(text: str, first: int | None = None) -> Receiver:
    """`artnet://HOST[:PORT]`, `sacn://HOST[:PORT]` or `sacn://` (multicast). InputError when it is none of them, or
    when `first` (0 for Art-Net, 1 for sACN by default) is no universe."""
    found = re.fullmatch(r"(artnet|sacn)://([^:/\s]*)(?::(\d{1,5}))?/?", text)
    if not found or (found[1] == "artnet" and not found[2]) or int(found[3] or 1) not in range(1, 65536):
        raise InputError(f"no receiver {text!r}: write artnet://HOST, sacn://HOST or sacn:// (multicast)")
    low, high = (0, HIGHEST["artnet"]) if found[1] == "artnet" else (1, HIGHEST["sacn"])
    universe = low if first is None else first
    if not low <= universe <= high:
        raise InputError(f"{found[1]} has universes {low} to {high}, not {universe}")
    port = int(found[3]) if found[3] else ARTNET_PORT if found[1] == "artnet" else SACN_PORT
    return Receiver("artnet" if found[1] == "artnet" else "sacn", found[2], port, universe)


def play(
    rig: Rig,
    to: Receiver,
    start: float,
    end: float,
    rate: float,
    said: Callable[[float], None] = lambda t: None,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> int:
    """Sends the rig's frames from `start` to `end` seconds of the scene, `rate` a second; returns how many were sent.

    A machine that falls behind leaves frames out rather than running late. InputError when the network refuses,
    or the rig needs more universes than there are.
    """
    universes = len(rig.frame(start))
    if to.first + universes - 1 > HIGHEST[to.protocol]:
        raise InputError(
            f"{universes} universes from {to.first} on go beyond {to.protocol}'s last, {HIGHEST[to.protocol]}"
        )
    begin, sent, frame = clock(), 0, 0
    last = int((end - start) * rate)
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        while frame <= last:
            wait = begin + frame / rate - clock()
            if wait > 0:
                sleep(wait)
            t = start + frame / rate
            for index, data in enumerate(rig.frame(t).values()):
                packet, address = to.packet(index, data, sent)
                try:
                    line.sendto(packet, address)
                except OSError as error:
                    raise InputError(f"cannot send to {address[0]} port {address[1]}: {error}") from None
            sent += 1
            said(t)
            due = int((clock() - begin) * rate)
            frame = min(max(frame + 1, due), last) if frame < last else last + 1
    return sent
