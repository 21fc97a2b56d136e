"""Answers of a class that are alike beyond what their exercise gives: a list for a person, no flag."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from autograder import exercises
from autograder.cells import grade_id
from autograder.grading.course.ledger import Record
from autograder.grading.reports.likeness import Alike, alike

OWN_CELLS = "cells of their own"


@dataclass(frozen=True)
class Similar:
    """One entry: where, and who. exercise: its name, or OWN_CELLS for what stands in no cell of ours."""

    lesson: str
    exercise: str
    alike: Alike


def similar(
    records: Sequence[Record], notebook: Callable[[Record], str], released: Callable[[str], str]
) -> list[Similar]:
    """What is alike in the graded notebooks, lesson by lesson, the most alike first.

    Parameters: ``notebook`` gives a record's graded notebook, ``released`` a lesson's as learners got it,
    both as JSON text, "" for none. Grading has read what was handed in, so no file of a learner's is opened.
    """
    return [
        Similar(lesson, exercise, one)
        for lesson in sorted({record.lesson for record in records})
        for exercise, one in _in_lesson(
            lesson, [r for r in records if r.lesson == lesson], notebook, released
        )
    ]


def _in_lesson(
    lesson: str,
    records: Iterable[Record],
    notebook: Callable[[Record], str],
    released: Callable[[str], str],
) -> Iterator[tuple[str, Alike]]:
    texts: dict[str, dict[str, str]] = defaultdict(dict)
    for record in records:
        for exercise, source in _answers(lesson, notebook(record)).items():
            texts[exercise][record.learner] = source
    given = [source for _, source in _cells(released(lesson))]
    found = [(exercise, one) for exercise, own in texts.items() for one in alike(own, given)]
    yield from sorted(found, key=lambda entry: -entry[1].share)


def _answers(lesson: str, text: str) -> dict[str, str]:
    """Exercise → what stands in its cell; what stands in cells that are not ours, together."""
    names = {one.name for one in exercises.of_lesson(lesson)}
    cells = _cells(text, kind="code")
    answers = {name: source for name, source in cells if name in names}
    return {**answers, OWN_CELLS: "\n".join(source for name, source in cells if name is None)}


def _cells(text: str, kind: str = "") -> list[tuple[str | None, str]]:
    """(our name or None, source) of a notebook's cells, of one kind or all."""
    cells = json.loads(text)["cells"] if text else []
    return [(grade_id(c), "".join(c["source"])) for c in cells if kind in ("", c.get("cell_type"))]
