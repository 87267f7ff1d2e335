"""`taihe check`: what model files hold, what of it is used, what is left out, and what is wrong with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from assets import gltf
from assets.errors import InputError
from assets.framing import bounds
from assets.gltf_container import open_document
from assets.grouping import grouped
from assets.model import Model
from assets.models import GLTF
from assets.rig import shown
from assets.topology import CORNERS
from assets.vrm import REQUIRED_BONES
from tools.choice import DEFAULT, Choice, choose
from tools.export import SCENE

MOST_LINES = 40
"""Lines of one kind that the text shows of a file; JSON has them all."""

Corner = tuple[float, float, float]


@dataclass(frozen=True)
class Report:
    """One file. `invalid` says how it breaks the specification, and it may load and be drawn all the same; `holds`
    counts what is in the file by glTF's names, `drawn` what the default scene shows at rest (nothing where it does not
    load), `bounds` its lowest and highest corner in metres."""

    file: str
    bytes: int
    generator: str = ""
    holds: dict[str, int] = field(default_factory=dict)
    drawn: dict[str, int] = field(default_factory=dict)
    bounds: tuple[Corner, Corner] | None = None
    extensions: dict[str, str] = field(default_factory=dict)
    """extension -> "read" or "left out", and "required" where the file says so"""
    names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """what there is to choose: scenes, cameras, animations, variants"""
    vrm: dict[str, object] = field(default_factory=dict)
    avatar: tuple[str, ...] = ()
    """how a performance would move it, or why none can; nothing for what has no bones"""
    dropped: tuple[str, ...] = ()
    invalid: tuple[str, ...] = ()
    scene: str = ""
    """what a scene that `taihe export` has written holds; nothing for other files"""

    @property
    def ok(self) -> bool:
        return not self.invalid


def check(path: Path, choice: Choice = DEFAULT) -> Report:
    """Reads a model file as far as it goes, and what is chosen of it; never raises for a bad one."""
    try:
        size = path.stat().st_size
    except (OSError, ValueError):
        size = 0
    holds, extensions, generator = _contents(path, choice.allow_external)
    try:
        chosen = choose(path, choice)
        model = chosen.model
        drawn, box = _drawn(model, chosen.scene), _corners(model, chosen.scene)
    except InputError as error:
        lines = gltf.faults(path, str(error), choice.allow_external) if path.suffix.lower() in GLTF else ()
        return Report(str(path), size, generator, holds, extensions=extensions, invalid=lines or (str(error),))
    holds = holds or _counts(model)
    return Report(
        str(path),
        size,
        generator,
        holds,
        drawn,
        box,
        extensions,
        _names_in(model),
        _vrm(model),
        () if generator == SCENE else _avatar(model, path),
        grouped(model.dropped),
        gltf.breaches(path, choice.allow_external) if path.suffix.lower() in GLTF else (),
        scene=_scene(model) if generator == SCENE else "",
    )


def _contents(path: Path, allow_external: bool) -> tuple[dict[str, int], dict[str, str], str]:
    """Counts, extensions and generator as the JSON of a glTF file states them; nothing for other and broken files."""
    if path.suffix.lower() not in GLTF:
        return {}, {}, ""
    try:
        root = open_document(path, allow_external).root
    except InputError:
        return {}, {}, ""
    holds = {key: len(value) for key, value in root.items() if isinstance(value, list) and "ext" not in key}
    used, required = (_names(root.get(key)) for key in ("extensionsUsed", "extensionsRequired"))
    extensions = {
        name: ("read" if name in gltf.EXTENSIONS else "left out") + (", required" if name in required else "")
        for name in sorted({*used, *required})
    }
    asset = root.get("asset")
    generator = asset.get("generator", "") if isinstance(asset, dict) else ""
    return holds, extensions, str(generator)


def _names(value: object) -> list[str]:
    return [name for name in value if isinstance(name, str)] if isinstance(value, list) else []


def _counts(model: Model) -> dict[str, int]:
    names = ("nodes", "meshes", "materials", "textures")
    return {name: len(getattr(model, name)) for name in names if getattr(model, name)}


def _drawn(model: Model, scene: int | None) -> dict[str, int]:
    seen = [model.nodes[i] for i in shown(model, scene) if model.nodes[i].mesh >= 0]
    copies = [1 if node.instances is None else len(node.instances) for node in seen]
    parts = [(p, n) for node, n in zip(seen, copies, strict=True) for p in model.meshes[node.mesh].primitives]
    names = {t.name for p, _ in parts for t in p.targets}
    shapes: dict[str, int] = {
        k: sum(len(p.indices) // c * n for p, n in parts if p.topology == k) for k, c in CORNERS.items()
    }
    counts = {
        "objects": sum(copies),
        **shapes,
        "vertices": sum(len(p.position) * n for p, n in parts),
        "joints": sum(len(skin.joints) for skin in model.skins),
        "morph targets": len(names),
        "pixels": sum(t.pixels.shape[0] * t.pixels.shape[1] for t in model.textures),
    }
    return {name: count for name, count in counts.items() if count}


def _corners(model: Model, scene: int | None) -> tuple[Corner, Corner] | None:
    if not any(model.nodes[i].mesh >= 0 for i in shown(model, scene)):
        return None
    (x0, y0, z0), (x1, y1, z1) = (map(float, corner) for corner in bounds(model, scene))
    return (x0, y0, z0), (x1, y1, z1)


def _names_in(model: Model) -> dict[str, tuple[str, ...]]:
    found = {
        "scenes": tuple(s.name for s in model.scenes) if len(model.scenes) > 1 else (),
        "cameras": tuple(lens.name for lens in model.lenses),
        "lights": _counted(f"{light.name} ({light.kind})" for light in model.lights),
        "animations": tuple(f"{a.name} ({a.duration:.3g} s)" for a in model.animations),
        "variants": model.variants,
    }
    return {what: names for what, names in found.items() if names}


def _counted(names: Iterable[str]) -> tuple[str, ...]:
    """Each name once, with how many have it."""
    return tuple(name if n == 1 else f"{name} x {n:,}" for name, n in Counter(names).items())


def _vrm(model: Model) -> dict[str, object]:
    if model.vrm is None:
        return {}
    found = model.vrm
    painting = sorted(e.name for e in found.expressions.values() if e.paints)
    return {
        "title": found.title,
        "bones": len(found.bones),
        "expressions": sorted(found.expressions),
        **({"expressions on materials": painting} if painting else {}),
    }


def _scene(model: Model) -> str:
    """A scene in a sentence: who is in it, how many look at it, how long it moves."""
    seconds = max((a.duration for a in model.animations), default=0.0)
    who = f", with {', '.join(skin.name for skin in model.skins)}" if model.skins else ""
    moving = f"moves for {seconds:.3g} s" if seconds else "stands still"
    return f"{model.scenes[0].name if model.scenes else model.name}, {len(model.lenses)} cameras, {moving}{who}"


def _avatar(model: Model, path: Path) -> tuple[str, ...]:
    from avatar.cast import recognised  # and with it all that performs

    try:
        who = recognised(model, path)
    except InputError as error:
        if model.vrm is None and not model.skins:
            return ()
        return (f"no, {str(error).removeprefix(f'{path}: ')}",)
    bones, springs = (who.model.vrm.bones, who.model.vrm.springs) if who.model.vrm else ({}, ())
    named = (f"{bone} {who.model.nodes[node].name!r}" for bone, node in bones.items() if bone in REQUIRED_BONES)
    missing = [bone for bone in REQUIRED_BONES if bone not in bones]
    return (
        f"yes, face by {who.face}, eyes by {who.eyes}, {len(springs)} springs, {len(bones)} bones",
        f"bones: {', '.join(named)}",
        *([f"bones missing: {', '.join(missing)}"] if missing else ()),
        *who.done,
        *who.lacks,
    )


def table(reports: Sequence[Report]) -> list[str]:
    """One line a file: verdict, size, what is drawn, how much is left out, and the first thing that is wrong."""
    rows = [("file", "verdict", "MB", "triangles", "metres", "left out", "wrong")]
    for report in reports:
        extent = " x ".join(f"{b - a:.3g}" for a, b in zip(*report.bounds, strict=True)) if report.bounds else ""
        wrong = report.invalid[0].removeprefix(f"{report.file}: ") if report.invalid else ""
        verdict, size = "ok" if report.ok else "invalid", f"{report.bytes / 1e6:.3f}"
        drawn, left = f"{report.drawn.get('triangles', 0):,}", str(len(report.dropped) or "")
        rows.append((report.file, verdict, size, drawn if report.ok or report.drawn else "", extent, left, wrong))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(cell.ljust(n) for cell, n in zip(row, widths, strict=True)).rstrip() for row in rows]


def lines(report: Report) -> list[str]:
    """The report of one file, line by line."""
    made = f", made by {report.generator}" if report.generator else ""
    verdict = "ok" if report.ok else "invalid, but it can be drawn" if report.drawn else "invalid"
    out = [f"{report.file}: {verdict}, {report.bytes / 1e6:.3f} MB{made}"]
    for label, counts in (("holds", report.holds), ("drawn", report.drawn)):
        if counts:
            out.append(f"  {label}: " + ", ".join(f"{count:,} {name}" for name, count in counts.items()))
    if report.bounds:
        low, high = (" ".join(f"{v:.4g}" for v in corner) for corner in report.bounds)
        out.append(f"  bounds: {low} to {high}")
    if report.scene:
        out.append(f"  scene: {report.scene}")
    out += [f"  {what}: {_listed(names)}" for what, names in report.names.items()]
    out += [f"  {name}: {how}" for name, how in report.extensions.items()]
    out += [f"  vrm {name}: {value}" for name, value in report.vrm.items()]
    for label, found in (("avatar", report.avatar), ("dropped", report.dropped), ("invalid", report.invalid)):
        plain = [" ".join(line.removeprefix(f"{report.file}: ").split()) for line in found]
        out += [f"  {label}: {line}" for line in plain[:MOST_LINES]]
        if len(plain) > MOST_LINES:
            out.append(f"  {label}: and {len(plain) - MOST_LINES} more")
    # a name may hold what moves a terminal's cursor
    return ["".join(c if c.isprintable() else "?" for c in line) for line in out]


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST_LINES} more" if len(names) > MOST_LINES else ""
    return ", ".join(names[:MOST_LINES]) + more
