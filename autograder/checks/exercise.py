"""An exercise: a seeded scenario, probes that observe the learner's code, criteria that judge it."""

from __future__ import annotations

import inspect
import random
from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar, TypeVar

from autograder.checks.evidence import Evidence
from autograder.checks.lab import Lab
from autograder.checks.model import Criterion, Plain

Probe = Callable[[Any, Plain, SimpleNamespace, Lab], Any]
Judge = Callable[[Any, Plain, Evidence], None]
F = TypeVar("F", bound=Callable[..., Any])


def probe(function: F) -> F:
    """Mark a method ``(self, scenario, answer, lab) -> JSON`` as a probe; it runs in order of definition."""
    function._is_probe = True  # type: ignore[attr-defined]
    return function


def criterion(
    number: int, title: str, *, points: int, hint: str, core: bool = True, needs: tuple[int, ...] = ()
) -> Callable[[F], F]:
    """Mark a method ``(self, scenario, evidence) -> None`` as the judge of one criterion.

    It returns when the criterion is met and raises ``Failed`` (through ``expect…``) when not.
    It must be a pure function of its two arguments: in grading it runs in another process.
    """

    def mark(function: F) -> F:
        function._criterion = Criterion(number, title, points, core, needs, hint)  # type: ignore[attr-defined]
        return function

    return mark


class Exercise:
    """Base class; a lesson's module defines subclasses and lists their instances in ``EXERCISES``."""

    name: ClassVar[str]
    """The name learners pass to ``lesson.check``; unique in the course."""
    answers: ClassVar[tuple[str, ...]] = ()
    """Names taken from the learner's notebook; by default the exercise's own name."""
    hints: ClassVar[tuple[str, str, str]]
    """Three, from a question to nearly the answer."""
    needs_spark: ClassVar[bool] = False
    reads: ClassVar[tuple[str, ...]] = ()
    """Names of the files beside the notebook that ``handed_in`` reads."""

    probes: ClassVar[tuple[tuple[str, Probe], ...]] = ()
    judges: ClassVar[tuple[tuple[Criterion, Judge], ...]] = ()

    def __init_subclass__(cls) -> None:
        members = _own_members(cls)
        cls.probes = tuple((n, f) for n, f in members if hasattr(f, "_is_probe"))
        judges = [(f._criterion, f) for _, f in members if hasattr(f, "_criterion")]
        cls.judges = tuple(sorted(judges, key=lambda pair: pair[0].number))
        cls.answers = cls.answers or (cls.name,)
        _refuse_mistakes(cls)

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """The criteria in order of their numbers."""
        return tuple(c for c, _ in self.judges)

    @property
    def max_points(self) -> int:
        """Points of all criteria, core and stretch."""
        return sum(c.points for c in self.criteria)

    @property
    def has_witness(self) -> bool:
        """Whether there is anything to read in the folder that the learner's code worked in."""
        return type(self).witness is not Exercise.witness

    def scenario(self, rng: random.Random) -> Plain:
        """Draw the scenario, a JSON object; every random choice comes from ``rng``."""
        return {}

    def witness(self, scenario: Plain, evidence: Evidence, root: Path) -> Plain:
        """Read what the learner's code left behind in ``root`` without running any of it.

        Called after the probes, in self-check by the same process, in grading by another one.
        The result is in the evidence under ``"witness"``.
        """
        return {}

    def handed_in(
        self, files: Mapping[str, Path], learner: str | None = None, course: Path | None = None
    ) -> Plain | None:
        """Read the files beside the notebook, outside every box and without running any of them.

        In grading these are the submission's own files (regular ones, of anybody's making), ``learner`` who
        handed them in and ``course`` the instructor's folder; in self-check those of the notebook's folder.
        Returns None when the exercise reads none, else ``{"found": HandedIn, "why": …}`` and what else the
        criteria need; it is in the evidence under ``"handed_in"``.
        """
        return None

    def model_files(self, learner: str) -> dict[str, bytes]:
        """Files that a learner hands in beside a solved notebook: name → content."""
        return {}


def _own_members(cls: type) -> list[tuple[str, Any]]:
    """Functions of the class and its bases, base classes first, in order of definition."""
    found: dict[str, Any] = {}
    for base in reversed(cls.__mro__):
        found.update({n: f for n, f in vars(base).items() if inspect.isfunction(f)})
    return list(found.items())


def _refuse_mistakes(cls: type[Exercise]) -> None:
    """An author's slip shows at import, not in front of a class."""
    numbers = [c.number for c, _ in cls.judges]
    if numbers != list(range(1, len(numbers) + 1)):
        raise TypeError(f"{cls.__name__}: criteria must be numbered 1, 2, 3 …; found {numbers}")
    for c, _ in cls.judges:
        if any(n >= c.number for n in c.needs):
            raise TypeError(f"{cls.__name__}: criterion {c.number} may only need earlier ones, not {c.needs}")
    if len(getattr(cls, "hints", ())) != 3:
        raise TypeError(f"{cls.__name__}: three hints are needed, from a question to nearly the answer")
