"""Which cells of a notebook run for its checks, and which of them an exercise needs."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from nbformat import NotebookNode

from autograder import exercises
from autograder.cells import checked_exercise
from autograder.checks.exercise import Exercise
from autograder.notebook_check.lessons import name_of
from autograder.notebook_check.names import Names, names_of

RELEASED_ID = re.compile(r"[0-9a-f]{12}(-\d+)?")  # the builder's ids are longer than an editor's random ones
LOOKS = {
    *("answer", "cards", "check", "environment", "exam", "hint", "last"),
    *("objectives", "progress", "quiz", "solution"),
}  # what `lesson` offers to look at; `give` and `start` do more


class Kind(StrEnum):
    """Whose a cell is."""

    SETUP = "set-up"
    ANSWER = "answer"
    CHECK = "check"
    DEMO = "demo"  # the lesson's, to look at
    OWN = "own"  # the learner's, beside the answers


@dataclass(frozen=True)
class Cell:
    """A code cell, and what it is called: the name it was released under, or an id."""

    kind: Kind
    name: str
    source: str
    names: Names

    @property
    def title(self) -> str:
        """How to find it in the notebook: by its first line."""
        lines = [line.strip() for line in self.source.strip().splitlines()]
        first = next((line for line in lines if line and not line.startswith(("#", "@"))), "")
        return first if len(first) <= 50 else f"{first[:47]}..."


@dataclass(frozen=True)
class Plan:
    """The cells to run and the exercises to check, in the order of the notebook."""

    steps: tuple[Cell | Exercise, ...]

    @property
    def exercises(self) -> list[Exercise]:
        return [step for step in self.steps if isinstance(step, Exercise)]


def make_plan(notebook: NotebookNode, slug: str, asked: Collection[str]) -> Plan:
    """What to do with a notebook for the exercises that are asked for, by name.

    Set-up cells, answers and the learner's own cells run, as they stand. A cell of the lesson that only shows
    something runs when one of those reads a name from it. Nothing runs behind the last check asked for.
    """
    cells = [_cell(cell, slug) for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
    steps: list[Cell | Exercise] = []
    waiting = {one.name: one for one in exercises.of_lesson(slug) if one.name in asked}
    for cell in cells:
        if cell.kind is not Kind.CHECK:
            steps.append(cell)
        elif exercise := waiting.pop(checked_exercise(cell.name) or "", None):
            steps.append(exercise)
    steps += waiting.values()  # check cells that are gone, where nothing could put them back
    last = max(place for place, step in enumerate(steps) if isinstance(step, Exercise))
    steps = steps[: last + 1]
    running = _running([step for step in steps if isinstance(step, Cell)])
    return Plan(tuple(step for step in steps if isinstance(step, Exercise) or step in running))


def _cell(cell: NotebookNode, slug: str) -> Cell:
    name, names = name_of(cell), names_of(cell.source)
    kind = _kind(cell, name, slug)
    if kind is Kind.ANSWER:  # also when it is no Python: it stands for what it was released as
        names = Names(names.binds | {name}, names.reads)
    return Cell(kind, name, cell.source, names)


def _kind(cell: NotebookNode, name: str, slug: str) -> Kind:
    known = {one.name for one in exercises.of_lesson(slug)}
    if checked_exercise(name) in known:
        return Kind.CHECK
    if "nbgrader" in cell.metadata:
        return Kind.SETUP if cell.metadata.nbgrader.get("locked") else Kind.ANSWER
    if name in known:
        return Kind.ANSWER
    return Kind.DEMO if RELEASED_ID.fullmatch(name) else Kind.OWN


def _running(cells: Sequence[Cell]) -> list[Cell]:
    """The cells that run; demo cells join while one that runs reads what nothing before it has bound."""
    running = [cell for cell in cells if cell.kind is not Kind.DEMO and not _only_looks(cell)]
    while True:
        missing = _unbound(running)
        more = [c for c in cells if c.kind is Kind.DEMO and c not in running and c.names.binds & missing]
        if not more:
            return running
        running = [cell for cell in cells if cell in running or cell in more]


def _unbound(cells: Iterable[Cell]) -> set[str]:
    bound: set[str] = set(dir(builtins))
    missing: set[str] = set()
    for cell in cells:
        missing |= cell.names.reads - cell.names.binds - bound
        bound |= cell.names.binds
    return missing


def _only_looks(cell: Cell) -> bool:
    """Whether a cell of the learner's asks the lesson for something to look at, and does no more."""
    if cell.kind is not Kind.OWN:
        return False
    try:
        statements = ast.parse(cell.source).body
    except (SyntaxError, ValueError):
        return False
    return all(isinstance(one, ast.Expr) and _asked_of_lesson(one.value) in LOOKS for one in statements)


def _asked_of_lesson(expression: ast.expr) -> str:
    """``check`` of ``lesson.check("retry")``, ``last`` of ``lesson.last("retry").show()``."""
    inner: ast.expr = expression
    while isinstance(inner, ast.Call | ast.Attribute):
        if isinstance(inner, ast.Attribute) and isinstance(inner.value, ast.Name):
            return inner.attr if inner.value.id == "lesson" else ""
        inner = inner.func if isinstance(inner, ast.Call) else inner.value
    return ""


def needed(exercise: Exercise, cells: Iterable[Cell]) -> set[str]:
    """The names an exercise's answers come to, through the cells given, theirs included."""
    found = set(exercise.answers)
    known = list(cells)
    while True:
        more = {name for cell in known if cell.names.binds & found for name in cell.names.reads} - found
        if not more:
            return found
        found |= more
