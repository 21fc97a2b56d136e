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
    """Two ways to do the same work; each call does it once and returns its wall-clock seconds."""

    ours: Callable[[], float]
    plain: Callable[[], float]


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


BENCHMARKS: dict[str, Callable[[], Pair]] = {made.__name__: made for made in (session_start,)}
