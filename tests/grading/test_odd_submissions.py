"""A class that hands in odd files and cells that do not run: everybody ends in a state that is true."""

import json
import subprocess
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from classes import EXERCISE, LESSON, POINTS, entered, grade, make_course, marked
from classes import course as make_course_of
from oddities import EDITED, REARRANGED, SAVED, cell, code, released, solved
from rich.console import Console

from autograder.authoring.release import environment_on_path
from autograder.grading.box import Limits
from autograder.grading.course.folder import CourseFolder
from autograder.grading.course.states import EndState
from autograder.grading.reports import marks, show
from autograder.grading.reports.feedback import write_feedback
from autograder.grading.reports.report import write_report

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("odd")]
S = EndState
OWN, COPY = f"{LESSON}.ipynb", f"Copy of {LESSON}.ipynb"


def saved(save: str, *edits: str | Callable[[dict], object], name: str = OWN) -> dict[str, bytes]:
    """A solved notebook after some oddities, as the file that is handed in."""
    plain = solved(LESSON)
    for edit in edits:
        (edit if callable(edit) else (EDITED | REARRANGED)[edit])(plain)
    return {name: SAVED[save](plain)}


def answer(change: Callable[[str], str]) -> Callable[[dict], None]:
    """Change the text of the answer."""

    def changed(plain: dict) -> None:
        one = cell(plain, EXERCISE)
        one["source"] = change("".join(one["source"]))

    return changed


def before_the_check(source: str) -> Callable[[dict], None]:
    """A cell of the learner's own, between answer and check."""
    return lambda plain: plain["cells"].insert(2, code(source))


PRINTS_HALVES = """from IPython.display import display
display({"text/plain": "\\udc80", "text/html": "\\udcff"}, raw=True)
print("\\ud83d")"""

# name → files, how it must end, its points (None: a person decides), what is said of it
CLASS: dict[str, tuple[dict[str, bytes], EndState, int | None, str]] = {
    "honest": (saved("as it should be"), S.GRADED, POINTS, ""),
    "by another system": (
        saved("as UTF-16", "Windows' line ends in sources", "neither metadata nor ids", name=COPY),
        S.GRADED,
        POINTS,
        "Copy of 00_welcome.ipynb was taken for 00_welcome.ipynb",
    ),
    "by an old program": (
        saved("with a byte order mark", "nbformat 3", name="Kopie von 00_Welcome (1).ipynb"),
        S.GRADED,
        POINTS,
        "nbformat 3",
    ),
    "by a careless program": (
        saved(
            "with a byte order mark",
            "outputs of no form",
            "metadata of no form",
            "ids that are the same",
            "a kernelspec without a name",
            "nbformat_minor 2 with ids",
        ),
        S.GRADED,
        POINTS,
        "",
    ),
    "halves of characters": (
        saved(
            "with raw halves of characters",
            "halves of characters all over",
            "half a character in the answer",
            before_the_check(PRINTS_HALVES),
        ),
        S.GRADED,
        POINTS,
        "halves of characters were replaced",
    ),
    "a check above the setup": (
        saved("as it should be", "a check copied above the setup", before_the_check('lesson = "x"')),
        S.GRADED,
        POINTS,
        "a second cell check-on_time_rate",
    ),
    "an answer below its check": (
        saved("as it should be", "the answer in a new cell below the check"),
        S.GRADED,
        POINTS,
        "was moved to where it can run",
    ),
    "everything reset": (
        saved("as it should be", before_the_check("%reset -f")),
        S.DID_NOT_RUN,
        0,
        "on_time_rate is not defined in this notebook",
    ),
    "an unclosed bracket": (
        saved("as it should be", answer(lambda text: f"{text}\nprint('done'")),
        S.DID_NOT_RUN,
        0,
        "your cell did not run: SyntaxError",
    ),
    "a no-break space": (
        saved("as it should be", answer(lambda text: text.replace("def ", "def\u00a0", 1))),
        S.DID_NOT_RUN,
        0,
        "invalid non-printable character U+00A0",
    ),
    "another system's magic": (
        saved("as it should be", answer(lambda text: f"%python\n{text}")),
        S.DID_NOT_RUN,
        0,
        "UsageError: Line magic function `%python` not found",
    ),
    "a missing import": (
        saved("as it should be", answer(lambda text: f"import pendulum2\n{text}")),
        S.DID_NOT_RUN,
        0,
        "ModuleNotFoundError: No module named 'pendulum2'",
    ),
    "an error on the way": (
        saved("as it should be", answer(lambda text: f"LIMIT = 1 / 0\n{text}")),
        S.DID_NOT_RUN,
        0,
        "ZeroDivisionError: division by zero",
    ),
    "another name": (
        saved("as it should be", answer(lambda text: text.replace("on_time_rate", "ontime_rate"))),
        S.DID_NOT_RUN,
        0,
        "on_time_rate is not defined in this notebook",
    ),
    "cells in another order": (
        saved(
            "as it should be", answer(lambda text: f"print(LIMIT)\n{text}"), before_the_check("LIMIT = 15")
        ),
        S.DID_NOT_RUN,
        0,
        "NameError: name 'LIMIT' is not defined",
    ),
    "untouched": (
        saved("as it should be", answer(lambda _: released(LESSON).cells[9].source)),
        S.NOT_ATTEMPTED,
        0,
        "",
    ),
    "only cells of their own": (
        {OWN: json.dumps({"cells": [code("1 + 1")]}).encode()},
        S.UNKNOWN,
        None,
        "holds none of the exercises",
    ),
    "another lesson": (
        {"02_retry.ipynb": json.dumps(solved("02_retry")).encode(), "notes.txt": b""},
        S.MISSING,
        None,
        "There is: 02_retry.ipynb, notes.txt",
    ),
    "half a file": ({OWN: saved("as it should be")[OWN][:700]}, S.CORRUPT, None, "not JSON"),
}

