"""A criterion that is a table: calls of a pure function and what each must return, told in one place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from autograder.checks.expectations import expect_equal, expect_returned, seeing
from autograder.checks.lab import Lab
from autograder.checks.marks import Method
from autograder.checks.model import Json


@dataclass(frozen=True)
class Row:
    """One call of the answer: how a learner would write it, its arguments, and what it must return.

    ``shown`` is code; what it prints or shows differs from ``wants`` exactly when the row fails. ``before``
    is what the card shows above it: imports and classes that it needs.
    """

    shown: str
    args: tuple[Any, ...]
    wants: Any
    before: str = ""


def table_probe(rows: Method) -> Method:
    """The probe of a table: the answer's word for every row."""

    def play(self: Any, scenario: Json, answer: Any, lab: Lab) -> Any:
        calls = [(row.shown, row.args) for row in rows(self, scenario)]  # what is right stays out of reach
        return [lab.calling(shown, self.ask, answer, *args).record() for shown, args in calls]

    return play


def table_judge(rows: Method) -> Method:
    """The judge of a table: the first row that is not as it should be fails the criterion."""
    name = rows.__name__

    def judge(self: Any, scenario: Json, **records: Any) -> None:
        for row, record in zip(rows(self, scenario), records[name], strict=True):
            with seeing(f"{row.before}\n{_visibly(row.shown, record)}".lstrip()):
                got = expect_returned(record, what=f"{row.wants!r} from {row.shown}")
                expect_equal(got, row.wants, what=row.shown)

    judge._asks_for = ("scenario", name)  # type: ignore[attr-defined]
    judge.__name__ = name
    return judge


def _visibly(code: str, record: Json) -> str:
    """A call whose result a notebook shows: None, as the last value of a cell, is shown as nothing."""
    return f"print({code})" if record.get("value", ...) is None else code
