"""What runs in the kernel at the place of a check cell: the lesson's own check, with its report as data."""

from __future__ import annotations

from dataclasses import replace

from autograder import lesson
from autograder.checks.exercise import Exercise
from autograder.checks.model import Outcome, Report
from autograder.checks.render import headline, text

MIME = "application/vnd.autograder.check+json"
MOST_PRINTED = 8  # lines: a notebook folds what the learner's code printed, a terminal cannot


def check(name: str, core: bool, seed: str) -> None:
    """Check one exercise as in Lab, and show its report as JSON beside its card as text."""
    from IPython.display import display

    result = lesson.check(name, core=core, seed=seed)
    told = {"report": result.report.to_json(), "text": _card(result.exercise, result.report)}
    display({MIME: told}, raw=True)


def _card(exercise: Exercise, report: Report) -> str:
    """The card as text; where there is no answer its first line, for the rest speaks of Lab."""
    if report.outcome in (Outcome.NOT_ATTEMPTED, Outcome.DID_NOT_RUN):
        return headline(exercise, report)
    return text(exercise, replace(report, printed=_first_lines(report.printed)))


def _first_lines(printed: str) -> str:
    lines = printed.strip().splitlines()
    more = len(lines) - MOST_PRINTED
    cut = [f"... and {more} lines more; in Lab the card has them all"] if more > 0 else []
    return "\n".join(lines[:MOST_PRINTED] + cut)


def call(name: str, core: bool, seed: str) -> str:
    """The code that calls :func:`check` and binds no name in the notebook."""
    return f"__import__({__name__!r}, fromlist=['check']).check({name!r}, {core!r}, {seed!r})"
