"""The law of the delays: exponential, capped, with full jitter."""

from __future__ import annotations

import itertools
import random
from types import SimpleNamespace
from typing import Any

from autograder.checks import (
    Evidence,
    Exercise,
    Failed,
    Json,
    Lab,
    Runaway,
    criterion,
    expect,
    expect_equal,
    expect_returned,
    probe,
)

SAMPLE = 120  # draws per delay: an empty quarter happens by chance once in 10 ** 14 runs (4 * 0.75 ** 120)
CLOSE = 1e-9  # relative: floating point, nothing more
FAR = 2_000


def ceiling(n: int, base: float, factor: float, cap: float) -> float:
    """The delay before retry n without jitter, for a factor of 1 or more."""
    value = base
    for _ in range(n):
        if value >= cap:
            return cap
        value *= factor
    return min(cap, value)


def same(got: Any, wanted: float) -> bool:
    """Whether a recorded number is the wanted one, apart from rounding."""
    return isinstance(got, int | float) and abs(got - wanted) <= CLOSE * max(1.0, abs(wanted))


def short(numbers: list[Any]) -> str:
    """Numbers as a person wants to read them."""
    return ", ".join(f"{x:.4g}" if isinstance(x, int | float) else str(x) for x in numbers) or "none"


def expect_full_jitter(samples: list[list[Any]], ceilings: list[float], reproduce: str = "") -> None:
    """Fail unless the k-th numbers of all samples lie within [0, ceilings[k]] and all over it.

    The bounds are exact. "All over" means that each quarter of the range was hit.
    """
    for k, top in enumerate(ceilings):
        drawn: list[Any] = [sample[k] if k < len(sample) else "no delay" for sample in samples]
        outside = [x for x in drawn if not (isinstance(x, int | float) and within(x, top))]
        expect(
            not outside,
            expected=f"every delay before retry {k} between 0 and {top:.4g}: jitter stays below the cap",
            got=short(outside[:3]),
            reproduce=reproduce,
        )
        low, high = min(drawn), max(drawn)
        expect(
            len({min(3, int(4 * x / top)) for x in drawn}) == 4,
            expected=f"delays before retry {k} spread evenly over 0 to {top:.4g}",
            got=f"{len(drawn)} draws, all "
            + (f"between {low:.4g} and {high:.4g}" if high - low > CLOSE else f"{low:.4g}"),
            reproduce=reproduce,
        )


def within(number: float, top: float) -> bool:
    """Whether a delay lies in [0, top], apart from rounding."""
    return -CLOSE <= number <= top * (1 + CLOSE)


class Watched(random.Random):
    """A generator that ends an answer which draws without end: a list is built where a generator is due."""

    draws = 0

    def random(self) -> float:
        self.draws += 1
        if self.draws > 20 * FAR:
            raise Runaway("the delays are computed without end before the first one is handed out")
        return super().random()


