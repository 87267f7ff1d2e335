"""Quality: one table."""

from __future__ import annotations

from dataclasses import dataclass

from assets.errors import InputError


@dataclass(frozen=True)
class Quality:
    """What a quality level spends. The look is the same; the noise and the reach differ."""

    shadow_size: int
    """Texels along a cascade's edge."""
    shadow_taps: int
    texture_limit: int
    """Longest side of a texture, pixels."""
    anisotropy: float
    occlusion: bool
    glow: bool
    fxaa: bool
    lod_error: float = 0.0
    """Pixels that a simplified mesh may be off; 0 draws every mesh in full."""
    subframes: int = 1
    """Jittered sub-frames added up in linear light: anti-aliasing, motion blur, depth of field."""
    temporal: bool = False
    """A window's frames join the ones before (`render.temporal`); what `Renderer.render` answers never does."""
    lamp_shadow_size: int = 512
    """Texels along the edge of a lamp's shadow map, a face of a cube for a point light."""
    paths: int = 0
    """Paths of light a pixel and sub-frame where a scene allows it (`render.traced_geometry` says which do); 0
    rasterises. Times `subframes` it is a power of two."""
    bounces: int = 8
    """Surfaces that a path scatters from at most."""
    mirror: float = 1.0
    """Of the size at which a scene wants its water's reflection drawn."""
    bounce: int = 0
    """Slices in which a pixel looks round for light that the picture's own surfaces throw on it; 0 none."""
    bounce_models: int = 0
    """The same under an environment, where a model stands alone."""
    soft_lamps: bool = False
    """Each sub-frame casts the lamps' shadows from another point of them: penumbrae as wide as they are."""


QUALITIES: dict[str, Quality] = {
    "draft": Quality(
        1024, 1, 1024, 1.0, occlusion=True, glow=True, fxaa=True, lod_error=1.0, lamp_shadow_size=256, mirror=0.7
    ),
    "standard": Quality(2048, 4, 2048, 2.0, occlusion=True, glow=True, fxaa=True, lod_error=0.7, bounce_models=1),
    "high": Quality(
        2048,
        8,
        2048,
        8.0,
        occlusion=True,
        glow=True,
        fxaa=True,
        lod_error=0.35,
        subframes=4,
        bounce=1,
        bounce_models=1,
    ),
    "final": Quality(
        2048,
        4,
        4096,
        8.0,
        occlusion=True,
        glow=True,
        fxaa=False,
        subframes=16,
        paths=4,
        bounce=1,
        bounce_models=1,
        soft_lamps=True,
    ),
}


def quality(name: str) -> Quality:
    """The row of that name. InputError names the rows there are."""
    if name not in QUALITIES:
        raise InputError(f"no quality {name!r}; there are {', '.join(QUALITIES)}")
    return QUALITIES[name]
