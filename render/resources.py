"""GL objects with one owner each: who creates one closes it. `alive()` lists what has not been closed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from render import gl
from render.graph import TextureDesc

# name -> (internal format, pixel format, component type, numpy type, channels); enums of the GL registry
FORMATS: dict[str, tuple[int, int, int, str, int]] = {
    "r8": (0x8229, 0x1903, 0x1401, "u1", 1),
    "rg8": (0x822B, 0x8227, 0x1401, "u1", 2),
    "rgba8": (0x8058, 0x1908, 0x1401, "u1", 4),
    "srgba8": (0x8C43, 0x1908, 0x1401, "u1", 4),
    "r16f": (0x822D, 0x1903, 0x1406, "f4", 1),
    "rg16f": (0x822F, 0x8227, 0x1406, "f4", 2),
    "rgba16f": (0x881A, 0x1908, 0x1406, "f4", 4),
    "r11g11b10f": (0x8C3A, 0x1907, 0x1406, "f4", 3),
    "r32f": (0x822E, 0x1903, 0x1406, "f4", 1),
    "rg32f": (0x8230, 0x8227, 0x1406, "f4", 2),
    "rgba32f": (0x8814, 0x1908, 0x1406, "f4", 4),
    "r32ui": (0x8236, 0x8D94, 0x1405, "u4", 1),
    "rg32ui": (0x823C, 0x8228, 0x1405, "u4", 2),
    "rgba32ui": (0x8D70, 0x8D99, 0x1405, "u4", 4),
    "d32f": (0x8CAC, 0x1902, 0x1406, "f4", 1),
}
WRAP = {"repeat": 0x2901, "clamp": 0x812F, "mirror": 0x8370}
_NEAREST, _LINEAR, _LINEAR_MIPMAP_LINEAR, _NEAREST_MIPMAP_NEAREST = 0x2600, 0x2601, 0x2703, 0x2700

_alive: dict[int, Resource] = {}


def alive() -> list[Resource]:
    """Every GL object created here and not closed yet."""
    return list(_alive.values())


@contextmanager
def all_or_nothing() -> Iterator[None]:
    """If the block fails, close whatever it created."""
    before = set(_alive)
    try:
        yield
    except BaseException:
        for key in _alive.keys() - before:
            _alive[key].close()
        raise


class Resource:
    """One GL object. `name` is GL's number for it, 0 once closed."""

    kind = ""

    def __init__(self, name: int) -> None:
        self.name = name
        _alive[id(self)] = self

    def close(self) -> None:
        """Delete the GL object; again is harmless."""
        if self.name:
            self._delete()
            self.name = 0
            _alive.pop(id(self), None)

    def _delete(self) -> None:
        gl.delete(self.kind, self.name)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Buffer(Resource):
    """Immutable-size storage from an array, or of `size` bytes (contents undefined)."""

    kind = "Buffers"

    def __init__(self, data: NDArray[Any] | None = None, size: int = 0) -> None:
        super().__init__(gl.create("Buffers"))
        # GL refuses empty storage: an empty scene still gets 16 bytes to bind
        self.size = max(size if data is None else data.nbytes, 16)
        filled = data is not None and data.nbytes >= 16
        gl.glNamedBufferStorage(
            self.name, self.size, np.ascontiguousarray(data) if filled else None, gl.GL_DYNAMIC_STORAGE_BIT
        )
        if data is not None and not filled and data.nbytes:
            self.write(data)

    def write(self, data: NDArray[Any], offset: int = 0) -> None:
        """Copy an array in at a byte offset."""
        if data.nbytes:
            gl.glNamedBufferSubData(self.name, offset, data.nbytes, np.ascontiguousarray(data))

    def read(self, dtype: Any, count: int, offset: int = 0) -> NDArray[Any]:
        """`count` elements from a byte offset (waits for the GPU)."""
        out = np.empty(count, dtype)
        if count:
            gl.glGetNamedBufferSubData(self.name, offset, out.nbytes, out)
        return out

    def bind_storage(self, binding: int) -> None:
        gl.glBindBufferBase(gl.GL_SHADER_STORAGE_BUFFER, binding, self.name)

    def bind_uniform(self, binding: int) -> None:
        gl.glBindBufferBase(gl.GL_UNIFORM_BUFFER, binding, self.name)


class BufferTexture(Resource):
    """A buffer as texels, for `texelFetch`: the form in which software drivers read it quickly. Does not own it."""

    kind = "Textures"

    def __init__(self, buffer: Buffer, format: str) -> None:
        super().__init__(gl.create("Textures", gl.GL_TEXTURE_BUFFER))
        gl.glTextureBuffer(self.name, FORMATS[format][0], buffer.name)

    def bind(self, unit: int) -> None:
        gl.glBindTextureUnit(unit, self.name)


