"""What a learner gets back: one page per lesson with the cards of all checks and a person's comments."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import nbformat
from markupsafe import Markup
from nbformat import NotebookNode
from nbformat.v4 import new_notebook

from autograder import exercises
from autograder.cells import checked_exercise, grade_id
from autograder.files import write_atomically
from autograder.grading.course.folder import CourseFolder
from autograder.grading.course.ledger import Record
from autograder.grading.course.states import MEANING, EndState
from autograder.grading.course.submission import Submission
from autograder.grading.reports.marks import Mark, marks
from autograder.grading.reports.pages import template
from autograder.syllabus import lesson

ABOUT_THE_FILE = (EndState.CORRUPT, EndState.MISSING, EndState.UNKNOWN)
"""States whose problem names nothing but what the learner handed in."""

FOR_EXCHANGE = ("timestamp.txt", "submission_secret.txt")
EXCHANGE_BYTES = 4096  # each is one short line


def write_feedback(course: CourseFolder, book: Any, records: Iterable[Record]) -> list[Path]:
    """Write ``course/feedback/LEARNER/LESSON/LESSON.html``, where nbgrader keeps feedback, one per record.

    Marks and comments come from the open Gradebook ``book``, so a person's corrections are in them. Nothing
    of what graders see is: no flags, no log, no traceback of ours.
    """
    page = template("feedback.html")
    known = {(one.learner, one.lesson): one for one in marks(book)}
    written = []
    for record in records:
        mark, notebook = known[record.learner, record.lesson], _graded(course, record)
        text = page.render(
            record=record,
            title=lesson(record.lesson).title,
            score=_score(mark),
            meaning=MEANING[record.state],
            file_problem=record.problem if record.state in ABOUT_THE_FILE else "",
            cards=_cards(record, notebook),
            seed=notebook.metadata.get("autograder", {}).get("seed", ""),
            comments=_comments(book, record),
        )
        target = course.feedback(record.learner, record.lesson)
        write_atomically(target, text.encode("utf-8", "backslashreplace"))
        _put_beside(target, course.submission(record.learner, record.lesson))
        written.append(target)
    return written


def _put_beside(page: Path, submission: Submission) -> None:
    """Copy what `nbgrader release_feedback` looks for beside a page; nbgrader's exchange has made it."""
    for name in FOR_EXCHANGE:
        if path := submission.files.get(name):
            with open(path, "rb") as file:
                write_atomically(page.with_name(name), file.read(EXCHANGE_BYTES))


def _score(mark: Mark) -> str:
    if mark.points is None:
        return "no mark yet: your instructor will look at it"
    return f"{mark.points:g} of {mark.max_points:g} points"


def _graded(course: CourseFolder, record: Record) -> NotebookNode:
    """The graded notebook; an empty one where nothing could be graded."""
    text = course.ledger.notebook(record)
    found: NotebookNode = nbformat.reads(text, 4) if text else new_notebook()
    return found


def _cards(record: Record, notebook: NotebookNode) -> list[tuple[str, Markup | None]]:
    """(exercise, its card) in the lesson's order; None where the check has left nothing."""
    made: dict[str, Markup] = {}
    for cell in notebook.cells:
        if name := checked_exercise(grade_id(cell) or ""):
            # The judge has put these there: a card and a number of ours, nothing that the notebook printed.
            html = [out.data["text/html"] for out in cell.outputs if "text/html" in out.get("data", {})]
            made[name] = Markup("".join(html))
    return [(one.name, made.get(one.name)) for one in exercises.of_lesson(record.lesson)]


def _comments(book: Any, record: Record) -> list[tuple[str, str]]:
    """(cell, text) of what a person has written."""
    submission = book.find_submission(record.lesson, record.learner)
    every = [comment for notebook in submission.notebooks for comment in notebook.comments]
    return [(one.name, one.manual_comment) for one in every if one.manual_comment]
