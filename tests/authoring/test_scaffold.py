"""A new exercise from nothing, in a copy of the course: begun, filled in, checked, nothing else touched."""

import os
import shutil
import subprocess
import sys

import pytest

from autograder import paths

pytestmark = pytest.mark.slow
COPIED = ("autograder", "solutions", "notebooks", "docs", "tests", "README.md", "pyproject.toml")
NAME, LESSON = "shout", "00_welcome"
SECOND = """    mistake(
        "one_too_many",
        "Adds one to it.",
        killed_by=Shout.gives_it_back,
        replace={"return value": "return value + 1"},
    ),
]"""


@pytest.fixture
def course(tmp_path):
    """The course as somebody has it who cloned it into a folder with a space."""
    folder = tmp_path / "my course"
    folder.mkdir()
    for name in COPIED:
        source = paths.ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder)
    return folder


def autograder(course, *arguments):
    """The command, run in the copy."""
    variables = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    return subprocess.run(
        [sys.executable, "-m", "autograder.cli", *arguments],
        cwd=course,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )


def contents(course):
    """Path → bytes of all that an author keeps; what a run leaves in build/ and caches is not it."""
    return {
        path.relative_to(course).as_posix(): path.read_bytes()
        for path in course.rglob("*")
        if path.is_file() and not {"__pycache__", "build", ".pytest_cache"} & set(path.parts)
    }


def changed(before, after):
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def test_a_new_exercise_is_begun_filled_in_and_passes(course):
    """What the author touches is what the command wrote; the rest is generated."""
    before = contents(course)
    begun = autograder(course, "new", "exercise", LESSON, NAME)
    assert begun.returncode == 0, begun.stdout + begun.stderr
    written = changed(before, contents(course))
    assert written == {
        f"autograder/exercises/welcome/{NAME}.py",
        "autograder/exercises/welcome/__init__.py",
        f"solutions/{LESSON}.py",
        f"solutions/mistakes/{LESSON}/{NAME}.py",
        f"solutions/variants/{LESSON}/{NAME}/another_style.py",
    }
    unfinished = autograder(course, "dev", "check", NAME)
    assert unfinished.returncode == 1
    assert f"solutions/{LESSON}.py:" in unfinished.stdout and "FILL IN" in unfinished.stdout

    for name in written:
        path = course / name
        path.write_text(path.read_text("utf-8").replace("FILL IN", "Said"), "utf-8")
    bank = course / f"solutions/mistakes/{LESSON}/{NAME}.py"
    bank.write_text(bank.read_text("utf-8").replace("\n]", f"\n{SECOND}"), "utf-8")
    done = autograder(course, "dev", "check", NAME)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 of 2 wrong answers killed by their own criterion, 2 of 2 right answers accepted" in done.stdout
    assert changed(before, contents(course)) == written | {f"notebooks/{LESSON}.ipynb", "docs/criteria.md"}


@pytest.mark.parametrize(
    ("lesson", "name", "why"),
    [
        (LESSON, "on_time_rate", "is there already, in 00_welcome"),
        (LESSON, "Not A Name", "is no name of a Python function"),
        ("99_nowhere", NAME, "There is no lesson '99_nowhere'; the course has 00_welcome"),
    ],
)
def test_what_cannot_be_begun_is_refused_and_nothing_is_written(course, lesson, name, why):
    """One sentence says why."""
    before = contents(course)
    refused = autograder(course, "new", "exercise", lesson, name)
    assert refused.returncode == 2
    assert why in refused.stdout
    assert contents(course) == before
