"""Programs: many drawn runs of a pure function against a model, and the shortest one that fails.

A *program* is a JSON object that an exercise draws (calls, times, errors, options). A probe marked with
``@programs`` plays one program and returns what it saw; a criterion that asks for ``program`` and for that
probe judges one program at a time, by an independent model. The programs come from the scenario's seed, so
grading repeats them. Where a learner checks, the first one that fails is made shorter step by step, as
Hypothesis does it: https://hypothesis.works/articles/how-hypothesis-works/.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

from autograder.checks.model import Json

PLAY_SECONDS = 20.0  # hundreds of programs take a second; an answer that truly waits is stopped here
SHRINK_SECONDS = 2.0
LATE = {"late": True}
"""The record of a program that was not played because those before took too long."""


def play_all(play: Callable[[Json], Json], all_of_them: list[Json]) -> list[Json]:
    """The record of every program; those that come after PLAY_SECONDS are not played."""
    until = time.monotonic() + PLAY_SECONDS
    return [play(one) if time.monotonic() < until else LATE for one in all_of_them]


def shortest(program: Json, smaller: Callable[[Json], Iterator[Json]], fails: Callable[[Json], bool]) -> Json:
    """A program that fails and of which no smaller one does, as far as SHRINK_SECONDS reach.

    ``program`` itself is played first: one that takes all the time (code that truly waits) stays as it is.
    """
    until = time.monotonic() + SHRINK_SECONDS
    found = fails(program)
    while found:
        found = False
        for candidate in smaller(program):
            if time.monotonic() > until:
                return program
            if candidate != program and fails(candidate):
                program, found = candidate, True
                break
    return program


def leave_out(program: Json) -> Iterator[Json]:
    """The program without a half of one of its lists, without one item, or without one of its options.

    Options are the keys of a dict under ``"options"``.
    """
    for key, value in program.items():
        if isinstance(value, list):
            yield from ({**program, key: less} for less in _shorter(value))
        if key == "options":
            for option in value:
                yield {**program, key: {k: v for k, v in value.items() if k != option}}


def plainer(value: Any) -> Iterator[Any]:
    """The value with one of the numbers in it, at any depth, made whole, smaller, 1 or 0.

    For an exercise whose own ``smaller`` knows which of these are still programs.
    """
    if isinstance(value, dict):
        yield from ({**value, key: less} for key, inner in value.items() for less in plainer(inner))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from ([*value[:place], less, *value[place + 1 :]] for less in plainer(inner))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        whole = int(value)
        tried = map(type(value), (0, 1, *(whole - whole // part for part in (2, 4, 16)), whole - 1, whole))
        yield from (one for one in tried if _weight(one) < _weight(value))


def _weight(number: float) -> tuple[bool, float]:
    """Whole numbers are plainer than others, small ones plainer than large ones."""
    return number != int(number), abs(number)


def _shorter(items: list[Any]) -> Iterator[list[Any]]:
    middle = len(items) // 2
    if middle > 1:
        yield items[:middle]
        yield items[middle:]
    for place in range(len(items)):
        yield items[:place] + items[place + 1 :]


def size(value: Any) -> int:
    """How long a program reads: the number of values in it."""
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + sum(map(size, inside))
