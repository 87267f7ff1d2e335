"""鱼多多: exact closure, valid skin and bones, and a file that builds to the same bytes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from assets.gltf import load
from assets.model import Model
from assets.scene import MorphTarget, Primitive
from avatar.character.arkit import ARKIT, REST
from avatar.character.body import arm_piece
from avatar.character.build import OUTPUT, bake
from avatar.character.eyes import corners, lid_curves
from avatar.character.face import EXPRESSIONS, face_pieces
from avatar.character.figure import DETAIL, Figure, build_figure, four_weights
from avatar.character.geom import Piece, mirrored
from avatar.character.head import ring_points
from avatar.character.mouth import lip_curves, lip_reach
from avatar.character.shape import EYE_X, EYE_Y, FaceParams, place
from avatar.character.skeleton import SHOULDER, UPPER_ARM, aligned, blend, pose_matrices
from avatar.character.springs import CHAINS
from avatar.character.textures import bake_atlas, resampled
from avatar.character.vrm_export import PRESETS

REQUIRED_BONES = {
    "hips", "spine", "head",
    *(side + bone for side in ("left", "right") for bone in (
        "UpperArm", "LowerArm", "Hand", "UpperLeg", "LowerLeg", "Foot",
    )),
}  # fmt: skip
"""VRM 1.0, humanoid: the bones a file must have."""


@pytest.fixture(scope="module")
def figure() -> Figure:
    return build_figure()


@pytest.fixture(scope="module")
def model() -> Model:
    return load(OUTPUT)


def piece(pieces: list[Piece], name: str) -> Piece:
    return next(p for p in pieces if p.name == name)


def opening_gap(p: Piece) -> float:
    """The largest distance between the upper and the lower half of a ring's inner edge, column by column."""
    edge = p.position[: ring_points(DETAIL)]
    half = (len(edge) + 1) // 2
    return float(np.linalg.norm(edge[:half][::-1] - edge[half - 1 :], axis=1).max())


def test_lids_meet_when_closed_and_are_apart_when_open() -> None:
    s = np.linspace(-1, 1, 201)
    for happy in (0.0, 0.5, 1.0):
        upper, lower = lid_curves(s, 1.0, FaceParams(happy=happy))
        assert np.abs(upper - lower).max() < 1e-12
    upper, lower = lid_curves(np.array([0.0]), 0.0, REST)
    assert upper[0] - lower[0] == pytest.approx(0.107 + 0.088)


def test_half_blink_on_the_straight_morph_path_never_crosses() -> None:
    s = np.linspace(-1, 1, 201)
    open_up, open_low = lid_curves(s, 0.0, REST)
    shut_up, shut_low = lid_curves(s, 1.0, REST)
    for w in np.linspace(0, 1, 11):
        gap = open_up + w * (shut_up - open_up) - open_low - w * (shut_low - open_low)
        assert gap.min() > -1e-12


def test_lips_meet_at_rest_and_in_mm_and_part_in_aa() -> None:
    s = np.linspace(-1, 1, 201)
    for p in (REST, EXPRESSIONS["mm"].shown, EXPRESSIONS["viseme_PP"].shown):
        _, upper, lower = lip_curves(s, p)
        assert np.abs(upper - lower).max() < 1e-12
    _, upper, lower = lip_curves(np.array([0.0]), EXPRESSIONS["aa"].shown)
    assert upper[0] - lower[0] == pytest.approx(0.95 * (0.026 + 0.066))


@pytest.mark.parametrize(
    ("name", "lids", "closed"),
    [
        ("blink", "lid_l", True),
        ("blink", "lid_r", True),
        ("joy", "lid_l", True),
        ("blinkLeft", "lid_l", True),
        ("blinkLeft", "lid_r", False),
        ("blinkRight", "lid_r", True),
        ("blinkRight", "lid_l", False),
        ("mm", "lips", True),
        ("viseme_PP", "lips", True),
        ("aa", "lips", False),
    ],
)
def test_closure_in_metres(name: str, lids: str, closed: bool) -> None:
    gap = opening_gap(piece(face_pieces(EXPRESSIONS[name].shown, DETAIL), lids))
    assert gap < 1e-6 if closed else gap > 0.01


