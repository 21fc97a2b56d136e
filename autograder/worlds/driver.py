"""Counts the rows that a piece of code brings from Spark to the driver."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

# What returns rows; those that call each other (first, head, take, collect) count once.
FETCHERS = ("collect", "toPandas", "toArrow", "take", "tail", "head", "first", "toLocalIterator")


class RowCount:
    """``most``: the largest number of rows that one call brought."""

    most = 0


@contextmanager
def rows_to_driver(frame_class: type) -> Iterator[RowCount]:
    """Count while the body runs; ``frame_class`` is the class of the session's DataFrames."""
    count, depth = RowCount(), [0]
    originals = {name: getattr(frame_class, name) for name in FETCHERS if hasattr(frame_class, name)}
    try:
        for name, original in originals.items():
            setattr(frame_class, name, _counted(original, count, depth))
        yield count
    finally:
        for name, original in originals.items():
            setattr(frame_class, name, original)


def _counted(fetch: Callable[..., Any], count: RowCount, depth: list[int]) -> Callable[..., Any]:
    def counting(*args: Any, **kwargs: Any) -> Any:
        depth[0] += 1
        try:
            found = fetch(*args, **kwargs)
            rows = list(found) if isinstance(found, Iterator) else found
        finally:
            depth[0] -= 1
        if depth[0] == 0:
            count.most = max(count.most, _length(rows))
        return iter(rows) if isinstance(found, Iterator) else found

    return counting


def _length(rows: Any) -> int:
    if rows is None:
        return 0
    single = hasattr(rows, "asDict")  # one Row, whose length is its width
    return 1 if single else len(rows)
