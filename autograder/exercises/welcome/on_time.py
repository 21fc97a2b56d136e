"""The toy exercise of the welcome lesson: small enough to show how a check works."""

from __future__ import annotations

import random
from types import SimpleNamespace

from autograder.checks import (
    Exercise,
    Json,
    Lab,
    Row,
    criterion,
    expect_equal,
    expect_returned,
    probe,
    seeing,
    table,
)

ON_TIME = 15  # minutes: the US Bureau of Transportation Statistics calls a flight late from 15 on


class OnTimeRate(Exercise):
    """``on_time_rate(delays)``: the share of departures that left less than 15 minutes late."""

    name = "on_time_rate"
    hints = (
        "Which of the flights in the list departed at all?",
        "Leave the cancelled flights (None) out of both counts: the on-time ones and the total.",
        "departed = [d for d in delays if d is not None]; then the number of d < 15 in departed, divided by "
        "len(departed) — and nothing to divide by when departed is empty.",
    )

    def scenario(self, rng: random.Random) -> Json:
        flown = [rng.randint(-10, 120) for _ in range(rng.randint(20, 40))]
        flown += [ON_TIME, ON_TIME - 1]  # the two delays on either side of the limit
        cancelled = [None] * rng.randint(3, 8)
        mixed = flown + cancelled
        rng.shuffle(mixed)
        return {"flown": flown, "mixed": mixed}

    @probe
    def rates(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        return {
            name: lab.call(answer.on_time_rate, list(delays)).record() for name, delays in scenario.items()
        }

    @criterion(points=2)
    def counts_on_time(self, scenario: Json, rates: Json) -> None:
        """counts the departures that left less than 15 minutes late

        Early flights have a negative delay and are on time; a delay of exactly 15 minutes is late.
        """
        _expect_rate(scenario["flown"], rates["flown"])

    @criterion(points=2, needs=(counts_on_time,))
    def ignores_cancelled(self, scenario: Json, rates: Json) -> None:
        """leaves cancelled flights (None) out

        A cancelled flight is neither on time nor late: it is in neither count.
        """
        _expect_rate(scenario["mixed"], rates["mixed"])

    @table(points=1, core=False, needs=(counts_on_time,))
    def nothing_departed(self, scenario: Json) -> list[Row]:
        """returns None when nothing departed

        On a day of snow every flight is cancelled. What is the share of nothing?
        """
        return [Row(f"on_time_rate({delays})", (delays,), None) for delays in ([None, None], [])]


def _expect_rate(delays: list[int | None], record: Json) -> None:
    departed = [d for d in delays if d is not None]
    wanted = sum(d < ON_TIME for d in departed) / len(departed)
    with seeing(f"on_time_rate({delays})"):
        got = expect_returned(record, what="a number")
        close = isinstance(got, int | float) and abs(got - wanted) < 1e-3
        expect_equal(wanted if close else got, wanted, what="the share")


EXERCISES = (OnTimeRate(),)
