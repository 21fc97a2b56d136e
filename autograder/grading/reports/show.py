"""Grades on a terminal of 80 columns: the scores, then what a person should know, a line each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich import box
from rich.console import Group
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from autograder.grading.reports.results import Result
from autograder.grading.reports.summary import notes

FULL_NAMES = 3  # lessons: more columns than that have room for numbers only


def table(results: Sequence[Result]) -> Group:
    """One row per learner, one column per lesson, and the remarks on them."""
    remarks = list(_remarks(results))
    return Group(_scores(results), *([Text("To look at:", style="bold"), *remarks] if remarks else []))


def _scores(results: Sequence[Result]) -> Table:
    lessons = sorted({one.record.lesson for one in results})
    wide = len(lessons) <= FULL_NAMES
    legend = None if wide else "–  not handed in    ?  no mark: a person has to look"
    shown = Table(
        title="Grades",
        title_justify="left",
        caption=legend,
        caption_justify="left",
        box=box.HEAVY_HEAD if wide else box.SIMPLE_HEAD,
        padding=(0, 1) if wide else (0, 1, 0, 0),
    )
    shown.add_column("learner", overflow="fold")
    most = {one.record.lesson: one.mark.max_points for one in results}
    for lesson in lessons:
        name = lesson if wide else f"{lesson.partition('_')[0]}\n/{most[lesson]:g}"
        shown.add_column(name, justify="right", no_wrap=not wide)
    for learner in sorted({one.record.learner for one in results}):
        own = {one.record.lesson: one for one in results if one.record.learner == learner}
        shown.add_row(escape(learner), *(_score(own.get(lesson), wide) for lesson in lessons))
    return shown


def _score(one: Result | None, wide: bool) -> str:
    if wide:
        return one.score if one else "not handed in"
    if one is None:
        return "–"
    return "?" if one.mark.points is None else f"{one.mark.points:g}"


def _remarks(results: Sequence[Result]) -> Iterator[Text]:
    for one in sorted(results, key=lambda one: (one.record.learner, one.record.lesson)):
        told = [*one.reasons, *notes(one.record)]
        if one.needs_a_person:
            told = [f"{one.score}.", *told]
        if told:
            yield Text(f"  {one.record.learner}, {one.record.lesson}: {'; '.join(told)}")
