"""The house: five packages of this repository, small modules, shaders in their own files."""

from __future__ import annotations

import importlib
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("assets", "avatar", "render", "scenes", "tools")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
CEILING = 400


@pytest.mark.parametrize("name", PACKAGES)
def test_the_package_is_ours(name: str) -> None:
    """Packages called `tools` and `render` exist on the index: the ones imported must be these."""
    found = importlib.import_module(name).__file__
    assert found is not None
    assert Path(found).resolve().is_relative_to(ROOT)


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_module_is_small_and_has_no_shader_in_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= CEILING
    assert "#version" not in text or path.name == "shader.py", "which puts the first line before every shader"
    assert text.startswith(('"""', "'''")), "a module begins by saying what it is for"


def test_no_large_file_was_added_by_mistake() -> None:
    """A clone stays light: nothing over 8 MB is kept in the repository."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    sizes = {n: (ROOT / n).stat().st_size for n in listed.stdout.decode().split("\0") if n and (ROOT / n).is_file()}
    assert not {name: size for name, size in sizes.items() if size > 8 << 20}
