"""Answers of a class that are alike beyond what their exercise gives: a list for a person, no flag."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from autograder.cells import grade_id
from autograder.checks.model import Json
from autograder.grading.course.ledger import Record
from autograder.grading.reports.likeness import Alike, alike

OWN_CELLS = "cells of their own"


@dataclass(frozen=True)
class Similar:
    """One entry: where, and who. exercise: its name, or OWN_CELLS for what stands in no cell of ours."""

    lesson: str
    exercise: str
    alike: Alike


Notebooks = Iterable[str]
"""JSON texts."""


def similar(
    records: Sequence[Record],
    graded: Callable[[Record], Notebooks],
    released: Callable[[str], Notebooks],
) -> list[Similar]:
    """What is alike in the graded notebooks, lesson by lesson, the most alike first.

    Parameters: ``graded`` gives a record's graded notebooks, ``released`` a lesson's as learners got them.
    Grading has read what was handed in, so no file of a learner's is opened here.
    """
    return [
        Similar(lesson, exercise, one)
        for lesson in sorted({record.lesson for record in records})
        for exercise, one in _in_lesson([r for r in records if r.lesson == lesson], graded, released(lesson))
    ]


def _in_lesson(
    records: Iterable[Record], graded: Callable[[Record], Notebooks], released: Notebooks
) -> Iterator[tuple[str, Alike]]:
    texts: dict[str, dict[str, str]] = defaultdict(dict)
    for record in records:
        for exercise, source in _answers(graded(record)).items():
            texts[exercise][record.learner] = source
    given = ["".join(cell["source"]) for cell in _cells(released)]
    found = [(exercise, one) for exercise, own in texts.items() for one in alike(own, given)]
    yield from sorted(found, key=lambda entry: -entry[1].share)


def _answers(notebooks: Notebooks) -> dict[str, str]:
    """Name of a cell to answer → what stands in it; what stands in code cells that are not ours, together."""
    found: dict[str, list[str]] = defaultdict(list)
    for cell in _cells(notebooks):
        name = grade_id(cell)
        if name and cell["metadata"]["nbgrader"].get("solution"):
            found[name].append("".join(cell["source"]))
        elif name is None and cell.get("cell_type") == "code":
            found[OWN_CELLS].append("".join(cell["source"]))
    return {name: "\n".join(sources) for name, sources in found.items()}


def _cells(notebooks: Notebooks) -> Iterator[Json]:
    for text in notebooks:
        yield from json.loads(text)["cells"]