def test_lid_and_lip_rings_are_welded_to_the_head(figure: Figure) -> None:
    pieces = list(figure.face)
    head = piece(pieces, "head").position
    n = ring_points(DETAIL)
    for name in ("lid_l", "lid_r", "lips"):
        border = piece(pieces, name).position[-n:]
        distance = np.linalg.norm(border[:, None] - head[None], axis=2).min(1)
        assert distance.max() < 1e-9
    for p in ("aa", "joy", "cheekPuff", "jawLeft", "cheekSquintLeft"):
        shaped = face_pieces(EXPRESSIONS[p].shown, DETAIL)
        for name in ("lid_l", "lips"):
            border = piece(shaped, name).position[-n:]
            distance = np.linalg.norm(border[:, None] - piece(shaped, "head").position[None], axis=2).min(1)
            assert distance.max() < 1e-9, (p, name)


def test_an_open_mouth_shows_from_the_side() -> None:
    """The edges' corners lie behind their middles, and behind the cheek beside them, by more than a lip is thick."""
    s = np.array([-1.0, 0.0, 1.0])
    assert lip_reach(s, REST) == pytest.approx(0.0)
    assert lip_reach(s, EXPRESSIONS["mm"].shown) == pytest.approx(0.0)
    left, middle, right = lip_reach(s, EXPRESSIONS["aa"].shown)
    assert middle - left == middle - right == pytest.approx(0.043 * 0.95)
    edge = piece(face_pieces(EXPRESSIONS["aa"].shown, DETAIL), "lips").position[: ring_points(DETAIL)]
    corner, lip = edge[np.abs(edge[:, 0]).argmax()], edge[:, 2].max()
    assert lip - corner[2] > 0.012  # metres


def test_expressions_keep_the_vertices(figure: Figure) -> None:
    rest = [(p.name, len(p.position)) for p in figure.face]
    for name, shape in EXPRESSIONS.items():
        assert [(q.name, len(q.position)) for q in face_pieces(shape.shown, DETAIL)] == rest, name


def test_both_eyes_look_the_same_way() -> None:
    rest = face_pieces(REST, 0.5)
    for x, y in ((1.0, 0.0), (-1.0, 0.5), (0.0, 1.0)):
        looking = face_pieces(FaceParams(look_x=x, look_y=y), 0.5)
        moves = [
            (piece(looking, name).position - piece(rest, name).position).mean(0)[:2] for name in ("iris_l", "iris_r")
        ]
        assert moves[0] == pytest.approx(moves[1], abs=1e-9)
        assert moves[0] == pytest.approx([0.030 * x * 0.296, 0.025 * y * 0.296], rel=1e-6, abs=1e-9)


def test_the_face_is_symmetric_at_rest(figure: Figure) -> None:
    pieces = list(figure.face)
    for name in ("lid", "lash", "brow", "iris"):
        left, right = piece(pieces, name + "_l"), piece(pieces, name + "_r")
        assert mirrored(left).position == pytest.approx(right.position, abs=1e-12)
    head = piece(pieces, "head").position
    flipped = head * [-1, 1, 1]
    nearest = np.array([np.linalg.norm(head - p, axis=1).min() for p in flipped[::7]])
    assert nearest.max() < 1e-6


def test_the_pupil_lies_in_the_middle_of_the_eye(figure: Figure) -> None:
    centre = piece(list(figure.face), "iris_l").position[0]
    assert centre[:2] == pytest.approx(place(np.array([EYE_X - 0.004, EYE_Y + 0.012, 0]))[:2], abs=1e-9)


def test_skin_weights_sum_to_one_over_four_bones(figure: Figure) -> None:
    joints = {name: i for i, name in enumerate(figure.bones)}
    for p in figure.face + figure.body:
        ids, weights = four_weights(p, joints)
        assert ids.shape == weights.shape == (len(p.position), 4)
        assert weights.sum(1) == pytest.approx(1.0, abs=1e-6)
        assert ids.max() < len(joints)


def test_the_figure_rests_in_a_t_pose(figure: Figure) -> None:
    shoulder, elbow, wrist = (figure.bones[f"left{b}"][1] for b in ("UpperArm", "LowerArm", "Hand"))
    assert shoulder == pytest.approx(SHOULDER + [0, 0.040, 0])
    assert elbow - shoulder == pytest.approx([UPPER_ARM, 0, 0], abs=1e-9)
    assert (wrist - elbow)[1:] == pytest.approx([0, 0], abs=1e-9)
    hand = piece(list(figure.body), "hand_l")
    assert hand.position[:, 0].max() > wrist[0] + 0.11
    right = figure.bones["rightHand"][1]
    assert right == pytest.approx(wrist * [-1, 1, 1])


