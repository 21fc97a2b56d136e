"""What grades say of the exercises: how hard each is, and whether it tells strong learners from weak ones."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import StatisticsError, correlation, mean

from autograder import exercises
from autograder.cells import check_cell
from autograder.checks import Exercise
from autograder.grading.course.ledger import Record
from autograder.grading.reports.ideas import answer_source, closest_idea
from autograder.syllabus import is_lesson


@dataclass(frozen=True)
class Item:
    """One exercise over a class.

    difficulty: mean share of its points, from 0 (nobody) to 1 (everybody), over those that attempted it; None
    when nobody did. discrimination: Pearson's correlation of its points with all other points of the same
    learner (corrected item-total correlation, Lord and Novick 1968); None where it is not defined. failures:
    (criterion's number, title, how many learners fail it), most frequent first. ideas: (a known mistake in a
    sentence, how many answers that failed come closest to it), most frequent first.
    """

    lesson: str
    name: str
    attempted: int
    learners: int
    difficulty: float | None
    discrimination: float | None
    failures: tuple[tuple[int, str, int], ...]
    ideas: tuple[tuple[str, int], ...]


def items(records: Sequence[Record], notebook: Callable[[Record], str]) -> list[Item]:
    """One item per exercise of the lessons that were graded, in the order of the course.

    ``notebook`` gives a record's graded notebook as JSON text.
    """
    lessons = sorted({record.lesson for record in records if is_lesson(record.lesson)})
    return [
        _item(lesson, exercise, records, notebook)
        for lesson in lessons
        for exercise in exercises.of_lesson(lesson)
    ]


def _item(
    lesson: str, exercise: Exercise, records: Sequence[Record], notebook: Callable[[Record], str]
) -> Item:
    own = {record.learner: record for record in records if record.lesson == lesson}
    cell = check_cell(exercise.name)
    scored = {who: record.checks[cell] for who, record in own.items() if _points(record, cell) is not None}
    tried = {who: check for who, check in scored.items() if check["state"] != "not attempted"}
    failures = Counter(number for check in tried.values() for number in check["failed"])
    wrong = [(own[who], check["failed"]) for who, check in tried.items() if check["failed"]]
    closest = (
        closest_idea(exercise.name, failed, answer_source(notebook(record), exercise.name))
        for record, failed in wrong
    )
    ideas = Counter(idea.sentence for idea in closest if idea)
    titles = {criterion.number: criterion.title for criterion in exercise.criteria}
    return Item(
        lesson,
        exercise.name,
        attempted=len(tried),
        learners=len(own),
        difficulty=mean(c["points"] / c["max_points"] for c in tried.values()) if tried else None,
        discrimination=_discrimination(cell, scored, records),
        failures=tuple((number, titles[number], count) for number, count in failures.most_common()),
        ideas=tuple(ideas.most_common()),
    )


def _points(record: Record, cell: str) -> float | None:
    points: float | None = record.checks.get(cell, {}).get("points")
    return points


def _discrimination(
    cell: str, scored: dict[str, dict[str, float]], records: Sequence[Record]
) -> float | None:
    total: dict[str, float] = defaultdict(float)
    for record in records:
        total[record.learner] += sum(value for value in record.cells.values() if value is not None)
    own = [check["points"] for check in scored.values()]
    rest = [total[who] - check["points"] for who, check in scored.items()]
    try:
        return correlation(own, rest)
    except StatisticsError:  # fewer than two learners, or no difference between them
        return None
