"""Runs our own code on what learners made in a fork with limits, so that only the fork can die of it.

Parsing, repairing and judging are ours, and what goes into them is not: a few megabytes of text can make a
parser take gigabytes, or hours.
"""

from __future__ import annotations

import os
import pickle
import resource
import select
import signal
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn, TypeVar

T = TypeVar("T")
MEMORY = 2**30  # bytes beside what this process has already
CPU_SECONDS = 60
SECONDS = 600  # of the clock: that a machine has too much to do is no fault of the learner's
DONE, FAILED, OUT_OF_MEMORY = 0, 1, 3  # exit codes


class Stopped(RuntimeError):
    """The work took more memory or time than it may; the message says which."""


def bounded(work: Callable[[], T]) -> T:
    """What ``work`` returns, from a fork of this process.

    Raises Stopped when it takes more than its limits, and RuntimeError, with the trace, for whatever it
    raises itself. What comes back is pickled by our own code, as Dask pickles it on its way to the grader.
    """
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ours)
        _work(work, theirs)
    os.close(theirs)
    said = _read(ours, time.monotonic() + SECONDS)
    os.close(ours)
    if said is None:
        os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    if said is None:
        raise RuntimeError(f"what takes a second was not done after {SECONDS} s: is this machine overloaded?")
    result: T = _result(said, os.waitstatus_to_exitcode(status))
    return result


def _work(work: Callable[[], T], to: int) -> NoReturn:
    """In the fork. It ends here whatever happens: its stack is a copy of the grader's."""
    code = FAILED
    try:
        _limit()
        said, code = pickle.dumps(work()), DONE
        _write(to, said)
    except MemoryError:
        code = OUT_OF_MEMORY
    except BaseException:
        _write(to, pickle.dumps(traceback.format_exc(limit=-4)[-5000:]))
    finally:
        os._exit(code)


def _write(to: int, said: bytes) -> None:
    with open(to, "wb") as out:
        out.write(said)


def _limit() -> None:
    pages = int(Path("/proc/self/statm").read_text().split()[5])  # what the fork was born with
    most = pages * resource.getpagesize() + MEMORY
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _read(source: int, deadline: float) -> bytes | None:
    """All that comes until the other end is closed; None when that takes too long."""
    heard: list[bytes] = []
    while select.select([source], [], [], max(0.0, deadline - time.monotonic()))[0]:
        piece = os.read(source, 2**20)
        if not piece:
            return b"".join(heard)
        heard.append(piece)
    return None


def _result(said: bytes, ended: int) -> Any:
    if ended == DONE:
        return pickle.loads(said)
    if ended == FAILED and said:
        raise RuntimeError(pickle.loads(said))
    if ended == OUT_OF_MEMORY:
        raise Stopped(f"reading or judging it needs more than {MEMORY // 2**20} MiB of memory")
    if ended == -signal.SIGXCPU:
        raise Stopped(f"reading or judging it takes more than {CPU_SECONDS} s of computing")
    raise Stopped(f"reading or judging it ended our process ({ended})")  # a parser's crash, for instance
