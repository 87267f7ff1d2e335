"""Blended surfaces in whatever order they are given: the colours of the true one, by hand and by casting rays."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest

from assets.scene import Batch, Floats, Frame, Material, Mesh, Primitive, Scene
from render.blending import Blending
from render.context import Context
from render.draws import build_draws
from render.geometry_heap import build_heap
from render.painter import box_of, tangled
from render.passes import tangle
from render.quality import QUALITIES
from render.renderer import Renderer
from render.views import View, camera_view
from tests.scenes_for_render import DARK, one, place, quad, seen_from, sphere, white

SIZE = (64, 48)
PLAIN = replace(QUALITIES["draft"], occlusion=False, fxaa=False, lod_error=0.0)


def pane(color: tuple[float, float, float, float], double_sided: bool = True) -> Material:
    return Material(base_color=color, alpha_mode="BLEND", unlit=True, double_sided=double_sided)


def turned(degrees: float, material: int) -> Primitive:
    """A square about its vertical axis."""
    square, a = quad(1.0, material), np.radians(degrees)
    turn = np.array([[np.cos(a), 0, np.sin(a)], [0, 1, 0], [-np.sin(a), 0, np.cos(a)]], np.float32)
    return replace(square, position=square.position @ turn.T, normal=square.normal @ turn.T)


def shown(context: Context, scene: Scene, frame: Frame | None = None) -> np.ndarray:
    with Renderer(scene, SIZE, PLAIN, context) as renderer:
        return renderer.render(frame or seen_from((0, 0, 5), fov=0.6), planes=["hdr"]).planes["hdr"]


def over(*colors: tuple[float, float, float, float]) -> np.ndarray:
    """Straight colours laid over black, the nearest one first."""
    out = np.zeros(3)
    for *rgb, alpha in reversed(colors):
        out = out * (1 - alpha) + np.array(rgb) * alpha
    return out


def panes(*parts: Primitive, colors: list[tuple[float, float, float, float]]) -> Scene:
    """Each part a thing of its own, with its own material."""
    scene = Scene("panes", materials=[pane(c) for c in colors], sky=DARK)
    scene.meshes = [Mesh(f"m{i}", (replace(part, material=i),)) for i, part in enumerate(parts)]
    scene.batches = [Batch(f"b{i}", i, place((0, 0, 0)), white()) for i in range(len(parts))]
    return scene


@pytest.mark.gl
@pytest.mark.parametrize("joined", [False, True], ids=["two things", "one mesh"])
def test_panes_that_cross(context: Context, joined: bool) -> None:
    """Two squares turned by 45 degrees either way: on the left the first is nearer, on the right the second."""
    red, blue = (1.0, 0.2, 0.0, 0.5), (0.0, 0.2, 1.0, 0.75)
    scene = panes(turned(45, 0), turned(-45, 1), colors=[red, blue])
    if joined:
        scene.meshes = [Mesh("both", (turned(45, 0), turned(-45, 1)))]
        scene.batches = scene.batches[:1]
    seen = shown(context, scene)
    # turned by 45 degrees about +y a square's left half comes nearer (z = -x sin 45)
    np.testing.assert_allclose(seen[24, 28], over(red, blue), atol=2e-3)
    np.testing.assert_allclose(seen[24, 36], over(blue, red), atol=2e-3)


@pytest.mark.gl
@pytest.mark.parametrize("most", [tangle.MOST_WORDS, 3000], ids=["whole", "in parts"])
def test_any_number_of_layers(context: Context, most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forty fans through each other before something solid, and one behind it that nobody sees: over their common edge
    they are in order from left to right, whether the buffer holds them all at once or not."""
    monkeypatch.setattr(tangle, "MOST_WORDS", most)
    rng = np.random.default_rng(3)
    angles = np.linspace(-60, 60, 40)
    colors = [(*rng.random(3).tolist(), 0.2) for _ in angles]
    scene = panes(*(turned(float(a), 0) for a in rng.permutation(angles)), colors=colors)
    order = np.argsort([-m.primitives[0].position[1, 2] for m in scene.meshes])  # nearest first on the right
    scene.materials += [Material(base_color=(0.5, 0.5, 0.5, 1), unlit=True), pane((9.0, 9.0, 9.0, 0.9))]
    scene.meshes += [Mesh("wall", (quad(3.0, 40),)), Mesh("hidden", (quad(1.0, 41),))]
    scene.batches += [Batch("wall", 40, place((0, 0, -1)), white()), Batch("hidden", 41, place((0, 0, -2)), white())]
    seen = shown(context, scene)
    right = [colors[i] for i in order]
    np.testing.assert_allclose(seen[24, 35], over(*right, (0.5, 0.5, 0.5, 1.0)), atol=4e-3)
    np.testing.assert_allclose(seen[24, 28], over(*right[::-1], (0.5, 0.5, 0.5, 1.0)), atol=4e-3)


