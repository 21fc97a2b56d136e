"""Files as browsers, editors and learners leave them: whatever is around the answers, they are graded."""

import json
from contextlib import redirect_stdout
from io import StringIO

import nbformat
import pytest
from oddities import EDITED, REARRANGED, RETRY, SAVED, WELCOME, cell, code, released, solved

from autograder import exercises
from autograder.cells import checked_exercise, grade_id
from autograder.checks.run import check
from autograder.grading.course.repair import CorruptNotebook, repair
from autograder.grading.course.submission import read_submission
from autograder.grading.nbg.restore import restore
from autograder.grading.nbg.taken import UnknownNotebook, take

# --- graded, without a box --------------------------------------------------------------------------------


def marks(content: bytes, lesson: str) -> dict[str, int]:
    """Exercise → points, from its file: repaired, restored, run from top to bottom in this process."""
    notebook, _ = repair(content)
    mended, _ = restore(notebook, released(lesson))
    nbformat.validate(mended)
    nbformat.writes(mended).encode()
    names: dict = {}
    points: dict[str, int] = {}
    for one in mended.cells:
        if name := checked_exercise(grade_id(one) or ""):
            points[name] = check(exercises.get(name), names).points
        elif one.cell_type == "code" and "pyspark" not in one.source:
            with redirect_stdout(StringIO()):
                exec(compile(one.source, "<answer>", "exec"), names)
    return points


ODD = {f"saved {name}": (save, None) for name, save in SAVED.items()}
ODD |= {name: (SAVED["as it should be"], edit) for name, edit in (EDITED | REARRANGED).items()}


@pytest.mark.parametrize("name", ODD)
def test_an_honest_answer_in_an_odd_file_gets_full_marks(name):
    """Whatever program saved it, and wherever the learner put it."""
    save, edit = ODD[name]
    plain = solved(WELCOME)
    if edit:
        edit(plain)
    assert marks(save(plain), WELCOME) == {"on_time_rate": 5}


TWO = ("backoff_delays", "is_transient")


@pytest.mark.parametrize("edit", ["neither metadata nor ids", "no metadata on cells, but ids", "nbformat 3"])
def test_answers_are_told_from_each_other(edit):
    """In a lesson of eight exercises, of which two were answered; the others stay not attempted."""
    plain = solved(RETRY, *TWO)
    EDITED[edit](plain)
    content = json.dumps(plain).encode()
    notebook, _ = repair(content)
    mended, notes = restore(notebook, released(RETRY))
    assert [grade_id(one) for one in mended.cells if grade_id(one)] == [
        grade_id(one) for one in released(RETRY).cells if grade_id(one)
    ]
    plain = solved(RETRY, *TWO)
    sources = {name: "".join(cell(plain, name)["source"]) for name in TWO}
    assert {n: one.source for one in mended.cells if (n := grade_id(one)) in TWO} == sources
    assert not any("was missing" in note for note in notes), notes


NOTES = {
    "neither metadata nor ids": "on_time_rate has lost its metadata and was found by the name it defines",
    "no metadata on cells, but ids": "on_time_rate has lost its metadata and was found by its id",
    "a check copied above the setup": "a second cell check-on_time_rate",
    "the check rewritten": "the locked cell check-on_time_rate was changed",
    "the answer in a new cell below the check": "check-on_time_rate was moved to where it can run",
}


@pytest.mark.parametrize("name", NOTES)
def test_what_was_mended_is_said(name):
    """In words, for the table and the report."""
    plain = solved(WELCOME)
    ODD[name][1](plain)
    notebook, _ = repair(json.dumps(plain).encode())
    assert NOTES[name] in "\n".join(restore(notebook, released(WELCOME))[1])


@pytest.mark.parametrize(
    ("save", "note"),
    [
        ("as UTF-16", "saved as UTF-16"),
        ("with raw halves of characters", "halves of characters"),
        ("as Windows-1252", "Windows-1252"),
    ],
)
def test_a_repair_that_could_change_a_text_is_said(save, note):
    """And nothing is said of what grading does not read."""
    assert note in " ".join(repair(SAVED[save](solved(WELCOME)))[1])
    plain = solved(WELCOME)
    EDITED["no outputs"](plain)
    assert repair(json.dumps(plain).encode())[1] == []


