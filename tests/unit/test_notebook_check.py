"""`autograder check`: a learner's notebook, checked in a kernel of its own on the learner's side."""

import json
from io import StringIO
from types import SimpleNamespace

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from typer.testing import CliRunner

from autograder import exercises, paths
from autograder.authoring import answers
from autograder.checks import render, run
from autograder.cli import app
from autograder.grading.course.limits import Limits
from autograder.notebook_check import command, lessons
from autograder.notebook_check.kernel import first_line
from autograder.notebook_check.model import State, Told, Wish
from autograder.notebook_check.names import names_of
from autograder.notebook_check.plan import Cell, Kind, make_plan
from autograder.notebook_check.run import _Workplace
from autograder.notebook_check.screen import Screen, folded, next_step

WELCOME, RETRY = "00_welcome", "02_retry"
PARTLY = "def on_time_rate(delays):\n    return sum(d < 15 for d in delays if d) / len(delays)"
LATER = (
    "from time import sleep\ndef on_time_rate(delays):\n"
    "    while True:\n        try:\n            sleep(0.1)\n        except BaseException:\n            pass"
)


@pytest.fixture(autouse=True)
def own_state(tmp_path, monkeypatch):
    """Progress goes to a folder of the test's own."""
    monkeypatch.setenv("AUTOGRADER_STATE", str(tmp_path / "state"))


def released(slug):
    return nbformat.read(paths.NOTEBOOKS / f"{slug}.ipynb", as_version=4)


def cell(notebook, name):
    return next(one for one in notebook.cells if lessons.name_of(one) == name)


