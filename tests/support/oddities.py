"""Notebooks as browsers, editors and learners leave them, by name: how saved, how edited, how rearranged."""

import json
from collections.abc import Callable

import nbformat
from nbformat import NotebookNode

from autograder import paths
from autograder.authoring import answers
from autograder.cells import grade_id

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
        one.pop("id", None)
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
    "no ids": _each(lambda one: one.pop("id", None)),
    "ids of no form": _each(lambda one: one.update(id=["a b"])),
    "half a character in the answer": _half_in_answer,
    "halves of characters all over": _half_around,
    "cells that are none": _strange_cells,
    "attachments": _attachment,
    "no metadata on cells, but ids": _each(lambda one: one.update(metadata={})),
    "cells without metadata at all": _each(lambda one: one.pop("metadata")),
    "neither metadata nor ids": _each(lambda one: (one.pop("metadata"), one.pop("id", None))),
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


def _exercise_emptied_and_answered_below(plain: dict) -> None:
    _answer_in_a_new_cell_below(plain)
    cell(plain, "on_time_rate")["source"] = "# see below"


def _import_in_the_setup(plain: dict) -> None:
    """Lab locks that cell; other editors do not."""
    cell(plain, "setup")["source"] += ["\nimport math"]
    answer = cell(plain, "on_time_rate")
    answer["source"] = ["LIMIT = math.floor(15.5)\n", *answer["source"]]


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
    "the exercise emptied, the answer below": _exercise_emptied_and_answered_below,
    "an import in the setup": _import_in_the_setup,
}