def test_lowering_the_arms_gives_back_the_modelled_sleeve(figure: Figure) -> None:
    """The T-pose is the inverse of skinning: turned back by 48 degrees, the upper arm lies where it was modelled."""
    down = np.array([np.cos(np.radians(48)), -np.sin(np.radians(48)), 0.0])
    pose = {"leftUpperArm": aligned(np.array([1.0, 0, 0]), down)}
    arm = piece(list(figure.body), "arm_l")
    m = blend(arm, pose_matrices(figure.bones, pose))
    p = np.einsum("vij,vj->vi", m[:, :3, :3], arm.position) + m[:, :3, 3]
    upper = arm.skin["leftLowerArm"] + arm.skin["leftHand"] == 0
    assert upper.sum() > 50
    assert p[upper] == pytest.approx(arm_piece(DETAIL).position[upper] + [0, 0.040, 0], abs=1e-9)


def test_budget_and_no_hidden_cracks(figure: Figure) -> None:
    assert 50_000 <= figure.triangles <= 70_000
    for p in figure.face + figure.body:
        assert np.isfinite(p.position).all(), p.name
        assert np.linalg.norm(p.normal, axis=1) == pytest.approx(1.0, abs=1e-6), p.name
        assert p.triangles.max() < len(p.position), p.name


def test_one_factor_scales_the_detail() -> None:
    coarse, fine = build_figure(0.4).triangles, build_figure(0.8).triangles
    assert coarse < 0.5 * fine


def test_canvas_resampling_is_linear() -> None:
    points = np.array([[[0.0, 0, 0], [2, 0, 0]], [[0, 4, 0], [2, 4, 0]]])
    fine = resampled(points, 5, 3)
    assert fine[:, 0, 1] == pytest.approx([0, 1, 2, 3, 4])
    assert fine[0, :, 0] == pytest.approx([0, 1, 2])


def test_atlas_cells_do_not_overlap(figure: Figure) -> None:
    atlas = bake_atlas(figure.face + figure.body)
    used: NDArray[np.int64] = np.zeros(atlas.texture.pixels.shape[:2], np.int64)
    for x, y, w, h in atlas.cells.values():
        used[y - 4 : y + h + 4, x - 4 : x + w + 4] += 1
    assert used.max() == 1
    assert atlas.texture.pixels.shape[:2] <= (2048, 2048)


def test_the_file_is_complete(model: Model) -> None:
    assert model.dropped == ()
    assert model.vrm is not None
    assert set(model.vrm.bones) >= REQUIRED_BONES
    assert len([b for b in model.vrm.bones if "Thumb" in b or "Index" in b]) == 12
    assert set(PRESETS) <= set(model.vrm.expressions)
    assert model.vrm.meta["licenseUrl"] == "https://vrm.dev/licenses/1.0/"
    targets = [t.name for t in model.meshes[0].primitives[0].targets]
    visemes = ["sil", "PP", "FF", "TH", "DD", "kk", "CH", "SS", "nn", "RR", "aa", "E", "ih", "oh", "ou"]
    assert {f"viseme_{v}" for v in visemes} <= set(targets)
    for name, expression in model.vrm.expressions.items():
        assert [targets[m.target] for m in expression.morphs] == ([] if name == "neutral" else [name])


def test_what_swings_hangs_on_chains(model: Model, figure: Figure) -> None:
    assert model.vrm is not None
    assert {s.name for s in model.vrm.springs} == {chain.name for chain in CHAINS}
    bones = figure.bones
    for chain in CHAINS:
        root, middle, end = (bones[b][1] for b in chain.bones)
        assert bones[chain.bones[0]][0] == chain.parent
        assert np.linalg.norm(middle - root) > 0.01
        assert np.linalg.norm(end - middle) > 0.01
    lock = piece(list(figure.body), "hair_nape6")
    assert lock.skin["back_c2"][lock.uv[:, 1] > 0.99] == pytest.approx(1.0, abs=0.05)
    assert lock.skin["head"][lock.uv[:, 1] < 0.4] == pytest.approx(1.0)
    assert bones["side_l_end"][1] * [-1, 1, 1] == pytest.approx(bones["side_r_end"][1], abs=0.012)


