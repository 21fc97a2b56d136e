"""The class report: one HTML page that needs no JavaScript."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from autograder.checks.render import marked_up
from autograder.files import write_atomically
from autograder.grading.course.ledger import Record, notebook_of
from autograder.grading.course.states import MEANING
from autograder.grading.reports.items import items
from autograder.grading.reports.summary import remarks, score


def write_report(course: Path, records: Sequence[Record], ungraded: int = 0) -> Path:
    """Write ``course/report.html`` and return its path; ``ungraded`` submissions have no record."""
    templates = Environment(
        loader=PackageLoader("autograder.grading.reports", "."), autoescape=True, undefined=StrictUndefined
    )
    templates.filters["marked_up"] = lambda line: Markup(marked_up(line))
    page = templates.get_template("report.html").render(
        lessons=sorted({record.lesson for record in records}),
        learners=sorted({record.learner for record in records}),
        records={(record.learner, record.lesson): record for record in records},
        score=score,
        remarks=remarks,
        flagged=[record for record in records if record.flags or not record.state.final],
        items=items(records, partial(notebook_of, course)),
        meaning=MEANING,
        ungraded=ungraded,
    )
    target = course / "report.html"
    write_atomically(target, page.encode("utf-8"))
    return target
