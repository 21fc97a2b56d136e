"""The retry decorator: how often it calls, what it raises, how long it waits, what calls share (nothing)."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
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
    expect_returned,
    probe,
)
from autograder.checks.errors import error_text
from autograder.checks.evidence import call as guarded
from autograder.exercises.retry.delays import SAMPLE, ceiling, expect_full_jitter, same, short
from autograder.exercises.retry.script import Plan, Script, always, fails, play

PATIENCE = 5.0  # seconds until a call counts as blocked by another one; a right answer needs none
SLOW = 90.0  # seconds that a call takes which is slower than the whole limit
AGE = 3_600.0  # seconds between decorating a function and calling it
TRANSIENT: dict[str, type[Exception]] = {
    error.__name__: error for error in (ConnectionError, TimeoutError, ConnectionResetError, BrokenPipeError)
}
PERMANENT: dict[str, type[Exception]] = {error.__name__: error for error in (ValueError, KeyError, TypeError)}
PASSING: dict[str, type[BaseException]] = {e.__name__: e for e in (KeyboardInterrupt, SystemExit)}
EMPTY: Json = {"None": None, "[]": [], "0": 0, "False": False}  # values that look like failures
RETRY_ON: dict[str, Any] = {
    "Exception": Exception,
    "(Exception,)": (Exception,),
    "OSError": OSError,
    "(KeyError, OSError)": (KeyError, OSError),
}


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

    def scenario(self, rng: random.Random) -> Json:
        delay = round(rng.uniform(0.5, 2.0), 2)
        backoff = round(rng.uniform(1.6, 3.0), 2)
        takes = round(rng.uniform(2.0, 4.0), 1)
        return {
            "day": f"2013-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}",
            "carrier": rng.choice(["UA", "B6", "EV", "DL", "AA"]),
            "plain": rng.choice(["ConnectionError", "TimeoutError"]),
            "transient": rng.sample(sorted(TRANSIENT), 3),
            "permanent": rng.sample(sorted(PERMANENT), 2),
            "passing": sorted(PASSING),
            "attempts": rng.randint(4, 7),
            "laws": [
                # Grows, and meets the cap within six retries; then one that is capped from the start.
                {"delay": delay, "backoff": backoff, "max_delay": round(delay * backoff**2.5, 2)},
                {
                    "delay": round(rng.uniform(5, 9), 1),
                    "backoff": 2.0,
                    "max_delay": round(rng.uniform(1, 4), 1),
                },
                {"delay": round(rng.uniform(0.1, 0.4), 2), "backoff": 1.0, "max_delay": 30.0},
            ],
            "takes": takes,
            "deadline_after": rng.randint(2, 4),  # sleeps that still fit into max_elapsed
        }

    def _run(
        self,
        answer: SimpleNamespace,
        plan: Plan,
        *,
        takes: float = 0.0,
        notices: bool = False,
        **options: Any,
    ) -> Json:
        """Decorate a scripted function, call it once, tell what was seen."""
        script = Script(plan, takes)
        if notices:
            options["on_retry"] = script.notice

        def act() -> Any:
            decorated = answer.retry(sleep=script.sleep, **options)(script.function())
            script.clock.advance(AGE)
            return decorated("2013-01-01")

        return play(script, act, answer.retry)

    # --- probes ------------------------------------------------------------------------------------------

    @probe
    def values(self, scenario: Json, answer: SimpleNamespace) -> Json:
        """What is passed on and what comes back, for functions and methods, empty values too."""
        day, carrier = scenario["day"], scenario["carrier"]

        def fetch(*args: Any, **kwargs: Any) -> Any:
            return {"args": list(args), "kwargs": kwargs}

        def method() -> Any:
            class Feed:
                @answer.retry(sleep=script.sleep)  # type: ignore[untyped-decorator]
                def fetch(self, *args: Any, **kwargs: Any) -> Any:
                    return {"args": list(args), "kwargs": kwargs}

            return Feed().fetch(day, carrier=carrier)

        def function() -> Any:
            return answer.retry(sleep=script.sleep)(fetch)(day, carrier=carrier)

        script = Script(always(ConnectionError))
        return {
            "function": play(Script(always(ConnectionError)), function, answer.retry)["result"],
            "method": play(Script(always(ConnectionError)), method, answer.retry)["result"],
            "empty": {
                shown: self._run(answer, fails(0, ConnectionError, then=value))
                for shown, value in EMPTY.items()
            },
            "third": self._run(answer, fails(2, ConnectionError), max_attempts=6),
        }

    @probe
    def counts(self, scenario: Json, answer: SimpleNamespace) -> Json:
        error = TRANSIENT[scenario["plain"]]
        many = scenario["attempts"]
        return {
            "default": self._run(answer, always(error)),
            "one": self._run(answer, always(error), max_attempts=1),
            "many": self._run(answer, always(error), max_attempts=many),
            "just_in_time": self._run(answer, fails(many - 1, error), max_attempts=many),
        }

    @probe
    def kinds(self, scenario: Json, answer: SimpleNamespace) -> Json:
        """One run per kind of error: [name, retry_on, calls that a right answer makes, what was seen]."""
        runs: list[Any] = []

        def add(error: type[BaseException], wanted: int, retry_on: str | None = None) -> None:
            options = {} if retry_on is None else {"retry_on": RETRY_ON[retry_on]}
            seen = self._run(answer, always(error), max_attempts=4, **options)
            runs.append([error.__name__, retry_on, wanted, seen])

        for name in scenario["permanent"]:
            add(PERMANENT[name], 1)
        for name in scenario["transient"]:
            add(TRANSIENT[name], 4)
        add(KeyError, 4, "Exception")
        add(FileNotFoundError, 4, "OSError")
        add(FileNotFoundError, 4, "(KeyError, OSError)")
        add(ValueError, 1, "(KeyError, OSError)")
        for name in scenario["passing"]:
            add(PASSING[name], 1, "(Exception,)")
        return {"runs": runs, "mixed": self._run(answer, self._mixed, max_attempts=6)}

    @staticmethod
    def _mixed(n: int) -> BaseException:
        return ConnectionError(f"attempt {n} failed") if n < 3 else ValueError(f"attempt {n} failed")

    @probe
    def waits(self, scenario: Json, answer: SimpleNamespace) -> Json:
        laws = [
            self._run(answer, always(ConnectionError), max_attempts=7, jitter=False, **law)
            for law in scenario["laws"]
        ]
        law = scenario["laws"][0]
        jittered = [
            self._run(answer, always(ConnectionError), max_attempts=5, **law)["sleeps"] for _ in range(SAMPLE)
        ]
        return {
            "laws": laws,
            "jittered": jittered,
            "recovered": self._run(answer, fails(2, TimeoutError), max_attempts=5, jitter=False),
            "first_time": self._run(answer, fails(0, TimeoutError), max_attempts=5),
        }

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

    @probe
    def shared(self, scenario: Json, answer: SimpleNamespace) -> Json:
        """One decorator, two functions, calls one after the other and one inside another's wait."""
        options = {"max_attempts": 4, "jitter": False, **scenario["laws"][0]}
        alone = self._run(answer, always(ConnectionError), **options)
        return {
            "alone": {key: alone[key] for key in ("calls", "sleeps")},
            "again": self._one_after_the_other(answer, options),
            "inside": self._inside_a_wait(answer, options),
        }

    @staticmethod
    def _one_after_the_other(answer: SimpleNamespace, options: Json) -> list[Json]:
        """The same function twice, then another function under the same decorator."""
        script = Script(always(ConnectionError))
        marks: list[tuple[int, int]] = []

        def act() -> None:
            decorate = answer.retry(sleep=script.sleep, **options)
            first, second = decorate(script.function()), decorate(script.function())
            for function in (first, first, second):
                guarded(function, "2013-01-01")
                marks.append((script.calls, len(script.clock.sleeps)))

        seen = play(script, act, answer.retry)
        starts = [(0, 0), *marks]
        return [
            {"calls": b[0] - a[0], "sleeps": seen["sleeps"][a[1] : b[1]]}
            for a, b in zip(starts, marks, strict=False)
        ]

    @staticmethod
    def _inside_a_wait(answer: SimpleNamespace, options: Json) -> Json:
        """While a call waits, the same function is called from another thread; both must be as if alone."""
        script = Script(always(ConnectionError))
        here: dict[int, Json] = {}  # per thread: how often it called, how long it slept
        others: list[threading.Thread] = []
        blocked: list[bool] = []

        def mine() -> Json:
            return here.setdefault(threading.get_ident(), {"calls": 0, "sleeps": []})

        def fetch(*args: Any) -> Any:
            mine()["calls"] += 1
            return script.fetch()

        def sleep(seconds: float) -> None:
            mine()["sleeps"].append(float(seconds))
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

    @probe
    def refused(self, scenario: Json, answer: SimpleNamespace) -> Json:
        bad = ({"max_attempts": 0}, {"max_attempts": -2}, {"delay": -scenario["laws"][0]["delay"]})
        return {self._shown(options): self._decorate_only(answer, options) for options in bad}

    @staticmethod
    def _shown(options: Json) -> str:
        return ", ".join(f"{key}={value!r}" for key, value in options.items())

    @staticmethod
    def _decorate_only(answer: SimpleNamespace, options: Json) -> Json:
        """Decorating must raise; where it does not, what the first call does is told as well."""
        script = Script(fails(0, ConnectionError))
        kept: list[Any] = []

        def decorate() -> str:
            kept.append(answer.retry(sleep=script.sleep, **options)(script.function()))
            return "a decorated function"

        seen = play(script, decorate, answer.retry)
        if not kept:
            return seen
        later = Script(fails(0, ConnectionError))
        called = play(later, lambda: kept[0]("2013-01-01"), answer.retry)["result"]
        return seen | {"later": called}

    @probe
    def told(self, scenario: Json, answer: SimpleNamespace) -> Json:
        law = scenario["laws"][0]

        def broken(*args: Any, **kwargs: Any) -> None:
            raise RuntimeError("a bug in on_retry")

        return {
            "exhausted": self._run(answer, always(ConnectionError), notices=True, max_attempts=4, **law),
            "recovered": self._run(answer, fails(2, ConnectionError), notices=True, max_attempts=5, **law),
            "permanent": self._run(answer, always(ValueError), notices=True, max_attempts=4, **law),
            "broken": self._run(answer, fails(2, ConnectionError), on_retry=broken, **law),
            "broken_to_the_end": self._run(answer, always(ConnectionError), on_retry=broken, **law),
        }

    @probe
    def deadlines(self, scenario: Json, answer: SimpleNamespace) -> Json:
        options = {"max_attempts": 20, "jitter": False, "takes": scenario["takes"], **scenario["laws"][0]}
        return {
            "limited": self._run(answer, always(ConnectionError), max_elapsed=_deadline(scenario), **options),
            "slow": self._run(
                answer, always(ConnectionError), max_elapsed=SLOW / 2, **(options | {"takes": SLOW})
            ),
            "ample": self._run(answer, fails(3, ConnectionError), max_elapsed=10_000.0, **options),
        }

    # --- criteria ----------------------------------------------------------------------------------------

    @criterion(points=2)
    def returns(self, scenario: Json, values: Any) -> None:
        """success returns the value at once, arguments pass through

        `return function(*args, **kwargs)` inside the try. An empty list and None are answers, not
        failures. A decorator that returns a plain function works on methods too.
        """
        seen = values
        passed = {"args": [scenario["day"]], "kwargs": {"carrier": scenario["carrier"]}}
        call = f"({scenario['day']!r}, carrier={scenario['carrier']!r})"
        for kind in ("function", "method"):
            reproduce = f"decorate a {kind} that returns its arguments and call it with {call}"
            got = expect_returned(seen[kind], what=f"a decorated {kind} to return", reproduce=reproduce)
            expect_equal(got, passed, what=f"the arguments that reach the {kind}", reproduce=reproduce)
        for shown, record in seen["empty"].items():
            reproduce = f"retry()(lambda day: {shown})('2013-01-01')"
            got = expect_returned(record["result"], what=f"the value {shown}", reproduce=reproduce)
            expect_equal(got, EMPTY[shown], what="the value", reproduce=reproduce)
            expect_equal(
                record["calls"], 1, what=f"calls of a function that returns {shown}", reproduce=reproduce
            )
        got = expect_returned(seen["third"]["result"], what="the value of the third call, after two failures")
        expect_equal(got, "rows", what="the value of the third call")

    @criterion(points=2, needs=(returns,))
    def exhausted(self, scenario: Json, counts: Any) -> None:
        """calls exactly max_attempts times, then raises the last error itself

        max_attempts counts the first call too: 3 attempts are 2 retries. After the last one `raise` the
        error you caught, no error of your own and never None.
        """
        seen = counts
        error = scenario["plain"]
        for key, attempts in (("many", scenario["attempts"]), ("default", 3), ("one", 1)):
            record = seen[key]
            options = "" if key == "default" else f"max_attempts={attempts}, "
            reproduce = f"retry({options}sleep=print)(f)() with an f that always raises {error}"
            _not_endless(record, reproduce)
            expect_equal(record["calls"], attempts, what="calls", reproduce=reproduce)
            expect_original(record, attempts, error, reproduce)
        reproduce = f"max_attempts={scenario['attempts']}, the last attempt succeeds"
        got = expect_returned(seen["just_in_time"]["result"], what="the value of the last attempt")
        expect_equal(got, "rows", what="the value of the last attempt", reproduce=reproduce)

    @criterion(points=2, needs=(exhausted,))
    def retries_only(self, kinds: Any) -> None:
        """retries what `retry_on` names, and lets everything else pass at once

        `except retry_on as error:` does it all: a class or a tuple, subclasses included. A bare `except:`
        or `except BaseException` retries the person who presses Ctrl-C.
        """
        for error, retry_on, wanted, record in kinds["runs"]:
            option = "" if retry_on is None else f", retry_on={retry_on}"
            call = f"retry(max_attempts=4{option}, sleep=print)(f)()"
            reproduce = f"{call} with an f that always raises {error}"
            _not_endless(record, reproduce)
            expect_equal(
                record["calls"], wanted, what=f"calls of an f that raises {error}", reproduce=reproduce
            )
            expect_original(record, wanted, error, reproduce)
        mixed = kinds["mixed"]
        reproduce = "an f that raises ConnectionError twice and then ValueError"
        expect_equal(mixed["calls"], 3, what="calls", reproduce=reproduce)
        expect_original(mixed, 3, "ValueError", reproduce)

    @criterion(points=2, needs=(exhausted,))
    def delays(self, scenario: Json, waits: Any) -> None:
        """waits by the law: exponential, capped, full jitter, nothing after the last attempt

        Before retry n: min(max_delay, delay * backoff ** n), n from 0; with jitter a number drawn between
        0 and that, anew each time. Wait with the `sleep` you were given. After the last attempt there is
        nothing to wait for.
        """
        seen = waits
        for law, record in zip(scenario["laws"], seen["laws"], strict=True):
            self._expect_law(law, record)
        expect_equal(
            len(seen["recovered"]["sleeps"]), 2, what="sleeps of a call that succeeds at the third attempt"
        )
        expect_equal(len(seen["first_time"]["sleeps"]), 0, what="sleeps of a call that succeeds at once")
        law = scenario["laws"][0]
        options = self._shown({"max_attempts": 5, **law})
        expect_full_jitter(
            seen["jittered"], [_ceiling(n, law) for n in range(4)], f"retry({options}), many calls"
        )

    def _expect_law(self, law: Json, record: Json) -> None:
        options = self._shown({"max_attempts": 7, "jitter": False, **law})
        reproduce = f"retry({options}, sleep=slept.append)(f)() with an f that always raises ConnectionError"
        expect(
            not any(record["really_slept"]),
            expected="every wait to go through the `sleep` that was passed in",
            got=f"time.sleep was called with {short(record['really_slept'])}",
            reproduce=reproduce,
        )
        wanted = [_ceiling(n, law) for n in range(6)]
        got, order = record["sleeps"], [next(iter(entry)) for entry in record["journal"]]
        expect(
            len(got) != 7 or order[-1] != "sleep",
            expected="no sleep after the last attempt",
            got=f"7 calls and 7 sleeps, the last one of {short(got[-1:])} s for nothing",
            reproduce=reproduce,
        )
        right = len(got) == len(wanted) and all(map(same, got, wanted))
        expect_equal(short(wanted if right else got), short(wanted), what="sleeps", reproduce=reproduce)
        expect_equal(
            order, ["call", "sleep"] * 6 + ["call"], what="one sleep between two calls", reproduce=reproduce
        )

    @criterion(points=1)
    def wraps(self, looks: Any) -> None:
        """the decorated function keeps its name, docstring and signature

        One line above the innermost function: `@functools.wraps(function)`. Logs, help() and schedulers
        show these names.
        """
        seen = looks
        expect_equal(seen["name"], "fetch_flights", what="__name__ of the decorated fetch_flights")
        expect_equal(
            seen["doc"], "Fetch the flights of one day.", what="__doc__ of the decorated fetch_flights"
        )
        expect(
            seen["wrapped"],
            expected="the original function as __wrapped__: through it inspect.signature sees the parameters",
            got="something else",
        )

    @criterion(points=2, core=False, needs=(exhausted, delays))
    def independent(self, shared: Any) -> None:
        """calls share nothing: not attempts, not delays, not locks

        Counter and delays belong into the innermost function. Made one level higher they are shared by
        all calls, and the second incident of the night gets no retries.
        """
        seen = shared
        alone = seen["alone"]
        titles = ("the first call", "the second call of the same function", "a call of another function")
        for title, record in zip(titles, seen["again"], strict=False):
            self._expect_alike(f"{title} under the same decorator", record, alone)
        expect_equal(len(seen["again"]), 3, what="calls one after the other that come to their end")
        reproduce = "while one call waits, the same function is called from another thread"
        inside = seen["inside"]
        expect(
            not inside["blocked"],
            expected="a call in another thread to run while the first one waits",
            got="it had to wait: one call's sleep holds up the others",
            reproduce=reproduce,
        )
        expect_equal(len(inside["calls"]), 2, what="calls that reach the function", reproduce=reproduce)
        for record, title in zip(inside["calls"], ("the waiting call", "the call in between"), strict=True):
            self._expect_alike(title, record, alone, reproduce)

    @staticmethod
    def _expect_alike(title: str, record: Json, alone: Json, reproduce: str = "") -> None:
        expect_equal(record["calls"], alone["calls"], what=f"attempts of {title}", reproduce=reproduce)
        same_sleeps = len(record["sleeps"]) == len(alone["sleeps"]) and all(
            map(same, record["sleeps"], alone["sleeps"])
        )
        expect(
            same_sleeps,
            expected=f"sleeps of {title} as if it were alone: {short(alone['sleeps'])}",
            got=short(record["sleeps"]),
            reproduce=reproduce,
        )

    @criterion(points=1, core=False)
    def validates(self, refused: Any) -> None:
        """nonsense options raise ValueError before the function is called

        Check in `retry` itself. With max_attempts=0 the loop body never runs, and the caller gets None
        for data: the quietest way to lose a day.
        """
        for shown, record in refused.items():
            reproduce = f"retry({shown})(f)"
            what = f"ValueError from retry({shown}) or from applying it"
            if "later" in record:
                value = record["later"]
                then = error_text(value["error"]) if "error" in value else f"it returned {value['value']!r}"
                expect(
                    False, expected=what, got=f"no error; calling the function: {then}", reproduce=reproduce
                )
            expect_raised(record["result"], "builtins.ValueError", what=what, reproduce=reproduce)
            expect_equal(record["calls"], 0, what="calls of the function", reproduce=reproduce)

    @criterion(points=2, core=False, needs=(exhausted, retries_only, delays))
    def tells(self, told: Any) -> None:
        """on_retry hears of every retry before its sleep, and cannot break it

        on_retry(attempt, error, delay): the attempt that just failed, counted from 1, the error itself,
        and the very number you pass to sleep. Guard the call: a bug in logging must not cost the data.
        """
        seen = told
        for key, failures, calls in (("exhausted", 3, 4), ("recovered", 2, 3), ("permanent", 0, 1)):
            self._expect_notices(seen[key], failures, calls, _PLANS[key])
        reproduce = "on_retry raises RuntimeError; f fails twice, then returns"
        got = expect_returned(
            seen["broken"]["result"], what="the value, although on_retry raises", reproduce=reproduce
        )
        expect_equal(got, "rows", what="the value, although on_retry raises", reproduce=reproduce)
        reproduce = "on_retry raises RuntimeError; f always raises ConnectionError"
        expect_original(seen["broken_to_the_end"], 3, "ConnectionError", reproduce)

    @staticmethod
    def _expect_notices(record: Json, failures: int, calls: int, reproduce: str) -> None:
        notices = [entry["notice"] for entry in record["journal"] if "notice" in entry]
        expect_equal(len(notices), failures, what="calls of on_retry", reproduce=reproduce)
        attempts = [notice["attempt"] for notice in notices]
        expect_equal(
            attempts, list(range(1, failures + 1)), what="attempts told to on_retry", reproduce=reproduce
        )
        expect_equal(
            [notice["error_of_call"] for notice in notices],
            list(range(1, failures + 1)),
            what="on_retry to get the error object of the attempt that just failed; attempts",
            reproduce=reproduce,
        )
        told = [notice["delay"] for notice in notices]
        expect(
            len(told) == len(record["sleeps"]) and all(map(same, told, record["sleeps"])),
            expected=f"on_retry to be told the seconds slept: {short(record['sleeps'])}",
            got=short(told),
            reproduce=reproduce,
        )
        order = [next(iter(entry)) for entry in record["journal"]]
        wanted = ["call", "notice", "sleep"] * (calls - 1) + ["call"]
        expect_equal(order, wanted, what="the order of events", reproduce=reproduce)

    @criterion(points=2, core=False, needs=(exhausted, delays))
    def gives_up_in_time(self, scenario: Json, deadlines: Any) -> None:
        """max_elapsed: no sleep starts that would end too late

        Before sleeping compare: time.monotonic() - started + the coming delay > max_elapsed? Then raise
        at once. The attempts' own time counts: three timeouts of 30 s are 90 s. The wall clock
        (time.time) may be set back at any moment.
        """
        seen = deadlines
        law, takes = scenario["laws"][0], scenario["takes"]
        fit = scenario["deadline_after"]
        shown = self._shown({"max_elapsed": _deadline(scenario), "jitter": False, **law})
        reproduce = f"retry(max_attempts=20, {shown})(f)() with an f that takes {takes} s and always fails"
        wanted = [_ceiling(n, law) for n in range(fit)]
        got = seen["limited"]["sleeps"]
        right = len(got) == len(wanted) and all(map(same, got, wanted))
        expect_equal(
            short(wanted if right else got),
            short(wanted),
            what="sleeps that end in time",
            reproduce=reproduce,
        )
        expect_original(seen["limited"], fit + 1, "ConnectionError", reproduce)
        reproduce = f"retry(max_elapsed={SLOW / 2})(f)() with an f that takes {SLOW} s and fails"
        expect_equal(len(seen["slow"]["sleeps"]), 0, what="sleeps when the time is over", reproduce=reproduce)
        expect_original(seen["slow"], 1, "ConnectionError", reproduce)
        what = "the value of the fourth attempt, long before max_elapsed"
        expect_equal(expect_returned(seen["ample"]["result"], what=what), "rows", what=what)