def saved(notebook, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
    return path


def checked(path, only=None, *, core=False, seed="ada", seconds=60.0):
    """The exit code and what was printed."""
    out = StringIO()
    return command.check(path, only, Wish(core, seed, seconds), out), out.getvalue()


def row(printed, name):
    """An exercise's line of the table: its points and its state."""
    line = next(one for one in reversed(printed.splitlines()) if one.startswith(f"{name} "))
    points, _, state = line.removeprefix(name).strip().partition(" points")
    return int(points.split(" of ")[0]), state.strip()


# --- whole runs ---------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_solved_notebook_passes_is_not_touched_and_leaves_nothing_beside_it(tmp_path, monkeypatch):
    """Under another name, in a folder with a space, and where the environment speaks of grading."""
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    monkeypatch.setenv("AUTOGRADER_SEED", "that of a graded run, in which a check only observes")
    notebook = released(WELCOME)
    answers.fill_in(notebook, answers.solved(WELCOME))
    notebook.cells.insert(2, new_code_cell("import helpers"))
    path = saved(notebook, tmp_path / "hand in" / "my first lesson.ipynb")
    (path.parent / "helpers.py").write_text("SHARE = 1\n")  # whose bytecode Python would leave beside it
    before = path.read_bytes()
    code, printed = checked(path)
    assert (code, row(printed, "on_time_rate")) == (command.PASSED, (5, "correct"))
    assert path.read_bytes() == before
    assert {one.name for one in path.parent.iterdir()} == {path.name, "helpers.py"}
    progress = json.loads((tmp_path / "state" / "progress.json").read_text())
    assert progress["exercises"]["on_time_rate"]["points"] == 5


@pytest.mark.slow
def test_the_card_is_that_of_a_check_in_lab_on_the_same_seed(tmp_path):
    """Expected and got values of a half right answer depend on the seed: equal cards, equal scenarios."""
    notebook = released(WELCOME)
    cell(notebook, "on_time_rate").source = PARTLY
    cell(notebook, "check-on_time_rate").source = "print('5')"  # counts for nothing
    code, printed = checked(saved(notebook, tmp_path / "x.ipynb"), seed="ada")
    exercise, names = exercises.get("on_time_rate"), {"__name__": "__main__"}
    exec(PARTLY, names)
    card = render.text(exercise, run.check(exercise, names, seed="ada", root=tmp_path / "lab"))
    assert folded(card) in printed
    assert (code, row(printed, "on_time_rate")) == (command.OPEN, (2, "incorrect"))
    assert "the locked cell check-on_time_rate was changed" in " ".join(printed.split())


@pytest.mark.slow
def test_core_criteria_are_enough_where_they_are_what_was_asked_for(tmp_path):
    """The stretch criterion, about a day on which nothing departs, would fail."""
    notebook = released(WELCOME)
    core = "def on_time_rate(delays):\n    left = [d for d in delays if d is not None]\n"
    cell(notebook, "on_time_rate").source = core + "    return sum(d < 15 for d in left) / max(1, len(left))"
    code, printed = checked(saved(notebook, tmp_path / "x.ipynb"), core=True)
    assert (code, row(printed, "on_time_rate")) == (command.PASSED, (4, "core passed"))
    assert "(stretch, 1 point; not asked for)" in printed
    assert (
        command._exit_code([Told(exercises.get("retry"), State.CORE, 9, "")], (State.CORRECT,))
        == command.OPEN
    )


@pytest.mark.slow
def test_what_stops_one_exercise_leaves_the_others_checked(tmp_path):
    """An endless loop that no interrupt ends, a syntax error, an import, a process that ends."""
    notebook = released(RETRY)
    solved = [one for one in answers.solved(RETRY) if one.exercise != "lazy_read"]
    answers.fill_in(notebook, solved)
    loop = LATER.replace("def on_time_rate(delays)", "def backoff_delays(*_, **__)")
    cell(notebook, "backoff_delays").source = loop
    cell(notebook, "retry").source = "def retry(:\n    pass"
    cell(notebook, "retry_on_specific_errors").source = "import nowhere\ndef retry_on_specific_errors(): pass"
    cell(notebook, "send_batch").source = "def send_batch(*_, **__):\n    return helper"
    place = notebook.cells.index(cell(notebook, "is_transient"))
    own = ("import os\nos._exit(3)\nhelper = 1", 'lesson.hint("retry")', "scratch = 1 / 0")
    notebook.cells[place:place] = [new_code_cell(source) for source in own]
    code, printed = checked(saved(notebook, tmp_path / "x.ipynb"), seconds=15)
    states = {one.name: row(printed, one.name)[1] for one in exercises.of_lesson(RETRY)}
    assert states == {
        "backoff_delays": State.STOPPED,
        "retry": State.NOT_RUN,
        "is_transient": State.CORRECT,
        "retry_on_specific_errors": State.NOT_RUN,
        "fetch_batch": State.NOT_RUN,  # it calls the one above
        "send_batch": State.NOT_RUN,
        "lazy_read": State.NOT_ATTEMPTED,
        "circuit_breaker": State.CORRECT,
    }
    assert code == command.OPEN
    assert "Its check took longer than 15 s." in printed
    assert "the cell: def retry(:\n     why: line 1: SyntaxError: " in printed
    assert "why: line 1: ModuleNotFoundError: No module named 'nowhere'" in printed
    assert "the cell: import os\n     why: it ended the Python process it ran in." in printed
    assert (
        '"hints"' not in (tmp_path / "state" / "progress.json").read_text()
    )  # the cell that looks stood still
    assert not any(word in printed for word in ("Traceback", "\x1b", "\r", "WARN"))


@pytest.mark.slow
def test_a_check_that_breaks_is_ours_and_has_an_exit_code_of_its_own(tmp_path):
    notebook = released(WELCOME)
    answers.fill_in(notebook, answers.solved(WELCOME))
    breaks = new_code_cell("import autograder.lesson as inner\ninner.run_check = None")
    notebook.cells.insert(3, breaks)
    code, printed = checked(saved(notebook, tmp_path / "x.ipynb"))
    assert (code, row(printed, "on_time_rate")) == (command.OURS, (0, "our error"))
    assert "the mistake is ours" in printed


@pytest.mark.spark
def test_a_lesson_with_spark_prints_no_word_of_java(tmp_path):
    notebook = released(RETRY)
    answers.fill_in(notebook, answers.solved(RETRY))
    path = saved(notebook, tmp_path / "hand in" / "x.ipynb")
    code, printed = checked(path, "lazy_read", seconds=300)
    assert (code, row(printed, "lazy_read")) == (command.PASSED, (13, "correct"))
    assert not any(word in printed for word in ("WARN", "py4j", "java.", "Traceback"))
    assert [one.name for one in path.parent.iterdir()] == [path.name]


# --- what cannot be checked ---------------------------------------------------------------------------------


def _foreign():
    return nbformat.writes(new_notebook(cells=[new_code_cell("1 + 1")]))


def _odd():
    odd = new_code_cell("1 + 1")
    odd.metadata["nbgrader"] = "a text"
    return nbformat.writes(new_notebook(cells=[odd]))


def _unreleased():
    of_another = new_code_cell("lesson.check('merge_schema')")
    of_another.metadata["nbgrader"] = {"grade_id": "check-merge_schema", "locked": True}
    return nbformat.writes(new_notebook(cells=[of_another]))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("print(1)\n", "it is not JSON"),
        ('{"cells": 3}', "it has no cells"),
        ("[1, 2]", "it is JSON, but no notebook"),
        (_foreign(), "of no lesson of this course"),
        (_odd(), "of no lesson of this course"),
        (_unreleased(), "(merge_schema): its lesson is not released here"),
    ],
    ids=[
        "text",
        "no cells",
        "a list",
        "foreign",
        "odd metadata",
        "an unreleased lesson",
    ],  # cells' ids are random
)
def test_a_file_that_cannot_be_checked_is_told_in_a_sentence(tmp_path, capfd, content, said):
    path = tmp_path / "x.ipynb"
    path.write_text(content, "utf-8")
    code, printed = checked(path)
    assert code == command.NOT_CHECKED
    assert said in printed.replace("\n  ", " ") and "Traceback" not in printed
    assert capfd.readouterr().err == ""


