"""The failed cases of the last checks, for ``lesson.last``."""

from __future__ import annotations

from typing import Any

from autograder.checks.errors import Failed
from autograder.checks.exercise import Exercise
from autograder.checks.lab import Lab
from autograder.checks.marks import asks_for
from autograder.checks.model import Criterion, Json
from autograder.checks.seen import Case

_CASES: dict[tuple[str, int], Case] = {}
"""(exercise, criterion) → its case in the last check; the first that failed is under 0."""


def forget_cases(exercise: Exercise) -> None:
    """A new check of the exercise begins."""
    for key in [key for key in _CASES if key[0] == exercise.name]:
        del _CASES[key]


def known_case(name: str, criterion: int) -> Case | None:
    """The case that a criterion failed on in the last check; None when it did not."""
    return _CASES.get((name, criterion))


def keep_case(
    exercise: Exercise, item: Criterion, function: Any, scenario: Json, lab: Lab, no: Failed
) -> None:
    """Keep what the criterion looked at for ``lesson.last``."""
    asked = _probes_behind(exercise, asks_for(function))
    noted = [lab.calls[name] for name in asked if name in lab.calls]
    case = Case(
        exercise.name,
        f"{item.number}. {item.title}",
        expected=no.expected,
        got=no.got,
        scenario=scenario,
        calls=[call for one in noted for call in one.calls],
        kept={name: thing for one in noted for name, thing in one.kept.items()},
    )
    _CASES[exercise.name, item.number] = case
    _CASES.setdefault((exercise.name, 0), case)


def _probes_behind(exercise: Exercise, asked: tuple[str, ...]) -> list[str]:
    """The probes that a criterion asks for, itself or through witnesses and other probes."""
    found: list[str] = []
    for name in asked:
        function = exercise.probes.get(name) or exercise.witnesses.get(name)
        if function is not None:
            found += [n for n in _probes_behind(exercise, asks_for(function)) if n not in found]
            found += [name] if name in exercise.probes and name not in found else []
    return found
