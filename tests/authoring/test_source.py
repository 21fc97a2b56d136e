"""Reading a lesson: cells, options, line numbers, and solutions on their own."""

import subprocess
import sys

import pytest
from build_support import LESSONS

from autograder.authoring import solution_source
from autograder.authoring.errors import BuildError
from autograder.authoring.source import read_lesson


def test_cells_know_their_kind_their_options_and_their_line():
    lesson = read_lesson(LESSONS / "01_parcels.py")
    text = lesson.path.read_text().split("\n")
    assert [cell.kind for cell in lesson.cells].count("markdown") == 2
    assert [cell.grade_id for cell in lesson.cells if cell.grade_id] == [
        "setup",
        "total_weight",
        "check-total_weight",
    ]
    assert all(text[cell.line - 1].startswith("# %%") for cell in lesson.cells)
    assert all(cell.source.split("\n")[0] in text[cell.first - 1] for cell in lesson.cells)


def test_windows_line_ends_and_a_byte_order_mark_change_nothing(tmp_path):
    text = (LESSONS / "01_parcels.py").read_text(encoding="utf-8")
    (tmp_path / "01_parcels.py").write_bytes(("\ufeff" + text.replace("\n", "\r\n")).encode())
    read = read_lesson(tmp_path / "01_parcels.py")
    assert read.cells == read_lesson(LESSONS / "01_parcels.py").cells


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("import os\n\n# %%\nx = 1\n", 1, "no header"),
        ("# ---\n# jupyter: {}\n# ---\nimport os\n# %%\nx = 1\n", 4, "no header"),
        ("x = 1\n", 1, "no header"),
        ("", 1, "no header"),
        ('# %%\nx = 1\n\n# %%\ny = """\n# %% not a cell\n"""\n', 6, "does not begin a cell"),
    ],
)
def test_a_file_whose_cells_are_ambiguous_is_refused_with_the_line(tmp_path, text, line, what):
    (tmp_path / "01_bad.py").write_text(text)
    with pytest.raises(BuildError, match=what) as caught:
        read_lesson(tmp_path / "01_bad.py")
    assert caught.value.problems[0].line == line


def test_a_missing_source_says_which_file_and_what_to_do(tmp_path):
    with pytest.raises(BuildError, match=r"01_gone\.py: .*missing.*syllabus\.py"):
        read_lesson(tmp_path / "01_gone.py")


def test_the_solution_is_the_solved_cell_without_markers():
    source = solution_source("01_parcels", "total_weight", LESSONS)
    space: dict = {}
    exec(source, space)
    assert "SOLUTION" not in source
    assert space["total_weight"]([("a", 3), ("b", None), ("c", 4)]) == 7


def test_a_check_of_several_exercises_shows_all_their_solutions():
    source = solution_source("02_labels", "print_label", LESSONS)
    space: dict = {}
    exec(source, space)
    assert space["Labeller"]().print({"name": "a", "contents": "Glass"}) == "a: FRAGILE"
    assert solution_source("02_labels", "is_fragile", LESSONS) in source


def test_an_unknown_exercise_names_the_known_ones():
    with pytest.raises(LookupError, match="Labeller, is_fragile"):
        solution_source("02_labels", "retry", LESSONS)


def test_showing_a_solution_does_not_load_nbgrader():
    """It happens in a learner's kernel, where seconds count."""
    code = "import sys, autograder.authoring; sys.exit(not {'nbgrader', 'jupytext'}.isdisjoint(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