def test_metadata_of_a_strange_kind_is_no_error_of_ours(tmp_path):
    notebook = released(RETRY)
    notebook.cells[0].metadata["nbgrader"] = "a text"
    read = lessons.read(saved(notebook, tmp_path / "x.ipynb"))
    assert runs(lessons.in_shape(read, RETRY)[0], RETRY, "backoff_delays") == ["setup", "backoff_delays"]


def test_no_file_and_a_folder_are_told_apart(tmp_path):
    said = [" ".join(checked(path)[1].split()) for path in (tmp_path / "x.ipynb", tmp_path)]  # lines wrap
    assert "There is no file" in said[0] and "is a folder" in said[1]


def test_what_is_asked_for_must_be_there(tmp_path):
    path = saved(released(RETRY), tmp_path / "x.ipynb")
    code, printed = checked(path, "retri")
    assert code == command.NOT_CHECKED and "has no exercise retri; it has backoff_delays, retry" in printed
    code, printed = checked(path, "circuit_breaker", core=True)
    assert code == command.NOT_CHECKED and "without --core" in printed


def test_our_own_error_is_one_sentence_with_a_place(tmp_path, monkeypatch):
    monkeypatch.setattr(lessons, "read", lambda path: {}[path])
    code, printed = checked(tmp_path)
    assert code == command.OURS
    assert "the mistake is ours" in printed and "test_notebook_check.py" in printed


def test_the_command_hands_its_options_on(tmp_path, monkeypatch):
    """--help names the exit codes, and a cell may take as long as in grading unless told otherwise."""
    asked = []
    monkeypatch.setattr(command, "check", lambda *given: asked.append(given) or 1)
    given = ["check", "x.ipynb", "--core", "--only", "retry", "--seed", "ada"]
    assert CliRunner().invoke(app, given).exit_code == 1
    ((path, only, wish),) = asked
    assert (path.name, only) == ("x.ipynb", "retry")
    assert wish == Wish(core=True, seed="ada", seconds=Limits().cell_seconds)
    shown = CliRunner().invoke(app, ["check", "--help"]).stdout
    assert all(f"{code}: " in shown for code in ("1", "2", "3")) and "Exit code 0" in shown


# --- what runs ----------------------------------------------------------------------------------------------


def runs(notebook, slug, *asked):
    """The names, or texts, of the cells that run."""
    plan = make_plan(notebook, slug, asked)
    return [
        one.name if one.kind is not Kind.OWN else one.source for one in plan.steps if isinstance(one, Cell)
    ]


def test_a_cell_that_only_shows_something_runs_where_an_answer_reads_from_it():
    notebook = released(WELCOME)
    assert runs(notebook, WELCOME, "on_time_rate") == ["setup", "on_time_rate"]
    cell(notebook, "on_time_rate").source = "def on_time_rate(delays):\n    return pd.Series(delays).mean()"
    imports = next(lessons.name_of(c) for c in notebook.cells if c.source.startswith("import pandas as pd"))
    assert runs(notebook, WELCOME, "on_time_rate") == ["setup", imports, "on_time_rate"]


def test_a_learners_own_cells_run_unless_they_only_look():
    """What gives an answer defines something; what asks for a hint or a check shows something."""
    notebook = released(WELCOME)
    own = ["import helpers", 'lesson.hint("on_time_rate")', 'lesson.last("on_time_rate").show()']
    gives = 'lesson.give("on_time_rate")'
    notebook.cells[3:3] = [new_code_cell(source) for source in (*own, gives)]
    assert runs(notebook, WELCOME, "on_time_rate") == ["setup", "import helpers", gives, "on_time_rate"]


def test_nothing_runs_behind_the_last_check_that_is_asked_for():
    assert runs(released(RETRY), RETRY, "backoff_delays") == ["setup", "backoff_delays"]


def test_a_notebook_without_metadata_is_known_by_its_cells_ids(tmp_path):
    """Some editors keep ids and drop nbgrader's metadata."""
    notebook = released(RETRY)
    for one in notebook.cells:
        one.metadata.pop("nbgrader", None)
    assert lessons.find_lesson(notebook, tmp_path) == RETRY
    restored, _ = lessons.in_shape(notebook, RETRY)
    assert runs(restored, RETRY, "backoff_delays") == ["setup", "backoff_delays"]


