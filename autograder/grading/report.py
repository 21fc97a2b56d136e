"""The class report: one HTML page that needs no JavaScript, and a CSV of all grades."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from autograder.build.files import write_atomically
from autograder.grading.items import items
from autograder.grading.ledger import Record
from autograder.grading.states import MEANING
from autograder.grading.summary import most, points, remarks, score

FIELDS = ("learner", "lesson", "points", "max_points", "state", "needs_a_person", "remarks")


def write_report(course: Path, records: Sequence[Record]) -> Path:
    """Write ``course/report.html`` and return its path."""
    templates = Environment(
        loader=PackageLoader("autograder.grading", "."), autoescape=True, undefined=StrictUndefined
    )
    page = templates.get_template("report.html").render(
        lessons=sorted({record.lesson for record in records}),
        learners=sorted({record.learner for record in records}),
        records={(record.learner, record.lesson): record for record in records},
        score=score,
        remarks=remarks,
        flagged=[record for record in records if record.flags or not record.state.final],
        items=items(records),
        meaning=MEANING,
    )
    target = course / "report.html"
    write_atomically(target, page.encode("utf-8"))
    return target


def write_csv(target: Path, records: Sequence[Record]) -> None:
    """One line per submission. What has no grade has no number: an empty field, never a 0."""
    with open(target, "w", encoding="utf-8", newline="") as out:
        lines = csv.writer(out)
        lines.writerow(FIELDS)
        for record in sorted(records, key=lambda one: (one.learner, one.lesson)):
            lines.writerow([_safe(value) for value in _line(record)])


def _line(record: Record) -> list[object]:
    final = record.state.final
    number = points(record) if final else ""
    why = "; ".join(remarks(record))
    return [record.learner, record.lesson, number, most(record.lesson), record.state, not final, why]


def _safe(value: object) -> object:
    """A text that a spreadsheet would run as a formula gets an apostrophe first (OWASP, CSV injection)."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t")) else value
