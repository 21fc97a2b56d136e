"""The decorators of an exercise's methods: probe, witness, criterion, table, programs."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

Method = Callable[..., Any]
F = TypeVar("F", bound=Callable[..., Any])


class Kind(StrEnum):
    """What a marked method is."""

    PROBE = "probe"
    WITNESS = "witness"
    CRITERION = "criterion"
    TABLE = "table"


@dataclass(frozen=True)
class Mark:
    """What a decorator says of a method; ``Exercise.__init_subclass__`` collects them."""

    kind: Kind
    points: int = 0
    core: bool = True
    needs: tuple[Method, ...] = ()
    draw: Method | None = None
    count: int = 1


def probe(function: F) -> F:
    """Mark a method as a probe: it runs the learner's code and returns what it saw, as JSON.

    Cheap ones come first in the class, those that crash processes or race with another writer last.
    """
    return _marked(function, Mark(Kind.PROBE))


def programs(draw: Method, *, count: int) -> Callable[[F], F]:
    """Mark a method as a probe that is played on ``count`` programs, each drawn by ``draw(self, rng)``.

    It asks for ``program`` and returns what it saw of that one; see ``autograder.checks.programs``.
    """
    return lambda function: _marked(function, Mark(Kind.PROBE, draw=draw, count=count))


def witness(function: F) -> F:
    """Mark a method as a witness: it reads what the code left in ``root`` without running any of it.

    In self-check it runs in the same process, as soon as a criterion asks for it; in grading in another
    one, when all probes are over.
    """
    return _marked(function, Mark(Kind.WITNESS))


def criterion(*, points: int, core: bool = True, needs: tuple[Method, ...] = ()) -> Callable[[F], F]:
    """Mark a method as the judge of one criterion.

    Its docstring is what the learner reads: the first paragraph is the title, the rest the hint. ``needs``
    are the criteria, methods defined before, without which this one says nothing new. The method returns
    when the criterion is met and raises ``Failed`` (through ``expect…``) when not; it must be a pure
    function of its arguments, for in grading it runs in another process.
    """
    return lambda function: _marked(function, Mark(Kind.CRITERION, points, core, needs))


def table(*, points: int, core: bool = True, needs: tuple[Method, ...] = ()) -> Callable[[F], F]:
    """Mark a method ``(self, scenario) -> list[Row]`` as a criterion that is a table of calls.

    The answer is asked every row (``Exercise.ask``), and must return what the row wants. Docstring and
    options are those of a criterion.
    """
    return lambda function: _marked(function, Mark(Kind.TABLE, points, core, needs))


def _marked(function: F, mark: Mark) -> F:
    function._mark = mark  # type: ignore[attr-defined]
    return function


def mark_of(function: Any) -> Mark:
    """What the decorator said."""
    mark: Mark = function._mark
    return mark


def asks_for(function: Any) -> tuple[str, ...]:
    """The names of a method's parameters, without ``self``."""
    known: tuple[str, ...] | None = getattr(function, "_asks_for", None)
    if known is None:
        known = function._asks_for = tuple(inspect.signature(function).parameters)[1:]
    return known
