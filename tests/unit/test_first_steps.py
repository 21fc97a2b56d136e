"""What `make grade` says before there is anything to grade: what is ready, and what to do next."""

import io
from functools import partial

import pytest
from classes import LESSON, hand_in, notebook
from rich.console import Console

from autograder import paths
from autograder.grading import commands
from autograder.grading.nbg import release as making

pytestmark = pytest.mark.slow


@pytest.fixture
def told(monkeypatch):
    """What a command prints, in one line."""
    out = io.StringIO()
    monkeypatch.setattr(commands, "console", Console(file=out, width=500))
    monkeypatch.setattr(commands, "get_ready", lambda: None)
    return lambda: " ".join(out.getvalue().split())


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "course.yaml").write_text(f"lessons: [{LESSON}]\n")
    return tmp_path


def grade(folder, **chosen):
    return commands.grade(folder, commands.Order(**chosen))


def test_the_first_run_says_what_is_ready_and_what_to_do(folder, told):
    """It spoke of submissions alone, and nobody learned that there was something to hand out."""
    assert grade(folder) == commands.ALL_GRADED
    assert (folder / "release" / LESSON / f"{LESSON}.ipynb").is_file()
    assert f"{folder / 'release'} is ready to hand out" in told()
    assert f"{folder / 'submitted'}/LEARNER/LESSON/LESSON.ipynb" in told()
    assert "docs/collecting.md" in told() and "has changed" not in told()


def test_a_new_release_is_said_to_be_new(folder, told, monkeypatch, tmp_path_factory):
    """After a lesson has changed; another version of the package with the same lessons is not mentioned."""
    grade(folder)
    monkeypatch.setattr(making, "package_hash", lambda: "another")
    grade(folder)
    assert "has changed" not in told()
    changed = tmp_path_factory.mktemp("solutions")
    solution = (paths.SOLUTIONS / f"{LESSON}.py").read_bytes()
    (changed / f"{LESSON}.py").write_bytes(solution + b"# one more line\n")
    monkeypatch.setattr(paths, "SOLUTIONS", changed)
    monkeypatch.setattr(making, "prepare_classroom", partial(making.prepare_classroom, solutions=changed))
    grade(folder)
    assert f"release/ has changed, because the course has: hand {LESSON} out again." in told()


@pytest.mark.parametrize(
    ("chosen", "what"), [({"only": "ben"}, "by ben"), ({"assignment": "02_retry"}, "for 02_retry")]
)
def test_a_choice_that_nobody_fits_is_named(folder, told, chosen, what):
    """`--only ben` was answered as if nothing had been handed in at all."""
    grade(folder)
    hand_in(folder, "ada", notebook(folder))
    grade(folder, **chosen)
    assert told().endswith(f"Nothing to grade: nothing was handed in {what}.")
