"""How a criterion says no: what was expected, what was seen, and the code that shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from autograder.checks.errors import Failed, error_text
from autograder.checks.model import Json


def expect(condition: object, *, expected: str, got: object) -> None:
    """Fail the criterion unless ``condition`` holds."""
    if not condition:
        raise Failed(expected=expected, got=_text(got))


@contextmanager
def seeing(code: str) -> Iterator[None]:
    """Code with which learners see for themselves whatever fails in this block.

    It runs as it stands in their notebook. ``case`` in it is ``lesson.last(…)`` of the exercise.
    """
    try:
        yield
    except Failed as no:
        no.reproduce = no.reproduce or code
        raise


def expect_equal(got: Any, wanted: Any, *, what: str) -> None:
    """Fail unless the two are equal; ``what`` names the thing compared."""
    expect(got == wanted, expected=f"{what}: {_text(wanted)}", got=_text(got))


def expect_rows(got: Iterable[Any], wanted: Iterable[Any], *, what: str) -> None:
    """Fail unless both hold the same rows, each as often; the message names what is missing and too much."""
    have, due = Counter(map(_row, got)), Counter(map(_row, wanted))
    missing, surplus = due - have, have - due
    parts = [
        f"{count.total()} {label}, such as {next(iter(count))}"
        for count, label in ((missing, "missing"), (surplus, "too many"))
        if count
    ]
    expect(not parts, expected=f"{what}: {due.total()} rows", got="; ".join(parts))


def expect_returned(record: Json, *, what: str) -> Any:
    """The value of a recorded call; fails when it raised instead."""
    if "error" in record:
        raise Failed(expected=what, got=error_text(record["error"]))
    return record["value"]


def expect_raised(record: Json, *names: str, what: str) -> Json:
    """The recorded error; fails when the call returned, or raised something else.

    ``names`` are class names, bare (``ValueError``) or qualified; an ancestor counts.
    """
    if "error" not in record:
        got = f"no error; it returned {_text(record['value'])}"
        raise Failed(expected=what, got=got)
    error: Json = record["error"]
    if not any(is_kind(error, name) for name in names):
        raise Failed(expected=what, got=error_text(error))
    return error


def is_kind(error: Json, name: str) -> bool:
    """True when the recorded error is of that class or inherits from it."""
    return any(known == name or known.rsplit(".", 1)[-1] == name for known in error["mro"])


def _text(value: object) -> str:
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= 400 else text[:400] + " …"


def _row(row: Any) -> str:
    values = row.values() if isinstance(row, dict) else row
    return "(" + ", ".join("NULL" if value is None else str(value) for value in values) + ")"
