"""The circuit breaker of the retry lesson: driven by a clock of the program's own and by real threads."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from threading import Barrier, Event, Semaphore, Thread
from types import SimpleNamespace
from typing import Any

from autograder.checks import (
    Call,
    Exercise,
    Json,
    Lab,
    criterion,
    expect_equal,
    probe,
    programs,
    seeing,
)
from autograder.checks.evidence import call as guarded
from autograder.checks.programs import leave_out, plainer
from autograder.worlds.clock import FakeClock

ROUND, ROUNDS = 5, 20  # threads that come at once, and how often
PATIENCE = 1.0  # seconds after which a call counts as waiting for another one; a right answer needs none
WAITED = "a wait until the other call is over"
REFUSED = "CircuitOpenError"
ERRORS: dict[str, type[BaseException]] = {
    kind.__name__: kind
    for kind in (
        *(ConnectionError, TimeoutError, OSError, RuntimeError, ValueError, Exception),
        *(KeyboardInterrupt, SystemExit),
    )
}
FAILURES = [name for name, kind in ERRORS.items() if issubclass(kind, Exception)]
INTERRUPTS = ["KeyboardInterrupt", "SystemExit"]
OPTIONS: Json = {"failure_threshold": 5, "reset_after": 30.0}
"""The defaults of the contract."""
VALUES: list[Any] = ["ok", None, 0, False, [], ""]


class Model:
    """The contract once more: what a call meets and which state holds, by the times that are passed in."""

    def __init__(self, options: Json) -> None:
        given = OPTIONS | options
        self.threshold, self.rest = given["failure_threshold"], given["reset_after"]
        self.failures, self.until = 0, -1.0  # in a row; when the rest ends, below 0 while it is closed
        self.trial = False

    def state(self, now: float) -> str:
        if self.until < 0:
            return "closed"
        return "open" if now < self.until else "half_open"

    def lets_in(self, now: float) -> bool:
        """Whether a call that begins now reaches the service."""
        state = self.state(now)
        if state == "open" or self.trial:
            return False
        self.trial = state == "half_open"
        return True

    def ends(self, outcome: Any, now: float) -> None:
        """Book the end of a call that was let in."""
        trial, self.trial = self.trial, False
        if outcome in INTERRUPTS:
            return
        if outcome in (*ERRORS, REFUSED):
            self.failures += 1
            if trial or self.failures >= self.threshold:
                self.until, self.failures = now + self.rest, 0
        else:
            self.until, self.failures = -1.0, 0


def right(program: Json) -> list[list[Any]]:
    """What a right breaker shows: per step what the call meets (None for a pause) and the state after it."""
    models = [Model(program["options"]), Model(program["options"])]
    now, seen = float(program["start"]), []
    for step in program["steps"]:
        model = models[step.get("on", 0)]
        met: Any = None
        now += step.get("wait", 0.0)
        if "does" in step:
            met = REFUSED
            if model.lets_in(now):
                now, met = now + step.get("takes", 0.0), step["does"]
                inner = [_inside(model, now) for _ in range(step.get("inside", 0))]
                model.ends(step["does"], now)
                met = [met, *inner] if "inside" in step else met
        seen.append([met, model.state(now)])
    return seen


def _inside(model: Model, now: float) -> str:
    """What a call meets that comes while another one is under way."""
    if not model.lets_in(now):
        return REFUSED
    model.ends("ok", now)
    return "ok"


class World:
    """Two breakers under test, a clock that moves when told, and a service that does as told."""

    def __init__(self, program: Json, answer: SimpleNamespace, lab: Lab) -> None:
        self.clock, self.lab = FakeClock(), lab
        self.clock.advance(program["start"])
        self.asked = 0  # calls that reached the service
        self.raised: BaseException | None = None
        self.made = partial(answer.CircuitBreaker, clock=self.clock.monotonic)
        self.breakers = [lab.must(self.made, **program["options"]) for _ in range(2)]

    @property
    def breaker(self) -> Any:
        return self.breakers[0]

    def state(self, on: int = 0) -> Any:
        return self.lab.must(lambda: self.breakers[on].state)

    def play(self, step: Json) -> list[Any]:
        """One step: what the call met (with what others met inside it), and the state after it."""
        self.clock.advance(step.get("wait", 0.0))
        met = self.call(step) if "does" in step else None
        return [met, self.state(step.get("on", 0))]

    def call(self, step: Json) -> Any:
        """One call: its value, the name of the error that reached the caller, or what is wrong with it.

        With ``inside`` it is a list: after it what so many other calls meet while it is under way.
        """
        inner: list[str] = []
        on, before = step.get("on", 0), self.asked

        def service(*args: Any, **kwargs: Any) -> Any:
            self.asked += 1
            self.clock.advance(step.get("takes", 0.0))
            inner.extend(self.call({"on": on, "does": "ok"}) for _ in range(step.get("inside", 0)))
            return self._do(step, args, kwargs)

        done = self.lab.call(self.breakers[on].call, service, *step.get("args", ()), **step.get("kwargs", {}))
        met, reached = self._met(step, done), self.asked > before
        if met == REFUSED and reached and step["does"] != REFUSED:
            return f"{REFUSED}, although fn was called"
        return [met, *inner] if "inside" in step and reached else met

    def _do(self, step: Json, args: tuple[Any, ...], kwargs: Json) -> Any:
        if [list(args), kwargs] != [step.get("args", []), step.get("kwargs", {})]:
            return f"fn got {args} and {kwargs}"
        if step["does"] in (*ERRORS, REFUSED):
            kind = ERRORS.get(step["does"]) or self._refusal()
            self.raised = kind("from the service")
            raise self.raised
        return step["does"]

    def _refusal(self) -> type[BaseException]:
        """The class of a refusal, as a breaker behind this one would raise it."""
        other = self.made(failure_threshold=1)
        guarded(other.call, _down)
        refusal = guarded(other.call, _down).exception
        return type(refusal) if refusal else RuntimeError

    def _met(self, step: Json, done: Call) -> Any:
        if done.error is None:
            return done.value
        kind: str = done.error["type"]
        return f"a new {kind}" if kind == step["does"] and done.exception is not self.raised else kind


def _down() -> None:
    raise ConnectionError("down")


class Breaker(Exercise):
    """``CircuitBreaker``: closed, open, half open.

    A program: ``options``, the clock at the ``start``, ``steps``. A step waits (``wait``), or calls: ``does``
    is what fn returns or the name of what it raises, ``takes`` the seconds it needs, ``on`` which of two
    breakers is meant, ``inside`` how many other calls come meanwhile, ``args`` and ``kwargs`` what fn gets.
    """

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

    # --- what is drawn ---

    def scenario(self, rng: random.Random) -> Json:
        return {
            "options": {"failure_threshold": rng.randint(3, 6), "reset_after": rng.choice([5.0, 12.5, 30.0])},
            "start": rng.choice([0.0, 17.25, 1_000_000.0]),
            "steps": [],
            "at_once": rng.randint(3, 5),  # calls of other threads while a trial runs
        }

    def _draw_closed(self, rng: random.Random) -> Json:
        """Too few failures to open it, even for a breaker that counts one too many."""
        drawn = Drawn(rng, low=3)
        for _ in range(rng.randint(1, 6)):
            does = rng.choice(VALUES if rng.random() < 0.5 else FAILURES)
            args = [rng.randint(1, 99), f"EWR-{rng.randint(100, 999)}"][: rng.randint(0, 2)]
            kwargs = {
                name: rng.randint(1, 9) for name in rng.sample(["gate", "state", "clock"], rng.randint(0, 2))
            }
            failed = sum(step["does"] in FAILURES for step in drawn.steps)
            does = "ok" if does in FAILURES and failed >= drawn.model.threshold - 2 else does
            drawn.call(does, args=args, kwargs=kwargs)
        return drawn.program()

    def _draw_counted(self, rng: random.Random) -> Json:
        """Two breakers until the first one is open, or nearly."""
        drawn = Drawn(rng)
        for _ in range(rng.randint(1, 14)):
            if drawn.state() == "closed" and rng.random() < 0.8:
                drawn.call(rng.choice(FAILURES) if rng.random() < 0.75 else "ok")
            elif drawn.others < drawn.model.threshold - 1:
                drawn.call(rng.choice(FAILURES), on=1)
        return drawn.program()

    def _draw_refused(self, rng: random.Random) -> Json:
        drawn = Drawn(rng)
        drawn.open()
        drawn.refused(rng.randint(1, 4))
        return drawn.program()

    def _draw_recoveries(self, rng: random.Random, trials: tuple[str, ...] = (), breaks: float = 0.0) -> Json:
        """Opened, rested and tried, once or twice; ``trials`` are outcomes besides success."""
        drawn = Drawn(rng, takes=True, breaks=breaks)
        for _ in range(rng.randint(1, 2)):
            drawn.open()
            drawn.refused(rng.randint(0, 2))
            drawn.rest()
            for _ in range(rng.randint(0, 2) if trials else 0):
                drawn.call(rng.choice(trials))
                if drawn.state() == "open":
                    drawn.refused(rng.randint(0, 2))
                    drawn.rest()
            drawn.call("ok")
            drawn.fail(rng.randrange(drawn.model.threshold))
        return drawn.program()

    def _draw_relapses(self, rng: random.Random) -> Json:
        return self._draw_recoveries(rng, (*FAILURES, REFUSED))

    def _draw_interrupts(self, rng: random.Random) -> Json:
        return self._draw_recoveries(rng, ("KeyboardInterrupt", "SystemExit"), breaks=0.4)

    def _draw_trials(self, rng: random.Random) -> Json:
        drawn = Drawn(rng)
        drawn.open()
        drawn.rest()
        drawn.call("ok", inside=rng.randint(1, 3), takes=rng.choice([0.0, 0.5, 2.0]) * drawn.model.rest)
        return drawn.program()

    def smaller(self, program: Json) -> Iterator[Json]:
        """Fewer steps, plainer ones, rounder numbers."""
        for less in chain(leave_out(program), _plainer_steps(program), plainer(program)):
            options = OPTIONS | less["options"]
            if options["failure_threshold"] >= 1 and options["reset_after"] > 0:
                yield less

    # --- what is seen ---

    def _play(self, program: Json, answer: SimpleNamespace, lab: Lab) -> list[Any]:
        world = World(program, answer, lab)
        return [world.play(step) for step in program["steps"]]

    @programs(_draw_closed, count=100)
    def closed(self, program: Json, answer: SimpleNamespace, lab: Lab) -> list[Any]:
        return self._play(program, answer, lab)

    @programs(_draw_counted, count=150)
    def in_a_row(self, program: Json, answer: SimpleNamespace, lab: Lab) -> list[Any]:
        return self._play(program, answer, lab)

    @programs(_draw_refused, count=60)
    def refusals(self, program: Json, answer: SimpleNamespace, lab: Lab) -> list[Any]:
        return self._play(program, answer, lab)

    @programs(_draw_recoveries, count=120)
    def recovery(self, program: Json, answer: SimpleNamespace, lab: Lab) -> list[Any]:
        return self._play(program, answer, lab)

    @programs(_draw_relapses, count=120)
    def relapse(self, program: Json, answer: SimpleNamespace, lab: Lab) -> list[Any]:
        return self._play(program, answer, lab)

    @programs(_draw_interrupts, count=120)
    def interrupts(self, program: Json, answer: SimpleNamespace, lab: Lab) -> list[Any]:
        return self._play(program, answer, lab)

    @programs(_draw_trials, count=40)
    def trials(self, program: Json, answer: SimpleNamespace, lab: Lab, side_by_side: str) -> list[Any]:
        """Calls inside another one; where a call waits for another one, this would wait for ever."""
        return self._play(program, answer, lab) if side_by_side == "ok" else []

    @probe
    def side_by_side(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Any:
        world = World(scenario, answer, lab)
        with HeldCall(world):
            return in_a_thread(lambda: world.call({"does": "ok"}))

    @probe
    def crowd(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        world = rested(scenario, answer, lab)
        asked = world.asked
        with HeldCall(world) as trial:
            others = until_one_waits(lambda: world.call({"does": "ok"}), scenario["at_once"])
        reached = world.asked - asked
        return {"others": others, "reached": reached, "trial": trial.outcome, "after": world.state()}

    @probe
    def rush(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> int:
        """How many of some threads that come in the same moment are inside fn together, at worst."""
        interval = sys.getswitchinterval()
        sys.setswitchinterval(1e-6)  # threads take turns as often as can be
        try:
            return max(inside_at_once(rested(scenario, answer, lab), ROUND) for _ in range(ROUNDS))
        finally:
            sys.setswitchinterval(interval)

    # --- what must hold ---

    @criterion(points=1, core=False)
    def is_transparent(self, program: Json, closed: list[Any]) -> None:
        """closed: calls go through with their arguments, values and errors come back unchanged

        A breaker is invisible while all is well: return what fn returns, let its error pass with a bare
        `raise`.
        """
        _expect_right(program, closed)

    @criterion(points=2, core=False, needs=(is_transparent,))
    def counts_in_a_row(self, program: Json, in_a_row: list[Any]) -> None:
        """opens after `failure_threshold` failures in a row, not in all

        What does a success say about the failures before it?
        """
        _expect_right(program, in_a_row)

    @criterion(points=2, core=False, needs=(counts_in_a_row,))
    def refuses(self, program: Json, refusals: list[Any]) -> None:
        """open: refuses at once with CircuitOpenError, without calling fn

        Look at the state before you call fn, not after.
        """
        _expect_right(program, refusals)

    @criterion(points=2, core=False, needs=(refuses,))
    def recovers(self, program: Json, recovery: list[Any]) -> None:
        """half open `reset_after` seconds later; a success closes it and starts the count again

        Measure from the moment it opened; refused calls do not move that moment. Closing sets the count
        to 0.
        """
        _expect_right(program, recovery)

    @criterion(points=2, core=False, needs=(recovers,))
    def relapses(self, program: Json, relapse: list[Any]) -> None:
        """a failed trial opens it again for another full wait

        One failed trial is enough. The new wait starts when the trial failed, not when the circuit first
        opened.
        """
        _expect_right(program, relapse)

    @criterion(points=1, core=False, needs=(is_transparent,))
    def does_not_queue(self, side_by_side: Any) -> None:
        """no call waits for another one to finish

        A lock protects the counters for a moment. A call to a slow service inside it would hold up
        everybody.
        """
        what = "what a second thread's call meets while a first is still inside fn, circuit closed"
        with seeing(_QUEUE_CODE):
            expect_equal(side_by_side, "ok", what=what)

    @criterion(points=2, core=False, needs=(recovers, does_not_queue))
    def one_trial(self, scenario: Json, crowd: Any, rush: int, program: Json, trials: list[Any]) -> None:
        """half open: exactly one trial at a time, whatever the number of threads

        Who comes first notes, under the lock, that a trial is running; who sees the note is refused.
        """
        others = scenario["at_once"]
        with seeing(_CROWD_CODE):
            what = f"what {others} calls from other threads meet while the trial is inside fn"
            expect_equal(crowd["others"], [REFUSED] * others, what=what)
            expect_equal(crowd["reached"], 0, what="calls of other threads that reached fn during the trial")
            what = "what the trial meets when fn succeeds, and the state after it"
            expect_equal([crowd["trial"], crowd["after"]], ["ok", "closed"], what=what)
        _expect_right(program, trials)
        expect_equal(rush, 1, what=f"calls inside fn at once when {ROUND} threads come in the same moment")

    @criterion(points=1, core=False, needs=(recovers,))
    def ignores_interrupts(self, program: Json, interrupts: list[Any]) -> None:
        """KeyboardInterrupt and SystemExit are not counted and do not use up the trial

        `except Exception` leaves them out of the count; `finally` still ends the trial they interrupted.
        """
        _expect_right(program, interrupts)


class Drawn:
    """A program in the making: the model tells where it has got to.

    Times are eighths of the wait, which floating point holds exactly. ``low`` is the lowest threshold,
    ``takes`` whether calls take time, ``breaks`` how many of them somebody interrupts.
    """

    def __init__(self, rng: random.Random, *, low: int = 1, takes: bool = False, breaks: float = 0.0) -> None:
        self.rng, self.takes, self.breaks = rng, takes, breaks
        options = {
            "failure_threshold": rng.randint(low, 6),
            "reset_after": rng.choice([5.0, 12.5, 30.0, 90.0]),
        }
        self.options = {name: value for name, value in options.items() if rng.random() < 0.9}
        self.model = Model(self.options)
        self.start = self.now = rng.choice([0.0, 17.25, 1_000_000.0])
        self.steps: list[Json] = []
        self.others = 0  # calls of the second breaker

    def program(self) -> Json:
        return {"options": self.options, "start": self.start, "steps": self.steps}

    def state(self) -> str:
        return self.model.state(self.now)

    def wait(self, seconds: float) -> None:
        self.now += seconds
        self.steps.append({"wait": seconds})

    def call(self, does: Any, **more: Any) -> None:
        """A call, unless somebody interrupts it."""
        if self.takes and self.rng.random() < 0.3:
            more["takes"] = self.rng.randint(1, 12) * self.model.rest / 8
        self.steps.append({"does": does, **{name: value for name, value in more.items() if value}})
        if more.get("on"):
            self.others += 1
        elif self.model.lets_in(self.now):
            self.now += more.get("takes", 0.0)
            self.model.ends(does, self.now)

    def fail(self, times: int) -> None:
        """Failures in a row, and interrupts among them that do not count."""
        for _ in range(times):
            if self.rng.random() < self.breaks:
                self.call(self.rng.choice(INTERRUPTS))
            self.call(self.rng.choice(FAILURES))

    def open(self) -> None:
        while self.state() == "closed":
            self.fail(1)

    def refused(self, times: int) -> None:
        """Pauses that end before the wait does, and a call after each."""
        for _ in range(times):
            left = self.model.until - self.now
            self.wait(self.rng.choice([0.0, left / 2, left / 8, left - left / 1024]))
            self.call(self.rng.choice(["ok", *FAILURES]))

    def rest(self) -> None:
        """The rest of the wait: exactly, or more."""
        self.wait(self.model.until - self.now + self.rng.choice([0, 0, 1, 24]) * self.model.rest / 8)


def _plainer_steps(program: Json) -> Iterator[Json]:
    steps = program["steps"]
    for place, step in enumerate(steps):
        plain = [{k: v for k, v in step.items() if k != key} for key in step if key not in ("does", "wait")]
        plain += [{**step, "does": "ConnectionError"}] if step.get("does") in FAILURES[1:] else []
        yield from ({**program, "steps": [*steps[:place], one, *steps[place + 1 :]]} for one in plain)


def _expect_right(program: Json, seen: list[Any]) -> None:
    """Fail at the first step at which a call meets what it should not, or the state is another one."""
    with seeing(as_code(program)):
        options = OPTIONS | program["options"]
        breaker = "threshold {failure_threshold}, wait {reset_after:g} s".format(**options)
        for number, (got, wanted) in enumerate(zip(seen, right(program), strict=True), start=1):
            step = f"step {number}: {_told(program['steps'][number - 1])}"
            # as texts, for 0 is not False
            expect_equal(repr(got[0]), repr(wanted[0]), what=f"{breaker}; what is met at {step}")
            expect_equal(got[1], wanted[1], what=f"{breaker}; state after {step}")


def _told(step: Json) -> str:
    """A step in words."""
    if "does" not in step:
        return f"{step['wait']:g} s pass"
    which = " of the other breaker" if step.get("on") else ""
    does = "raises" if step["does"] in (*ERRORS, REFUSED) else "returns"
    takes = f" after {step['takes']:g} s" if step.get("takes") else ""
    meanwhile = f", while {step['inside']} others come" if step.get("inside") else ""
    return f"a call{which}, fn {does} {step['does']}{takes}{meanwhile}"


# --- code that shows it ---


def as_code(program: Json) -> str:
    """The program as one would play it in a notebook: after each step what was met, and the state."""
    steps, options = program["steps"], "".join(f"{k}={v}, " for k, v in program["options"].items())
    return "\n".join(
        (
            f"now = [{program['start']}]",
            f"breakers = [CircuitBreaker({options}clock=lambda: now[0]) for _ in range(2)]",
            "",
            "def call(breaker, does, *args, takes=0.0, inside=0, **kwargs):",
            "    def fn(*got, **named):",
            '        print("   fn is called with", got, named)',
            "        now[0] += takes",
            "        for _ in range(inside):",
            '            call(breaker, "ok")',
            "        if isinstance(does, BaseException):",
            "            raise does",
            "        return does",
            "    try:",
            "        met = breaker.call(fn, *args, **kwargs)",
            "    except BaseException as error:",
            "        met = error",
            '    note = " (a new object)" if isinstance(met, type(does)) and met is not does else ""',
            "    print(repr(met) + note, breaker.state)",
            "",
            *map(_step_code, steps),
        )
    )


def _step_code(step: Json) -> str:
    breaker = f"breakers[{step.get('on', 0)}]"
    if "does" not in step:
        return f"now[0] += {step['wait']}\nprint({breaker}.state)"
    raised = step["does"] in (*ERRORS, REFUSED)
    does = f'{step["does"]}("from the service")' if raised else repr(step["does"])
    named = {key: step[key] for key in ("takes", "inside") if key in step} | step.get("kwargs", {})
    given = [breaker, does, *map(repr, step.get("args", ())), *(f"{k}={v!r}" for k, v in named.items())]
    return f"call({', '.join(given)})"


_QUEUE_CODE = """\
breaker = CircuitBreaker()
inside, leave = threading.Event(), threading.Event()

