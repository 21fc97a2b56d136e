"""Files as browsers, editors and learners leave them: whatever is around the answers, they are graded."""

import json
from collections.abc import Callable
from contextlib import redirect_stdout
from io import StringIO

import nbformat
import pytest
from nbformat import NotebookNode

from autograder import exercises, paths
from autograder.authoring import answers
from autograder.cells import checked_exercise, grade_id
from autograder.checks.run import check
from autograder.grading.course.repair import CorruptNotebook, repair
from autograder.grading.course.submission import read_submission
from autograder.grading.nbg.restore import restore
from autograder.grading.nbg.taken import UnknownNotebook, take

WELCOME, RETRY = "00_welcome", "02_retry"
HALF = "\ud83d"  # of a character


def released(lesson: str) -> NotebookNode:
    return nbformat.read(paths.NOTEBOOKS / f"{lesson}.ipynb", 4)


def solved(lesson: str, *names: str) -> dict:
    """The JSON of a notebook with our cells only, solved, or with the exercises ``names`` solved."""
    made = released(lesson)
    made.cells = [cell for cell in made.cells if grade_id(cell)]
    chosen = [one for one in answers.solved(lesson) if not names or one.exercise in names]
    answers.fill_in(made, chosen)
    return json.loads(nbformat.writes(made))


def cell(plain: dict, name: str) -> dict:
    return next(one for one in plain["cells"] if one["metadata"].get("nbgrader", {}).get("grade_id") == name)


def code(source: str, **more) -> dict:
    """A cell of the learner's own."""
    return {
        "cell_type": "code",
        "metadata": {},
        "source": source,
        "outputs": [],
        "execution_count": 1,
        **more,
    }


# --- how a file was saved ---------------------------------------------------------------------------------


def _text(plain: dict) -> str:
    return json.dumps(plain, ensure_ascii=False)


def _raw_bytes(plain: dict) -> bytes:
    """Half a character as a sloppy program writes it: not UTF-8 at all."""
    plain["cells"].append(code(f"mine = '{HALF}'"))
    return _text(plain).encode("utf-8", "surrogatepass")


def _legacy(plain: dict) -> bytes:
    plain["cells"].append(code("name = 'Zoë'"))
    return _text(plain).encode("cp1252")


def _tabs_as_they_are(plain: dict) -> bytes:
    return json.dumps(plain).replace("\\n", "\n").encode()


SAVED: dict[str, Callable[[dict], bytes]] = {
    "as it should be": lambda plain: json.dumps(plain).encode(),
    "with a byte order mark": lambda plain: json.dumps(plain).encode("utf-8-sig"),
    "as UTF-16": lambda plain: _text(plain).encode("utf-16"),
    "as UTF-16 without a mark": lambda plain: _text(plain).encode("utf-16-le"),
    "as UTF-32": lambda plain: _text(plain).encode("utf-32"),
    "with raw halves of characters": _raw_bytes,
    "as Windows-1252": _legacy,
    "with raw line ends in its texts": _tabs_as_they_are,
    "with Windows' line ends between its lines": lambda plain: (
        json.dumps(plain, indent=1).replace("\n", "\r\n").encode()
    ),
}


# --- what an editor made of it ----------------------------------------------------------------------------


def _each(change: Callable[[dict], object]) -> Callable[[dict], None]:
    def changed(plain: dict) -> None:
        for one in plain["cells"]:
            change(one)

    return changed


def _windows(one: dict) -> None:
    one["source"] = "".join(one["source"]).replace("\n", "\r\n")


def _old_mac(one: dict) -> None:
    one["source"] = "".join(one["source"]).replace("\n", "\r")


def _format_3(plain: dict) -> None:
    """As IPython Notebook 2 saved it; other programs still export it."""
    cells = plain.pop("cells")
    for one in cells:
        one["input" if one["cell_type"] == "code" else "source"] = one.pop("source")
        one.pop("id")
        one.pop("execution_count", None)
        if one["cell_type"] == "code":
            one |= {"language": "python", "collapsed": False}
    heading = {"cell_type": "heading", "level": 1, "source": "Mine", "metadata": {}}
    plain["worksheets"] = [{"cells": [heading, *cells], "metadata": {}}]
    plain |= {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}}


def _bad_outputs(one: dict) -> None:
    if one["cell_type"] == "code":
        one["outputs"] = [
            {"output_type": "display_data", "data": {"text/plain": "1"}},
            {"output_type": "stream", "text": HALF},
            {"output_type": "new in version 5"},
            7,
        ]


def _half_in_answer(plain: dict) -> None:
    one = cell(plain, "on_time_rate")
    one["source"] = [*one["source"], f"\n# {HALF} done"]


def _half_around(plain: dict) -> None:
    plain["cells"] += [code(f"'{HALF}'"), {"cell_type": "markdown", "metadata": {}, "source": HALF}]
    plain["metadata"] |= {"title": HALF, HALF: 1}
    plain["nbformat"] = HALF
    cell(plain, "setup")["metadata"]["tags"] = [HALF]


def _strange_cells(plain: dict) -> None:
    plain["cells"] += [
        None,
        5,
        {},
        {"cell_type": HALF, "source": 3},
        {"cell_type": "html", "source": ["a", 1]},
    ]


