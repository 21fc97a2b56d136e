"""Logs from outside: lines read as a strict log store reads them, streams that fail, a listening logger."""

from __future__ import annotations

import io
import json
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


def read_line(line: str) -> dict[str, Any]:
    """A line as ``{"object": …}``, or as ``{"text": …, "problem": …}`` when it is no JSON object.

    Strict as RFC 8259: NaN and Infinity are not JSON, and no name may stand twice in one object.
    """
    try:
        found = json.loads(line, parse_constant=_refuse_constant, object_pairs_hook=_unique)
    except (ValueError, RecursionError) as error:
        return {"text": line, "problem": str(error)}
    if not isinstance(found, dict):
        return {"text": line, "problem": f"a {type(found).__name__}, not an object"}
    return {"object": found}


def read_lines(text: str) -> list[dict[str, Any]]:
    """Every line of a log; a last line without its line break counts as one."""
    return [read_line(line) for line in text.split("\n") if line]


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise ValueError(f"the name {twice!r} stands twice in one object")
    return dict(pairs)


class SlowStream(io.StringIO):
    """Takes a moment for each write, so that threads get between two writes of one line."""

    def write(self, text: str) -> int:
        count = super().write(text)
        time.sleep(0.0003)
        return count


class BrokenStream(io.StringIO):
    """A stream whose disk is full."""

    def write(self, _text: str) -> int:
        raise OSError("No space left on device")


class Disk:
    """A text file without the file: ``seen()`` tells what was flushed to it so far."""

    def __init__(self) -> None:
        self._bytes = io.BytesIO()
        self.stream = io.TextIOWrapper(self._bytes, encoding="utf-8", errors="strict", newline="\n")

    def seen(self) -> str:
        """What another process would read now."""
        return self._bytes.getvalue().decode("utf-8")


class Listener:
    """Stands in for a StructuredLogger and keeps the events instead of writing them.

    ``events`` holds, in order, ``{"level", "message", "fields"}``, those of bound loggers too.
    """

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self._bound: dict[str, Any] = {}

    def bind(self, **fields: Any) -> Listener:
        """A listener with more fields that writes into the same events."""
        bound = Listener()
        bound.events, bound._bound = self.events, {**self._bound, **fields}
        return bound

    def debug(self, message: object, /, **fields: Any) -> None:
        """Keep an event of level debug."""
        self._keep("debug", message, fields)

    def info(self, message: object, /, **fields: Any) -> None:
        """Keep an event of level info."""
        self._keep("info", message, fields)

    def warning(self, message: object, /, **fields: Any) -> None:
        """Keep an event of level warning."""
        self._keep("warning", message, fields)

    def error(self, message: object, /, **fields: Any) -> None:
        """Keep an event of level error."""
        self._keep("error", message, fields)

    def _keep(self, level: str, message: object, fields: dict[str, Any]) -> None:
        self.events.append({"level": level, "message": message, "fields": {**self._bound, **fields}})


class _Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.records: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if not record.name.startswith("py4j"):  # it logs whenever Python collects one of its objects
            self.records.append(record.getMessage())


@contextmanager
def root_listens() -> Iterator[list[str]]:
    """What reaches the root logger meanwhile, py4j's own chatter apart; its other handlers are set aside."""
    root, kept = logging.getLogger(), _Kept()
    handlers, level = root.handlers[:], root.level
    root.handlers = [kept]
    root.setLevel(logging.DEBUG)
    try:
        yield kept.records
    finally:
        root.handlers = handlers
        root.setLevel(level)
