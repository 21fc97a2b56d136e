"""A scripted function on a clock of its own: what a retrying answer is observed with."""

from __future__ import annotations

import inspect
import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FunctionType
from typing import Any

from autograder.checks import Call, Json, LearnerError, Runaway, error_text, expect, expect_raised
from autograder.checks.evidence import call as guarded
from autograder.checks.evidence import describe_error
from autograder.worlds.clock import FakeClock

LIMIT = 60  # calls, and sleeps; no scenario needs a third of them
PATIENCE = 20.0  # seconds of real time for one play; a right answer needs a millisecond
STUBBORN = 5  # runaways raised before the answer's thread is parked: a bare `except:` swallows even those

Plan = Callable[[int], Any]


class Script:
    """A function that fails as planned, and one journal of its calls, the sleeps and the notices.

    ``plan(n)`` says what call n (from 1) does: an exception is raised, anything else returned.
    ``takes`` is how many seconds of the clock each call takes.
    """

    def __init__(self, plan: Plan, takes: float = 0.0) -> None:
        self.plan, self.takes = plan, takes
        self.clock = FakeClock()
        self.calls = 0
        self.raised: list[BaseException] = []
        self.journal: list[Json] = []
        self.threads: set[threading.Thread] = set()
        self.over = threading.Event()

    def thread(self, target: Callable[..., Any], *args: Any) -> threading.Thread:
        """A thread in which time follows this script; left behind if it never ends."""
        thread = threading.Thread(target=target, args=args, daemon=True)
        self.threads.add(thread)
        return thread

    def function(self) -> Callable[..., Any]:
        """The function under retry: a plain one, with a name and a docstring to lose."""

        def fetch_flights(*args: Any, **kwargs: Any) -> Any:
            """Fetch the flights of one day."""
            return self.fetch()

        return fetch_flights

    def fetch(self) -> Any:
        """One call: count it, let its time pass, do what the plan says."""
        self.calls += 1
        self._note("call", self.calls)
        self.clock.advance(self.takes)
        outcome = self.plan(self.calls)
        if isinstance(outcome, BaseException):
            self.raised.append(outcome)
            raise outcome
        return outcome

    def sleep(self, seconds: float) -> None:
        """The sleep that answers are given; like time.sleep, it refuses to sleep for ever."""
        self._note("sleep", seconds)
        if seconds == math.inf:
            raise OverflowError("timestamp too large to convert to C _PyTime_t")
        self.clock.sleep(seconds)

    def notice(self, attempt: Any, error: Any, delay: Any) -> None:
        """The on_retry that answers are given."""
        self._note("notice", {"attempt": attempt, "error_of_call": self._number(error), "delay": delay})

    def seen(self, done: Call) -> Json:
        """Everything observed, as JSON. ``error_of_call``: the call whose own error reached the caller."""
        return {
            "calls": self.calls,
            "sleeps": self.clock.sleeps,
            "journal": self.journal,
            "result": done.record(),
            "error_of_call": self._number(done.exception),
        }

    def _number(self, error: object) -> int | None:
        return next((n for n, raised in enumerate(self.raised, 1) if raised is error), None)

    def _note(self, kind: str, what: Any) -> None:
        self.journal.append({kind: what})
        done = sum(kind in entry for entry in self.journal)
        if done > LIMIT + STUBBORN:
            self.over.set()
            threading.Event().wait()  # for ever: nothing else stops a loop that swallows everything
        if done > LIMIT:
            raise Runaway(f"stopped after {LIMIT} {kind}s: the loop does not end")


def fails(times: int, error: type[BaseException], then: Any = "rows") -> Plan:
    """A plan: so many failures, each with an error of its own, then the same value for ever."""
    return lambda n: error(f"attempt {n} failed") if n <= times else then


def always(error: type[BaseException]) -> Plan:
    """A plan: nothing but failures, each with an error of its own."""
    return lambda n: error(f"attempt {n} failed")


def function_code(name: str, times: int, error: str, then: str, takes: str = "") -> str:
    """A function that fails so many times, as one writes it in a notebook; each call is printed.

    ``n`` is the number of the call in the code of ``error`` and ``then``; ``takes`` is a parameter, such as
    ``"frame, "``.
    """
    failure = f"    if n <= {times}:\n        raise {error}\n" if times else ""
    return f"""\
def {name}({takes}calls=itertools.count(1)):
    n = next(calls)
    print("{name}", {takes}"call", n)
{failure}    return {then}
"""


def play(script: Script, act: Callable[[], Any], answer: Any = None, patience: float = PATIENCE) -> Json:
    """Do ``act()`` in fake time and tell what was seen.

    ``answer`` is the learner's function: names of the clock that its notebook imported are replaced too.
    It runs in a thread of its own, which is left behind, parked, if its loop does not end. LearnerError
    when it waits in a way of its own.
    """
    finished: list[Call] = []

    def run() -> None:
        finished.append(guarded(act))
        script.over.set()

    with fake_time(script, answer) as really_slept:
        script.thread(run).start()
        ended = script.over.wait(patience)
    if not ended:
        waiting = Runaway(
            f"still running after {patience:.0f} s: it waits, but not with the `sleep` it was given"
        )
        raise LearnerError(describe_error(waiting))
    endless = Runaway(f"stopped after {LIMIT} rounds: the loop catches everything and does not end")
    done = finished[0] if finished else guarded(_throw, endless)
    return script.seen(done) | {"really_slept": list(really_slept)}


def _throw(error: BaseException) -> None:
    raise error


@contextmanager
def fake_time(script: Script, answer: Any) -> Iterator[list[float]]:
    """In the script's threads time follows its clock; yields what was really slept, which took no time.

    Other threads (the kernel's own) keep real time. The wall clock runs backwards, as when a machine's
    clock is set: only a monotonic one measures a duration.
    """
    slept: list[float] = []
    fakes: dict[Any, Callable[..., Any]] = {
        time.sleep: lambda seconds: slept.append(float(seconds)),
        time.monotonic: script.clock.monotonic,
        time.time: lambda: 1e9 - script.clock.monotonic(),
    }

    def only_there(real: Callable[..., Any]) -> Callable[..., Any]:
        return lambda *args: (fakes[real] if threading.current_thread() in script.threads else real)(*args)

    spaces = [vars(time), *_globals_of(answer)]
    found = [(space, name, real) for space in spaces for real in fakes for name in _names_of(real, space)]
    for space, name, real in found:
        space[name] = only_there(real)
    try:
        yield slept
    finally:
        for space, name, real in found:
            space[name] = real


def _globals_of(answer: Any) -> list[dict[str, Any]]:
    """The notebook that a function or a class was written in."""
    members = vars(answer).values() if inspect.isclass(answer) else [inspect.unwrap(answer)] if answer else []
    return [f.__globals__ for f in members if isinstance(f, FunctionType)][:1]


def _names_of(value: Any, space: dict[str, Any]) -> list[str]:
    return [name for name, known in space.items() if known is value]


def expect_original(record: Json, number: int, kind: str) -> None:
    """Fail unless the very error that call ``number`` raised reached the caller."""
    what = f"the {kind} of attempt {number} itself"
    error = expect_raised(record["result"], kind, what=what)
    seen = record["error_of_call"]
    which = f"the one of attempt {seen}" if seen else "a new object"
    expect(seen == number, expected=what, got=f"{error_text(error)}, {which}")
