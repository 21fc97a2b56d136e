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
    """Two ways to do the same work; each call does it once and returns its wall-clock seconds.

    pairs: counted turns, when nothing else is asked for. warm_up: whether an uncounted turn comes first.
    """

    ours: Callable[[], float]
    plain: Callable[[], float]
    pairs: int = 5
    warm_up: bool = True


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


def _graded(*slugs: str) -> Pair:
    from grading import by_engine, by_nbgrader, make_class

    ours, plain = make_class(slugs), make_class(slugs)
    # Minutes a turn: one is enough where the two sides differ by factors.
    return Pair(lambda: by_engine(ours), lambda: by_nbgrader(plain, slugs), pairs=1, warm_up=False)


def grade_no_spark() -> Pair:
    """Eight learners, one lesson without Spark: our engine, sandbox on, against plain serial nbgrader."""
    return _graded("00_welcome")


def grade_spark_class() -> Pair:
    """Eight learners, one lesson with Spark, nbgrader with Delta's quick-start session."""
    return _graded("05_idempotent_writes")


def grade_course() -> Pair:
    """Eight learners, both lessons."""
    return _graded("02_retry", "05_idempotent_writes")


BENCHMARKS: dict[str, Callable[[], Pair]] = {
    made.__name__: made for made in (session_start, grade_no_spark, grade_spark_class, grade_course)
}
