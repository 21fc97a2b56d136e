"""Which lesson a notebook is, told by its cells, and the notebook in the shape in which it was released."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from nbformat import NotebookNode

from autograder import exercises, paths
from autograder.authoring.canonical import from_bytes, is_pristine
from autograder.cells import check_cell, checked_exercise, grade_id
from autograder.grading.course.repair import CorruptNotebook, repair
from autograder.grading.nbg.restore import restore
from autograder.notebook_check.model import CannotCheck
from autograder.syllabus import LESSONS


def read(path: Path) -> NotebookNode:
    """The notebook in a file. Raises CannotCheck, with a sentence of its own for each kind of damage."""
    if path.is_dir():
        raise CannotCheck(f"{path} is a folder. Name one notebook in it, a file that ends in .ipynb.")
    if not path.exists():
        raise CannotCheck(f"There is no file {path}. Is the name right, and the folder?")
    if not os.access(path, os.R_OK):
        raise CannotCheck(f"{path} is not yours to read. Its permissions forbid it.")
    try:
        return repair(path.read_bytes())[0]
    except CorruptNotebook as error:
        raise CannotCheck(f"{path} cannot be read as a notebook: {error}. Open it in Lab to see.") from None


def name_of(cell: NotebookNode) -> str:
    """The name a cell was released under; an editor that strips metadata leaves the id, which is the same."""
    return grade_id(cell) or str(cell.get("id", ""))


def find_lesson(notebook: NotebookNode, path: Path) -> str:
    """The slug of the lesson that most of the cells belong to. Raises CannotCheck when there is none."""
    names = {name_of(cell) for cell in notebook.cells}
    found = Counter({one.slug: len(names & _known_names(one.slug)) for one in LESSONS})
    slug, count = found.most_common(1)[0]
    if count:
        return slug
    strange = sorted(filter(None, map(checked_exercise, names)))
    if strange:
        raise CannotCheck(
            f"{path} has checks that this version of the course does not know ({', '.join(strange)}): "
            "its lesson is not released here. Update the course, then try again."
        )
    raise CannotCheck(f"{path} is a notebook, but of no lesson of this course: it has none of its checks.")


def _known_names(slug: str) -> set[str]:
    own = exercises.of_lesson(slug)
    return {name for one in own for name in (one.name, check_cell(one.name), *one.answers)}


def in_shape(notebook: NotebookNode, slug: str) -> tuple[NotebookNode, list[str]]:
    """The notebook as its lesson was released, with the learner's answers, and what is to be said of it.

    Where the released notebook itself has been worked in, there is nothing to put back, and set-up cells run
    as they are. Check cells never run: the lesson's own checks do.
    """
    released = paths.NOTEBOOKS / f"{slug}.ipynb"
    if not (released.is_file() and is_pristine(released)):
        return notebook, [
            f"The set-up cell {name} was changed, and runs as it is." for name in _changed(notebook)
        ]
    shape = from_bytes(released.read_bytes())
    restored, notes = restore(notebook, shape)
    return restored, [f"Put back for this check, not in your file: {'; '.join(notes)}."] if notes else []


def _changed(notebook: NotebookNode) -> Iterator[str]:
    """Names of the set-up cells whose text is not what nbgrader's checksum says."""
    from nbgrader.utils import compute_checksum

    for cell in notebook.cells:
        name, own = grade_id(cell), cell.metadata.get("nbgrader", {})
        if (
            name
            and own.get("locked")
            and not own.get("grade")
            and own.get("checksum") != compute_checksum(cell)
        ):
            yield name
