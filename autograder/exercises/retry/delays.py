"""The law of the delays: exponential, capped, with full jitter."""

from __future__ import annotations

import itertools
import math
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from types import SimpleNamespace
from typing import Any

from autograder.checks import (
    Exercise,
    Json,
    Lab,
    LearnerError,
    Runaway,
    criterion,
    expect,
    expect_equal,
    expect_returned,
    probe,
    programs,
    seeing,
)
from autograder.checks.programs import leave_out, plainer

CLIENTS = 120  # draws per delay: an empty quarter happens by chance once in 10 ** 14 times (4 * 0.75 ** 120)
MANY = 600  # draws in all: an empty twentieth happens by chance once in 10 ** 12 times (20 * 0.95 ** 600)
CLOSE = 1e-9  # relative: floating point, nothing more
FAR = 2_000
LAW: Json = {"base": 1.0, "factor": 2.0, "cap": 60.0}
"""The defaults of the contract."""


def ceiling(n: int, base: float, factor: float, cap: float) -> float:
    """The delay before retry n without jitter, for a factor of 1 or more; by logarithms, so any n will do."""
    if not base or not cap:
        return 0.0
    capped = math.log(base / cap) + n * math.log(factor) >= 0
    return cap if capped else min(cap, base * factor**n)


def same(got: Any, wanted: float) -> bool:
    """Whether a recorded number is the wanted one, apart from rounding."""
    return isinstance(got, int | float) and abs(got - wanted) <= CLOSE * max(1.0, abs(wanted))


def all_same(got: Sequence[Any], wanted: Sequence[float]) -> bool:
    """Whether recorded numbers are the wanted ones, as many, apart from rounding."""
    return len(got) == len(wanted) and all(map(same, got, wanted))


def short(numbers: Sequence[Any]) -> str:
    """Numbers as a person wants to read them."""
    return ", ".join(f"{x:.4g}" if isinstance(x, int | float) else str(x) for x in numbers) or "none"


def within(number: float, top: float) -> bool:
    """Whether a delay lies in [0, top], apart from rounding."""
    return -CLOSE <= number <= top * (1 + CLOSE)


def options_code(options: Json) -> str:
    """Options as one writes them in a call."""
    return ", ".join(f"{key}={value!r}" for key, value in options.items())


def expect_full_jitter(samples: list[list[Any]], ceilings: list[float]) -> None:
    """Fail unless the k-th numbers of all samples lie within [0, ceilings[k]], all over it, each drawn anew.

    A sample is what one client waits. The bounds are exact; "all over" is said of quarters and twentieths.
    """
    for k, top in enumerate(ceilings):
        drawn: list[Any] = [sample[k] if k < len(sample) else "no delay" for sample in samples]
        expect_within(drawn, [top] * len(drawn), k)
        if top:
            _expect_spread(f"delays before retry {k}", drawn, top, parts=4)
    shares = [[x / top for x, top in zip(sample, ceilings, strict=False) if top] for sample in samples]
    _expect_anew(shares)
    if len(pooled := list(itertools.chain(*shares))) >= MANY:
        _expect_spread("delays, as shares of their ceilings,", pooled, 1.0, parts=20)


def expect_within(drawn: list[Any], ceilings: list[float], retry: int) -> None:
    """Fail unless each number lies between 0 and its ceiling."""
    for x, top in zip(drawn, ceilings, strict=True):
        expect(
            isinstance(x, int | float) and within(x, top),
            expected=f"every delay before retry {retry} between 0 and {top:.4g}: jitter stays below the cap",
            got=short([x]),
        )


def _expect_spread(what: str, drawn: list[Any], top: float, parts: int) -> None:
    low, high = min(drawn), max(drawn)
    (often, times), *_ = Counter(drawn).most_common(1)
    expect(
        times < 2 or times < len(drawn) / 4,  # at the cap, where the draw comes before it
        expected=f"{what} spread evenly over 0 to {top:.4g}",
        got=f"{times} of {len(drawn)} draws are {often:.4g}",
    )
    expect(
        len({min(parts - 1, int(parts * x / top)) for x in drawn}) == parts,
        expected=f"{what} spread evenly over 0 to {top:.4g}",
        got=f"{len(drawn)} draws, all "
        + (f"between {low:.4g} and {high:.4g}" if high - low > CLOSE else f"{low:.4g}"),
    )


