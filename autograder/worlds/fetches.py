"""Notices when code brings rows from Spark to the driver, so that something can happen just then."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

# What returns rows; those that call each other (first, head, take, collect) count once.
FETCHERS = ("collect", "toPandas", "toArrow", "take", "tail", "head", "first", "toLocalIterator")

_depth = [0]


@contextmanager
def noticed(frame_class: type, then: Callable[[int], None]) -> Iterator[None]:
    """While the body runs, call ``then`` with the number of rows after each fetch.

    ``frame_class`` is the class of the session's DataFrames. What ``then`` itself fetches is not noticed.
    """
    originals = {name: getattr(frame_class, name) for name in FETCHERS if hasattr(frame_class, name)}
    try:
        for name, original in originals.items():
            setattr(frame_class, name, _noticing(original, then))
        yield
    finally:
        for name, original in originals.items():
            setattr(frame_class, name, original)


@contextmanager
def unnoticed() -> Iterator[None]:
    """For fetches of the check's own, inside a body that is watched."""
    _depth[0] += 1
    try:
        yield
    finally:
        _depth[0] -= 1


def _noticing(fetch: Callable[..., Any], then: Callable[[int], None]) -> Callable[..., Any]:
    def fetch_and_tell(*args: Any, **kwargs: Any) -> Any:
        with unnoticed():
            found = fetch(*args, **kwargs)
            rows = list(found) if isinstance(found, Iterator) else found
            if _depth[0] == 1:
                then(_length(rows))
        return iter(rows) if isinstance(found, Iterator) else found

    return fetch_and_tell


def _length(rows: Any) -> int:
    if rows is None:
        return 0
    single = hasattr(rows, "asDict")  # one Row, whose length is its width
    return 1 if single else len(rows)