FLAGGED = {
    "cells in another order": (
        f"check-{EXERCISE}: its cell lacked LIMIT, "
        "which a cell below it defines: in which order were they run?",
    )
}


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Path:
    folder = make_course(tmp_path_factory.mktemp("odd class"))
    for learner, (files, *_) in CLASS.items():
        hand_in(folder, learner, files)
    return folder


def hand_in(course: Path, learner: str, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        target = course / "submitted" / learner / LESSON / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


@pytest.fixture(scope="module")
def graded(course):
    """learner → record"""
    return grade(course)


@pytest.mark.parametrize("learner", CLASS)
def test_everybody_ends_in_a_state_that_is_true(learner, graded):
    """Full marks for an honest answer in an odd file, no zero without its reason, and nobody suspected."""
    record, (_, state, points, says) = graded[learner], CLASS[learner]
    assert (record.state, record.cells[f"check-{EXERCISE}"]) == (state, points), record
    assert says in "\n".join([*record.notes, record.problem])
    assert record.flags == FLAGGED.get(learner, ())


def test_the_gradebook_says_the_same(course, graded):
    """A number where there is one, and no number where a person has to look."""
    shown = entered(course)
    assert {who: shown[who, LESSON].points for who in CLASS} == {who: row[2] for who, row in CLASS.items()}


def test_table_report_feedback_and_export_say_why(course, graded):
    """The learner too: what did not run, and with which error."""
    records, reason = list(graded.values()), "SyntaxError"
    out = StringIO()
    Console(file=out, width=300).print(show.table(marked(records)))
    assert "0 of 5 (did not run)" in out.getvalue() and reason in out.getvalue()
    folder = CourseFolder(course)
    page = write_report(folder, marked(records)).read_text("utf-8")
    assert "0 of 5 (did not run)" in page and f"your cell did not run: {reason}" in page
    waiting = len(FLAGGED) + sum(not state.final for _, state, *_ in CLASS.values())
    assert f"{waiting} to look at" in page, "a note is no reason to look"
    with folder.gradebook() as book:
        write_feedback(folder, book, records)
        rows = marks.plain(marks.marks(book), records)
    told = folder.feedback("an unclosed bracket", LESSON).read_text("utf-8")
    assert f"your cell did not run: {reason}" in told and "0 of 5 points" in told
    assert "There is: 02_retry.ipynb" in folder.feedback("another lesson", LESSON).read_text("utf-8")
    (row,) = (row for row in rows if row[0] == "an unclosed bracket")
    assert row[2:6] == (0, 5, "did not run", False) and reason in row[6]


@pytest.mark.spark
def test_the_exercises_of_a_lesson_are_told_from_each_other(tmp_path):
    """Two answers that an editor left without metadata, a class that does not run, five untouched stubs."""
    names = ("backoff_delays", "is_transient", "circuit_breaker")
    plain = solved("02_retry", *names)
    broken = cell(plain, "circuit_breaker")
    broken["source"] = [*broken["source"], "\n)"]
    EDITED["neither metadata nor ids"](plain)
    folder = make_course_of(tmp_path, ["02_retry"])
    target = folder / "submitted" / "ada" / "02_retry" / "02_retry (1).ipynb"
    target.parent.mkdir(parents=True)
    target.write_bytes(SAVED["as UTF-16"](plain))
    record = grade(folder, Limits())["ada"]
    assert record.state is S.DID_NOT_RUN
    earned = {name: record.cells.pop(f"check-{name}") for name in names}
    assert earned == {"backoff_delays": 6, "is_transient": 5, "circuit_breaker": 0}
    assert set(record.cells.values()) == {0}
    states = {check["state"] for name, check in record.checks.items() if name in record.cells}
    assert states == {"not attempted"}
    assert "check-circuit_breaker: your cell did not run: SyntaxError: unmatched ')'" in "\n".join(
        record.notes
    )


def test_nbgraders_own_command_repairs_too(tmp_path):
    """It reads a file by our exporter, before nbformat can refuse it. It wants the lesson's name, though."""
    course = make_course(tmp_path)
    odd = ("halves of characters all over", "outputs of no form", "neither metadata nor ids", "nbformat 3")
    hand_in(course, "odd", saved("with a byte order mark", *odd))
    hand_in(course, "renamed", saved("as it should be", name="homework.ipynb"))
    (course / "nbgrader_config.py").write_text(
        "from autograder.grading.config import configure\nconfigure(get_config())\n", "utf-8"
    )
    command = [sys.executable, "-m", "nbgrader", "autograde", LESSON]
    with environment_on_path():
        ran = subprocess.run(command, cwd=course, capture_output=True, text=True, check=False)
    assert entered(course)["odd", LESSON].points == POINTS, ran.stderr[-3000:]
    assert ran.returncode != 0 and "homework" in ran.stderr
    assert entered(course)["renamed", LESSON].points is None, "a number for what was not graded"
