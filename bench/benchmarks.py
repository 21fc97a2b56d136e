"""The benchmarks: one function each, named as in build/bench.json, returning what is compared with what.

To add one, write a function that returns a `Pair` and put it into `BENCHMARKS`.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Pair:
    """Two ways to do the same work; each call does it once and returns its cost, mostly wall-clock seconds.

    pairs: counted turns, when nothing else is asked for. warm_up: whether an uncounted turn comes first.
    unit: what the two return.
    """

    ours: Callable[[], float]
    plain: Callable[[], float]
    pairs: int = 5
    warm_up: bool = True
    unit: str = "s"


def script(name: str, **environment: str) -> float:
    """Run a script of this folder in a fresh process and return its seconds, from fork to exit."""
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, str(HERE / name)],
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - began


def session_start() -> Pair:
    """Spark's start, a first write, a MERGE and a read: the tuned session against Delta's quick start."""
    return Pair(
        ours=lambda: script("first_table.py"),
        plain=lambda: script("first_table.py", AUTOGRADER_SESSION="quickstart"),
    )


def check_core() -> Pair:
    """The core check of `write_idempotent` against its full check, both by the solution in a warm JVM."""
    from checking import reference, seconds

    name = "write_idempotent"
    return Pair(
        ours=lambda: seconds(name, reference(name), core=True),
        plain=lambda: seconds(name, reference(name)),
        pairs=3,
    )


def check_naive() -> Pair:
    """What a textbook's answer waits for its first failed line, in full checks; the longer of two."""
    from checking import TEXTBOOK, naive_share

    return Pair(lambda: max(map(naive_share, TEXTBOOK)), lambda: 1.0, pairs=3, unit="full checks")


def _graded(*slugs: str) -> Pair:
    from grading import by_engine, by_nbgrader, make_class

    ours, plain = make_class(slugs), make_class(slugs)
    # Minutes a turn: one is enough where the two sides differ by factors.
    return Pair(lambda: by_engine(ours), lambda: by_nbgrader(plain, slugs), pairs=1, warm_up=False)


def grade_no_spark() -> Pair:
    """Eight learners, a lesson whose exercise needs no Spark: ours starts none.

    Plain nbgrader starts Delta's quick-start session for the cell that shows the machine and scores nothing.
    """
    return _graded("00_welcome")


def grade_exam() -> Pair:
    """Eight learners, a lesson in which neither side starts Spark: what box and start cost, on two cores."""
    return _graded("13_exam")


def grade_spark_class() -> Pair:
    """Eight learners, one lesson with Spark, nbgrader with Delta's quick-start session."""
    return _graded("01_error_handling")


def grade_course() -> Pair:
    """Eight learners, two lessons, for which a learner has one JVM."""
    return _graded("02_retry", "05_idempotent_writes")


def grade_workers() -> Pair:
    """Sixteen trivial notebooks: two workers against one."""
    from grading import TRIVIAL, by_engine, make_class

    course = make_class((TRIVIAL,), 16)
    return Pair(
        lambda: by_engine(course, "--workers", "2"), lambda: by_engine(course, "--workers", "1"), pairs=1
    )


SMALL, LARGE = 10, int(os.environ.get("AUTOGRADER_BENCH_CLASS", "100"))


def grade_cost_per_submission() -> Pair:
    """A submission in a class of 100 (or AUTOGRADER_BENCH_CLASS) trivial notebooks, and in one of ten."""
    from grading import trivial_class

    large, small = lambda: trivial_class(LARGE).seconds, lambda: trivial_class(SMALL).seconds
    return Pair(large, small, pairs=1, warm_up=False)


def grade_memory() -> Pair:
    """The grader's memory for the same two classes."""
    from grading import trivial_class

    large, small = lambda: trivial_class(LARGE).mebibytes, lambda: trivial_class(SMALL).mebibytes
    return Pair(large, small, pairs=1, warm_up=False, unit="MiB")


BENCHMARKS: dict[str, Callable[[], Pair]] = {
    made.__name__: made
    for made in (
        session_start,
        check_core,
        check_naive,
        grade_no_spark,
        grade_exam,
        grade_spark_class,
        grade_course,
        grade_workers,
        grade_cost_per_submission,
        grade_memory,
    )
}
