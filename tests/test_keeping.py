"""What is kept between processes comes back as it was made, and is made anew when what it is made from changes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assets.geometry import Geometry
from assets.scene import Primitive
from scenes.keeping import digest, kept_arrays, kept_meshes
from scenes.terrain import HeightField


@pytest.fixture(autouse=True)
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


def test_contents_differ() -> None:
    field = HeightField(0.0, 1.0, 2.0, np.arange(6.0).reshape(2, 3))
    others = [
        digest(HeightField(0.0, 1.0, 2.0, np.arange(6.0).reshape(3, 2))),
        digest(HeightField(0.0, 1.0, 2.5, np.arange(6.0).reshape(2, 3))),
        digest(HeightField(0.0, 1.0, 2.0, np.arange(6.0).reshape(2, 3) + 1e-12)),
        digest((1, 2), 3),
        digest(1, (2, 3)),
        digest(1.0),
        digest(1),
        digest("1"),
    ]
    assert len({digest(field), *others}) == 9
    assert digest(field) == digest(HeightField(0.0, 1.0, 2.0, np.arange(6.0).reshape(2, 3)))
    with pytest.raises(TypeError, match="function"):
        digest(test_contents_differ)


def test_made_once_for_each_content() -> None:
    made: list[float] = []

    def make(x: float) -> dict[str, np.ndarray]:
        made.append(x)
        return {"double": np.array([2 * x])}

    for x in (1.0, 1.0, 2.0):
        assert kept_arrays("doubles", lambda x=x: make(x), x)["double"].tolist() == [2 * x]
    assert made == [1.0, 2.0]


def test_meshes_come_back_as_they_were() -> None:
    def make() -> list[tuple[Primitive, ...]]:
        g = Geometry()
        g.box((0, 0, 0), (1, 2, 3), material=4, color=(1.0, 0.5, 0.25))
        g.box((1, 0, 0), (1, 1, 1), material=2)
        return [(), g.primitives()]

    fresh, again = kept_meshes("boxes", make), kept_meshes("boxes", lambda: pytest.fail("made twice"))
    for found in (fresh, again):
        assert [len(mesh) for mesh in found] == [0, 2]
        for p, q in zip(found[1], make()[1], strict=True):
            assert p.material == q.material
            for name in ("position", "normal", "uv", "color", "indices"):
                a, b = getattr(p, name), getattr(q, name)
                assert a.dtype == b.dtype
                assert a.tobytes() == b.tobytes()


def test_arrays_of_every_kind_come_back() -> None:
    made = {
        "none": np.zeros((0, 3), np.float32),
        "odd": np.arange(5, dtype=np.uint8),
        "big": np.arange(6.0).reshape(3, 2),
        "turned": np.arange(6, dtype=np.int32).reshape(2, 3).T,
        "one": np.array(7, np.int64),
        "鱼": np.array([True, False]),
    }
    for again in (kept_arrays("kinds", lambda: made), kept_arrays("kinds", lambda: pytest.fail("made twice"))):
        assert list(again) == list(made)
        for name, array in made.items():
            assert (again[name].dtype, again[name].shape) == (array.dtype, array.shape)
            assert np.array_equal(again[name], array)
            assert again[name].flags.writeable
            assert again[name].flags.aligned
