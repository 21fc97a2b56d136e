"""`autograder build` with and without `--check`: what they print, their exit codes, and a fast --help."""

import subprocess
import sys

import pytest
from typer.testing import CliRunner

from autograder import paths
from autograder.authoring import command
from autograder.authoring.errors import BuildError, Problem
from autograder.authoring.release import ReleaseError
from autograder.cli import app


@pytest.fixture
def folders(tmp_path, monkeypatch):
    """The commands work on folders of the test's own."""
    monkeypatch.setattr(paths, "NOTEBOOKS", tmp_path / "notebooks")
    monkeypatch.setattr(paths, "WORK", tmp_path / "work")
    return tmp_path


@pytest.fixture
def course(folders, classroom, monkeypatch):
    """The tests' own lessons stand for the course, built once."""
    built = {path.name: path.read_bytes() for path in sorted(classroom.release.rglob("*.ipynb"))}
    monkeypatch.setattr(command, "build_course", lambda slugs, points: built)
    return folders


def run(*arguments: str):
    return CliRunner().invoke(app, arguments)


@pytest.mark.slow
def test_build_writes_then_has_nothing_to_do(course):
    first = run("build")
    assert (first.exit_code, first.stdout) == (
        0,
        "wrote notebooks/01_parcels.ipynb\nwrote notebooks/02_labels.ipynb\n2 written, 0 unchanged.\n",
    )
    assert run("build").stdout == "0 written, 2 unchanged.\n"


@pytest.mark.slow
def test_build_says_what_became_of_notebooks_that_people_worked_in(course):
    run("build")
    (course / "notebooks" / "01_parcels.ipynb").write_text("{}")
    (course / "notebooks" / "mine.ipynb").write_text("{}")
    printed = run("build").stdout
    assert f"your edited notebook is now {course / 'work' / '01_parcels.ipynb'}" in printed
    assert "left notebooks/mine.ipynb alone" in printed


@pytest.mark.slow
def test_a_check_lists_drift_and_changes_nothing(course):
    missing = run("build", "--check")
    assert missing.exit_code == 1
    assert missing.stdout == (
        "notebooks/01_parcels.ipynb: missing\nnotebooks/02_labels.ipynb: missing\n"
        "Run `make notebooks`, then commit notebooks/.\n"
    )
    assert not (course / "notebooks").exists()
    run("build")
    again = run("build", "--check")
    assert (again.exit_code, again.stdout) == (0, "2 notebooks up to date.\n")


@pytest.mark.parametrize("arguments", [("build",), ("build", "--check")])
@pytest.mark.parametrize(
    "error",
    [
        BuildError([Problem(paths.SOLUTIONS / "02_retry.py", 14, "It broke [here].", "Mend it.")]),
        ReleaseError("nbgrader refused"),
    ],
)
def test_a_course_that_cannot_be_built_is_one_message_and_no_file(folders, monkeypatch, arguments, error):
    def fail(slugs, points):
        raise error

    monkeypatch.setattr(command, "build_course", fail)
    result = run(*arguments)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"{error}\n")
    assert not (folders / "notebooks").exists()


def test_a_problems_place_is_told_from_the_projects_root():
    problem = Problem(paths.SOLUTIONS / "02_retry.py", 14, "It broke.", "Mend it.")
    assert str(problem) == "solutions/02_retry.py:14: It broke. Mend it."


def test_help_loads_nothing_heavy():
    code = (
        "import sys; from typer.testing import CliRunner; from autograder.cli import app;"
        "result = CliRunner().invoke(app, ['--help']); assert 'build' in result.stdout;"
        "heavy = {'nbgrader', 'nbformat', 'jupytext', 'pyspark', 'pandas'} & set(sys.modules);"
        "sys.exit(', '.join(heavy) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_module_runs_as_a_command():
    done = subprocess.run([sys.executable, "-m", "autograder.cli", "--help"], capture_output=True, text=True)
    assert done.returncode == 0 and "build" in done.stdout