def _attachment(plain: dict) -> None:
    picture = {"a.png": {"image/png": "aGFsbG8="}}
    plain["cells"].append(
        {"cell_type": "markdown", "metadata": {}, "source": "![a](attachment:a.png)", "attachments": picture}
    )
    plain["cells"].append({"cell_type": "markdown", "metadata": {}, "source": "", "attachments": {"a": 1}})


def _same_ids(one: dict) -> None:
    one["id"] = "copy"


def _bad_metadata(one: dict) -> None:
    one["metadata"] |= {"tags": "hard", "collapsed": "yes", "name": 7, "jupyter": []}


EDITED: dict[str, Callable[[dict], object]] = {
    "Windows' line ends in sources": _each(_windows),
    "old line ends in sources": _each(_old_mac),
    "sources as one text": _each(lambda one: one.update(source="".join(one["source"]))),
    "spaces behind lines": _each(
        lambda one: one.update(source=[f"{one['source'][0].rstrip()}  \n", *one["source"][1:]])
    ),
    "a line end more": _each(lambda one: one.update(source=[*one["source"], "\n\n"])),
    "nbformat 3": _format_3,
    "nbformat_minor 2 with ids": lambda plain: plain.update(nbformat_minor=2),
    "no nbformat": lambda plain: (plain.pop("nbformat"), plain.pop("nbformat_minor")),
    "nbformat as a text": lambda plain: plain.update(nbformat="4"),
    "nbformat of the future": lambda plain: plain.update(nbformat=5, nbformat_minor=0),
    "no outputs": _each(lambda one: one.pop("outputs", None)),
    "no execution_count": _each(lambda one: one.pop("execution_count", None)),
    "no metadata of the notebook": lambda plain: plain.pop("metadata"),
    "metadata that is a list": lambda plain: plain.update(metadata=[]),
    "a kernelspec without a name": lambda plain: plain["metadata"].update(kernelspec={"display_name": "x"}),
    "a kernel of another language": lambda plain: plain["metadata"].update(
        kernelspec={"name": "ir", "display_name": "R", "language": "R"}
    ),
    "outputs of no form": _each(_bad_outputs),
    "metadata of no form": _each(_bad_metadata),
    "ids that are the same": _each(_same_ids),
    "no ids": _each(lambda one: one.pop("id")),
    "ids of no form": _each(lambda one: one.update(id=["a b"])),
    "half a character in the answer": _half_in_answer,
    "halves of characters all over": _half_around,
    "cells that are none": _strange_cells,
    "attachments": _attachment,
    "no metadata on cells, but ids": _each(lambda one: one.update(metadata={})),
    "cells without metadata at all": _each(lambda one: one.pop("metadata")),
    "neither metadata nor ids": _each(lambda one: (one.pop("metadata"), one.pop("id"))),
    "nbgrader's metadata of no form": _each(lambda one: one["metadata"].update(nbgrader=["lost"])),
}


# --- what a learner did to the cells ----------------------------------------------------------------------


def _check_above_setup(plain: dict) -> None:
    plain["cells"].insert(0, {**cell(plain, "check-on_time_rate"), "id": "copied"})


def _check_moved_up(plain: dict) -> None:
    check = cell(plain, "check-on_time_rate")
    plain["cells"].remove(check)
    plain["cells"].insert(0, check)


def _setup_at_the_end(plain: dict) -> None:
    plain["cells"].append(plain["cells"].pop(0))


def _answer_in_a_copy_below(plain: dict) -> None:
    """The stub stays, a copy of it below the check is what was worked on."""
    answer = cell(plain, "on_time_rate")
    plain["cells"].append({**answer, "id": "copied", "metadata": dict(answer["metadata"])})
    answer["source"] = released(WELCOME).cells[9].source


def _answer_in_a_new_cell_below(plain: dict) -> None:
    answer = cell(plain, "on_time_rate")
    plain["cells"].append(code("".join(answer["source"])))
    answer["source"] = released(WELCOME).cells[9].source


def _stub_copied_below_the_answer(plain: dict) -> None:
    answer = cell(plain, "on_time_rate")
    stub = {**answer, "id": "copied", "source": released(WELCOME).cells[9].source}
    plain["cells"].insert(plain["cells"].index(answer) + 1, stub)


def _cell_deleted_and_written_anew(plain: dict) -> None:
    answer = cell(plain, "on_time_rate")
    plain["cells"].remove(answer)
    plain["cells"].insert(1, code("import math\n\n" + "".join(answer["source"])))


def _check_rewritten(plain: dict) -> None:
    cell(plain, "check-on_time_rate")["source"] = "5"


def _answer_as_markdown(plain: dict) -> None:
    one = cell(plain, "on_time_rate")
    one["cell_type"] = "markdown"


REARRANGED: dict[str, Callable[[dict], object]] = {
    "a check copied above the setup": _check_above_setup,
    "the check moved to the top": _check_moved_up,
    "the setup moved to the end": _setup_at_the_end,
    "the answer in a copy below the check": _answer_in_a_copy_below,
    "the answer in a new cell below the check": _answer_in_a_new_cell_below,
    "the stub copied below the answer": _stub_copied_below_the_answer,
    "the answer deleted and written anew": _cell_deleted_and_written_anew,
    "the check rewritten": _check_rewritten,
    "the check deleted": lambda plain: plain["cells"].remove(cell(plain, "check-on_time_rate")),
    "only the answer": lambda plain: plain.update(cells=[cell(plain, "on_time_rate")]),
    "the answer as markdown": _answer_as_markdown,
}

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