def test_a_released_notebook_that_was_worked_in_still_has_every_check(tmp_path, monkeypatch):
    """There is nothing to restore from, and the checks are the lesson's all the same."""
    notebook = released(RETRY)
    monkeypatch.setattr(paths, "NOTEBOOKS", tmp_path)
    cell(notebook, "retry").source = "retry = 1"
    cell(notebook, "setup").source += "\nextra = 1"
    notebook.cells.remove(cell(notebook, "check-retry"))
    saved(notebook, tmp_path / f"{RETRY}.ipynb")
    found, notes = lessons.in_shape(notebook, RETRY)
    plan = make_plan(found, RETRY, {"retry", "is_transient"})
    assert notes == ["The set-up cell setup was changed, and runs as it is."]
    assert {one.name for one in plan.exercises} == {"retry", "is_transient"}


def test_names_are_found_without_running():
    """What a function reads counts, its own variables do not; no Python: what it seems to define."""
    found = names_of(
        "import a.b\nfrom c import d as e\ndef f(x: T = g):\n    y = h\n    return x + y\n%time k"
    )
    assert {"a", "e", "f"} <= found.binds
    assert {"T", "g", "h"} <= found.reads and not {"x", "y"} & found.reads
    assert names_of("def f(:\nclass G\n").binds == {"f", "G"}


def test_a_stopped_check_names_what_it_builds_on_that_was_stopped_before(tmp_path):
    """One endless loop may stop every exercise that calls it."""
    notebook = released(RETRY)
    answers.fill_in(notebook, answers.solved(RETRY))
    asked = {"backoff_delays", "is_transient", "retry_on_specific_errors"}
    workplace = _Workplace(tmp_path, 1.0)
    workplace.ran += [one for one in make_plan(notebook, RETRY, asked).steps if isinstance(one, Cell)]
    workplace.stopped.append(exercises.get("backoff_delays"))
    assert workplace.suspects(exercises.get("retry_on_specific_errors")) == ["backoff_delays"]
    assert workplace.suspects(exercises.get("is_transient")) == []


# --- what is printed ----------------------------------------------------------------------------------------


def test_lines_are_broken_at_80_columns_and_code_is_not():
    said, code = " ✗ 1. " + "word " * 30, "x" * 100
    lines = folded(f"{said}\n     see it: {code}\n       {code}\n     think of: {said}").splitlines()
    assert [len(line) for line in lines if len(line) > 80] == [113, 107]
    assert lines[1].startswith("   word")


def test_a_terminal_counts_on_one_line_and_leaves_none_behind(monkeypatch):
    out = StringIO()
    out.isatty = lambda: True
    screen = Screen(out)
    ended = SimpleNamespace(turns=iter([False, False, True]), wait=lambda _: next(ended.turns))
    screen._signs("1 of 1: retry", ended)
    line = "  1 of 1: retry ... 0 s"
    assert out.getvalue() == f"\r{line}\r{line}\r{' ' * len(line)}\r"


@pytest.mark.parametrize("state", [one for one in State if one not in (State.CORRECT, State.CORE)])
def test_every_state_has_a_next_step_that_names_something_to_do(state):
    exercise = exercises.get("retry")
    rows = [Told(exercise, State.CORRECT, 16, ""), Told(exercise, state, 0, "", criterion=3)]
    said = next_step(rows, (State.CORRECT,), "ada")
    assert said.startswith("Next: ") and max(map(len, folded(said).splitlines())) <= 80


def test_an_error_is_one_line_with_the_place_in_its_cell():
    output = {
        "ename": "SyntaxError",
        "evalue": "'(' was never closed (3141.py, line 12)\nmore",
        "traceback": ["\x1b[0;31m  Cell \x1b[0m"],
    }
    assert first_line(output) == "line 12: SyntaxError: '(' was never closed"
    raised = {"ename": "ValueError", "evalue": "", "traceback": ["\x1b[31mCell In[3], line 5\x1b[0m\n"]}
    assert first_line(raised) == "line 5: ValueError: no message"


def test_set_up_that_does_not_run_means_that_nothing_could_be_checked():
    exercise = exercises.get("retry")
    rows = [Told(exercise, State.NO_SETUP, 0, "")] * 2
    assert command._exit_code(rows, (State.CORRECT,)) == command.NOT_CHECKED
    assert (
        command._exit_code([*rows, Told(exercise, State.CORRECT, 16, "")], (State.CORRECT,)) == command.OPEN
    )