class BackoffDelays(Exercise):
    """``backoff_delays(base, factor, cap, jitter, rng)``: how long to wait before each retry."""

    name = "backoff_delays"
    hints = (
        "Your caller takes a few of infinitely many delays. Which Python construct hands out values one at a "
        "time and remembers where it stopped?",
        "A generator: `while True: yield …`. Keep one number, the ceiling, and let it grow after each yield, "
        "never above the cap: then nothing can overflow.",
        "ceiling = min(cap, base); then for ever: yield rng.uniform(0, ceiling) with jitter, the ceiling "
        "without; ceiling = min(cap, ceiling * factor). With rng=None make a random.Random() of your own.",
    )

    def scenario(self, rng: random.Random) -> Json:
        laws = [
            {"base": round(rng.uniform(0.2, 3.0), 2), "factor": 2.0, "cap": round(rng.uniform(20, 90), 1)},
            {"base": 1.0, "factor": round(rng.uniform(1.7, 3.5), 2), "cap": round(rng.uniform(12, 50), 1)},
            {"base": round(rng.uniform(5, 9), 1), "factor": 2.0, "cap": round(rng.uniform(1, 4), 2)},
        ]
        rng.shuffle(laws)
        return {"laws": laws, "seed": rng.randrange(10**6), "jittered": laws[0]}

    @probe
    def jittered(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        rng = Watched(scenario["seed"])
        runs = [
            lab.call(self._take, answer, 6, jitter=True, rng=rng, **scenario["jittered"]).record()
            for _ in range(SAMPLE)
        ]
        return {"runs": runs}

    @probe
    def plain(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        self._must_be_lazy(answer, lab)
        return {
            "laws": [
                lab.call(self._take, answer, 12, jitter=False, **law).record() for law in scenario["laws"]
            ],
            "defaults": lab.call(self._take, answer, 9, jitter=False).record(),
        }

    @probe
    def sources(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        self._must_be_lazy(answer, lab)
        seed = scenario["seed"]
        return {
            "unseeded": [lab.call(self._take, answer, 6).record() for _ in range(3)],
            "seeded": [lab.call(self._take, answer, 6, rng=random.Random(seed)).record() for _ in range(2)],
            "other_seed": lab.call(self._take, answer, 6, rng=random.Random(seed + 1)).record(),
        }

    @probe
    def far(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        self._must_be_lazy(answer, lab)
        law = scenario["laws"][0]
        return {
            name: lab.call(self._far, answer, jitter=name == "jittered", **law).record()
            for name in ("plain", "jittered")
        }

    def _must_be_lazy(self, answer: SimpleNamespace, lab: Lab) -> None:
        """End the probe when the first delay never comes; elsewhere nothing could stop such an answer."""
        lab.must(self._take, answer, 1, rng=Watched(1))

    @staticmethod
    def _take(answer: SimpleNamespace, count: int, **options: Any) -> list[float]:
        return list(itertools.islice(answer.backoff_delays(**options), count))

    @staticmethod
    def _far(answer: SimpleNamespace, **options: Any) -> Json:
        taken = list(itertools.islice(answer.backoff_delays(**options), FAR + 1))
        return {"taken": len(taken), "last": taken[-1] if taken else None}

    @criterion(points=2)
    def capped_exponential(self, scenario: Json, plain: Any) -> None:
        """grows by the factor from retry to retry and never passes the cap

        Before retry 0 you wait `base`, then `factor` times as long each time, at most `cap`. It is an
        iterator without end: the caller decides how many delays to take.
        """
        seen = plain
        defaults = {"base": 1.0, "factor": 2.0, "cap": 60.0}
        pairs = [*zip(scenario["laws"], seen["laws"], strict=True), (defaults, seen["defaults"])]
        for law, record in pairs:
            shown = ", ".join(f"{k}={v}" for k, v in law.items())
            reproduce = f"list(itertools.islice(backoff_delays({shown}, jitter=False), 12))"
            got = expect_returned(record, what="an iterator of delays", reproduce=reproduce)
            wanted = [ceiling(n, **law) for n in range(9 if law is defaults else 12)]
            right = len(got) == len(wanted) and all(map(same, got, wanted))
            expect_equal(
                short(wanted if right else got), short(wanted), what="the delays", reproduce=reproduce
            )

    @criterion(points=2, needs=(capped_exponential,))
    def full_jitter(self, scenario: Json, jittered: Any) -> None:
        """full jitter: anywhere between 0 and the capped delay

        Cap first, then draw: `uniform(0, min(cap, …))`. A little noise around the delay leaves all
        clients knocking in the same second.
        """
        law = scenario["jittered"]
        shown = ", ".join(f"{k}={v}" for k, v in law.items())
        reproduce = f"list(itertools.islice(backoff_delays({shown}), 6))  # several times"
        runs = [
            expect_returned(record, what="an iterator of delays", reproduce=reproduce)
            for record in jittered["runs"]
        ]
        expect_full_jitter(runs, [ceiling(n, **law) for n in range(6)], reproduce)

    @criterion(points=1, needs=(capped_exponential, full_jitter))
    def sources_of_chance(self, scenario: Json, sources: Any) -> None:
        """`rng` decides the draws; without one, two clients differ

        `rng=None` must not mean a fixed seed: every client would draw the same delays. A generator that
        is passed in is the only source of the draws, so that a test can repeat them.
        """
        seen = sources
        what = "an iterator of delays"
        unseeded = [tuple(expect_returned(record, what=what)) for record in seen["unseeded"]]
        if len(set(unseeded)) < len(unseeded):
            raise Failed(
                expected="three iterators made with rng=None to differ",
                got=f"the same delays twice: {short(list(unseeded[0]))}",
                reproduce="list(itertools.islice(backoff_delays(), 6))  # twice",
            )
        first, second = (expect_returned(record, what=what) for record in seen["seeded"])
        seed = scenario["seed"]
        reproduce = f"list(itertools.islice(backoff_delays(rng=random.Random({seed})), 6))  # twice"
        expect_equal(
            short(second), short(first), what="the same delays for the same seed", reproduce=reproduce
        )
        other = expect_returned(seen["other_seed"], what=what)
        expect(
            other != first,
            expected="other delays for another seed",
            got="the same ones: `rng` is not used",
            reproduce=reproduce,
        )

    @criterion(points=1, needs=(capped_exponential,))
    def no_overflow(self, scenario: Json, evidence: Evidence) -> None:
        """retry number 2000 still has a delay

        2.0 ** 1024 raises OverflowError, and the error that your retry was meant to survive is lost
        behind it. Let the capped delay grow step by step instead of computing a power.
        """
        law = scenario["laws"][0]
        shown = ", ".join(f"{k}={v}" for k, v in law.items())
        reproduce = f"next(itertools.islice(backoff_delays({shown}), {FAR}, None))"
        for name, wanted in (("plain", law["cap"]), ("jittered", None)):
            record = evidence["far"][name]
            far = expect_returned(record, what=f"a delay for retry {FAR}", reproduce=reproduce)
            expect_equal(far["taken"], FAR + 1, what="delays taken before the end", reproduce=reproduce)
            expect(
                isinstance(far["last"], int | float) and (wanted is None or same(far["last"], wanted)),
                expected=f"{wanted} without jitter" if wanted else "a number with jitter",
                got=far["last"],
                reproduce=reproduce,
            )


EXERCISES = (BackoffDelays(),)
