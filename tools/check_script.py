"""`taihe check script.yaml`: every line timed in every language, against its scene and avatar."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from assets.errors import InputError
from assets.sound import load_sound
from avatar.script_reader import load
from avatar.utterance import SAMPLE_RATE
from tools.production import open_production


@dataclass(frozen=True)
class ScriptReport:
    """One script. `languages` has the length in seconds of each that is whole; `invalid` is empty when all can be shot,
    `notes` says what an audience may mind."""

    file: str
    lines: int = 0
    scene: str = ""
    avatar: str = ""
    languages: dict[str, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    invalid: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.invalid


def check_script(path: Path) -> ScriptReport:
    """Reads a script and its recordings, and plays it with the silent voice; never raises for a bad one."""
    try:
        script = load(path)
    except InputError as error:
        return ScriptReport(str(path), invalid=(str(error),))
    lengths: dict[str, float] = {}
    notes: dict[str, None] = {}
    invalid: dict[str, None] = {}
    spoken = dict.fromkeys(language for line in script.lines for language in line.text)
    for line in script.lines:
        for file in line.audio.values():
            try:
                load_sound(file, SAMPLE_RATE, 1)
            except InputError as error:
                invalid[str(InputError(str(error), path, line.source_line))] = None
    for language in spoken:
        try:
            production = open_production(str(path), language, "silent")
        except InputError as error:
            invalid[str(error)] = None
            continue
        lengths[language] = round(production.duration, 1)
        notes |= {f"{language}: {note}": None for note in production.notes if not note.startswith("silent voice")}
    return ScriptReport(
        str(path), len(script.lines), script.scene, script.avatar, lengths, tuple(notes), tuple(invalid)
    )


def script_lines(report: ScriptReport) -> list[str]:
    """The report, line by line."""
    out = [f"{report.file}: {'ok' if report.ok else 'invalid'}, {report.lines} lines"]
    if report.scene:
        out.append(f"  scene {report.scene}, avatar {report.avatar}")
    out += [f"  {language}: about {seconds:g} s" for language, seconds in report.languages.items()]
    out += [f"  note: {note}" for note in report.notes]
    out += [f"  invalid: {line}" for line in report.invalid]
    return out
