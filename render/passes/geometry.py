"""Drawing meshes: one multi-draw a group, with the program and state that the group and the pass ask for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

from assets.material import SLOTS
from render import gl
from render.culling import COMMAND
from render.draws import GroupRange
from render.frame_block import CASCADES
from render.gpu import Gpu
from render.gpu_scene import GpuScene
from render.light_grid import GRID_DEFINES
from render.light_records import LightUse
from render.materials import Group
from render.shader import SHADERS, Program
from render.views import NO_SHADOW, View

PICKED_WIDTH = 3.0
"""Pixels of a line under the cursor."""
LINE_ROWS = 720
"""Rows of a picture for each pixel of a line's width, which is at least one."""


Solid = Literal["shaded", "laid", "unlaid"]
"""What is opaque or alpha-tested: all of it, what deferred shading takes of it, the rest (`DrawList`)."""


@dataclass(frozen=True)
class Look:
    """What a frame's forward programs have in common."""

    key_light: bool = False
    shadow_taps: int = 0
    """0: no shadow map."""
    occlusion: bool = False
    bounce: bool = False
    """A second target says what each pixel does with its surroundings' light (`render.passes.bounce`)."""
    lights: LightUse = field(default_factory=LightUse)
    lamp_taps: int = 1
    laid: int = 0
    """Surfaces are laid down for deferred shading in so many targets (`render.passes.deferred`); 0: they are shaded."""


@cache
def _needs(path: Path) -> tuple[str, ...]:
    """What a surface reads of its fragment that is not always interpolated, as defines."""
    text = path.read_text(encoding="utf-8")
    return tuple(f"NEEDS_{field.upper()}" for field in ("local", "uv", "seed") if f".{field}" in text)


def _surface_path(scene: GpuScene, group: Group) -> Path:
    return scene.surfaces.get(group.surface, SHADERS / f"surface_{group.surface}.glsl")


def forward_program(
    gpu: Gpu,
    scene: GpuScene,
    group: Group,
    look: Look,
    view: View,
    depth_only: bool = False,
    planes: tuple[str, ...] | None = None,
    one_material: bool = False,
    outline: bool = False,
    eyes: bool = False,
    tangled: bool = False,
) -> Program:
    """The program that shades a group; with `depth_only` it only tests its alpha, with `planes` it describes it, with
    `outline` it draws the line round a toon surface: the far side of a hull, lit like the surface it encloses.

    With `one_material` it shows the one that is bound (`GpuScene.bind_material`), otherwise that of each draw; with
    `eyes` it draws both of them at once.
    """
    takes = not (group.blended or group.transmissive or depth_only) and (planes is None or "albedo" in planes)
    decals = scene.decals.count if takes else 0
    key = (
        group,
        look,
        view.mirrored,
        any(view.clip_plane),
        depth_only,
        planes,
        decals,
        one_material,
        outline,
        eyes,
        tangled,
    )
    if key not in scene.programs:
        scene.programs[key] = _build_forward(
            gpu, scene, group, look, view, depth_only, planes, decals, one_material, outline, eyes, tangled
        )
    return scene.programs[key]


def _build_forward(
    gpu: Gpu,
    scene: GpuScene,
    group: Group,
    look: Look,
    view: View,
    depth_only: bool,
    planes: tuple[str, ...] | None,
    decals: int,
    one_material: bool,
    outline: bool,
    eyes: bool,
    tangled: bool,
) -> Program:
    path = _surface_path(scene, group)
    flags = {
        "TOON": group.toon,
        "UNLIT": group.unlit,
        "ALPHA_MASK": group.alpha_mode == "MASK",
        "BLEND": group.blended,
        "TANGLED": tangled,
        "DOUBLE_SIDED": group.double_sided and not outline,
        "OUTLINE": outline,
        "EYES": eyes,
        "SWAY": group.sways,
        "TEXTURED": group.textured,
        "FINE_COLOR": group.fine_color,
        "TANGENTS": group.textured or "ANISOTROPY" in group.lobes,
        "CLIPPED": any(view.clip_plane),
        "ONE_MATERIAL": one_material,
        "LAID": look.laid > 0,
        "LAID_MORE": look.laid > 1,
    }
    defines: dict[str, object] = {name: 1 for name, on in flags.items() if on}
    needed = ("NEEDS_UV", *_needs(path)) if group.textured else _needs(path)
    defines |= dict.fromkeys((*group.lobes, *needed), 1) | _strokes(group)
    if not depth_only:
        defines |= light_defines(look, view.mirrored)
    if group.textured:
        defines["TEXTURE_ARRAYS"] = len(scene.textures.arrays)
        defines |= _texture_slots(scene, group)
        defines |= {f"UV_{slot.upper()}": 0 for slot in SLOTS}
    if group.uvs:
        defines |= {f"UV_{slot.upper()}": which for slot, which in group.uvs}
        defines["UV_COUNT"] = max(which for _, which in group.uvs)
    if group.further_uvs:
        # two sets in an attribute
        defines["FURTHER_UVS"] = (group.further_uvs + 1) // 2
    if decals:
        defines["DECALS"] = decals
    if depth_only or planes is not None or look.laid:
        defines["ALPHA_TEST_ONLY"] = 1
    if planes is not None:
        defines |= {"PLANES": 1, **{f"PLANE_{name.upper()}": i for i, name in enumerate(planes)}}
    return gpu.programs.get("mesh.frag.glsl", "mesh.vert.glsl", defines=defines, files={"surface": path})


