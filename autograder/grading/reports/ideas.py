"""Which known mistake comes closest to a learner's answer that failed."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

from autograder.authoring import answers
from autograder.cells import grade_id


@dataclass(frozen=True)
class Idea:
    """A wrong answer of a bank: its own criterion, all that it may fail, what it does, its source."""

    criterion: int
    may_fail: frozenset[int]
    sentence: str
    words: tuple[str, ...]


def closest_idea(exercise: str, failed: Collection[int], source: str) -> Idea | None:
    """The known mistake that fails the same criteria and whose source reads most like ``source``.

    None when none fails exactly like this. A guess for a person who looks at a class, no ground for points.
    """
    fit = [idea for idea in _ideas(exercise) if idea.criterion in failed and idea.may_fail >= set(failed)]
    alike = SequenceMatcher(b=source.split(), autojunk=False)

    def likeness(idea: Idea) -> float:
        alike.set_seq1(idea.words)
        return alike.ratio()

    return max(fit, key=likeness, default=None)


def answer_source(notebook: str, exercise: str) -> str:
    """What stands in an exercise's cell of a notebook given as JSON text; empty without such a cell."""
    cells = json.loads(notebook)["cells"] if notebook else []
    own = (c for c in cells if grade_id(c) == exercise)
    return next(("".join(cell["source"]) for cell in own), "")


@cache
def _ideas(exercise: str) -> list[Idea]:
    return [_idea(one) for one in answers.of_exercise(answers.WRONG, exercise)]


def _idea(mistake: answers.Answer) -> Idea:
    words = tuple(answers.cell_source(mistake).split())
    return Idea(mistake.killed_by, frozenset({mistake.killed_by, *mistake.also}), mistake.does, words)