def slow():
    inside.set()
    leave.wait(5)

first = threading.Thread(target=breaker.call, args=(slow,), daemon=True)
first.start()
inside.wait(5)
second = threading.Thread(target=breaker.call, args=(lambda: "ok",), daemon=True)
second.start()
second.join(1)
print("the second call", "waits for the first" if second.is_alive() else "is over")
leave.set()
first.join()
second.join()"""

_CROWD_CODE = """\
now, leave, inside = [0.0], threading.Event(), []
breaker = CircuitBreaker(failure_threshold=1, reset_after=1.0, clock=lambda: now[0])

def down():
    raise ConnectionError("down")

def trial():
    inside.append(threading.current_thread().name)
    leave.wait(2)

def come():
    with suppress(CircuitOpenError):
        breaker.call(trial)

with suppress(ConnectionError):
    breaker.call(down)
now[0] += 1.0
threads = [threading.Thread(target=come, name=f"thread {n}") for n in range(5)]
for thread in threads:
    thread.start()
time.sleep(0.3)
print("inside at once:", *inside)
leave.set()
for thread in threads:
    thread.join()"""


# --- threads ---


def rested(scenario: Json, answer: SimpleNamespace, lab: Lab) -> World:
    """A world whose circuit was opened and then left alone for the whole wait."""
    world = World(scenario, answer, lab)
    for _ in range(scenario["options"]["failure_threshold"]):
        world.call({"does": "ConnectionError"})
    world.clock.advance(scenario["options"]["reset_after"])
    return world


def inside_at_once(world: World, threads: int) -> int:
    """How many of so many threads are inside fn together when all come in the same moment."""
    inside: list[int] = []
    leave, refused, start = Event(), Semaphore(0), Barrier(threads)

    def service() -> None:
        inside.append(1)
        leave.wait(10)

    def come() -> None:
        start.wait(10)
        guarded(world.breaker.call, service)
        refused.release()

    crowd = [Thread(target=come, daemon=True) for _ in range(threads)]
    for thread in crowd:
        thread.start()
    for _ in range(threads - 1):
        if not refused.acquire(timeout=PATIENCE):
            break
    together = len(inside)
    leave.set()
    for thread in crowd:
        thread.join(10)
    return together


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
            done = self.world.lab.call(self.world.breaker.call, self._wait)
            self.outcome = str(done.error["type"] if done.error else done.value)
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
