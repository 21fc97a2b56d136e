"""What was seen of the learner's code, recorded as plain JSON and nothing else."""

from __future__ import annotations

import math
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from autograder.checks.errors import CannotRun, Failed, error_text
from autograder.checks.model import Json

STUB_TEXT = "your code here"
"""The message of the NotImplementedError that stands for a missing answer; the builder writes it."""

MAX_TEXT = 2_000  # characters kept of one text: evidence is shown to people and stored per submission


@dataclass(frozen=True)
class Call:
    """One call into the learner's code: its value, or the error it raised."""

    value: Any = None
    error: Json | None = None
    exception: BaseException | None = None

    def record(self) -> Json:
        """The call as JSON: ``{"value": …}`` or ``{"error": {type, mro, message, cause, line}}``."""
        return {"error": self.error} if self.error else {"value": to_json(self.value)}


def call(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Call:
    """Call the learner's code; nothing it raises escapes, not even SystemExit.

    Only a person's own interrupt passes: Python raises that KeyboardInterrupt without
    arguments, a scenario raises its own with a text.
    """
    try:
        return Call(value=function(*args, **kwargs))
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt) and not error.args:
            raise
        return Call(error=describe_error(error), exception=error)


def describe_error(error: BaseException) -> Json:
    """An exception as JSON: class, ancestors, message, cause and the learner's own line."""
    cause = error.__cause__
    return {
        "type": type(error).__name__,
        "mro": [f"{c.__module__}.{c.__qualname__}" for c in type(error).__mro__[:-1]],
        "message": shorten(_message(error)),
        "cause": type(cause).__name__ if cause is not None else None,
        "line": _own_line(error),
        "unwritten": _unwritten(error),
    }


def _message(error: BaseException) -> str:
    try:
        return str(error)
    except Exception as broken:  # a learner's exception class may be broken itself
        return f"<its str() raised {type(broken).__name__}>"


def _own_line(error: BaseException) -> str | None:
    """The innermost source line that lies in a notebook cell or an answer file."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [f for f in frames if is_learner_file(f.filename)]
    if not own:
        return None
    return f"line {own[-1].lineno}: {own[-1].line}" if own[-1].line else f"line {own[-1].lineno}"


def _unwritten(error: BaseException) -> str | None:
    """Name of the function whose stub was reached, when that is what happened."""
    if not isinstance(error, NotImplementedError) or str(error) != STUB_TEXT:
        return None
    frames = traceback.extract_tb(error.__traceback__)
    return frames[-1].name if frames else None


def is_learner_file(filename: str) -> bool:
    """True for notebook cells (ipykernel's temporary names, IPython's) and answer files."""
    return "ipykernel_" in filename or filename.startswith(("<ipython-input", "<answer"))


def shorten(text: str) -> str:
    """Cut a text to what a person will read."""
    return text if len(text) <= MAX_TEXT else text[:MAX_TEXT] + " …"


def to_json(value: Any, depth: int = 8) -> Any:
    """Turn a value into JSON without loss of kind: dates become ISO texts, NaN becomes ``"NaN"``.

    What has no JSON form becomes its shortened repr, so that recording never raises. Subclasses of str,
    int and float become the plain type: theirs may claim to equal everything.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return int.__index__(value)
    if isinstance(value, str):
        return shorten(str.__str__(value))
    if isinstance(value, float):
        return float.__float__(value) if math.isfinite(value) else float.__repr__(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if depth and isinstance(value, Mapping):
        return {_key(k): to_json(v, depth - 1) for k, v in value.items()}
    if depth and hasattr(value, "asDict"):  # a Spark Row, before the tuple that it also is
        return to_json(value.asDict(), depth - 1)
    if depth and isinstance(value, list | tuple | set | frozenset):
        return [to_json(v, depth - 1) for v in value]
    if depth and is_dataclass(value) and not isinstance(value, type):
        return to_json(vars(value), depth - 1)
    return _safe_repr(value)


def _key(key: Any) -> str:
    """A key as a plain text: a subclass of str may claim to equal every other."""
    return str.__str__(key if isinstance(key, str) else str(key))


def _safe_repr(value: Any) -> str:
    try:
        return shorten(repr(value))
    except Exception as error:
        return f"<{type(value).__name__} whose repr raised {type(error).__name__}>"


Record = Json
"""What became of one probe: ``{"seen": …}``, ``{"raised": error}`` or ``{"unavailable": reason}``."""


class Evidence(Mapping[str, Any]):
    """What probes and witnesses recorded, by name, as the judge reads it.

    Reading a probe in which the learner's code raised fails the criterion that reads it, with
    that error as the message; reading one that could not run here makes it unavailable.
    """

    def __init__(self, records: Mapping[str, Record]) -> None:
        self._records = records

    def __getitem__(self, name: str) -> Any:
        return seen(self._records[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._records)

    def __len__(self) -> int:
        return len(self._records)


def seen(record: Record) -> Any:
    """What a probe saw. Raises CannotRun or Failed when it saw nothing."""
    if "unavailable" in record:
        raise CannotRun(record["unavailable"])
    if "raised" in record:
        raise Failed(expected="your code to run to its end", got=error_text(record["raised"]))
    return record["seen"]