CORRUPT = {
    "": "empty",
    "\ufeff \n": "empty",
    "{": "not JSON",
    "PK\x03\x04": "not JSON",
    "[]": "a list",
    '"cells"': "a str",
    "{}": "no cells",
    '{"cells": 7}': "no cells",
    '{"cells": []}': "no cells",
    '{"cells": [1, null]}': "no cells",
    '{"worksheets": [{}]}': "no cells",
    "[" * 100_000: "cannot be read",
    '{"cells": [' + "{}," * 10_001 + "{}]}": "more than 10000 cells",
    '{"cells": ' + "9" * 5000 + "}": "cannot be read",
}


@pytest.mark.parametrize(("text", "why"), CORRUPT.items(), ids=[text[:20] for text in CORRUPT])
def test_what_is_no_notebook_is_corrupt_and_says_why(text, why):
    """No JSON, or no cells; everything else is repaired."""
    with pytest.raises(CorruptNotebook, match=why):
        repair(text.encode())


# --- which file is it? ------------------------------------------------------------------------------------

STUB = json.dumps(json.loads(nbformat.writes(released(WELCOME)))).encode()
SOLVED = json.dumps(solved(WELCOME)).encode()
OTHER = json.dumps(solved(RETRY)).encode()
STRIPPED = solved(WELCOME)
EDITED["neither metadata nor ids"](STRIPPED)

OWN = "00_welcome.ipynb"
RENAMED = {
    "its own name": {OWN: SOLVED},
    "a second download": {"00_welcome (1).ipynb": SOLVED},
    "a copy by Jupyter": {"00_welcome-Copy1.ipynb": SOLVED},
    "a capital letter": {"00_Welcome.ipynb": SOLVED},
    "a copy by Drive": {"Copy of 00_welcome.ipynb": SOLVED},
    "a copy by Drive in German": {"Kopie von 00_welcome.ipynb": SOLVED},
    "a name of the learner's": {"homework ada.ipynb": SOLVED, "notes.txt": b"x"},
    "saved as text": {"00_welcome.ipynb.txt": SOLVED},
    "in a folder": {"homework/00_welcome.ipynb": SOLVED},
    "stripped and renamed": {"mine.ipynb": json.dumps(STRIPPED).encode()},
    "beside another lesson": {"b.ipynb": SOLVED, "a.ipynb": OTHER},
    "beside the untouched one": {OWN: STUB, "00_welcome-Copy1.ipynb": SOLVED},
    "beside a broken one": {OWN: b"{", "00_welcome-Copy1.ipynb": SOLVED},
    "beside Jupyter's checkpoint": {OWN: SOLVED, ".ipynb_checkpoints/00_welcome-checkpoint.ipynb": SOLVED},
}


def lay(folder, files: dict[str, bytes]):
    for name, content in files.items():
        target = folder / "ada" / WELCOME / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return read_submission(folder, "ada", WELCOME)


@pytest.mark.parametrize("files", RENAMED.values(), ids=RENAMED)
def test_the_only_notebook_that_it_can_be_is_taken(tmp_path, files):
    """Under any name; and the name is said when it is not the lesson's."""
    taken = take(lay(tmp_path, files), released(WELCOME))
    assert marks(taken.path.read_bytes(), WELCOME) == {"on_time_rate": 5}
    assert any("was taken for" in note for note in taken.notes) == (
        taken.path.name != OWN or "homework" in str(taken.path)
    )


NOT_TAKEN = {
    "nothing": ({}, FileNotFoundError, "There is: nothing"),
    "no notebook": ({"a.py": b"1"}, FileNotFoundError, r"There is: a\.py"),
    "another lesson": ({"02_retry.ipynb": OTHER}, FileNotFoundError, r"There is: 02_retry\.ipynb"),
    "a broken one": ({"mine.ipynb": b"{"}, FileNotFoundError, r"mine\.ipynb \(it is not JSON"),
    "two that it may be": ({"a.ipynb": SOLVED, "b.ipynb": SOLVED}, FileNotFoundError, "a.ipynb, b.ipynb"),
    "a broken one of its name": ({OWN: b"{"}, CorruptNotebook, "not JSON"),
    "another lesson under its name": ({OWN: OTHER}, UnknownNotebook, "none of the exercises"),
    "only cells of their own": (
        {OWN: json.dumps({"cells": [code("1")]}).encode()},
        UnknownNotebook,
        "none of",
    ),
}


@pytest.mark.parametrize(("files", "error", "says"), NOT_TAKEN.values(), ids=NOT_TAKEN)
def test_what_cannot_be_taken_is_named(tmp_path, files, error, says):
    """A person is told what is there."""
    with pytest.raises(error, match=says):
        take(lay(tmp_path, files), released(WELCOME))
