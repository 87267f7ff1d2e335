"""Parts: every one builds, at both ends of every range too; seeds vary it; the documentation shows it as it is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, get_args, get_origin

import numpy as np
import pytest
from PIL import Image

from assets.errors import InputError
from assets.scene import Scene
from assets.scene_check import check_frame, check_scene
from scenes.authoring import Stage
from scenes.difference import difference
from scenes.parts.catalogue import known_parts
from scenes.parts.fit import Range, Unfit, fit
from scenes.parts.part import part as registered
from scenes.parts.samples import SAMPLES, sample
from tools.parts_page import SIZE, page, picture

DOCS = Path(__file__).parents[1] / "docs"

LOOKS = {"sky", "clock", "haze", "grade", "camera", "orbit", "stop", "place", "real_place"}
"""Parts that are seen in every sample, or not at all, or need files."""
SLOW = {"presenter", "model", "real_place", "facade_street"}
"""Parts that take seconds: their ranges are not tried."""
COSTLY = {"length", "count", "towers", "people", "size", "area", "jets", "tiers", "crews", "date", "name", "file"}
"""Their upper ends make whole cities, or they are texts."""
ENDS = [
    (name, key, end)
    for name, part in known_parts().items()
    for key, parameter in part.parameters.items()
    for end in (0, 1)
    if name not in SLOW
    and get_origin(parameter.kind) is Annotated
    and get_args(parameter.kind)[0] in (int, float)
    and (end == 0 or key not in COSTLY)
]


def built(name: str, /, **more: Any) -> Scene:
    stage = Stage(name)
    stage.add("camera", name="main", keys=({"time": 0, "eye": (0, 2, 9), "target": (0, 1, 0)},))
    stage.add(name, **{**(SAMPLES[name].values if name in SAMPLES else {}), **more})
    return stage.build()


def test_every_part_is_documented_and_shown() -> None:
    assert set(SAMPLES) | LOOKS == set(known_parts())
    for part in known_parts().values():
        assert len(part.about) > 20, part.name


def test_the_page_is_as_the_parts_are() -> None:
    """`taihe sheet parts -o docs` writes it anew."""
    assert (DOCS / "parts.md").read_text(encoding="utf-8") == page()
    assert {file.stem for file in (DOCS / "parts").iterdir()} == set(SAMPLES)


@pytest.mark.gl
@pytest.mark.parametrize("name", ["fountain", "lantern_string", "pavilion"])
def test_a_picture_shows_its_part(name: str) -> None:
    kept = np.asarray(Image.open(DOCS / "parts" / f"{name}.jpg"), float)
    drawn = picture(name).pixels.astype(float)
    assert kept.shape == drawn.shape == (SIZE[1], SIZE[0], 3)
    alike = np.corrcoef(kept.mean(axis=2).ravel(), drawn.mean(axis=2).ravel())[0, 1]
    assert alike > 0.95, "taihe sheet parts -o docs draws it anew"


@pytest.mark.parametrize("name", SAMPLES)
def test_samples_build_and_are_whole(name: str) -> None:
    scene = sample(name)
    check_scene(scene)
    for t in (0.0, SAMPLES[name].time):
        check_frame(scene.evaluate(t, "main"))


NEEDED: dict[str, dict[str, Any]] = {
    "sky": {"date": "2026-06-18T19:35+08:00"},
    "clock": {"keys": ({"time": 0, "date": "2026-06-18T19:35+08:00"}, {"time": 9, "date": "2026-06-18T19:45+08:00"})},
    "camera": {"name": "other", "keys": ({"time": 0, "eye": (0, 2, 9), "target": (0, 1, 0)},)},
    "orbit": {"target": (0, 0, 0), "radius": 3},
    "stop": {"name": "x", "time": 0},
}


@pytest.mark.parametrize(("name", "key", "end"), ENDS)
def test_the_ends_of_every_range_build_or_are_refused_in_a_line(name: str, key: str, end: int) -> None:
    limit = next(each for each in get_args(known_parts()[name].parameters[key].kind) if isinstance(each, Range))
    value = (limit.low, limit.high)[end]
    values = {**NEEDED.get(name, {}), key: int(value) if float(value).is_integer() else value}
    try:
        scene = built(name, **values)
    except InputError as error:  # two parameters may not go together
        said = str(error)
    else:
        check_scene(scene)
        check_frame(scene.evaluate(1.0, "main"))
        said = "built"
    assert "\n" not in said


@pytest.mark.parametrize("name", [n for n in SAMPLES if "seed" in known_parts()[n].parameters])
def test_a_seed_makes_another_and_the_same_seed_the_same(name: str) -> None:
    first, again, other = (built(name, seed=seed) for seed in (11, 11, 12))
    assert difference(first, again) == ""
    assert difference(first, other) != ""


def test_a_bridge_ends_where_it_should() -> None:
    scene = built("bridge", at=(10, 0, -20), yaw=90, length=100, people=0)
    batch = next(b for b in scene.batches if b.name == "bridge")
    p = np.concatenate([q.position for q in scene.meshes[batch.mesh].primitives])
    world = p @ batch.transform[0, :, :3].T + batch.transform[0, :, 3]
    assert world[:, 2].min() == pytest.approx(-120, abs=3)  # yaw 90 turns +x to -z
    assert world[:, 2].max() == pytest.approx(-20, abs=3)


def test_what_is_wrong_in_python_is_an_input_error() -> None:
    stage = Stage("s")
    with pytest.raises(InputError, match="no part 'brigde'; there is beams"):
        stage.add("brigde")
    with pytest.raises(InputError, match="bridge length: must be 20 to 2000, not 5"):
        stage.add("bridge", length=5)
    with pytest.raises(InputError, match="bridge at 2: must be a number, not nan"):
        stage.add("bridge", at=(0, 0, float("nan")))
    picture = {"shape": "太鹤湖", "start": 30, "end": 40, "height": 10}
    with pytest.raises(InputError, match=r"drones: 500 drones in '太鹤湖' stand 0\.\d\d m apart"):
        stage.add("drones", at=(0, 60, 0), ground=(0, 1, 0), start=1, pictures=[picture], count=500)
    with pytest.raises(InputError, match="drones: no time to fly between 30 and 5 s"):
        stage.add("drones", at=(0, 60, 0), ground=(0, 1, 0), start=30, pictures=[{**picture, "start": 5, "height": 99}])
    with pytest.raises(InputError, match="4000 lotus lights"):
        stage.add("lotus_lights", lines=[{"start": (0, 0), "end": (9, 9), "count": 4000}])
    assert stage.build().recipe.steps == ()  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("kind", "value", "made"),
    [
        (float, 3, 3.0),
        (float, np.float32(0.5), 0.5),
        (int, np.int64(7), 7),
        (tuple[float, float], np.array([1, 2]), (1.0, 2.0)),
        (tuple[int, ...], [], ()),
        (float | None, None, None),
    ],
)
def test_values_that_fit(kind: Any, value: Any, made: Any) -> None:
    assert fit(kind, value) == made
    assert type(fit(kind, value)) is type(made)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (float, True),
        (int, 2.0),
        (int, True),
        (bool, 1),
        (str, 1),
        (float, "1"),
        (float, float("inf")),
        (tuple[int, ...], "ab"),
    ],
)
def test_values_that_do_not_fit(kind: Any, value: Any) -> None:
    with pytest.raises(Unfit):
        fit(kind, value)


def test_two_parts_of_one_name() -> None:
    def other(stage: Stage) -> None:
        """Nothing."""

    with pytest.raises(InputError, match=r"there is a part 'bridge' already \(scenes\.parts\.crossing\.bridge\)"):
        registered("bridge")(other)