@pytest.mark.gl
def test_surfaces_in_one_place_are_all_there(context: Context) -> None:
    """A pattern on a veil, of the same vertices, in the order of the instances; where something crosses both, too."""
    veil, pattern = (1.0, 0.0, 0.0, 0.5), (0.0, 0.0, 1.0, 0.5)
    scene = panes(quad(), quad(), colors=[veil, pattern])
    np.testing.assert_allclose(shown(context, scene)[24, 28], over(pattern, veil), atol=2e-3)
    scene = panes(quad(), quad(), turned(60, 2), colors=[veil, pattern, (0.0, 1.0, 0.0, 0.5)])
    np.testing.assert_allclose(shown(context, scene)[24, 22], over(pattern, veil), atol=2e-3)


@pytest.mark.gl
def test_a_transparent_picture_keeps_the_cover(context: Context) -> None:
    scene = panes(turned(45, 0), turned(-45, 1), colors=[(1.0, 0.5, 0.0, 0.5)] * 2)
    with Renderer(scene, SIZE, PLAIN, context) as renderer:
        seen = renderer.render(seen_from((0, 0, 5), fov=0.6), transparent=True, planes=["hdr"]).planes["hdr"]
    np.testing.assert_allclose(seen[24, 28], (0.75, 0.375, 0.0, 0.75), atol=2e-3)
    assert not seen[0, 0].any()


@pytest.mark.gl
def test_who_has_no_tangle_pays_for_none(context: Context) -> None:
    with Renderer(one(quad()), SIZE, PLAIN, context) as renderer:
        renderer.render(seen_from((0, 0, 5)))
        assert "blended" not in renderer.timings.gpu
    apart = panes(turned(30, 0), turned(30, 1), colors=[(1.0, 0.0, 0.0, 0.5), (0.0, 1.0, 0.0, 0.5)])
    apart.batches[1].transform = place((0.3, 0, 0.5))
    apart.meshes.append(Mesh("ball", (sphere(8, 0, 0.3),)))
    apart.batches.append(Batch("ball", 2, place((0, 0, -1)), white()))
    view = camera_view(seen_from((0, 0, 5)).camera, SIZE)
    draws = build_draws(apart, build_heap(apart.meshes), {})
    with closing(Blending(draws)) as blending:
        (layer,) = blending.sort(view)[1]
        assert layer.tangle is None
        assert [run.count for run in layer.runs] == [6], "both sides of each, the far one first"


def random_turn(rng: np.random.Generator) -> np.ndarray:
    q, _ = np.linalg.qr(rng.normal(size=(3, 3)))
    return q * np.linalg.det(q)


def moved(turn: np.ndarray, at: np.ndarray, scale: float = 1.0) -> Floats:
    return np.concatenate([turn * scale, np.reshape(at, (3, 1))], axis=1)[None].astype(np.float32)


