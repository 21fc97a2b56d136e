"""The banks of answers: what an answer file says, and how it becomes a notebook's names.

A file ``tests/wrong_answers/<lesson>/<exercise>/<idea>.py`` opens with a docstring that names the
mistake and says which criterion must catch it::

    KILLED_BY = 4          # this criterion must fail
    ALSO = (2,)            # these may fail too; any other failure is unrelated and fails the test

It is either a whole answer, or a small change of the solution: ``REPLACE = {"old": "new"}``, where
each old text must stand in the solution exactly once, or it would silently change nothing.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from autograder import exercises, paths
from autograder.build.source import setup_source, solution_source

TESTS = paths.ROOT / "tests"


@dataclass(frozen=True)
class Answer:
    """One answer of a bank: ``kind`` is ``wrong``, ``right`` or ``solution``."""

    kind: str
    exercise: str
    path: Path | None = None

    @property
    def label(self) -> str:
        """Name in test ids: ``retry-wrong-sleeps_after_the_last``."""
        return f"{self.exercise}-{self.kind}" + (f"-{self.path.stem}" if self.path else "")

    @property
    def says(self) -> SimpleNamespace:
        """The constants of the file: KILLED_BY, ALSO, REPLACE."""
        constants: dict[str, Any] = {"KILLED_BY": None, "ALSO": (), "REPLACE": {}}
        tree = ast.parse(self.path.read_text("utf-8")) if self.path else ast.Module([], [])
        for node in tree.body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                name = node.targets[0].id
                if name in constants:
                    constants[name] = ast.literal_eval(node.value)
        return SimpleNamespace(**constants)


def bank(kind: str, *, needs_spark: bool | None = None) -> list[Answer]:
    """All answers of ``tests/<kind>_answers``; the solutions themselves for ``solution``."""
    if kind == "solution":
        found = [Answer(kind, name) for name in exercises.catalogue()]
    else:
        paths = sorted((TESTS / f"{kind}_answers").glob("*/*/*.py"))
        found = [Answer(kind, path.parent.name, path) for path in paths]
    return [a for a in found if needs_spark in (None, exercises.get(a.exercise).needs_spark)]


def find(kind: str, exercise: str, idea: str) -> Answer:
    """One answer of a bank by its file's name; LookupError when there is none."""
    found = [a for a in bank(kind) if a.exercise == exercise and a.path and a.path.stem == idea]
    if not found:
        raise LookupError(f"tests/{kind}_answers has no {idea!r} for {exercise!r}")
    return found[0]


def cell_source(answer: Answer) -> str:
    """What a learner with this answer would have written in the exercise's cell."""
    if answer.path is not None and not answer.says.REPLACE:
        return answer.path.read_text("utf-8")
    return _replaced(answer, _solution(exercises.lesson_of(answer.exercise), answer.exercise))


def fill_in(notebook: Any, chosen: Iterable[Answer]) -> None:
    """Write answers into a learner's notebook (an nbformat node), each into its exercise's cell.

    LookupError when the notebook has no such cell.
    """
    cells = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell for cell in notebook.cells}
    for answer in chosen:
        if answer.exercise not in cells:
            raise LookupError(f"the notebook has no exercise cell {answer.exercise!r}")
        cells[answer.exercise].source = cell_source(answer)


def solved(slug: str) -> list[Answer]:
    """The solutions of a lesson, as answers."""
    return [Answer("solution", exercise.name) for exercise in exercises.of_lesson(slug)]


def namespace(answer: Answer) -> dict[str, Any]:
    """The names a notebook would hold after this answer was run in it."""
    slug = exercises.lesson_of(answer.exercise)
    names: dict[str, Any] = {"__name__": "__main__"}
    _run(_setup(slug), f"<answer setup {slug}>", names)
    for exercise in exercises.of_lesson(slug):
        _run(_solution(slug, exercise.name), f"<answer solution {exercise.name}>", names)
    if answer.path is not None:
        _run(cell_source(answer), f"<answer {answer.path.stem}>", names)
    return names


@cache
def _setup(slug: str) -> str:
    return setup_source(slug)


@cache
def _solution(slug: str, name: str) -> str:
    return solution_source(slug, name)


def _replaced(answer: Answer, source: str) -> str:
    for old, new in answer.says.REPLACE.items():
        if source.count(old) != 1:
            raise AssertionError(
                f"{answer.path}: {old!r} stands {source.count(old)} times in the solution, not once"
            )
        source = source.replace(old, new)
    return source


def _run(source: str, filename: str, names: dict[str, Any]) -> None:
    exec(compile(source, filename, "exec"), names)