def light_defines(look: Look, mirrored: bool) -> dict[str, object]:
    """What `inc/shading.glsl` is told of the light there is."""
    flags = {
        "KEY_LIGHT": look.key_light,
        "SHADOWED": look.shadow_taps > 0,
        "OCCLUSION": look.occlusion and not mirrored,
        "BOUNCE": look.bounce,
    }
    defines: dict[str, object] = {name: 1 for name, on in flags.items() if on}
    defines |= {**GRID_DEFINES, **look.lights.defines(), "CASCADES": CASCADES}
    if look.shadow_taps:
        defines["SHADOW_TAPS"] = 1 if mirrored else look.shadow_taps
    if look.lights.shadows:
        defines["LAMP_SHADOW_TAPS"] = 1 if mirrored else look.lamp_taps
    return defines


def _strokes(group: Group) -> dict[str, int]:
    """The vertex shader's part in lines and points."""
    return {"triangles": {}, "lines": {"STROKES": 1}, "points": {"STROKES": 1, "POINTS": 1}}[group.topology]


def _texture_slots(scene: GpuScene, group: Group) -> dict[str, object]:
    """Which of the common slots the group's materials use, and in which array where they agree."""
    parts = [part for part in scene.list.groups if part.group == group]
    used = {int(i) for part in parts for i in scene.list.draws["material"][part.first : part.first + part.count]}
    defines: dict[str, object] = {}
    for slot in ("base_color", "metallic_roughness", "normal", "occlusion", "emissive"):
        textures = {getattr(scene.scene.materials[i], f"{slot}_texture") for i in used} - {-1}
        arrays = {scene.textures.places[i] >> 24 for i in textures}
        if not textures:
            defines[f"NO_{slot.upper()}"] = 1
        elif len(arrays) == 1:
            defines[f"ARRAY_{slot.upper()}"] = f"{arrays.pop()}u"
    return defines


class Sides:
    """Culls what faces away, allowing for mirrored instances and the mirrored view; says nothing twice."""

    def __init__(self, view: View, both: bool = False) -> None:
        self._mirrored, self._both = view.mirrored, both
        self._clockwise: bool | None = None
        self._culled: bool | None = None

    def show(self, group: Group) -> None:
        clockwise, culled = group.flipped != self._mirrored, not (group.double_sided or self._both)
        if clockwise != self._clockwise:
            gl.glFrontFace(gl.GL_CW if clockwise else gl.GL_CCW)
            self._clockwise = clockwise
        if culled != self._culled:
            (gl.glEnable if culled else gl.glDisable)(gl.GL_CULL_FACE)
            self._culled = culled


def draw_range(scene: GpuScene, view: View, program: Program, part: GroupRange, width: float = 0.0) -> None:
    """One multi-draw of the view's commands; lines are `width` pixels wide, as befits the view for 0."""
    _draw(view, program, part, view.slot * scene.culling.draw_count + part.first, width)


def _draw(view: View, program: Program, part: GroupRange, first_command: int, width: float = 0.0) -> None:
    program["first_draw"] = part.first
    program.use()
    if part.group.topology == "lines":
        gl.glLineWidth(width or max(1.0, round(view.size[1] / LINE_ROWS)))
    elif part.group.topology == "points":
        gl.glEnable(gl.GL_PROGRAM_POINT_SIZE)
    gl.multi_draw_indirect(first_command * COMMAND.itemsize, part.count, COMMAND.itemsize, part.group.topology)


def _plain_program(gpu: Gpu, view: View, group: Group, fragment: str, **defines: int) -> Program:
    if any(view.clip_plane):
        defines["CLIPPED"] = 1
    if group.sways:
        defines["SWAY"] = 1
    return gpu.programs.get(fragment, "mesh.vert.glsl", defines=defines)


def begin(view: View) -> None:
    """State that every mesh pass starts from: reversed z, writing depth and colour, the view's clip plane."""
    gl.glEnable(gl.GL_DEPTH_TEST)
    gl.glDepthFunc(gl.GL_GEQUAL)
    gl.glDepthMask(True)
    gl.glDisable(gl.GL_BLEND)
    gl.glCullFace(gl.GL_BACK)
    if any(view.clip_plane):
        gl.glEnable(gl.GL_CLIP_DISTANCE0)
    else:
        gl.glDisable(gl.GL_CLIP_DISTANCE0)