def torus(material: int = 0) -> Primitive:
    a, b = np.meshgrid(np.arange(25) / 12 * np.pi, np.arange(13) / 6 * np.pi, indexing="ij")
    r = 0.7 + 0.25 * np.cos(b)
    p = np.stack([r * np.cos(a), 0.25 * np.sin(b), r * np.sin(a)], -1).reshape(-1, 3).astype(np.float32)
    c = np.arange(24)[:, None] * 13 + np.arange(12)
    faces = np.stack([c, c + 1, c + 14, c, c + 14, c + 13], -1).reshape(-1).astype(np.uint32)
    return Primitive(p, p, faces, material)


def jumble(kind: str, rng: np.random.Generator) -> Scene:
    scene = Scene(kind, sky=DARK)

    def add(part: Primitive, transform: Floats, double_sided: bool = True) -> None:
        scene.materials.append(pane((*rng.random(3).tolist(), rng.uniform(0.2, 0.8)), double_sided))
        scene.meshes.append(Mesh("m", (replace(part, material=len(scene.materials) - 1),)))
        scene.batches.append(Batch("b", len(scene.meshes) - 1, transform, white(len(transform))))

    if kind == "squares":
        for _ in range(6):
            add(quad(0.5), moved(random_turn(rng), rng.uniform(-0.8, 0.8, 3), rng.uniform(0.5, 1.5)))
    elif kind == "over a floor":
        add(quad(2.0), moved(np.array([[1, 0, 0], [0, 0, 1], [0, -1, 0]]), np.array([0, -0.5, 0])))
        for _ in range(5):
            add(quad(0.25), moved(random_turn(rng), rng.uniform(-1, 1, 3) * [1, 0.3, 1]))
    elif kind == "balls":
        for i in range(4):
            add(sphere(6, 0, 0.4), moved(random_turn(rng), rng.uniform(-0.5, 0.5, 3)), double_sided=i % 2 == 0)
    elif kind == "ball in ball":
        add(sphere(6, 0, 1.0), place((0, 0, 0)))
        add(sphere(6, 0, 0.6), place((0, 0, 0)))
    elif kind == "mirrored instances":
        turns = [random_turn(rng) * (-1 if i % 3 == 0 else 1) for i in range(6)]
        add(quad(0.6), np.concatenate([moved(t, rng.uniform(-0.9, 0.9, 3), 0.5) for t in turns]))
        add(sphere(6, 0, 0.3), np.concatenate([moved(t, rng.uniform(-0.9, 0.9, 3)) for t in turns[:3]]))
    else:
        add(torus(), moved(random_turn(rng), np.zeros(3)), double_sided=kind == "ring of two sides")
    return scene


def cast(scene: Scene, view: View) -> tuple[np.ndarray, np.ndarray]:
    """What rays meet, laid over each other from the farthest; and the pixels that it is sure about."""
    (w, h), back = view.size, np.linalg.inv(view.view_projection)
    x, y = np.meshgrid((np.arange(w) + 0.5) / w * 2 - 1, 1 - (np.arange(h) + 0.5) / h * 2)
    ends = [np.stack([x, y, np.full_like(x, z), np.ones_like(x)], -1).reshape(-1, 4) @ back.T for z in (1.0, 1e-3)]
    start, end = (p[:, :3] / p[:, 3:] for p in ends)
    way = (end - start) / np.linalg.norm(end - start, axis=1, keepdims=True)
    corners, colors, both = [], [], []
    for batch in scene.batches:
        (part,) = scene.meshes[batch.mesh].primitives
        triangles = part.position[part.indices.reshape(-1, 3)].astype(np.float64)
        for m in batch.transform.astype(np.float64):
            # a mirrored instance has its front where the mesh has it
            turned_round = triangles if np.linalg.det(m[:, :3]) > 0 else triangles[:, ::-1]
            corners.append(turned_round @ m[:, :3].T + m[:, 3])
            colors.append(np.tile(scene.materials[part.material].base_color, (len(triangles), 1)))
            both.append(np.full(len(triangles), scene.materials[part.material].double_sided))
    t, color, two = np.concatenate(corners), np.concatenate(colors), np.concatenate(both)
    e, f = t[:, 1] - t[:, 0], t[:, 2] - t[:, 0]
    out, sure = np.zeros((w * h, 3)), np.ones(w * h, bool)
    for i in range(w * h):
        p = np.cross(way[i], f)
        det = (p * e).sum(1)
        to = (start[i] - t[:, 0]) / np.where(np.abs(det) > 1e-12, det, np.inf)[:, None]
        q = np.cross(to, e)
        u, v, far = (to * p).sum(1), q @ way[i], (q * f).sum(1)
        inside = np.minimum(np.minimum(u, v), 1 - u - v)
        seen = (far > 0) & ((det > 0) | two)
        hit = np.nonzero(seen & (inside > 0))[0]
        hit = hit[np.argsort(-far[hit], kind="stable")]
        # an edge, or two surfaces as good as in one place
        sure[i] = not (seen & (np.abs(inside) < 0.01)).any() and not (np.diff(-far[hit]) < 2e-3).any()
        for k in hit:
            out[i] = out[i] * (1 - color[k, 3]) + color[k, :3] * color[k, 3]
    return out.reshape(h, w, 3), sure.reshape(h, w)