_PLANS = {
    "exhausted": "retry(max_attempts=4, on_retry=print) with an f that always raises ConnectionError",
    "recovered": "retry(max_attempts=5, on_retry=print) with an f that fails twice, then returns",
    "permanent": "retry(max_attempts=4, on_retry=print) with an f that raises ValueError",
}


def _deadline(scenario: Json) -> float:
    """A limit in the middle of the first sleep that must not start: as many fit as the scenario says."""
    law, takes, fit = scenario["laws"][0], scenario["takes"], scenario["deadline_after"]
    decided: float = sum(_ceiling(n, law) for n in range(fit)) + takes * (fit + 1)
    return round(decided + _ceiling(fit, law) / 2, 3)


def _ceiling(n: int, law: Json) -> float:
    return ceiling(n, base=law["delay"], factor=law["backoff"], cap=law["max_delay"])


def _not_endless(record: Json, reproduce: str) -> None:
    error = record["result"].get("error")
    endless = bool(error) and error["type"] == "Runaway"
    expect(
        not endless,
        expected="the calls to come to an end",
        got=error_text(error) if endless else "",
        reproduce=reproduce,
    )


def expect_original(record: Json, number: int, kind: str, reproduce: str) -> None:
    """Fail unless the very error that call ``number`` raised reached the caller."""
    what = f"the {kind} of attempt {number} itself"
    expect_raised(record["result"], kind, what=what, reproduce=reproduce)
    expect(
        record["error_of_call"] == number,
        expected=what,
        got=error_text(record["result"]["error"])
        + (
            f", the one of attempt {record['error_of_call']}" if record["error_of_call"] else ", a new object"
        ),
        reproduce=reproduce,
    )


EXERCISES = (Retry(),)
