"""Makes a course folder with a class in it, grades it by the engine, and finds the records again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from autograder import exercises
from autograder.authoring import answers
from autograder.grading.box import Limits
from autograder.grading.classrun import engine
from autograder.grading.course.folder import CourseFolder
from autograder.grading.course.ledger import Record
from autograder.grading.nbg.project import project
from autograder.grading.nbg.release import release
from autograder.grading.reports.marks import Mark, marks
from autograder.grading.reports.results import Result

LESSON = "00_welcome"  # no Spark, one exercise: a box of it takes seconds
EXERCISE, POINTS = "on_time_rate", 5
SMALL = Limits(cell_seconds=8, memory_mb=700, processes=200, scratch_mb=48, output_bytes=2**20)


def course(folder: Path, slugs: Sequence[str]) -> Path:
    """A course with some lessons, released."""
    release(CourseFolder(folder), slugs)
    return folder.resolve()


def make_course(folder: Path) -> Path:
    """A course with one lesson, released."""
    return course(folder, [LESSON])


def notebook(course: Path, *cells: str, solved: bool = False, wrong: str | None = None) -> NotebookNode:
    """The copy of a learner who kept our cells only, with cells of their own before the first exercise.

    Solved, or with the answer ``wrong``, or untouched.
    """
    made = nbformat.read(course / "release" / LESSON / f"{LESSON}.ipynb", as_version=4)
    made.cells = [cell for cell in made.cells if "nbgrader" in cell.metadata]  # prose and plots take time
    if solved:
        answers.fill_in(made, answers.solved(LESSON))
    for cell in made.cells:
        if wrong is not None and cell.metadata.get("nbgrader", {}).get("grade_id") == EXERCISE:
            cell.source = wrong
    place = next(n for n, cell in enumerate(made.cells) if "nbgrader" in cell.metadata) + 1
    made.cells[place:place] = [new_code_cell(source) for source in cells]
    return made


def hand_in(course: Path, learner: str, made: NotebookNode | None) -> Path:
    """Write a submission; the folder it lies in."""
    folder = course / "submitted" / learner / LESSON
    folder.mkdir(parents=True, exist_ok=True)
    if made is not None:
        nbformat.write(made, folder / f"{LESSON}.ipynb")
    return folder


def grade(
    course: Path, limits: Limits = SMALL, workers: int = 2, *, only: str | None = None, reseed: bool = False
) -> dict[str, Record]:
    """Grade what was handed in, by all or by one learner, of one lesson; learner → record."""
    records = grade_all(course, limits, workers, only=only, reseed=reseed)
    return {learner: record for (learner, _), record in records.items()}


def grade_all(
    course: Path, limits: Limits = SMALL, workers: int = 2, *, only: str | None = None, reseed: bool = False
) -> dict[tuple[str, str], Record]:
    """Grade what was handed in; (learner, lesson) → record."""
    own = CourseFolder(course)
    handed_in = [one for one in own.submissions() if only in (None, one[0])]
    todo = engine.plan(own, handed_in, limits, reseed=reseed)
    records = [own.ledger.get(one.key) for one in todo.done]  # with their notebooks
    with own.gradebook() as book:
        project(own, book, todo.done)
        for new in engine.run(own, todo.tasks, limits, workers=workers):
            project(own, book, new)
            records += new
    return {(record.learner, record.lesson): record for record in records}


def points(record: Record) -> float:
    """All points that a record would enter in the gradebook."""
    return sum(value for value in record.cells.values() if value is not None)


def marked(records: Iterable[Record]) -> list[Result]:
    """The records with the marks that their checks gave, as a gradebook without a person's hand has them."""
    return [
        Result(
            one,
            Mark(
                one.learner,
                one.lesson,
                points(one) if one.state.final else None,
                sum(exercise.max_points for exercise in exercises.of_lesson(one.lesson)),
                handed_in=True,
            ),
        )
        for one in records
    ]


def entered(course: Path) -> dict[tuple[str, str], Mark]:
    """(learner, lesson) → mark, of all that was handed in, as the gradebook has it."""
    with CourseFolder(course).gradebook() as book:
        return {(one.learner, one.lesson): one for one in marks(book) if one.handed_in}


def texts(record: Record) -> str:
    """Everything that the graded notebook's cells printed."""
    graded = nbformat.reads(record.notebooks[record.lesson], 4)
    outputs: Iterable[NotebookNode] = (out for cell in graded.cells for out in cell.get("outputs", []))
    return "\n".join(out.get("text", "") for out in outputs if out.output_type == "stream")


Alter = Callable[[Path, Path], None]
"""(course, folder of the submission) → None: what a learner does to the files they hand in."""
