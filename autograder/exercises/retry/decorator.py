"""The retry decorator: how often it calls, what it raises, how long it waits, what calls share (nothing)."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from autograder.checks import (
    Exercise,
    Json,
    Lab,
    criterion,
    expect,
    expect_equal,
    expect_raised,
    probe,
    programs,
    seeing,
)
from autograder.checks.errors import Failed, error_text
from autograder.checks.programs import leave_out, plainer
from autograder.exercises.retry import runs, schedule
from autograder.exercises.retry.delays import CLIENTS, all_same, expect_full_jitter, options_code, short
from autograder.exercises.retry.runs import OPTIONS, RETRY_ON, as_code, call_code, ceilings, played, right

SHOW = "case.show()"
HALF = 60  # calls of which none would be lucky, or all, by chance once in 10 ** 13 times (0.6 ** 60)
PLAIN = ["ConnectionError", "TimeoutError"]
KEYWORDS = ["carrier", "attempt", "attempts", "delay", "error", "max_attempts", "n", "sleep", "function"]
KINDS = [name for name in runs.ERRORS if name != "Unprintable"]
INTERRUPTS = ["KeyboardInterrupt", "SystemExit"]
NOISY = ["RuntimeError", "ConnectionError", "ValueError", "KeyError"]


class Retry(Exercise):
    """``retry(max_attempts=…, delay=…, …)``: a decorator that calls again after a transient error."""

    name = "retry"
    hints = (
        "How many times may the function be called, and how many waits lie between these calls? "
        "What should the caller see when the last call fails as well?",
        "Three functions, one in the other: retry(options) → decorate(function) → call(*args, **kwargs). "
        "Whatever belongs to one call (attempts, delays, start time) is made in the innermost one. `except "
        "retry_on as error` catches what is worth another attempt and nothing else.",
        "In `call`: make the delays; for attempt in range(1, max_attempts): try: return function(*args, "
        "**kwargs); except retry_on as error: take the next delay, re-raise if it would pass max_elapsed, "
        "tell on_retry; then, outside the except, sleep. After the loop: return function(*args, **kwargs) "
        "once more, and let its error pass.",
    )

    # --- what is drawn; see ``runs`` for what a program holds ----------------------------------------------

    def _draw_values(self, rng: random.Random) -> Json:
        failures = rng.choice([0, 0, 0, 1, 2])
        day = f"2013-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
        return {
            "options": {"max_attempts": rng.randint(failures + 3, 9)} if failures else {},
            "outcomes": rng.choices(PLAIN, k=failures),
            "value": rng.choice(sorted(runs.VALUES)),
            "args": [day, rng.randint(1, 99)][: rng.randint(0, 2)],
            "kwargs": {name: rng.randint(1, 99) for name in rng.sample(KEYWORDS, rng.randint(0, 3))},
            "method": rng.random() < 0.3,
        }

    def _draw_counts(self, rng: random.Random) -> Json:
        attempts = rng.randint(1, 12)
        return {
            "options": {"max_attempts": attempts} if rng.random() < 0.8 else {},
            "outcomes": rng.choices(PLAIN, k=rng.randint(0, attempts + 3)),
            "chained": rng.random() < 0.5,
        }

    def _draw_kinds(self, rng: random.Random) -> Json:
        retry_on = rng.choice(
            [*RETRY_ON, *["Exception", "(Exception,)", "(ConnectionError, TimeoutError)"] * 4]
        )
        retried = [name for name in KINDS if issubclass(runs.ERRORS[name], RETRY_ON[retry_on])]
        last = rng.choice([KINDS, KINDS, INTERRUPTS, INTERRUPTS])
        outcomes = rng.choices(retried or PLAIN, k=rng.randint(0, 3)) + rng.choices(last, k=2)
        options = {"max_attempts": rng.randint(1, 6), "retry_on": retry_on}
        return {"options": {k: v for k, v in options.items() if v != OPTIONS[k]}, "outcomes": outcomes}

    @staticmethod
    def _law(rng: random.Random) -> Json:
        """Delays that grow, that are capped from the start, that meet the cap exactly, or are 0."""
        delay = rng.choice([0, 0.25, 1, round(rng.uniform(0.1, 2), 2), round(rng.uniform(3, 9), 1)])
        backoff = rng.choice([1, 1.5, 2, 3, round(rng.uniform(1.1, 3), 2)])
        met = (delay or 1) * backoff ** rng.randint(0, 4)
        cap = rng.choice([met, round(1.4 * met, 2), round(rng.uniform(0.5, 30), 1)])
        law = {"delay": delay, "backoff": backoff, "max_delay": cap}
        return {name: value for name, value in law.items() if rng.random() < 0.8}

    def _draw_laws(self, rng: random.Random) -> Json:
        if rng.random() < 0.12:
            return self._draw_jittered(rng)
        attempts = rng.choice([2, 3, 5, 8, 13, 34, 45])
        failures = rng.choice([attempts, attempts, rng.randint(0, attempts)])
        options = {**self._law(rng), "max_attempts": attempts, "jitter": False}
        return {"options": options, "outcomes": ["ConnectionError"] * failures}

    @staticmethod
    def _draw_jittered(rng: random.Random) -> Json:
        """What many calls wait, nearly always at the cap in the end."""
        delay, attempts = rng.choice([0.5, 1, round(rng.uniform(0.1, 9), 2)]), rng.randint(5, 8)
        cap = round(delay * rng.choice([0.5, 1, 1.5, 4, 1000]), 3)
        law = {"delay": delay, "backoff": rng.choice([1.5, 2, 3]), "max_delay": cap, "max_attempts": attempts}
        return {"options": law, "calls": CLIENTS, "outcomes": ["ConnectionError"] * attempts}

    def _draw_schedule(self, rng: random.Random) -> Json:
        return schedule.drawn(rng, self._law(rng))

    def _draw_nonsense(self, rng: random.Random) -> Json:
        options = {
            "max_attempts": rng.choice([-2, -1, 0, 0, 1, 2, 3]),
            "delay": rng.choice([-5, -0.01, 0, 1]),
        }
        return {"options": {name: value for name, value in options.items() if rng.random() < 0.7}}

    def _draw_hooks(self, rng: random.Random) -> Json:
        attempts = rng.randint(1, 6)
        law = self._law(rng) | {"max_attempts": attempts} | ({} if rng.random() < 0.5 else {"jitter": False})
        failures, permanent = rng.randint(0, attempts), rng.random() < 0.2
        hook = rng.choice(["notes", "notes", *NOISY, *INTERRUPTS])
        outcomes = rng.choices([*PLAIN, "Unprintable"], k=failures) + ["ValueError"] * permanent
        return {"options": law, "outcomes": outcomes, "on_retry": hook}

    def _draw_deadlines(self, rng: random.Random) -> Json:
        """Powers of two and their sums, so that "exactly on the limit" is exact in floating point."""
        law = {"delay": rng.choice([0, 0.25, 0.5, 1, 2]), "backoff": rng.choice([1, 1.5, 2, 4])}
        options: Json = law | {"max_delay": rng.choice([0.5, 4, 16, 64]), "max_attempts": rng.randint(2, 12)}
        takes = rng.choice([0.0, 0.25, 1.0, 3.0, 90.0])
        if rng.random() < 0.06:  # with jitter: about half of the first waits would end too late
            limit = takes + rng.choice([0.5, 0.4, 0.6]) * ceilings({**options, "delay": 2}, 1)[0]
            options |= {"delay": 2, "max_elapsed": limit, "max_attempts": 2}
            return {"options": options, "takes": takes, "outcomes": ["TimeoutError"] * 2, "calls": HALF}
        failures = rng.randint(1, options["max_attempts"] + 1)
        fit = rng.randrange(failures)
        ends = takes * (fit + 1) + sum(ceilings(options, fit + 1))
        limit = rng.choice([ends, ends, ends - 0.25, ends + 0.25, 0, 0.0, 10_000.0])
        options |= {"max_elapsed": max(limit, 0), "jitter": False}
        hook = {"on_retry": rng.choice(["notes", *NOISY])} if rng.random() < 0.2 else {}
        return {"options": options, "takes": takes, "outcomes": ["TimeoutError"] * failures, **hook}

    def smaller(self, program: Json) -> Iterator[Json]:
        """Fewer errors, options and arguments, rounder numbers; still a program that makes sense."""
        for less in itertools.chain(_without_extras(program), leave_out(program), plainer(program)):
            options = OPTIONS | less["options"]
            valid = options["max_attempts"] >= 1 and options["max_delay"] > 0 and options["backoff"] >= 1
            alike = less.get("calls") == program.get("calls") and _jitter(less) == _jitter(program)
            if "calls" in program:  # what many calls wait is told of those that always fail
                less |= {"outcomes": program["outcomes"][:1] * options["max_attempts"]}
            if alike and (valid or program.keys() == {"options"}):  # criterion 7 is about those that are not
                yield less

    # --- what is seen --------------------------------------------------------------------------------------

    @probe
    def looks(self, answer: SimpleNamespace, lab: Lab) -> Json:
        def fetch_flights(day: str, *, carrier: str = "UA") -> list[Json]:
            """Fetch the flights of one day."""
            return []

        decorated = lab.must(lambda: answer.retry(max_attempts=2)(fetch_flights))
        return {
            "name": getattr(decorated, "__name__", None),
            "doc": getattr(decorated, "__doc__", None),
            "wrapped": getattr(decorated, "__wrapped__", None) is fetch_flights,
        }

    def _play(self, program: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        seen = played(program, answer)
        lab.calling(as_code(program), lambda: seen["runs"])  # for the learner to read
        return seen

    @programs(_draw_values, count=60)
    def values(self, program: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """What is passed on and what comes back, for functions and methods, empty values too."""
        return self._play(program, answer, lab)

    @programs(_draw_counts, count=60)
    def counts(self, program: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        return self._play(program, answer, lab)

    @programs(_draw_kinds, count=120)
    def kinds(self, program: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        return self._play(program, answer, lab)

    @programs(_draw_laws, count=100)
    def waits(self, program: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        return self._play(program, answer, lab)

    @programs(_draw_nonsense, count=40)
    def refused(self, program: Json, answer: SimpleNamespace) -> Json:
        """Decorating; where it is not refused, what the first call does is told as well."""
        return runs.decorated_only(program, answer)

    @programs(_draw_hooks, count=80)
    def told(self, program: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        return self._play(program, answer, lab)

    @programs(_draw_deadlines, count=130)
    def deadlines(self, program: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        return self._play(program, answer, lab)

    @programs(_draw_schedule, count=50)
    def shared(self, program: Json, answer: SimpleNamespace, beside: Json) -> Json | None:
        """Two functions under one decorator, calls one after the other and one inside another's wait.

        Where a call holds up another one, this would wait for ever.
        """
        return None if beside["blocked"] else schedule.played(program, answer)

    @probe
    def beside(self, answer: SimpleNamespace) -> Json:
        """Two calls in two threads, one of which waits."""
        return schedule.beside(answer, BESIDE)

    # --- what must hold ------------------------------------------------------------------------------------

    @criterion(points=2)
    def returns(self, program: Json, values: Json) -> None:
        """success returns the value at once, arguments pass through

        `return function(*args, **kwargs)` inside the try. An empty list and None are answers, not
        failures. A decorator that returns a plain function works on methods too.
        """
        kind = "method" if program.get("method") else "function"
        passed = call_code(program.get("args", []), program.get("kwargs", {}))
        with seeing(_code(program, values)):
            run = _run(values)
            for got in values["got"]:
                expect_equal(call_code(*got), passed, what=f"the arguments that reach the {kind}")
            _expect_end(run, program, right(program))
            value, failures = program.get("value", "'rows'"), len(program["outcomes"])
            what = f"calls of a {kind} that fails {failures} times and then returns {value}"
            expect_equal(run["order"].count("call"), failures + 1, what=what)

    @criterion(points=2, needs=(returns,))
    def exhausted(self, program: Json, counts: Json) -> None:
        """calls exactly max_attempts times, then raises the last error itself

        max_attempts counts the first call too: 3 attempts are 2 retries. After the last one `raise` the
        error you caught, no error of your own and never None.
        """
        _expect_attempts(program, counts)

    @criterion(points=2, needs=(exhausted,))
    def retries_only(self, program: Json, kinds: Json) -> None:
        """retries what `retry_on` names, and lets everything else pass at once

        `except retry_on as error:` does it all: a class or a tuple, subclasses included. A bare `except:`
        or `except BaseException` retries the person who presses Ctrl-C.
        """
        _expect_attempts(program, kinds)

    @criterion(points=2, needs=(exhausted,))
    def delays(self, program: Json, waits: Json) -> None:
        """waits by the law: exponential, capped, full jitter, nothing after the last attempt

        Before retry n: min(max_delay, delay * backoff ** n), n from 0; with jitter a number drawn between
        0 and that, anew each time. Wait with the `sleep` you were given. After the last attempt there is
        nothing to wait for.
        """
        with seeing(_code(program, waits)):
            expect(
                not any(waits["really_slept"]),
                expected="every wait to go through the `sleep` that was passed in",
                got=f"time.sleep was called with {short(waits['really_slept'][:5])}",
            )
            if "calls" in program:
                _expect_jitter(program, waits)
            else:
                _expect_law(_run(waits), right(program))

    @criterion(points=1)
    def wraps(self, looks: Any) -> None:
        """the decorated function keeps its name, docstring and signature

        One line above the innermost function: `@functools.wraps(function)`. Logs, help() and schedulers
        show these names.
        """
        with seeing(_LOOKS):
            expect_equal(looks["name"], "fetch_flights", what="__name__ of the decorated fetch_flights")
            doc = "Fetch the flights of one day."
            expect_equal(looks["doc"], doc, what="__doc__ of the decorated fetch_flights")
            what = "the original function as __wrapped__: through it inspect.signature sees the parameters"
            expect(looks["wrapped"], expected=what, got="something else")

    @criterion(points=2, core=False, needs=(exhausted, delays))
    def independent(self, program: Json, shared: Any, beside: Json) -> None:
        """calls share nothing: not attempts, not delays, not locks

        Counter and delays belong into the innermost function. Made one level higher they are shared by
        all calls, and the second incident of the night gets no retries.
        """
        with seeing(_BESIDE_CODE):
            expect(
                not beside["blocked"],
                expected="a call in another thread to run while the first one waits",
                got="it had to wait: one call's sleep holds up the others",
            )
        with seeing(SHOW if shared["failed"] else schedule.as_code(program)):
            _not_endless(shared["failed"])
            for number, (step, got) in enumerate(zip(program["steps"], shared["steps"], strict=True)):
                _expect_alike(f"call {number}", got, schedule.alone(program, step))
        with seeing(_BESIDE_CODE):
            wanted = schedule.alone({"options": BESIDE}, [0, 9])
            expect_equal(len(beside["calls"]), 2, what="calls that reach the function")
            for got, title in zip(beside["calls"], ("the waiting call", "the call in between"), strict=True):
                _expect_alike(title, got, wanted)

    @criterion(points=1, core=False)
    def validates(self, program: Json, refused: Json) -> None:
        """nonsense options raise ValueError before the function is called

        Check in `retry` itself. With max_attempts=0 the loop body never runs, and the caller gets None
        for data: the quietest way to lose a day.
        """
        shown = options_code(program["options"])
        with seeing(f"def load():\n    print('called')\n\nretry({shown})(load)\nprint('no error')"):
            expect_equal(refused["calls"], 0, what="calls of the function while it is decorated")
            if _is_valid(program["options"]):
                expect(
                    "value" in refused["result"],
                    expected=f"no error from retry({shown})",
                    got=_error(refused["result"]),
                )
            else:
                _expect_refusal(f"ValueError from retry({shown}) or from applying it", refused)

    @criterion(points=2, core=False, needs=(exhausted, retries_only, delays))
    def tells(self, program: Json, told: Json) -> None:
        """on_retry hears of every retry before its sleep, and cannot break it

        on_retry(attempt, error, delay): the attempt that just failed, counted from 1, the error itself,
        and the very number you pass to sleep. Guard the call: a bug in logging must not cost the data.
        """
        wanted = right(program)
        with seeing(_code(program, told)):
            run = _run(told)
            if "on_retry" in program:
                _expect_notices(run, wanted)
            expect_equal(run["order"], wanted["order"], what="the order of events")
            _expect_end(run, program, wanted)

    @criterion(points=2, core=False, needs=(exhausted, delays))
    def gives_up_in_time(self, program: Json, deadlines: Json) -> None:
        """max_elapsed: no sleep starts that would end too late

        Before sleeping compare: time.monotonic() - started + the coming delay > max_elapsed? Then raise
        at once. The attempts' own time counts: three timeouts of 30 s are 90 s. The wall clock
        (time.time) may be set back at any moment.
        """
        with seeing(_code(program, deadlines)):
            run = _run(deadlines)
            if "calls" in program:
                _expect_half_in_time(program, deadlines["runs"])
                return
            wanted = right(program)
            _expect_numbers(run["sleeps"], wanted["sleeps"], "sleeps that end in time")
            _expect_end(run, program, wanted)
            if run["order"].count("call") < (OPTIONS | program["options"])["max_attempts"]:
                told = run["order"][-1:] == ["notice"]
                expect(not told, expected="no on_retry when no sleep follows", got="on_retry was called")


BESIDE: Json = {"max_attempts": 4, "delay": 0.5, "max_delay": 1.5, "jitter": False}
"""Options of the two calls of which one waits while the other runs."""


def _jitter(program: Json) -> bool:
    return bool((OPTIONS | program["options"])["jitter"])


# --- judging one run ----------------------------------------------------------------------------------------


def _without_extras(program: Json) -> Iterator[Json]:
    """The program without one of the things that it need not have."""
    for key in ("on_retry", "takes", "value", "args", "kwargs", "method"):
        if key in program:
            yield {name: value for name, value in program.items() if name != key}
    yield from (
        program | {key: less} for key, less in (("on_retry", "notes"), ("chained", False)) if key in program
    )
    for place, name in enumerate(program.get("outcomes", ())):
        if name != "ConnectionError":
            others = program["outcomes"]
            yield program | {"outcomes": [*others[:place], "ConnectionError", *others[place + 1 :]]}
    for name in program.get("kwargs", ()):
        yield program | {"kwargs": {k: v for k, v in program["kwargs"].items() if k != name}}


def _code(program: Json, seen: Json) -> str:
    """Code that plays the program, unless it would not end or really wait."""
    ends = [run.get("error") or {} for run in seen["runs"]]
    endless = any(error.get("type") == "Runaway" for error in (*ends, seen["failed"] or {}))
    if endless or any(seen["really_slept"]):
        return SHOW
    return runs.jitter_code(program) if "calls" in program else as_code(program)


def _not_endless(error: Json | None) -> None:
    endless = bool(error) and error["type"] == "Runaway"  # type: ignore[index]
    expect(not endless, expected="the calls to come to an end", got=error_text(error) if error else "")
    expect(not error, expected="`retry(…)` to decorate a function", got=error_text(error) if error else "")


def _run(seen: Json) -> Json:
    """The first call; fails when the function could not even be decorated, or the call did not end."""
    _not_endless(seen["failed"])
    run: Json = seen["runs"][0]
    if run.get("error") and run["error"]["type"] == "Runaway":
        _not_endless(run["error"])
    return run


def _ending(run: Json) -> str:
    """How a call ended, in words."""
    if run["ends"] == "value":
        return f"no error; it returned {run['value']!r}"
    return (
        error_text(run["error"]) if run["number"] is None else f"the {run['type']} of attempt {run['number']}"
    )


def _expect_end(run: Json, program: Json, wanted: Json) -> None:
    """Fail unless the call ends with the value, the error or the interrupt that it must end with."""
    attempt = wanted["order"].count("call")
    if wanted["ends"] == "value":
        what = f"the value of attempt {attempt}, {program.get('value', runs.ROWS)}"
        expect(
            run["ends"] == "value" and run["itself"],
            expected=what,
            got=_ending(run).removeprefix("no error; "),
        )
    elif wanted["ends"] == "error":
        _expect_itself(run, attempt, program["outcomes"][attempt - 1])
    else:
        what = f"the {wanted['ends']} that on_retry raises: somebody wants to stop"
        expect(run.get("error", {}).get("type") == wanted["ends"], expected=what, got=_ending(run))


def _expect_itself(run: Json, attempt: int, kind: str) -> None:
    """Fail unless the very error that an attempt raised reached the caller, as it was."""
    what = f"the {kind} of attempt {attempt} itself"
    new = ", a new object" if run["ends"] == "error" and run["number"] is None else ""
    expect(run["ends"] == "error" and run["number"] == attempt, expected=what, got=_ending(run) + new)
    changed = ", ".join(run["changed"])
    expect(not changed, expected=f"{what}, unchanged", got=f"that error, but changed: {changed}")


def _expect_attempts(program: Json, seen: Json) -> None:
    wanted = right(program)
    with seeing(_code(program, seen)):
        run = _run(seen)
        expect_equal(run["order"].count("call"), wanted["order"].count("call"), what="calls")
        _expect_end(run, program, wanted)


def _expect_numbers(got: list[Any], wanted: list[float], what: str) -> None:
    expect(all_same(got, wanted), expected=f"{what}: {_seconds(wanted)}", got=_seconds(got))


def _seconds(numbers: list[Any]) -> str:
    return f"{short(numbers)} s" if numbers else "none"


def _expect_law(run: Json, wanted: Json) -> None:
    calls, sleeps = wanted["order"].count("call"), run["sleeps"]
    expect(
        len(sleeps) < calls or run["order"][-1] != "sleep",
        expected="no sleep after the last attempt",
        got=f"{calls} calls and {len(sleeps)} sleeps, the last one of {short(sleeps[-1:])} s for nothing",
    )
    _expect_numbers(sleeps, wanted["sleeps"], "sleeps")
    expect_equal(run["order"], wanted["order"], what="one sleep between two calls")


def _expect_jitter(program: Json, seen: Json) -> None:
    _run(seen)
    laws = ceilings(program["options"], (OPTIONS | program["options"])["max_attempts"] - 1)
    if any(laws):
        expect_full_jitter([run["sleeps"] for run in seen["runs"]], laws)


def _expect_alike(title: str, got: Json, wanted: Json) -> None:
    expect_equal(got["calls"], wanted["order"].count("call"), what=f"attempts of {title}")
    _expect_numbers(got["sleeps"], wanted["sleeps"], f"sleeps of {title} as if it were alone")


def _expect_notices(run: Json, wanted: Json) -> None:
    notices = run["notices"]
    due = list(range(1, wanted["order"].count("notice") + 1))
    expect_equal(len(notices), len(due), what="calls of on_retry")
    expect_equal([notice["attempt"] for notice in notices], due, what="attempts told to on_retry")
    expect_equal(
        [notice["error_of_call"] for notice in notices],
        due,
        what="on_retry to get the error object of the attempt that just failed; attempts",
    )
    told = [notice["delay"] for notice in notices if notice["delay"] != 0]
    if wanted["ends"] in ("value", "error"):  # an interrupt ends the call before its sleep
        expect(
            all_same(told, run["sleeps"]),
            expected=f"on_retry to be told the seconds slept: {short(run['sleeps'])}",
            got=short(told),
        )


def _expect_half_in_time(program: Json, calls: list[Json]) -> None:
    """With jitter and a limit in the middle of what may be drawn: each call sleeps in time or not at all."""
    options, takes = program["options"], program["takes"]
    left = options["max_elapsed"] - takes
    if not 0.4 <= left / ceilings(options, 1)[0] <= 0.6:
        return
    late = [s for run in calls for s in run["sleeps"] if s > left]
    expect(not late, expected=f"sleeps that end in time, of at most {left:g} s", got=short(late[:3]))
    slept = sum(bool(run["sleeps"]) for run in calls)
    share = f"about half of {len(calls)} calls to sleep: what counts is the delay that was drawn"
    expect(
        0 < slept < len(calls),
        expected=share,
        got="all of them" if slept else "none: the law's ceiling counted",
    )
    for run in calls:
        _expect_itself(run, len(run["sleeps"]) + 1, "TimeoutError")


def _is_valid(options: Json) -> bool:
    return bool(options.get("max_attempts", 1) >= 1 and options.get("delay", 0) >= 0)


def _error(record: Json) -> str:
    return error_text(record["error"]) if "error" in record else ""


def _expect_refusal(what: str, refused: Json) -> None:
    if "later" in refused:
        later = refused["later"]
        then = _error(later) or f"it returned {later['value']!r}"
        raise Failed(expected=what, got=f"no error; calling the function: {then}")
    expect_raised(refused["result"], "builtins.ValueError", what=what)


_LOOKS = """\
def fetch_flights(day):
    \"""Fetch the flights of one day.\"""

decorated = retry(max_attempts=2)(fetch_flights)
print(decorated.__name__, decorated.__doc__, sep="; ")
print(getattr(decorated, "__wrapped__", None) is fetch_flights)"""

_BESIDE_CODE = f"""\
others = []

def load():
    raise ConnectionError("down")

def wait(seconds):
    print(threading.current_thread().name, "sleeps", seconds)
    if not others:
        others.append(threading.Thread(target=call, name="the other one", daemon=True))
        others[0].start()
        others[0].join(2)
        print("the other one", "has to wait" if others[0].is_alive() else "is through")

def call():
    with suppress(ConnectionError):
        decorated()

decorated = retry({options_code(BESIDE)}, sleep=wait)(load)
call()
for other in others:
    other.join()"""


EXERCISES = (Retry(),)