def applied(p: Primitive, name: str) -> NDArray[np.float64]:
    target: MorphTarget = next(t for t in p.targets if t.name == name)
    out = p.position.astype(float)
    out[target.index] += target.position
    return out


def test_the_files_blink_closes(model: Model, figure: Figure) -> None:
    """Closure survives float32 and the sparse storage: the lids' edges of the file meet within a micrometre."""
    skin = model.meshes[0].primitives[0]
    shut = applied(skin, "blink")
    first = 0
    for p in (q for q in figure.face if q.material == "skin"):
        if p.name.startswith("lid"):
            edge = shut[first : first + ring_points(DETAIL)]
            half = (len(edge) + 1) // 2
            assert np.linalg.norm(edge[:half][::-1] - edge[half - 1 :], axis=1).max() < 1e-6
        first += len(p.position)
    assert first == len(skin.position)
    assert len(corners(DETAIL)) == (ring_points(DETAIL) + 1) // 2


def test_baking_gives_the_bytes_of_the_committed_file(tmp_path: Path) -> None:
    """The committed file was made by another process: equality shows that the bake repeats."""
    size = bake(tmp_path / "yuduoduo.vrm")
    assert (tmp_path / "yuduoduo.vrm").read_bytes() == OUTPUT.read_bytes(), "run: python -m avatar.character.build"
    assert size < 8_000_000


def test_arkit_is_complete_and_its_halves_add_up(model: Model) -> None:
    assert len(ARKIT) == 52
    face = model.meshes[0].primitives[0]
    assert set(ARKIT) <= {target.name for target in face.targets}
    assert model.vrm is not None
    assert set(ARKIT) <= set(model.vrm.expressions)
    rest = face.position.astype(float)
    for both, left, right in (
        ("blink", "eyeBlinkLeft", "eyeBlinkRight"),
        ("squint", "eyeSquintLeft", "eyeSquintRight"),
    ):
        moved = [applied(face, name) - rest for name in (both, left, right)]
        assert moved[1] + moved[2] == pytest.approx(moved[0], abs=2e-6)
        assert np.abs(moved[1][face.position[:, 0] < -0.01]).max() == 0.0
        assert np.abs(moved[1][face.position[:, 0] > 0.03]).max() > 0.005


def test_mouth_close_shuts_what_the_jaw_opened(model: Model, figure: Figure) -> None:
    names = [p.name for p in figure.face if p.material == "skin"]
    sizes = [len(p.position) for p in figure.face if p.material == "skin"]
    face = model.meshes[0].primitives[0]
    lips = slice(sum(sizes[: names.index("lips")]), None)
    n = ring_points(DETAIL)
    both = applied(face, "jawOpen") + applied(face, "mouthClose") - face.position
    gaps = []
    for shown in (applied(face, "jawOpen"), both):
        edge = shown[lips][:n]
        gaps.append(float(np.linalg.norm(edge[: (n + 1) // 2][::-1] - edge[n // 2 :], axis=1).max()))
    assert gaps[0] > 0.015
    assert gaps[1] < 1e-6
    assert both[lips][:n, 1].mean() < face.position[lips][:n, 1].mean()


def test_expressions_that_part_lips_or_close_lids_say_so(model: Model) -> None:
    assert model.vrm is not None
    shapes = model.vrm.expressions
    assert shapes["happy"].override_mouth == "blend"
    assert shapes["joy"].override_blink == "block"
    assert shapes["neutral"].override_mouth == "none"


def test_sleeves_skirt_and_pendant_hang_on_their_chains(figure: Figure) -> None:
    pieces = list(figure.body)
    sleeve = piece(pieces, "sleeve_l")
    upper_arm = sleeve.position[:, 0] < 0.2
    assert sleeve.skin["sleeve_l2"][upper_arm].max() < 1e-9
    assert sleeve.skin["sleeve_l2"].max() > 0.9
    skirt = piece(pieces, "skirt_under")
    panels = np.sum([skirt.skin[f"skirt_{n}{k}"] for n in range(8) for k in (1, 2)], axis=0)
    hem = skirt.position[:, 1] < 0.51
    assert panels[hem] == pytest.approx(1.0, abs=1e-6)
    stone = piece(pieces, "pendant_stone")
    assert stone.skin["pendant1"] + stone.skin["pendant2"] + stone.skin["chest"] == pytest.approx(1.0)
