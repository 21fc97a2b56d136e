"""The banks of answers in ``solutions/``, and how an answer becomes a notebook's names.

``solutions/mistakes/LESSON/EXERCISE.py`` holds a table, ``MISTAKES``, made by :func:`mistake`; every file of
``solutions/variants/LESSON/EXERCISE/`` is a right answer of another style. A mistake is a small change of the
solution, each old text of which must be in it exactly once, or a whole answer where that is not enough.
"""

from __future__ import annotations

import runpy
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from autograder import exercises, paths, syllabus
from autograder.authoring.source import setup_source, solution_source
from autograder.cells import grade_id
from autograder.checks.marks import Method

SOLUTION, WRONG, RIGHT = "solution", "wrong", "right"
MISTAKES, VARIANTS = paths.SOLUTIONS / "mistakes", paths.SOLUTIONS / "variants"


class StaleMistake(Exception):
    """A mistake that no longer fits the solution; the message begins with its file and line."""


@dataclass(frozen=True)
class Mistake:
    """One row of a table of mistakes; ``line`` is where it stands."""

    name: str
    does: str
    killed_by: Method
    also: tuple[Method, ...]
    replace: Mapping[str, str]
    whole: str
    line: int


def mistake(
    name: str,
    does: str,
    *,
    killed_by: Method,
    also: tuple[Method, ...] = (),
    replace: Mapping[str, str] | None = None,
    whole: str = "",
) -> Mistake:
    """A named mistake of an exercise.

    Parameters: ``does`` says in a sentence what the answer does wrong; ``killed_by`` is the criterion that
    must fail, ``also`` those that may; ``replace`` maps a text of the solution to what is there instead;
    ``whole`` is a whole answer.
    """
    line = sys._getframe(1).f_lineno
    return Mistake(name, " ".join(does.split()), killed_by, also, replace or {}, whole, line)


@dataclass(frozen=True)
class Answer:
    """One answer of a bank: ``kind`` is ``wrong``, ``right`` or ``solution``.

    ``killed_by`` is the number of the criterion that a wrong one must fail, ``also`` those it may fail.
    """

    kind: str
    exercise: str
    name: str = ""
    path: Path | None = None
    line: int = 1
    does: str = ""
    killed_by: int = 0
    also: tuple[int, ...] = ()
    replace: Mapping[str, str] = field(default_factory=dict, hash=False)
    whole: str = ""

    @property
    def label(self) -> str:
        """Name in test ids: ``retry-wrong-sleeps_after_the_last``."""
        return f"{self.exercise}-{self.kind}" + (f"-{self.name}" if self.name else "")

    @property
    def where(self) -> str:
        """File and line, as editors open them."""
        return f"{self.path}:{self.line}"


def bank(kind: str, lessons: Iterable[str] | None = None) -> list[Answer]:
    """The answers of a kind to all exercises of some lessons, by default of all.

    None where this copy of the course has no ``solutions/``.
    """
    slugs = [one.slug for one in syllabus.LESSONS] if lessons is None else lessons
    names = [exercise.name for slug in slugs for exercise in exercises.of_lesson(slug)]
    return [answer for name in names for answer in of_exercise(kind, name)]


def of_exercise(kind: str, name: str) -> list[Answer]:
    """The answers to one exercise."""
    if kind == SOLUTION:
        return [Answer(SOLUTION, name)]
    return list(_mistakes(name) if kind == WRONG else _variants(name))


@cache
def _mistakes(name: str) -> tuple[Answer, ...]:
    path = MISTAKES / exercises.lesson_of(name) / f"{name}.py"
    if not path.exists():
        return ()
    rows: list[Mistake] = runpy.run_path(str(path))["MISTAKES"]
    return tuple(_wrong(name, path, row) for row in rows)


def _wrong(exercise: str, path: Path, row: Mistake) -> Answer:
    numbers = exercises.get(exercise).numbers
    try:
        killed_by, also = numbers[row.killed_by], tuple(numbers[one] for one in row.also)
    except KeyError as unknown:
        raise StaleMistake(f"{path}:{row.line}: {unknown} is no criterion of {exercise}") from None
    return Answer(
        WRONG, exercise, row.name, path, row.line, row.does, killed_by, also, row.replace, row.whole
    )


def _variants(name: str) -> Iterator[Answer]:
    folder = VARIANTS / exercises.lesson_of(name) / name
    for path in sorted(folder.glob("*.py")):
        yield Answer(RIGHT, name, path.stem, path)


def find(kind: str, exercise: str, name: str) -> Answer:
    """One answer of a bank by its name; LookupError when there is none."""
    for answer in of_exercise(kind, exercise):
        if answer.name == name:
            return answer
    raise LookupError(f"no {kind} answer {name!r} to {exercise!r} in {MISTAKES.parent}")


def cell_source(answer: Answer) -> str:
    """What a learner with this answer would have written in the exercise's cell.

    Raises StaleMistake when a text to replace is not in the solution exactly once.
    """
    if answer.whole:
        return answer.whole
    if answer.kind == RIGHT and answer.path:
        return answer.path.read_text("utf-8")
    source = _solution(exercises.lesson_of(answer.exercise), answer.exercise)
    for old, new in answer.replace.items():
        if source.count(old) != 1:
            said = f"{answer.where}: {answer.name}: {old!r} is {source.count(old)} times in the solution"
            raise StaleMistake(f"{said}, not once")
        source = source.replace(old, new)
    return source


def fill_in(notebook: Any, chosen: Iterable[Answer]) -> None:
    """Write answers into a learner's notebook (an nbformat node), each into its exercise's cell.

    LookupError when the notebook has no such cell.
    """
    cells = {grade_id(cell): cell for cell in notebook.cells}
    for answer in chosen:
        if answer.exercise not in cells:
            raise LookupError(f"the notebook has no exercise cell {answer.exercise!r}")
        cells[answer.exercise].source = cell_source(answer)


def solved(slug: str) -> list[Answer]:
    """The solutions of a lesson, as answers."""
    return [Answer(SOLUTION, exercise.name) for exercise in exercises.of_lesson(slug)]


def namespace(answer: Answer) -> dict[str, Any]:
    """The names a notebook would hold after this answer was run in it."""
    slug = exercises.lesson_of(answer.exercise)
    names: dict[str, Any] = {"__name__": "__main__"}
    _run(_setup(slug), f"<answer setup {slug}>", names)
    for exercise in exercises.of_lesson(slug):
        _run(_solution(slug, exercise.name), f"<answer solution {exercise.name}>", names)
    if answer.kind != SOLUTION:
        _run(cell_source(answer), f"<answer {answer.name}>", names)
    return names


@cache
def _setup(slug: str) -> str:
    return setup_source(slug)


@cache
def _solution(slug: str, name: str) -> str:
    return solution_source(slug, name)


def _run(source: str, filename: str, names: dict[str, Any]) -> None:
    exec(compile(source, filename, "exec"), names)
