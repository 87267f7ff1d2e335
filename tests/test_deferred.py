"""Deferred shading: what is laid down comes back, and the picture is that of the forward pass."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assets.effects import Decal, decal_box
from assets.lights import Lights
from assets.material import Clearcoat, Toon
from assets.scene import Batch, Frame, Haze, Material, Mesh, Scene, Sky, Texture, Water
from render import gl, solid
from render.context import Context
from render.gpu import Gpu
from render.quality import QUALITIES, Quality
from render.renderer import Renderer
from tests.effect_scenes import RED, with_effects
from tests.gl_probe import probe
from tests.scenes_for_render import place, quad, seen_from, sphere, white
from tests.test_forward import linear

SIZE = (200, 120)
SAMPLE = np.random.default_rng(5)


def back(gpu: Gpu, **surface: Any) -> list[np.ndarray]:
    """Albedo and roughness, normal and metallic, emission and reflectance after the way there and back."""
    given = {"albedo": (0.5,) * 3, "normal": (0, 0, 1), "emission": (0,) * 3, "small": (0.5, 0, 0.04)} | surface
    return [probe(gpu, "laid", (1, 1), defines=(f"PART {part}\n#define _{part}",), **given)[0, 0] for part in range(3)]


@pytest.mark.gl
def test_what_is_laid_down_comes_back(context: Context) -> None:
    """Within half a step: square roots of 10 bits, a direction of two times 16, shares of 8, light of nine."""
    gl.glClipControl(gl.GL_LOWER_LEFT, gl.GL_ZERO_TO_ONE)
    with closing(Gpu()) as gpu:
        for _ in range(24):
            albedo, light = SAMPLE.uniform(0, 1, 3) ** 2, SAMPLE.uniform(0, 1, 3) * 10 ** SAMPLE.uniform(-3, 4)
            normal = SAMPLE.normal(size=3)
            normal /= np.linalg.norm(normal)
            small = SAMPLE.uniform(0, 1, 3)
            first, second, third = back(gpu, albedo=albedo, normal=normal, emission=light, small=small)
            assert np.abs(np.sqrt(first[:3]) - np.sqrt(albedo)).max() <= 0.51 / 723
            assert np.linalg.norm(second[:3] - normal) < 8e-5
            assert (np.abs(third[:3] - light) <= light.max() / 511).all()
            assert first[3] == pytest.approx(small[0], abs=0.501 / 1023)
            assert second[3] == pytest.approx(small[1], abs=0.501 / 255)
            assert np.sqrt(third[3]) == pytest.approx(np.sqrt(small[2]), abs=0.501 / 255)


@pytest.mark.gl
@pytest.mark.parametrize("light", [0.0, 1.0, 511.9, 65408.0, 1e9])
def test_light_keeps_its_bounds(context: Context, light: float) -> None:
    with closing(Gpu()) as gpu:
        assert back(gpu, emission=(light, 0, 0))[2][:3] == pytest.approx((min(light, 65408.0), 0, 0), rel=1 / 511)
        assert back(gpu)[2][3] == pytest.approx(0.04, rel=1e-6), "what most surfaces have is exact"


def everything() -> Scene:
    """Balls of all that is laid down and of what is not, on a floor before water, under a sun and lamps, in haze."""
    noise = SAMPLE.integers(0, 255, (16, 16, 4), np.uint8)
    noise[..., 3] = np.where(noise[..., 3] > 100, 255, 0)
    bumps = np.uint8([[(128 + 40 * ((x + y) % 2), 128, 240, 255) for x in range(8)] for y in range(8)])
    materials = [
        Material(base_color=(0.7, 0.3, 0.1, 1), roughness=0.4),
        Material(base_color=(0.9, 0.8, 0.6, 1), metallic=1.0, roughness=0.25),
        Material(base_color=(0.6, 0.6, 0.6, 1), emissive=(0.2, 0.6, 0.1)),
        Material(base_color_texture=0, alpha_mode="MASK", alpha_cutoff=0.5, double_sided=True),
        Material(base_color=(0.8, 0.8, 0.8, 1), normal_texture=1, roughness=0.5),
        Material(base_color=(0.8, 0.5, 0.5, 1), toon=Toon(outline_width=0.02)),
        Material(base_color=(0.1, 0.2, 0.9, 1), unlit=True),
        Material(base_color=(0.5, 0.1, 0.1, 1), clearcoat=Clearcoat(strength=1.0, roughness=0.1)),
        Material(base_color=(0.2, 0.4, 0.1, 1), surface="leafy", params=(2.0, *[0.0] * 7)),
        Material(base_color=(0.4, 0.4, 0.45, 1), roughness=0.9),
    ]
    scene = Scene(
        "everything", materials=materials, textures=[Texture("noise", noise), Texture("bumps", bumps, srgb=False)]
    )
    scene.surfaces = {"leafy": Path(__file__).parents[1] / "scenes" / "surfaces" / "foliage.glsl"}
    scene.sky, scene.haze = Sky(sun_direction=(0.5, 0.4, 0.6)), Haze(mist=0.01)
    scene.meshes = [Mesh(f"ball {i}", (sphere(24, i),)) for i in range(len(materials))]
    scene.meshes[3] = Mesh("card", (quad(1.0, 3),))
    scene.meshes[-1] = Mesh("floor", (quad(9.0, len(materials) - 1),))
    at = [(2.2 * (i % 5) - 4.4, 1.0 + 0.3 * i, -2.0 * (i // 5)) for i in range(9)]
    scene.batches = [
        Batch(m.name, i, place(p), white()) for i, (m, p) in enumerate(zip(scene.meshes, at, strict=False))
    ]
    flat = np.array([[1, 0, 0, 0], [0, 0, 1, -0.1], [0, -1, 0, -6]], np.float32)[None]
    scene.batches.append(Batch("floor", 9, flat, white()))
    scene.lights = Lights.points([(-3, 4, 3), (3, 3, 2)], [(20, 12, 5), (4, 8, 20)], 30.0, shadow=1.0)
    scene.water = Water(bounds=(-30, 3, 30, 30), level=-0.2)
    box = decal_box((0, 2.2, 1), (0, 0, 1), (3, 3, 3))
    return with_effects(scene, decals=(Decal(RED, box, "light"),))


@pytest.mark.gl
@pytest.mark.parametrize(("name", "occlusion"), [("draft", False), ("draft", True), ("standard", True), ("high", True)])
def test_the_picture_is_that_of_the_forward_pass(
    context: Context, monkeypatch: pytest.MonkeyPatch, name: str, occlusion: bool
) -> None:
    """What is laid down and what is not, before and behind each other; the mirror in water; light of what is around.

    Where alpha is tested the forward pass knows the depth too late for its occlusion: no hole is cut for that."""
    scene, frame = everything(), seen_from((0, 2.5, 11), (0, 1.4, 0))
    if occlusion:
        scene.materials[3] = replace(scene.materials[3], alpha_mode="OPAQUE")
    quality: Quality = replace(QUALITIES[name], fxaa=False, subframes=1, occlusion=occlusion)
    pictures = {}
    for way in (False, True):
        monkeypatch.setattr(solid, "_deferred", lambda *_, way=way: way)
        with Renderer(scene, SIZE, quality, context=context) as renderer:
            pictures[way] = renderer.render(frame, planes=("hdr",)).planes["hdr"]
            passes = renderer.timings.gpu
        assert ("surfaces" in passes, "mirror surfaces" in passes, "depth" in passes) == (
            way,
            way,
            not way and occlusion,
        )
    off = np.abs(pictures[True] - pictures[False]).max(2) / (pictures[False].max(2) + 0.05)
    assert off.max() > 0, "they were drawn in two ways"
    assert np.quantile(off, 0.99) < 0.01
    assert off.mean() < 0.002


@pytest.mark.gl
def test_few_triangles_are_shaded_as_they_are_drawn(context: Context) -> None:
    """A ball of 1,152 triangles: dense in a small picture, not in a large one."""
    scene = Scene("ball", materials=[Material()], sky=Sky())
    scene.meshes, scene.batches = [Mesh("ball", (sphere(24),))], [Batch("ball", 0, place((0, 0, 0)), white())]
    frame: Frame = seen_from((0, 0, 4))
    with Renderer(scene, (64, 64), "draft", context=context) as renderer:
        renderer.render(frame)
        assert "surfaces" in renderer.timings.gpu
        renderer.resize((640, 360))
        renderer.render(frame)
        assert "surfaces" not in renderer.timings.gpu


@pytest.mark.gl
def test_where_nothing_is_laid_down_all_is_shaded_as_ever(context: Context) -> None:
    scene = Scene("glow", materials=[Material(base_color=(0.5, 0.25, 1, 1), unlit=True)], sky=Sky())
    scene.meshes, scene.batches = [Mesh("ball", (sphere(64),))], [Batch("ball", 0, place((0, 0, 0)), white())]
    assert linear(scene, seen_from((0, 0, 3)))[32, 32] == pytest.approx((0.5, 0.25, 1.0), rel=2e-3)