def filled(buffer: Buffer | None, data: NDArray[Any]) -> Buffer:
    """The buffer with this at its start; a new one where there was none, or a larger one in its place."""
    if buffer is None or buffer.size < data.nbytes:
        if buffer:
            buffer.close()
        return Buffer(data)
    buffer.write(data)
    return buffer


class Texture(Resource):
    """Immutable storage as `desc` says; filtering and wrapping are the texture's own (no sampler objects)."""

    kind = "Textures"

    def __init__(self, desc: TextureDesc) -> None:
        self.desc = desc
        self.target = (
            gl.GL_TEXTURE_CUBE_MAP if desc.cube else gl.GL_TEXTURE_2D_ARRAY if desc.layers else gl.GL_TEXTURE_2D
        )
        super().__init__(gl.create("Textures", self.target))
        internal, (w, h) = FORMATS[desc.format][0], desc.size
        if desc.layers and not desc.cube:
            gl.glTextureStorage3D(self.name, desc.levels, internal, w, h, desc.layers)
        else:
            gl.glTextureStorage2D(self.name, desc.levels, internal, w, h)
        smooth = desc.smooth and FORMATS[desc.format][3] != "u4"
        magnify = _LINEAR if smooth else _NEAREST
        minify = (_LINEAR_MIPMAP_LINEAR if smooth else _NEAREST_MIPMAP_NEAREST) if desc.levels > 1 else magnify
        parameters = {
            gl.GL_TEXTURE_MIN_FILTER: minify,
            gl.GL_TEXTURE_MAG_FILTER: magnify,
            gl.GL_TEXTURE_WRAP_S: WRAP[desc.wrap],
            gl.GL_TEXTURE_WRAP_T: WRAP[desc.wrap],
        }
        if desc.compare:
            parameters[gl.GL_TEXTURE_COMPARE_MODE] = gl.GL_COMPARE_REF_TO_TEXTURE
            parameters[gl.GL_TEXTURE_COMPARE_FUNC] = gl.GL_GEQUAL
        for parameter, value in parameters.items():
            gl.glTextureParameteri(self.name, parameter, int(value))

    @classmethod
    def of(cls, pixels: NDArray[Any], format: str, **sampling: Any) -> Texture:
        """A 2D texture with one level from `(h, w, channels)` pixels of the format's type (row 0 at v = 0)."""
        texture = cls(TextureDesc((pixels.shape[1], pixels.shape[0]), format, **sampling))
        texture.upload(pixels)
        return texture

    def size(self, level: int = 0) -> tuple[int, int]:
        return max(1, self.desc.size[0] >> level), max(1, self.desc.size[1] >> level)

    def upload(self, pixels: NDArray[Any], level: int = 0, layer: int = 0) -> None:
        """Replace a whole level (of one layer or cube face); pixels `(h, w)` or `(h, w, channels)`."""
        _, pixel_format, component, kind, _ = FORMATS[self.desc.format]
        data = np.ascontiguousarray(pixels, kind)
        w, h = self.size(level)
        if data.shape[:2] != (h, w):
            raise ValueError(f"level {level} is {w}x{h}, the pixels are {data.shape[1]}x{data.shape[0]}")
        gl.glPixelStorei(gl.GL_UNPACK_ALIGNMENT, 1)
        if self.desc.layers or self.desc.cube:
            gl.glTextureSubImage3D(self.name, level, 0, 0, layer, w, h, 1, pixel_format, component, data)
        else:
            gl.glTextureSubImage2D(self.name, level, 0, 0, w, h, pixel_format, component, data)

    def read(self, level: int = 0, only: int = 0) -> NDArray[Any]:
        """`(h, w, channels)` (arrays and cubes: `(layers, h, w, channels)`), row 0 at v = 0; waits for the GPU.

        `only` 3 leaves out the fourth channel.
        """
        _, pixel_format, component, kind, channels = FORMATS[self.desc.format]
        if only == 3:
            pixel_format, channels = gl.GL_RGB, 3
        w, h = self.size(level)
        layers = 6 if self.desc.cube else self.desc.layers
        out = np.empty((layers or 1, h, w, channels), kind)
        gl.glPixelStorei(gl.GL_PACK_ALIGNMENT, 1)
        gl.glGetTextureImage(self.name, level, pixel_format, component, out.nbytes, out)
        return out if layers else out[0]

    def bind(self, unit: int) -> None:
        gl.glBindTextureUnit(unit, self.name)

    def bind_image(self, unit: int, access: int, level: int = 0) -> None:
        """Bind for imageLoad/imageStore; access is GL_READ_ONLY, GL_WRITE_ONLY or GL_READ_WRITE."""
        gl.glBindImageTexture(unit, self.name, level, True, 0, access, FORMATS[self.desc.format][0])

    def make_mipmaps(self, first: int = 0) -> None:
        """Every level below `first` from that one."""
        if first:
            gl.glTextureParameteri(self.name, gl.GL_TEXTURE_BASE_LEVEL, first)
        gl.glGenerateTextureMipmap(self.name)
        if first:
            gl.glTextureParameteri(self.name, gl.GL_TEXTURE_BASE_LEVEL, 0)


