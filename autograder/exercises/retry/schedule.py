"""Programs of several calls under one `retry`: one after the other, or one inside another's wait.

``options`` are those of ``retry``; a step is [which of two functions is called, how often it fails, whether
the call begins in a wait of the one before].
"""

from __future__ import annotations

import random
import threading
from collections import defaultdict
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from autograder.checks import Json
from autograder.checks.evidence import call as guarded
from autograder.exercises.retry import runs
from autograder.exercises.retry.script import Script, always, play

PATIENCE = 5.0  # seconds until a call counts as blocked by another one; a right answer needs none


def drawn(rng: random.Random, law: Json) -> Json:
    """A schedule under a law."""
    options = {**law, "max_attempts": rng.randint(2, 5), "jitter": False}
    return {
        "options": options,
        "steps": [
            [rng.randrange(2), rng.randint(0, options["max_attempts"]), rng.random() < 0.4]
            for _ in range(rng.randint(1, 5))
        ],
    }


def alone(program: Json, step: list[Any]) -> Json:
    """What a right answer does with one step, as if there were no others."""
    return runs.right({"options": program["options"], "outcomes": ["ConnectionError"] * step[1]})


class Schedule:
    """The steps of a program being played: what each call did, whose turn it is to wait."""

    def __init__(self, program: Json) -> None:
        self.steps: list[list[Any]] = program["steps"]
        self.script = Script(self._outcome)
        self.seen: list[Json] = [{"calls": 0, "sleeps": [], "ends": ""} for _ in self.steps]
        self.open: list[int] = []  # the calls that are under way, the inner one last
        self.next = 0
        self.functions: list[Callable[..., Any]] = []

    def play_all(self) -> None:
        """Every step that no other one takes into its wait."""
        while self.next < len(self.steps):
            self._call()

    def _call(self) -> None:
        number, self.next = self.next, self.next + 1
        self.open.append(number)
        done = guarded(self.functions[self.steps[number][0]])
        self.seen[self.open.pop()]["ends"] = "error" if done.error else "value"

    def fetch(self) -> Any:
        """The scripted function: one attempt of the innermost call."""
        self.seen[self.open[-1]]["calls"] += 1
        return self.script.fetch()

    def _outcome(self, _attempt: int) -> Any:
        number = self.open[-1]
        failed = self.seen[number]["calls"] <= self.steps[number][1]
        return ConnectionError(f"call {number + 1} failed") if failed else "rows"

    def sleep(self, seconds: float) -> None:
        """The wait of the innermost call; the next step may take place in it."""
        self.seen[self.open[-1]]["sleeps"] += [float(seconds)] if seconds else []
        self.script.sleep(seconds)
        if self.next < len(self.steps) and self.steps[self.next][2]:
            self._call()


def played(program: Json, answer: SimpleNamespace) -> Json:
    """What every step's call did: attempts, waits, end."""
    schedule = Schedule(program)

    def act() -> None:
        decorate = answer.retry(sleep=schedule.sleep, **program["options"])
        # a lambda each: two functions, and a wrong decorator may hang its state on either
        schedule.functions = [decorate(lambda: schedule.fetch()), decorate(lambda: schedule.fetch())]
        schedule.play_all()

    seen = play(schedule.script, act, answer.retry, patience=runs.PATIENCE)
    return {"steps": schedule.seen, "failed": seen["result"].get("error")}


def as_code(program: Json) -> str:
    """The schedule as one would play it in a notebook; every attempt and every wait is printed."""
    decorator = runs.retry_code(program["options"], "sleep=wait")
    return f"""\
steps = {program["steps"]}  # which function, how often it fails, whether in a wait of the one before
left = [fails for _, fails, _ in steps]
under_way, todo = [], list(range(len(steps)))

def load():
    call = under_way[-1]
    print("call", call, "asks")
    left[call] -= 1
    if left[call] >= 0:
        raise ConnectionError(f"call {{call}} failed")

def wait(seconds):
    print("call", under_way[-1], "sleeps", seconds)
    if todo and steps[todo[0]][2]:
        start()

def start():
    under_way.append(todo.pop(0))
    with suppress(ConnectionError):
        functions[steps[under_way[-1]][0]]()
    under_way.pop()

decorate = {decorator}
functions = [decorate(lambda: load()), decorate(lambda: load())]
while todo:
    start()"""


def beside(answer: SimpleNamespace, options: Json) -> Json:
    """While a call waits, the same function is called from another thread; both must be as if alone."""
    script = Script(always(ConnectionError))
    here: dict[int, Json] = defaultdict(lambda: {"calls": 0, "sleeps": []})  # by thread
    others: list[threading.Thread] = []
    blocked: list[bool] = []

    def fetch(*args: Any) -> Any:
        here[threading.get_ident()]["calls"] += 1
        return script.fetch()

    def sleep(seconds: float) -> None:
        here[threading.get_ident()]["sleeps"].append(float(seconds))
        script.sleep(seconds)
        if not others:
            others.append(script.thread(guarded, decorated["it"], "other"))
            others[0].start()
            others[0].join(PATIENCE)
            blocked.append(others[0].is_alive())

    decorated: dict[str, Callable[..., Any]] = {}

    def act() -> Any:
        decorated["it"] = answer.retry(sleep=sleep, **options)(fetch)
        return decorated["it"]("first")

    play(script, act, answer.retry)
    return {"blocked": any(blocked), "calls": list(here.values())}