def _expect_anew(shares: list[list[float]]) -> None:
    """One draw for all waits of a client puts each of them at the same share of its ceiling."""
    pairs = [(first, second) for first, second, *_ in (s for s in shares if len(s) > 1)]
    frozen = [first for first, second in pairs if same(first, second)]
    expect(
        not pairs or len(frozen) < len(pairs) / 2,
        expected="every delay to be drawn anew",
        got=f"one draw for all delays of a client, {short(frozen[:1])} of each ceiling",
    )


class Watched(random.Random):
    """A generator that ends an answer which draws without end: a list is built where a generator is due."""

    draws = 0

    def random(self) -> float:
        self.draws += 1
        if self.draws > 20 * FAR:
            raise Runaway("the delays are computed without end before the first one is handed out")
        return super().random()


class BackoffDelays(Exercise):
    """``backoff_delays(base, factor, cap, jitter, rng)``: how long to wait before each retry.

    A program: ``options`` of the law, how many delays are taken (``count``), after how many
    (``skip``), and the ``seed`` of the generator that is handed over.
    """

    name = "backoff_delays"
    hints = (
        "Your caller takes a few of infinitely many delays. Which Python construct hands out values one at a "
        "time and remembers where it stopped?",
        "A generator: `while True: yield …`. Keep one number, the ceiling, and let it grow after each yield, "
        "never above the cap: then nothing can overflow.",
        "ceiling = min(cap, base); then for ever: yield rng.uniform(0, ceiling) with jitter, the ceiling "
        "without; ceiling = min(cap, ceiling * factor). With rng=None make a random.Random() of your own.",
    )

    # --- what is drawn ---

    @staticmethod
    def _law(rng: random.Random, zero: float = 0.0) -> Json:
        """Options; now and then one is left at its default, the cap is met exactly, or the base is 0."""
        base = rng.choice([1, 0.5, round(rng.uniform(0.01, 3), 2), round(rng.uniform(5, 90), 1)])
        factor = rng.choice([1, 1.5, 2, 2.0, 3, round(rng.uniform(1.01, 4), 2)])
        reached = base * factor ** rng.randint(0, 5)
        cap = rng.choice([reached, base / 2, round(1.3 * reached, 2), round(rng.uniform(0.5, 90), 1)])
        law = {"base": 0 if rng.random() < zero else base, "factor": factor, "cap": cap}
        return {name: value for name, value in law.items() if rng.random() < 0.8}

    def _draw_plain(self, rng: random.Random) -> Json:
        return {"options": self._law(rng, zero=0.1), "count": rng.randint(1, 60)}

    def _draw_jittered(self, rng: random.Random) -> Json:
        drawn = {"options": self._law(rng), "count": rng.randint(3, 12), "seed": rng.randrange(10**6)}
        return drawn if rng.random() < 0.5 else drawn | {"skip": rng.randint(50, FAR), "count": CLIENTS}

    def _draw_sources(self, rng: random.Random) -> Json:
        in_turn = rng.random() < 0.5  # two clients, one delay each in turn; or one client after the other
        seed, count = rng.randrange(10**6), rng.randint(1, 8)
        return {"options": self._law(rng), "count": count, "seed": seed, "in_turn": in_turn}

    def _draw_far(self, rng: random.Random) -> Json:
        skip = rng.choice([100, 300, 700, 1024, FAR, FAR, rng.randint(64, FAR)])
        return {"options": self._law(rng, zero=0.5), "skip": skip, "jitter": rng.random() < 0.3}

    def smaller(self, program: Json) -> Iterator[Json]:
        """Fewer options, fewer delays, rounder numbers; the seed stays, and far out how many there are."""
        kept = {"seed", "count"} if "skip" in program else {"seed"}
        for less in itertools.chain(leave_out(program), plainer(program)):
            law = LAW | less["options"]
            if less.get("count", 1) > 0 and less.get("skip", 1) > 0 and law["factor"] >= 1 and law["cap"] > 0:
                yield less | {key: program[key] for key in kept & program.keys()}

    # --- what is seen ---

    @probe
    def lazy(self, answer: SimpleNamespace, lab: Lab) -> bool:
        """Ends the check where the first delay never comes: nothing else stops such an answer."""
        code = "next(iter(backoff_delays(rng=random.Random(1))))"
        first = lab.calling(code, self._take, answer, {"rng": Watched(1)}, 1)
        if first.error:
            raise LearnerError(first.error)
        return True

    @programs(_draw_plain, count=200)
    def plain(self, program: Json, answer: SimpleNamespace, lab: Lab, lazy: bool) -> Json:
        options = {**program["options"], "jitter": False}
        return lab.calling(_plain_code(program), self._take, answer, options, program["count"]).record()

    @programs(_draw_jittered, count=30)
    def jittered(self, program: Json, answer: SimpleNamespace, lab: Lab, lazy: bool) -> Json:
        """What many clients wait; far out it is many waits of one."""
        options = {**program["options"], "rng": Watched(program["seed"])}
        skip = program.get("skip", 0)
        clients = range(1 if skip else CLIENTS)
        runs = lambda: [self._take(answer, options, program["count"], skip) for _ in clients]  # noqa: E731
        return lab.calling(_jittered_code(program), runs).record()

    @programs(_draw_sources, count=40)
    def sources(self, program: Json, answer: SimpleNamespace, lab: Lab, lazy: bool) -> Json:
        return {
            name: lab.calling(_twice_code(program, seeds), self._take_two, answer, program, seeds).record()
            for name, seeds in _seeds(program).items()
        }

    @programs(_draw_far, count=120)
    def far(self, program: Json, answer: SimpleNamespace, lab: Lab, lazy: bool) -> Json:
        options = {**program["options"], "jitter": program["jitter"]}
        return lab.calling(_far_code(program), self._take, answer, options, 2, program["skip"]).record()

    @staticmethod
    def _take(answer: SimpleNamespace, options: Json, count: int, skip: int = 0) -> list[float]:
        return list(itertools.islice(answer.backoff_delays(**options), skip, skip + count))

    @staticmethod
    def _take_two(answer: SimpleNamespace, program: Json, seeds: list[int | None]) -> list[Any]:
        """The delays of two clients, as pairs."""
        rngs: list[Json] = [{} if seed is None else {"rng": random.Random(seed)} for seed in seeds]
        clients = [answer.backoff_delays(**program["options"], **rng) for rng in rngs]
        if program["in_turn"]:
            return list(itertools.islice(zip(*clients, strict=False), program["count"]))
        return list(zip(*[list(itertools.islice(c, program["count"])) for c in clients], strict=True))

    # --- what must hold ---

    @criterion(points=2)
    def capped_exponential(self, program: Json, plain: Json) -> None:
        """grows by the factor from retry to retry and never passes the cap

        Before retry 0 you wait `base`, then `factor` times as long each time, at most `cap`. It is an
        iterator without end: the caller decides how many delays to take.
        """
        with seeing(_plain_code(program)):
            got = expect_returned(plain, what="an iterator of delays")
            wanted = _ceilings(program)
            right = all_same(got, wanted)
            expect_equal(short(wanted if right else got), short(wanted), what="the delays")

    @criterion(points=2, needs=(capped_exponential,))
    def full_jitter(self, program: Json, jittered: Json) -> None:
        """full jitter: anywhere between 0 and the capped delay

        Cap first, then draw: `uniform(0, min(cap, …))`. A little noise around the delay leaves all
        clients knocking in the same second.
        """
        wanted = _ceilings(program)
        with seeing(_jittered_code(program)):
            if "skip" not in program:
                expect_full_jitter(expect_returned(jittered, what="an iterator of delays"), wanted)
            elif "value" in jittered and len(got := jittered["value"][0]) == len(wanted):
                _expect_drawn(got, wanted, program["skip"])  # an iterator that ends early is criterion 4's

    @criterion(points=1, needs=(capped_exponential, full_jitter))
    def sources_of_chance(self, program: Json, sources: Json) -> None:
        """`rng` decides the draws; without one, two clients differ

        `rng=None` must not mean a fixed seed: every client would draw the same delays. A generator that
        is passed in is the only source of the draws, so that a test can repeat them.
        """
        differ = {
            "unseeded": (True, "two iterators made with rng=None to differ", "the same delays twice"),
            "seeded": (False, "the same delays for the same seed", "other delays"),
            "other_seed": (True, "other delays for another seed", "the same ones: `rng` is not used"),
        }
        for name, seeds in _seeds(program).items():
            should, expected, got = differ[name]
            with seeing(_twice_code(program, seeds)):
                pairs = expect_returned(sources[name], what="an iterator of delays")
                different = [pair for pair in pairs if pair[0] != pair[1]]
                shown = f"{got}: {short((different or pairs or [()])[0])}"
                expect(bool(different) == should, expected=expected, got=shown)

    @criterion(points=1, needs=(capped_exponential,))
    def no_overflow(self, program: Json, far: Json) -> None:
        """retry number 2000 still has a delay

        2.0 ** 1024 raises OverflowError, and the error that your retry was meant to survive is lost
        behind it. Let the capped delay grow step by step instead of computing a power.
        """
        first, wanted = program["skip"], _ceilings(program | {"count": 2})
        with seeing(_far_code(program)):
            got = expect_returned(far, what=f"a delay for retry {first}")
            expect_equal(len(got), 2, what=f"delays taken from retry {first} on")
            if not program["jitter"]:
                expect(all_same(got, wanted), expected=f"{short(wanted)} without jitter", got=short(got))
            numbers = all(isinstance(x, int | float) for x in got)
            expect(numbers, expected="numbers with jitter", got=short(got))