def end() -> None:
    """What later passes rely on."""
    gl.glDisable(gl.GL_CLIP_DISTANCE0)
    gl.glDisable(gl.GL_CULL_FACE)
    gl.glFrontFace(gl.GL_CCW)
    gl.glCullFace(gl.GL_BACK)
    gl.glDisable(gl.GL_BLEND)
    gl.glDepthMask(True)


def draw_depth(
    gpu: Gpu, scene: GpuScene, view: View, parts: Sequence[GroupRange], masked: bool, eyes: bool = False
) -> None:
    """Depth of surfaces that are opaque, and with `masked` of the alpha-tested. Shadow views draw both sides.

    `parts` is `shapes` or `unlaid_shapes` of the scene's list.
    """
    plain = {"DEPTH_ONLY": 1, **({"EYES": 1} if eyes else {})}
    begin(view)
    sides = Sides(view, both=bool(view.hidden & NO_SHADOW))
    for part in parts:
        if part.group.alpha_mode == "MASK":
            if not masked:
                continue
            program = forward_program(gpu, scene, part.group, Look(), view, depth_only=True, eyes=eyes)
        else:
            program = _plain_program(gpu, view, part.group, "depth.frag.glsl", **plain)
        sides.show(part.group)
        draw_range(scene, view, program, part)
    end()


def draw_solid(gpu: Gpu, scene: GpuScene, view: View, look: Look, which: Solid = "shaded", eyes: bool = False) -> None:
    """Shade or lay down what is opaque and alpha-tested, then the outlines of toon materials."""
    begin(view)
    sides = Sides(view)
    parts: list[GroupRange] = getattr(scene.list, which)
    for part, program in zip(parts, _solid_programs(gpu, scene, view, look, which, eyes), strict=True):
        sides.show(part.group)
        if part.material >= 0:
            scene.bind_material(part.material)
        draw_range(scene, view, program, part)
    outlined = [part for part in parts if part.group.outlined]
    if outlined:
        gl.glEnable(gl.GL_CULL_FACE)
        gl.glCullFace(gl.GL_FRONT)
        for part in outlined:
            gl.glFrontFace(gl.GL_CW if part.group.flipped != view.mirrored else gl.GL_CCW)
            one = part.material >= 0
            if one:
                scene.bind_material(part.material)
            program = forward_program(gpu, scene, part.group, look, view, one_material=one, outline=True, eyes=eyes)
            draw_range(scene, view, program, part)
    end()


def _solid_programs(gpu: Gpu, scene: GpuScene, view: View, look: Look, which: Solid, eyes: bool) -> list[Program]:
    """The programs of all that `draw_solid` draws, looked up together: one by one takes longer than the driver."""
    key = look, view.mirrored, any(view.clip_plane), eyes, scene.decals.count, which
    if key not in scene.solid_programs:
        scene.solid_programs[key] = [
            forward_program(gpu, scene, part.group, look, view, one_material=part.material >= 0, eyes=eyes)
            for part in getattr(scene.list, which)
        ]
    return scene.solid_programs[key]


def draw_transmissive(gpu: Gpu, scene: GpuScene, view: View, look: Look, backs: bool) -> None:
    """Surfaces that let light through, over the picture they show in their own way: depth is tested and written.

    `backs` draws the far sides of thin walls, which is what the near ones then show; a body has no far side.
    """
    begin(view)
    gl.glEnable(gl.GL_CULL_FACE)
    gl.glCullFace(gl.GL_FRONT if backs else gl.GL_BACK)
    for part in scene.list.walls if backs else scene.list.transmissive:
        gl.glFrontFace(gl.GL_CW if part.group.flipped != view.mirrored else gl.GL_CCW)
        draw_range(scene, view, forward_program(gpu, scene, part.group, look, view), part)
    end()


def draw_blended(
    gpu: Gpu,
    scene: GpuScene,
    view: View,
    look: Look,
    runs: Sequence[GroupRange],
    lists: tuple[tuple[int, int, int, int], int] | None = None,
) -> None:
    """Blended surfaces back to front (see `render.blending`), over what is there; depth is tested, not written.

    With `lists`, the rectangle they are of and how many fragments they hold, into those (`render.passes.tangle`).
    """
    begin(view)
    gl.glDepthMask(False)
    if not lists:
        gl.glEnable(gl.GL_BLEND)
        gl.glBlendFunc(gl.GL_ONE, gl.GL_ONE_MINUS_SRC_ALPHA)
    sides = Sides(view)
    for part in runs:
        sides.show(part.group)
        program = forward_program(gpu, scene, part.group, look, view, tangled=lists is not None)
        if lists:
            program["within"], program["room"] = lists
        else:
            gl.glDepthMask(part.group.writes_depth)
        _draw(view, program, part, part.first)
    end()