class Framebuffer(Resource):
    """Draws into textures it does not own; `layer` picks one layer or face of each."""

    kind = "Framebuffers"

    def __init__(
        self, colors: Sequence[Texture] = (), depth: Texture | None = None, level: int = 0, layer: int | None = None
    ) -> None:
        super().__init__(gl.create("Framebuffers"))
        attached = [(gl.GL_COLOR_ATTACHMENT0 + i, t) for i, t in enumerate(colors)]
        if depth is not None:
            attached.append((gl.GL_DEPTH_ATTACHMENT, depth))
        self.size = attached[0][1].size(level)
        for point, texture in attached:
            if layer is None:
                gl.glNamedFramebufferTexture(self.name, point, texture.name, level)
            else:
                gl.glNamedFramebufferTextureLayer(self.name, point, texture.name, level, layer)
        points = np.array([point for point, _ in attached[: len(colors)]] or [gl.GL_NONE], np.uint32)
        gl.glNamedFramebufferDrawBuffers(self.name, len(points), points)
        status = gl.glCheckNamedFramebufferStatus(self.name, gl.GL_FRAMEBUFFER)
        if status != gl.GL_FRAMEBUFFER_COMPLETE:
            self.close()
            raise ValueError(f"incomplete framebuffer (0x{int(status):x}) of {[t.desc for _, t in attached]}")

    def bind(self) -> None:
        """Draw into it, over its whole area."""
        gl.glBindFramebuffer(gl.GL_FRAMEBUFFER, self.name)
        gl.glViewport(0, 0, *self.size)


class VertexArray(Resource):
    """A vertex array object; without attributes it draws what a shader makes from gl_VertexID."""

    kind = "VertexArrays"

    def __init__(self) -> None:
        super().__init__(gl.create("VertexArrays"))

    def bind(self) -> None:
        gl.glBindVertexArray(self.name)


class TexturePool:
    """Transient textures and the framebuffers over them, reused from frame to frame.

    `tick()` once a frame frees what has not been used for `patience` frames.
    """

    def __init__(self, patience: int = 3) -> None:
        self._patience = patience
        self._frame = 0
        self._free: dict[TextureDesc, list[tuple[int, Texture]]] = {}
        self._framebuffers: dict[tuple[Any, ...], Framebuffer] = {}
        self._out: dict[int, Texture] = {}

    def acquire(self, desc: TextureDesc) -> Texture:
        free = self._free.get(desc)
        texture = free.pop()[1] if free else Texture(desc)
        self._out[texture.name] = texture
        return texture

    def release(self, texture: Texture) -> None:
        del self._out[texture.name]
        self._free.setdefault(texture.desc, []).append((self._frame, texture))

    def framebuffer(
        self, colors: Sequence[Texture] = (), depth: Texture | None = None, level: int = 0, layer: int | None = None
    ) -> Framebuffer:
        """The framebuffer over these textures, made on first use; forgotten with any of them (see `forget`)."""
        key = (tuple(t.name for t in colors), depth.name if depth else 0, level, layer)
        if key not in self._framebuffers:
            self._framebuffers[key] = Framebuffer(colors, depth, level, layer)
        return self._framebuffers[key]

    def forget(self, texture: Texture) -> None:
        """Close the framebuffers over a texture that is about to be closed."""
        for key in [k for k in self._framebuffers if texture.name in (*k[0], k[1])]:
            self._framebuffers.pop(key).close()

    def tick(self) -> None:
        self._frame += 1
        for free in self._free.values():
            for entry in [e for e in free if self._frame - e[0] > self._patience]:
                free.remove(entry)
                self.forget(entry[1])
                entry[1].close()

    def close(self) -> None:
        for framebuffer in self._framebuffers.values():
            framebuffer.close()
        for texture in (*(t for free in self._free.values() for _, t in free), *self._out.values()):
            texture.close()
        self._framebuffers, self._free, self._out = {}, {}, {}
