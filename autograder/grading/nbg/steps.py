"""Our steps in nbgrader's list of preprocessors: restore, run in the box, judge outside, say how it ended.

They serve `nbgrader autograde`, Formgrader and our own engine alike. nbgrader builds one object of each per
notebook, and an error while building stops a whole class: constructors do nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook, new_output
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade

from autograder import exercises
from autograder.cells import checked_exercise, grade_id
from autograder.checks.render import card
from autograder.grading.course.folder import CourseFolder
from autograder.grading.course.foreign import plain
from autograder.grading.course.marking import Marking
from autograder.grading.course.repair import repair
from autograder.grading.course.states import MEANING, EndState
from autograder.grading.nbg import own
from autograder.grading.nbg.clean import clean
from autograder.grading.nbg.execution import outputs_of
from autograder.grading.nbg.judge import Judged, doubted, end_state, judge_check
from autograder.grading.nbg.restore import restore
from autograder.syllabus import is_lesson

OURS = "autograder"  # our part of nbconvert's resources, and of the graded notebook's metadata


def _about(resources: Any) -> tuple[str, str]:
    """Learner and lesson of the notebook at hand."""
    return resources["nbgrader"]["student"], resources["nbgrader"]["assignment"]


def _course(step: Any) -> CourseFolder:
    """The course folder: a step's parent is an exporter, whose parent is nbgrader's converter."""
    return CourseFolder(Path(step.parent.parent.coursedir.root))


def _released(step: Any, resources: Any) -> NotebookNode:
    """The notebook at hand as learners got it."""
    found: NotebookNode = nbformat.read(_course(step).released(_about(resources)[1]), as_version=4)
    return found


class RepairingExporter(NotebookExporter):
    """nbgrader's exporter of notebooks, which repairs a file before nbformat can refuse it."""

    def from_file(self, file_stream: Any, resources: Any = None, **kw: Any) -> tuple[Any, Any]:
        """Called by nbconvert with the file, open as text; its bytes are what has to be repaired."""
        notebook, _ = repair(file_stream.buffer.read())
        made: tuple[Any, Any] = super().from_notebook_node(notebook, resources, **kw)  # type: ignore[no-untyped-call]
        return made


