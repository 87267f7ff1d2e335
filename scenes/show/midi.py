"""Cues from a MIDI file: a note lights a group, how hard it is struck says how bright."""

from __future__ import annotations

import io
from pathlib import Path

from assets.errors import InputError
from assets.files import read_bytes
from scenes.show.cues import FIRST_NOTE, MOST_CUES, Cue

RELEASE = 0.3
"""Seconds in which a group goes dark when its note ends."""


def midi_cues(path: Path, groups: tuple[str, ...]) -> tuple[Cue, ...]:
    """Note FIRST_NOTE + k turns `groups[k]` on and off again; velocity is the intensity, the file's tempo map the time.

    InputError for a file that is no MIDI file, a note without a group, and where the optional `mido` is missing.
    """
    try:
        import mido
    except ImportError:
        raise InputError('MIDI files need mido: pip install "taihe[show]"', path) from None
    try:
        file = mido.MidiFile(file=io.BytesIO(read_bytes(path)))
        if file.ticks_per_beat <= 0:  # SMPTE frames are written as a negative number
            raise ValueError(f"its division {file.ticks_per_beat} is not ticks a beat")
        messages = list(file)
    except (OSError, EOFError, ValueError, KeyError, IndexError, TypeError) as error:
        raise InputError(f"not a MIDI file ({str(error) or 'it ends too early'})", path) from None
    cues: list[Cue] = []
    t = 0.0
    for message in messages:
        t += message.time
        if message.type not in ("note_on", "note_off"):
            continue
        k = message.note - FIRST_NOTE
        if not 0 <= k < len(groups):
            last = FIRST_NOTE + len(groups) - 1
            raise InputError(f"note {message.note} has no group; {FIRST_NOTE} to {last} have", path, f"{t:.2f} s")
        on = message.type == "note_on" and message.velocity > 0
        cues.append(Cue(t, groups[k], intensity=message.velocity / 127 if on else 0.0, fade=0.0 if on else RELEASE))
        if len(cues) > MOST_CUES:
            raise InputError(f"more than {MOST_CUES} notes", path, f"{t:.2f} s")
    return tuple(cues)
