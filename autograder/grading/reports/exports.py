"""What `autograder export` writes: points of which lessons, how finely divided, in which form."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.grading.course.ledger import Record
from autograder.grading.reports.breakdown import by_criterion, by_exercise
from autograder.grading.reports.marks import FORMATS, Mark, Row, marks

BY = ("lesson", "exercise", "criterion")


class NoSuchExport(ValueError):
    """An export was asked for that there is not; the message says what there is."""


@dataclass(frozen=True)
class Export:
    """The flags of `autograder export`. form: one of FORMATS. by: one of BY. lessons: empty for all of them.

    Raises NoSuchExport for a form or a division that there is not.
    """

    form: str = "plain"
    by: str = "lesson"
    lessons: Sequence[str] = ()

    def __post_init__(self) -> None:
        for name, known in ((self.form, FORMATS), (self.by, BY)):
            if name not in known:
                raise NoSuchExport(f"There is no {name!r} to export. There are {', '.join(known)}.")
        if self.by != "lesson" and self.form != "plain":
            raise NoSuchExport(f"{self.form} takes one mark per lesson: use --by with --format plain.")

    def marks(self, book: Any) -> list[Mark]:
        """The marks in an open Gradebook of the lessons asked for. Raises NoSuchExport when it lacks one."""
        there = sorted(one.name for one in book.assignments)
        for lesson in self.lessons:
            if lesson not in there:
                raise NoSuchExport(
                    f"The gradebook has no {lesson!r}. It has {', '.join(there) or 'nothing'}."
                )
        return [one for one in marks(book) if not self.lessons or one.lesson in self.lessons]

    def rows(
        self,
        book: Any,
        found: Sequence[Mark],
        records: Collection[Record] = (),
        *,
        carry_forward: bool = False,
    ) -> list[Row]:
        """The lines of the file, about what is in ``found``, all or some of ``marks``.

        ``carry_forward``, a rule of the course, says how the records were marked.
        """
        if self.by == "exercise":
            return by_exercise(book, found)
        if self.by == "criterion":
            return by_criterion(found, records, carry_forward=carry_forward)
        return FORMATS[self.form](found, records)