def _expect_drawn(got: list[Any], ceilings: list[float], first: int) -> None:
    """Fail unless each delay of one client is a draw of its own below its ceiling."""
    expect_within(got, ceilings, first)
    if all(ceilings):
        shares = [x / top for x, top in zip(got, ceilings, strict=True)]
        _expect_spread(f"{len(got)} delays, as shares of their ceilings,", shares, 1.0, parts=4)


def _ceilings(program: Json) -> list[float]:
    """The delays that a program takes, without jitter."""
    skip = program.get("skip", 0)
    return [ceiling(n, **(LAW | program["options"])) for n in range(skip, skip + program["count"])]


def _seeds(program: Json) -> dict[str, list[int | None]]:
    """What the generators of two clients are seeded with, by what is asked of the two."""
    seed = program["seed"]
    return {"unseeded": [None, None], "seeded": [seed, seed], "other_seed": [seed, seed + 1]}


# --- code that shows it -----------------------------------------------------------------------------------


def _call(program: Json, *more: str) -> str:
    return f"backoff_delays({', '.join(filter(None, (options_code(program['options']), *more)))})"


def _plain_code(program: Json) -> str:
    return f"list(itertools.islice({_call(program, 'jitter=False')}, {program['count']}))"


def _jittered_code(program: Json) -> str:
    """Each delay's ceiling, and between what the draws of many clients lie; far out, the draws of one."""
    call, count, skip = _call(program, "rng=rng"), program["count"], program.get("skip", 0)
    seeded = f"rng = random.Random({program['seed']})"
    if skip:
        return f"{seeded}\nlist(itertools.islice({call}, {skip}, {skip + count}))[-8:]"
    lines = (
        seeded,
        f"runs = [list(itertools.islice({call}, {count})) for _ in range({CLIENTS})]",
        f"for ceiling, drawn in zip({_ceilings(program)}, zip(*runs)):",
        '    print(f"0 to {ceiling:.4g}: from {min(drawn):.4f} to {max(drawn):.4f}, such as", *drawn[:3])',
    )
    return "\n".join(lines)


def _twice_code(program: Json, seeds: list[int | None]) -> str:
    unseeded, count = seeds == [None, None], program["count"]
    call = _call(program, "" if unseeded else "rng=random.Random(seed)")
    loop = "for _ in range(2)" if unseeded else f"for seed in {tuple(seeds)}"
    if program["in_turn"]:
        return f"list(itertools.islice(zip(*[{call} {loop}]), {count}))"
    return f"[list(itertools.islice({call}, {count})) {loop}]"


def _far_code(program: Json) -> str:
    call, skip = _call(program, "" if program["jitter"] else "jitter=False"), program["skip"]
    return f"list(itertools.islice({call}, {skip}, {skip + 2}))"


EXERCISES = (BackoffDelays(),)
