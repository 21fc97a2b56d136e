"""What a learner may look at after a check: the failed case with its calls, frames, tables and names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from autograder.checks.errors import error_text
from autograder.checks.evidence import Call
from autograder.checks.model import Json

MOST_CALLS = 200  # of one probe; the last ones stay
MOST_SHOWN = 15  # calls that show() prints, the last ones
MOST_TEXT = 70  # characters of one argument or value


@dataclass(frozen=True)
class SeenCall:
    """One call into the learner's code: how it reads, and what became of it."""

    code: str
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]
    value: Any = None
    error: str = ""

    def __str__(self) -> str:
        return f"{self.code}\n    {'raised ' + self.error if self.error else 'returned ' + short(self.value)}"


@dataclass
class Calls:
    """The calls of one probe, and what it kept by name."""

    calls: list[SeenCall] = field(default_factory=list)
    kept: dict[str, Any] = field(default_factory=dict)

    def add(self, code: str, args: tuple[Any, ...], kwargs: Mapping[str, Any], done: Call) -> None:
        """Note a call and what became of it."""
        error = error_text(done.error) if done.error else ""
        self.calls.append(SeenCall(code, args, kwargs, done.value, error))
        del self.calls[:-MOST_CALLS]


def as_code(function: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> str:
    """A call as one would write it, as far as its arguments have a short text."""
    name = getattr(function, "__name__", type(function).__name__)
    given = [short(arg) for arg in args if not isinstance(arg, SimpleNamespace)]
    given += [f"{key}={short(value)}" for key, value in kwargs.items()]
    return f"{name.lstrip('_')}({', '.join(given)})" if name != "<lambda>" else "a call of yours"


class Case:
    """The failed case of the last check: ``show()`` tells it; its parts are attributes.

    ``calls`` are the calls that were made, ``expected`` and ``got`` what the card says, ``scenario`` what
    was drawn; what the check kept besides (frames, tables, paths) has names of its own, see ``dir``.
    """

    def __init__(
        self,
        exercise: str,
        title: str,
        *,
        expected: str = "",
        got: str = "",
        scenario: Json | None = None,
        calls: list[SeenCall] | None = None,
        kept: Mapping[str, Any] | None = None,
    ) -> None:
        self.exercise, self.title, self.expected, self.got = exercise, title, expected, got
        self.scenario: Json = scenario or {}
        self.calls: list[SeenCall] = calls or []
        self._kept = dict(kept or {})

    def __getattr__(self, name: str) -> Any:
        kept = self.__dict__.get("_kept", {})
        if name in kept:
            return kept[name]
        raise AttributeError(f"this case has no {name!r}; it has {', '.join(self._names())}")

    def __dir__(self) -> list[str]:
        return [*self._names(), "show"]

    def _names(self) -> list[str]:
        return sorted(["calls", "expected", "got", "scenario", "title", *self.__dict__.get("_kept", {})])

    def __repr__(self) -> str:
        return f"<{self.exercise}: {self.title}; it has {', '.join(self._names())}>"

    def show(self) -> None:
        """Print what was called, what came of it, and what should have."""
        print(f"{self.exercise}: {self.title}")
        left_out = max(0, len(self.calls) - MOST_SHOWN)
        if left_out:
            print(f"     ({left_out} earlier ones: case.calls[:{left_out}])")
        for number, call in enumerate(self.calls[left_out:], start=left_out + 1):
            print(f"{number:>3}. {call}")
        for label, text in (("expected", self.expected), ("got", self.got)):
            if text:
                print(f"{label}: {text}")
        for name, thing in self._kept.items():
            print(f"case.{name}: {short(thing)}")


def short(value: Any) -> str:
    """A value as one short line; frames and functions by what they are."""
    if type(value).__name__ == "DataFrame" and hasattr(value, "columns"):
        return f"<DataFrame of {', '.join(map(str, list(value.columns)[:6]))}>"
    if callable(value):
        return f"<{getattr(value, '__name__', type(value).__name__)}>"
    try:
        text = repr(value)
    except Exception as error:
        return f"<{type(value).__name__} whose repr raises {type(error).__name__}>"
    return text if len(text) <= MOST_TEXT else f"{text[:MOST_TEXT]} …"
