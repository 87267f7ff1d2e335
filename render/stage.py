"""What a renderer keeps from frame to frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from numpy.typing import NDArray

from assets.scene import Scene
from render import bindings, gl, ltc
from render.blending import Blending
from render.frame_block import CASCADES, FRAME_BLOCK
from render.gpu import Gpu
from render.gpu_scene import GpuScene
from render.graph import TextureDesc
from render.lamp_shadows import LAMP_BLOCK
from render.light_records import LightUse
from render.passes.glow import Glows
from render.passes.marks import Marks
from render.passes.overlay import OverlayPictures
from render.passes.panorama import PanoramaMaps
from render.passes.particles import Emitters
from render.passes.shadow import ShadowMaps
from render.passes.sky import SkyMaps
from render.passes.studio import StudioLight
from render.passes.tangle import Fragments
from render.passes.trace import Tracer
from render.passes.water import Waves
from render.quality import Quality
from render.resources import Buffer, Texture, all_or_nothing
from render.traced_geometry import reasons_against
from render.views import View

_STRIDE = -(-FRAME_BLOCK.dtype.itemsize // 256) * 256
"""Uniform blocks start at multiples of at most 256 bytes."""
_EYES = 2 + CASCADES
"""Where the blocks of two eyes lie, one right after the other, behind those of all slots."""


@dataclass(eq=False)
class Stage:
    """Everything that outlives a frame; `close` frees it."""

    scene: Scene
    quality: Quality
    layered: bool = False
    """Vertex shaders may choose the layer they draw to: two eyes are drawn at once."""
    gpu: Gpu = field(init=False)

    def __post_init__(self) -> None:
        with all_or_nothing():
            self._build()

    def _build(self) -> None:
        scene, quality = self.scene, self.quality
        flags = {
            "STUDIO": scene.studio is not None,
            "PANORAMA": scene.environment is not None and scene.studio is None,
            "HAZE": scene.haze.mist + scene.haze.air > 0,
        }
        self.gpu = Gpu({name: 1 for name, on in flags.items() if on})
        traced = quality.paths > 0 and not reasons_against(scene)
        anisotropy = 1.0 if scene.studio or traced else quality.anisotropy  # a ray has no derivatives to filter along
        lod_error = 0.0 if traced else quality.lod_error
        self.meshes = GpuScene(scene, quality.texture_limit, anisotropy, lod_error)
        self.tracer = Tracer(scene, self.meshes, quality) if traced else None
        self.blending = Blending(self.meshes.list)
        self.fragments = Fragments()
        self.sky: StudioLight | PanoramaMaps | SkyMaps = (
            StudioLight(scene.studio)
            if scene.studio
            else PanoramaMaps(scene.environment)
            if scene.environment
            else SkyMaps()
        )
        self.glows = Glows()
        self.emitters, self.marks = Emitters(), Marks()
        self.overlays = OverlayPictures()
        self.waves = Waves(self.scene.water) if self.scene.water else None
        self.blocks = Buffer(size=_STRIDE * (_EYES + 2))
        self.shadows = ShadowMaps(self.quality.shadow_size, bindings.TEX_SHADOW)
        self.lamp_shadows = ShadowMaps(self.quality.lamp_shadow_size, bindings.TEX_LAMP_SHADOW)
        self.lamp_block = Buffer(size=LAMP_BLOCK.dtype.itemsize)
        self.ltc: Texture | None = None

    def use(self, slot: int) -> None:
        """Let shaders see the frame block of a view."""
        gl.glBindBufferRange(
            gl.GL_UNIFORM_BUFFER, bindings.UBO_FRAME, self.blocks.name, slot * _STRIDE, FRAME_BLOCK.dtype.itemsize
        )

    def use_eyes(self, records: NDArray[Any] | None = None) -> None:
        """Let shaders see the frame blocks `(2,)` of two eyes that are drawn at once, which are kept from then on."""
        if records is not None:
            self.blocks.write(records, _EYES * _STRIDE)
        size = 2 * FRAME_BLOCK.dtype.itemsize
        gl.glBindBufferRange(gl.GL_UNIFORM_BUFFER, bindings.UBO_FRAME, self.blocks.name, _EYES * _STRIDE, size)

    def write_blocks(self, records: Sequence[tuple[View, NDArray[Any]]]) -> None:
        """Give views their frame blocks."""
        for view, record in records:
            self.blocks.write(record, view.slot * _STRIDE)

    def show(self, view: View, record: NDArray[Any]) -> None:
        """Give a view its frame block and let shaders see it."""
        self.write_blocks([(view, record)])
        self.use(view.slot)

    def bind_lamps(self, use: LightUse) -> None:
        """Shadow maps and what luminous surfaces need, to where shaders expect them."""
        self.shadows.bind()
        if use.shadows:
            self.lamp_shadows.bind()
            self.lamp_block.bind_uniform(bindings.UBO_LAMP_SHADOWS)
        if use.areas:
            if self.ltc is None:
                self.ltc = Texture(TextureDesc((ltc.SIZE, ltc.SIZE), "rgba32f"))
                self.ltc.upload(ltc.table())
            self.ltc.bind(bindings.TEX_LTC)

    def close(self) -> None:
        for resource in (
            self.tracer,
            self.shadows,
            self.lamp_shadows,
            self.lamp_block,
            self.ltc,
            self.blocks,
            self.waves,
            self.sky,
            self.glows,
            self.emitters,
            self.marks,
            self.overlays,
            self.blending,
            self.fragments,
            self.meshes,
            self.gpu,
        ):
            if resource is not None:
                resource.close()
