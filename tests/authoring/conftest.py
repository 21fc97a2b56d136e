"""The tests' own lessons, built once: the build must work without any lesson of the course."""

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from autograder.authoring.lessons import prepare_classroom
from autograder.authoring.source import read_lesson

sys.path.insert(0, str(Path(__file__).parent))
from build_support import LESSONS, POINTS, SLUGS


@pytest.fixture(scope="session")
def classroom(tmp_path_factory) -> SimpleNamespace:
    """An nbgrader course folder with both lessons, released by nbgrader."""
    root = tmp_path_factory.mktemp("classroom")
    prepare_classroom(root, SLUGS, POINTS.__getitem__, LESSONS)
    return SimpleNamespace(root=root, source=root / "source", release=root / "release")


@pytest.fixture
def write_lesson(tmp_path):
    """Write a source file, and read it as a lesson."""

    def write(text: str, slug: str = "01_bad"):
        path = tmp_path / f"{slug}.py"
        path.write_text(text, encoding="utf-8")
        return read_lesson(path)

    return write