@pytest.mark.gl
@pytest.mark.parametrize("parallel", [False, True], ids=["perspective", "orthographic"])
@pytest.mark.parametrize(
    "kind", ["squares", "over a floor", "balls", "ball in ball", "mirrored instances", "ring", "ring of two sides"]
)
def test_against_rays(context: Context, kind: str, parallel: bool) -> None:
    for seed in range(2):
        rng = np.random.default_rng(seed)
        scene = jumble(kind, rng)
        eye = rng.normal(size=3)
        x, y, z = (3.2 * eye / np.linalg.norm(eye)).tolist()
        frame = seen_from((x, y, z), half_size=(0.0, 1.3)) if parallel else seen_from((x, y, z), fov=0.8)  # type: ignore[arg-type]
        expected, sure = cast(scene, camera_view(frame.camera, SIZE))
        assert (sure & expected.any(2)).sum() > 150
        np.testing.assert_allclose(shown(context, scene, frame)[sure], expected[sure], atol=6e-3)


def test_what_folds_and_what_does_not() -> None:
    for part, sides, folds in (
        (quad(), True, False), (turned(33, 0), True, False), (sphere(8), True, False), (sphere(8), False, False),
        (torus(), False, True), (replace(sphere(8), indices=sphere(8).indices[::-1].copy()), True, True),
        (replace(sphere(8), indices=sphere(8).indices[::-1].copy()), False, False),
    ):  # fmt: skip
        assert box_of(part, sides)[1] == folds
    box, _ = box_of(turned(33, 0), True)
    assert sorted(np.linalg.norm(box[:, :3], axis=0)) == pytest.approx([2e-6, 1.0, 1.0], rel=1e-3)
    np.testing.assert_allclose(box[:, 3], 0, atol=1e-6)


def test_which_things_are_in_a_tangle() -> None:
    """Farthest first: two apart, two that cross, one before them."""
    view = camera_view(seen_from((0, 0, 10)).camera, SIZE)

    def square(at: tuple[float, float, float], degrees: float = 0.0) -> np.ndarray:
        box, _ = box_of(turned(degrees, 0), True)
        return np.column_stack([box[:, :3], box[:, 3] + at])

    boxes = np.stack(
        [square((0, 0, -3)), square((0.5, 0, -2)), square((0, 0, 0), 45), square((0, 0, 0), -45), square((0, 0, 3))]
    )
    still = np.zeros(5, bool)
    assert tangled(boxes, still, view).tolist() == [False, False, True, True, False]
    assert tangled(boxes[[0, 1, 4]], still[:3], view).tolist() == [False] * 3
    assert tangled(boxes[[4, 1, 0]], still[:3], view).tolist() == [True] * 3, "the wrong way round"
    assert tangled(boxes[:2], np.array([True, False]), view).tolist() == [True, False]
