"""The circuit breaker of the retry lesson: driven by a clock of the scenario's own and real threads."""

from __future__ import annotations

import random
from collections.abc import Callable
from threading import Event, Thread
from types import SimpleNamespace
from typing import Any

from autograder.checks import (
    Call,
    Exercise,
    Json,
    Lab,
    criterion,
    expect,
    expect_equal,
    expect_raised,
    expect_returned,
    probe,
)
from autograder.worlds.clock import FakeClock

PATIENCE = 1.0  # seconds after which a call counts as waiting for another one; a right answer needs none
WAITED = "a wait until the other call is over"
ERRORS = {kind.__name__: kind for kind in (ConnectionError, TimeoutError, OSError, RuntimeError)}


class World:
    """One breaker under test, a clock that moves when told, and a service that does as told."""

    def __init__(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> None:
        self.clock, self.lab, self.scenario = FakeClock(), lab, scenario
        self.clock.advance(scenario["start"])
        self.asked = 0  # calls that reached the service
        self.breaker = lab.must(
            answer.CircuitBreaker,
            failure_threshold=scenario["threshold"],
            reset_after=scenario["reset_after"],
            clock=self.clock.monotonic,
        )

    def state(self) -> Any:
        return self.lab.must(lambda: self.breaker.state)

    def call(self, outcome: BaseException | str = "ok") -> str:
        """One call: ``value``, or the name of the error that reached the caller."""
        return _name(self.lab.call(self.breaker.call, self.service, outcome))

    def calls(self, *outcomes: BaseException | str) -> list[str]:
        return [self.call(outcome) for outcome in outcomes]

    def fails(self, times: int) -> list[str]:
        return self.calls(*[self.error() for _ in range(times)])

    def service(self, outcome: BaseException | str) -> str:
        self.asked += 1
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    def error(self) -> Exception:
        return ERRORS[self.scenario["error"]](self.scenario["message"])

    def opened(self) -> World:
        """The same world, with the circuit opened by a full row of failures."""
        self.fails(self.scenario["threshold"])
        return self

    def rested(self) -> World:
        """The same world, opened and then left alone for the whole wait."""
        self.opened().pass_time(1)
        return self

    def pass_time(self, part: float) -> None:
        """Move the clock by a part of the wait."""
        self.clock.advance(part * self.scenario["reset_after"])


def _name(done: Call) -> str:
    return str(done.error["type"]) if done.error else "value"


class Breaker(Exercise):
    """``CircuitBreaker``: closed, open, half open."""

    name = "circuit_breaker"
    answers = ("CircuitBreaker",)
    hints = (
        "Which three facts does the breaker have to remember between calls, and which of them must two "
        "threads never change at once?",
        "Keep the number of failures in a row, the moment it opened (None: closed) and whether a trial is "
        "running. Derive `state` from the moment and the clock; no timer is needed.",
        "call: under a lock decide whether the call may pass (refuse when open, or half open with a trial "
        "running); run fn without the lock; under the lock again book a success, a failure, or — for "
        "KeyboardInterrupt and SystemExit — nothing but the end of the trial.",
    )

    def scenario(self, rng: random.Random) -> Json:
        return {
            "threshold": rng.randint(3, 6),
            "reset_after": rng.choice([5.0, 12.5, 30.0, 90.0]),
            "start": rng.choice([0.0, 17.25, 1_000_000.0]),
            "error": rng.choice(sorted(ERRORS)),
            "message": f"gate {rng.randint(1, 40)} is shut",
            "args": [rng.randint(1, 99), f"EWR-{rng.randint(100, 999)}"],
            "at_once": rng.randint(3, 5),  # calls of other threads while a trial runs
        }

    # --- what is seen ---

    @probe
    def closed(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        world, (first, second) = World(scenario, answer, lab), scenario["args"]
        passed = lab.call(world.breaker.call, lambda *a, **k: [list(a), k], first, gate=second)
        failed = lab.call(world.breaker.call, world.service, error := world.error())
        return {
            "state": world.state(),
            "passed": passed.record(),
            "failed": failed.record(),
            "same_error": failed.exception is error,
        }

    @probe
    def in_a_row(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        n, world = scenario["threshold"], World(scenario, answer, lab)
        world.fails(n - 1)
        one_short = world.state()
        world.fails(1)
        full, world = world.state(), World(scenario, answer, lab)
        world.fails(n - 1)
        world.call()
        world.fails(n - 1)  # 2n - 2 in all, never n in a row
        return {"one_short": one_short, "full": full, "with_success": world.state()}

    @probe
    def refusals(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        world = World(scenario, answer, lab).opened()
        before, seen = world.asked, []
        for part, more in ((0, 0.5), (0.5, 0.499), (0.999, 0)):
            seen.append([part, world.call(), world.state()])
            world.pass_time(more)
        return {"seen": seen, "reached": world.asked - before}

    @probe
    def recovery(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        n, world = scenario["threshold"], World(scenario, answer, lab).opened()
        world.pass_time(0.5)
        world.calls("ok", "ok")  # refused; they must not start the wait again
        world.pass_time(0.5)
        waited, trial, after = world.state(), world.call(), world.state()
        world.fails(n - 1)
        return {"waited": waited, "trial": trial, "after": after, "one_short": world.state()}

    @probe
    def relapse(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        world = World(scenario, answer, lab).rested()
        world.pass_time(3)  # nobody called for a while: the trial comes late
        trial, after = world.call(world.error()), world.state()
        world.pass_time(0.999)
        early = [world.call(), world.state()]
        world.pass_time(0.002)
        return {"trial": trial, "after": after, "early": early, "later": world.state()}

    @probe
    def side_by_side(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Any:
        world = World(scenario, answer, lab)
        with HeldCall(world):
            return in_a_thread(world.call)

    @probe
    def crowd(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        world = World(scenario, answer, lab).rested()
        asked = world.asked
        with HeldCall(world) as trial:
            others = until_one_waits(world.call, scenario["at_once"])
        return {
            "others": others,
            "reached": world.asked - asked,
            "trial": trial.outcome,
            "after": world.state(),
        }

    @probe
    def interrupts(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> list[Json]:
        return [
            self._interrupt(World(scenario, answer, lab), World(scenario, answer, lab).rested(), kind)
            for kind in (KeyboardInterrupt, SystemExit)
        ]

    @staticmethod
    def _interrupt(closed: World, trial: World, kind: type[BaseException]) -> Json:
        error = kind("from the scenario")
        reached = {*closed.calls(*[error] * (closed.scenario["threshold"] + 1)), trial.call(error)}
        return {
            "kind": kind.__name__,
            "reached": sorted(reached),
            "closed": closed.state(),
            "half_open": trial.state(),
            "next_trial": trial.call(),
        }

    # --- what must hold ---

    @criterion(points=1, core=False)
    def is_transparent(self, scenario: Json, closed: Any) -> None:
        """closed: calls go through with their arguments, values and errors come back unchanged

        A breaker is invisible while all is well: return what fn returns, let its error pass with a bare
        `raise`.
        """
        seen, (first, second) = closed, scenario["args"]
        asked = f"breaker.call(fn, {first!r}, gate={second!r})"
        value = expect_returned(seen["passed"], what=f"{asked} to return what fn returns")
        expect_equal(value, [[first], {"gate": second}], what=f"the arguments fn got from {asked}")
        expect_raised(seen["failed"], scenario["error"], what=f"fn's own {scenario['error']} from call")
        expect(seen["same_error"], expected="the very error that fn raised", got="another error object")
        expect_equal(seen["state"], "closed", what="state after one success and one failure")

    @criterion(points=2, core=False, needs=(is_transparent,))
    def counts_in_a_row(self, scenario: Json, in_a_row: Any) -> None:
        """opens after `failure_threshold` failures in a row, not in all

        What does a success say about the failures before it?
        """
        n, seen = scenario["threshold"], in_a_row
        expect_equal(seen["one_short"], "closed", what=f"threshold {n}, state after {n - 1} failures")
        expect_equal(seen["full"], "open", what=f"threshold {n}, state after {n} failures")
        what = f"threshold {n}, state after {n - 1} failures, one success and {n - 1} failures"
        expect_equal(seen["with_success"], "closed", what=what)

    @criterion(points=2, core=False, needs=(counts_in_a_row,))
    def refuses(self, scenario: Json, refusals: Any) -> None:
        """open: refuses at once with CircuitOpenError, without calling fn

        Look at the state before you call fn, not after.
        """
        seen, wait = refusals, scenario["reset_after"]
        for part, outcome, state in seen["seen"]:
            when = f"{part:.1%} of the {wait:g} s after it opened"
            expect_equal(outcome, "CircuitOpenError", what=f"what a call meets at {when}")
            expect_equal(state, "open", what=f"state at {when}")
        expect_equal(seen["reached"], 0, what="calls that reached fn while the circuit was open")

    @criterion(points=2, core=False, needs=(refuses,))
    def recovers(self, scenario: Json, recovery: Any) -> None:
        """half open `reset_after` seconds later; a success closes it and starts the count again

        Measure from the moment it opened; refused calls do not move that moment. Closing sets the count
        to 0.
        """
        seen, n, wait = recovery, scenario["threshold"], scenario["reset_after"]
        what = f"state {wait:g} s after it opened, with two refused calls in between"
        expect_equal(seen["waited"], "half_open", what=what)
        expect_equal(seen["trial"], "value", what="what the trial call meets when fn succeeds")
        expect_equal(seen["after"], "closed", what="state after a successful trial")
        what = f"state after a successful trial and {n - 1} new failures (threshold {n})"
        expect_equal(seen["one_short"], "closed", what=what)

    @criterion(points=2, core=False, needs=(recovers,))
    def relapses(self, scenario: Json, relapse: Any) -> None:
        """a failed trial opens it again for another full wait

        One failed trial is enough. The new wait starts when the trial failed, not when the circuit first
        opened.
        """
        seen, wait = relapse, scenario["reset_after"]
        expect_equal(seen["trial"], scenario["error"], what="the error a failed trial raises")
        expect_equal(seen["after"], "open", what="state after one failed trial")
        early = f"99.9% of {wait:g} s after the failed trial"
        expect_equal(seen["early"], ["CircuitOpenError", "open"], what=f"a call, and the state, at {early}")
        expect_equal(seen["later"], "half_open", what=f"state {wait:g} s after the failed trial")

    @criterion(points=1, core=False, needs=(is_transparent,))
    def does_not_queue(self, side_by_side: Any) -> None:
        """no call waits for another one to finish

        A lock protects the counters for a moment. A call to a slow service inside it would hold up
        everybody.
        """
        expect_equal(
            side_by_side,
            "value",
            what="what a second thread's call meets while a first is still inside fn, circuit closed",
        )

    @criterion(points=2, core=False, needs=(recovers, does_not_queue))
    def one_trial(self, scenario: Json, crowd: Any) -> None:
        """half open: exactly one trial at a time, whatever the number of threads

        Who comes first notes, under the lock, that a trial is running; who sees the note is refused.
        """
        seen, others = crowd, scenario["at_once"]
        expect_equal(
            seen["others"],
            ["CircuitOpenError"] * others,
            what=f"what {others} calls from other threads meet while the trial is inside fn",
        )
        expect_equal(seen["reached"], 0, what="calls of other threads that reached fn during the trial")
        what = "what the trial meets when fn succeeds, and the state after it"
        expect_equal([seen["trial"], seen["after"]], ["value", "closed"], what=what)

    @criterion(points=1, core=False, needs=(recovers,))
    def ignores_interrupts(self, scenario: Json, interrupts: Any) -> None:
        """KeyboardInterrupt and SystemExit are not counted and do not use up the trial

        `except Exception` leaves them out of the count; `finally` still ends the trial they interrupted.
        """
        for seen in interrupts:
            kind, calls = seen["kind"], scenario["threshold"] + 1
            expect_equal(seen["reached"], [kind], what=f"what reaches the caller when fn raises {kind}")
            expect_equal(seen["closed"], "closed", what=f"state after {calls} calls ended by {kind}")
            expect_equal(seen["half_open"], "half_open", what=f"state after a trial ended by {kind}")
            expect_equal(seen["next_trial"], "value", what=f"the next trial after one ended by {kind}")


class HeldCall:
    """A call that stays inside the service, in a thread of its own, until the block ends."""

    def __init__(self, world: World) -> None:
        self.world, self.outcome = world, "never finished"
        self.inside, self.release = Event(), Event()
        self.thread = Thread(target=self._run, daemon=True)

    def __enter__(self) -> HeldCall:
        self.thread.start()
        self.inside.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self.release.set()
        self.thread.join(10)

    def _run(self) -> None:
        try:
            self.outcome = _name(self.world.lab.call(self.world.breaker.call, self._wait))
        finally:
            self.inside.set()  # also when the call never got in

    def _wait(self) -> str:
        self.inside.set()
        self.release.wait(10)
        return "ok"


def in_a_thread(function: Callable[[], str]) -> str:
    """What the function returns in a thread of its own; a text of ours when it does not come back."""
    seen: list[str] = []
    thread = Thread(target=lambda: seen.append(function()), daemon=True)
    thread.start()
    thread.join(PATIENCE)
    return seen[0] if seen else WAITED


def until_one_waits(function: Callable[[], str], times: int) -> list[str]:
    """That many calls, each in a thread of its own; the first one that waits is the last."""
    seen: list[str] = []
    while len(seen) < times and WAITED not in seen:
        seen.append(in_a_thread(function))
    return seen


EXERCISES = (Breaker(),)