class Restore(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader is untyped
    """First of the sanitising steps: bring the notebook into its lesson's shape."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Called by nbconvert with the submitted notebook."""
        if not is_lesson(_about(resources)[1]):
            return nb, resources  # nbgrader's own steps restore it
        return restore(nb, _released(self, resources))[0], resources


class BoxedExecute(NbGraderPreprocessor):  # type: ignore[misc]
    """In place of nbgrader's Execute: the notebook runs in a sandbox, and only its outputs come back."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Called by nbconvert with the restored notebook."""
        learner, lesson = _about(resources)
        if is_lesson(lesson):
            ran = outputs_of(_course(self), learner, lesson)
        else:
            ran = own.run(_course(self), learner, lesson, resources["nbgrader"]["notebook"], nb)
        for number, cell in enumerate(nb.cells):
            if cell.cell_type == "code":
                cell.outputs = _well_formed(ran.outputs.get(number, []))
        resources[OURS] = {"ran": ran}
        return nb, resources


def _well_formed(outputs: list[dict[str, Any]]) -> list[NotebookNode]:
    """The outputs as nbformat has them; a note in their place when they are none."""
    cell = new_code_cell(outputs=nbformat.from_dict(outputs))
    try:
        nbformat.validate(new_notebook(cells=[cell]))
    except Exception:  # jsonschema's errors, and what hostile JSON makes of its code
        return [new_output("stream", name="stdout", text="[output left out: it is not well-formed]")]
    return list(cell.outputs)


class Judge(NbGraderPreprocessor):  # type: ignore[misc]
    """Replaces every check cell's outputs by one number and the card, both made here."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Called by nbconvert between BoxedExecute and SaveAutoGrades."""
        ran, rules = resources[OURS]["ran"], _course(self).rules()
        if not is_lesson(_about(resources)[1]):
            resources[OURS] |= {"judged": {}, "settled": own.settle(nb, ran)}
            return nb, resources
        judged: dict[str, Judged] = {}
        for number, cell in enumerate(nb.cells):
            if is_grade(cell) and cell.cell_type == "code":
                name: str = cell.metadata.nbgrader.grade_id
                exercise = exercises.get(checked_exercise(name) or name)
                outputs, witness = ran.outputs.get(number), ran.witnesses.get(exercise.name)
                handed_in = ran.handed_in.get(exercise.name)
                found = judge_check(exercise, ran.seed, outputs, witness, handed_in)
                marking = Marking(cell.metadata.nbgrader.points, rules.carry_forward)
                judged[name] = replace(doubted(found, _below(nb, exercise.name)), marking=marking)
                cell.outputs = [_shown(judged[name])]
        resources[OURS] |= {"judged": judged, "settled": own.Settled({})}
        return nb, resources


def _below(nb: NotebookNode, name: str) -> list[str]:
    """The sources of the code cells behind the cell of ours of that name."""
    place = next((number for number, cell in enumerate(nb.cells) if grade_id(cell) == name), len(nb.cells))
    return [cell.source for cell in nb.cells[place + 1 :] if cell.cell_type == "code"]


def _shown(one: Judged) -> NotebookNode:
    data = {"text/plain": f"{one.so_far:g}"}
    data["text/html"] = card(one.exercise, one.report) if one.report else f"<p>{one.state}</p>"
    shown: NotebookNode = new_output("execute_result", data, execution_count=None)
    return shown


class Clean(NbGraderPreprocessor):  # type: ignore[misc]
    """What learners wrote and printed is text and pictures from here on: nothing that a browser runs."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Called by nbconvert when nbgrader has saved its numbers."""
        if not is_lesson(_about(resources)[1]):
            clean(nb, own.is_given)
            return nb, resources
        released = _released(self, resources).cells
        ours = {(cell.cell_type, cell.source) for cell in released if cell.cell_type != "code"}
        clean(nb, lambda cell: is_grade(cell) or (cell.cell_type, cell.source) in ours)
        return nb, resources


class SaveEndState(NbGraderPreprocessor):  # type: ignore[misc]
    """After SaveAutoGrades: what has no grade that could be defended waits for a person, and says why."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Called by nbconvert when nbgrader has saved its numbers."""
        learner, lesson = _about(resources)
        ran, judged, settled = (resources[OURS][part] for part in ("ran", "judged", "settled"))
        state = end_state(ran.state, list(judged.values())) if is_lesson(lesson) else ran.state
        with Gradebook(resources["nbgrader"]["db_url"]) as book:
            for name in (*settled.open, *(name for name, one in judged.items() if one.points is None)):
                grade = book.find_grade(name, resources["nbgrader"]["notebook"], lesson, learner)
                grade.auto_score, grade.needs_manual_grade = None, True
            book.db.commit()
        nb.metadata[OURS] = {
            "state": str(state),
            "meaning": MEANING[EndState(state)],
            "flags": [plain(flag) for flag in (*ran.flags, *settled.flags, *_of_checks(judged, "flags"))],
            "notes": [plain(note) for note in (*ran.notes, *_of_checks(judged, "notes"))],
            "seed": ran.seed,
            "problem": plain(ran.problem),
            "checks": {name: _summary(one) for name, one in judged.items()},
        }
        return nb, resources


def _of_checks(judged: Mapping[str, Judged], what: str) -> Iterator[str]:
    """Flags or notes of all checks, each behind its check's name."""
    return (f"{name}: {text}" for name, one in judged.items() for text in getattr(one, what))


def _summary(one: Judged) -> dict[str, Any]:
    failed = list(one.report.failed()) if one.report else []
    return {
        "state": str(one.state),
        "points": one.points,
        "max_points": one.marking.most(one.exercise),
        "failed": failed,
    }
