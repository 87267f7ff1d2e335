"""Lines and lettering: a quad for each segment or character, sorted back to front, tested against depth."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assets.effects import Lines, Text
from assets.lettering import CELL, EM, REACH, Letters, arrange, sheet
from render import bindings, gl
from render.gpu import Gpu
from render.graph import FrameGraph, Handle, Textures
from render.resources import Buffer, Texture, filled
from render.structs import gpu_struct
from render.views import View

STROKE = gpu_struct(
    "Stroke",
    # end and width; a width in metres is negative
    a="vec4",
    b="vec4",
    color_a="vec4",
    color_b="vec4",
    # x: 1 where it is soft from its middle to its rim
    look="vec4",
)
GLYPH = gpu_struct(
    "Glyph",
    # where the text stands, and the height of an em; in pixels it is negative
    at="vec4",
    # along the line, and up; zero: as the eye's own. w: of the cell's middle from there, em
    right="vec4",
    up="vec4",
    color="vec4",
    rim="vec4",
    # left top texel of the field
    texel="vec4",
)
LEVELS = 3
"""Of the sheet: smaller ones would mix the fields of neighbours."""


class Marks:
    """Owns the records and the sheet of fields; nothing is made for a scene that has none."""

    def __init__(self) -> None:
        self._given: tuple[tuple[Lines, ...], tuple[Text, ...]] = ((), ())
        self._strokes, self._glyphs = STROKE.zeros(0), GLYPH.zeros(0)
        self._buffers: dict[str, Buffer] = {}
        self._sheet: Texture | None = None
        self._places: dict[str, tuple[int, int]] = {}

    def __bool__(self) -> bool:
        return bool(len(self._strokes) or len(self._glyphs))

    def update(self, lines: tuple[Lines, ...], texts: tuple[Text, ...]) -> None:
        """Take these. InputError for a character that the font lacks."""
        if self._given[0] is not lines:
            self._strokes = np.concatenate([STROKE.zeros(0), *map(stroke_records, lines)])
        if self._given[1] is not texts:
            letters = [arrange(text.text, text.align[0]) for text in texts]
            self._draw_sheet({c for each in letters for c in each.which})
            pairs = zip(texts, letters, strict=True)
            self._glyphs = np.concatenate([GLYPH.zeros(0), *(glyph_records(*p, self._places) for p in pairs)])
        self._given = lines, texts

    def _draw_sheet(self, characters: set[str]) -> None:
        if not characters or characters == self._places.keys():
            return
        picture, self._places = sheet(characters)
        if self._sheet:
            self._sheet.close()
        self._sheet = Texture.of(picture, "r8", levels=LEVELS)
        self._sheet.make_mipmaps()

    def draw(self, gpu: Gpu, view: View, scale: float) -> None:
        """Into the bound framebuffer, which has the depth. `scale`: pixels of this view for one of the picture's."""
        gl.glEnable(gl.GL_DEPTH_TEST)
        gl.glDepthFunc(gl.GL_GEQUAL)
        gl.glDepthMask(False)
        gl.glDisable(gl.GL_CULL_FACE)
        gl.glEnable(gl.GL_BLEND)
        gl.glBlendFunc(gl.GL_ONE, gl.GL_ONE_MINUS_SRC_ALPHA)
        gpu.empty.bind()
        if len(self._strokes):
            middle = 0.5 * (self._strokes["a"] + self._strokes["b"])[:, :3]
            self._sorted("stroke", self._strokes, middle, view).bind_storage(bindings.SSBO_STROKES)
            program = gpu.programs.get("stroke.frag.glsl", "stroke.vert.glsl")
            program["scale"] = scale
            program.use()
            gl.glDrawArraysInstanced(gl.GL_TRIANGLE_STRIP, 0, 4, len(self._strokes))
        if len(self._glyphs) and self._sheet:
            self._sorted("glyph", self._glyphs, self._glyphs["at"][:, :3], view).bind_storage(bindings.SSBO_GLYPHS)
            self._sheet.bind(0)
            shape = {"CELL": CELL, "EM": f"{EM}.0", "REACH": REACH}
            program = gpu.programs.get("glyph.frag.glsl", "glyph.vert.glsl", defines=shape)
            program["scale"], program["all_round"] = scale, int(view.all_round)
            program.use()
            gl.glDrawArraysInstanced(gl.GL_TRIANGLE_STRIP, 0, 4, len(self._glyphs))
        gl.glDisable(gl.GL_BLEND)
        gl.glDepthMask(True)

    def _sorted(self, name: str, records: NDArray[np.void], middle: NDArray[np.float32], view: View) -> Buffer:
        """The records in a buffer, farthest first along the axis; letters of one text keep their order."""
        away = middle @ view.view[2, :3].astype(np.float32)
        self._buffers[name] = filled(self._buffers.get(name), records[np.argsort(away, kind="stable")])
        return self._buffers[name]

    def close(self) -> None:
        for resource in (self._sheet, *self._buffers.values()):
            if resource:
                resource.close()


def stroke_records(lines: Lines) -> NDArray[np.void]:
    """(m,) STROKE."""
    out = STROKE.zeros(len(lines.segments))
    width = np.broadcast_to(np.asarray(lines.width, np.float32), (len(lines.points),))
    out["look"][:, 0] = lines.soft
    for end, which in (("a", lines.segments[:, 0]), ("b", lines.segments[:, 1])):
        out[end][:, :3] = lines.points[which]
        out[end][:, 3] = width[which] if lines.unit == "pixels" else -width[which]
        out[f"color_{end}"] = lines.color[which]
    return out


def glyph_records(text: Text, letters: Letters, places: dict[str, tuple[int, int]]) -> NDArray[np.void]:
    """(n,) GLYPH of an arranged text."""
    out = GLYPH.zeros(len(letters.which))
    out["at"] = *text.at, text.height if text.unit == "metres" else -text.height
    middle = letters.middle - np.array(text.align) * letters.size
    for axis, name in enumerate(("right", "up")):
        out[name][:, 3] = middle[:, axis]
        if text.facing:
            out[name][:, :3] = text.facing[axis]
    out["color"], out["rim"] = text.color, text.rim
    out["texel"][:, :2] = np.array([places[c] for c in letters.which]).reshape(-1, 2)
    return out


def draw_marks(
    gpu: Gpu, graph: FrameGraph, color: Handle, depth: Handle, marks: Marks, view: View, scale: float
) -> Handle:
    """Add lines and lettering to `color` where `depth` shows nothing nearer. The view's frame block is bound."""

    def run(t: Textures) -> None:
        gpu.pool.framebuffer([t[color]], t[depth]).bind()
        marks.draw(gpu, view, scale)

    return graph.add("marks", run, reads=[depth], writes=[color])[0]
