"""A process that dies by SIGKILL between two commits of a Delta table: what is left is what a crash leaves.

The process is a fork of this one. It calls the code under test on this process's Spark session and kills
itself as soon as the table's log has grown by so many commits. Nothing can run after that: no `finally`, no
`except`, no flush. The JVM stays, as a cluster would.
"""

import gc
import json
import os
import re
import select
import signal
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import unquote, urlsplit
from uuid import uuid4

from autograder.worlds.forked_spark import (
    before_and_after_commands,
    drop_objects,
    leave_parent,
    objects_held,
    take_callbacks_back,
)

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_COMMIT = re.compile(r"(\d{20})\.json")


class CannotFork(RuntimeError):
    """Crash tests need a Spark session in a JVM of this process: none is there, or it is Spark Connect."""


@dataclass(frozen=True)
class Crash:
    """How it ended; plain JSON with `dataclasses.asdict`.

    state: killed (as planned), finished (the call returned before there were so many commits), raised
    (`error` says what), died (by something else, such as os._exit), timeout (too slow, killed from outside).
    commits: how many commits the table gained. error: type and message.
    """

    state: Literal["killed", "finished", "raised", "died", "timeout"]
    commits: int
    error: str | None = None


def killed_at_commit(
    call: Callable[[], object], table_path: str | Path, commits: int = 1, *, timeout: float = 120.0
) -> Crash:
    """Run `call` in a forked child that is killed once the table at `table_path` has `commits` new commits.

    The kill comes as soon as Python hears from the JVM again after the commit, that is when the call that
    committed returns; with `commits=0` at the first word to the JVM. A single JVM call that commits twice
    cannot be cut in half. The table need not exist yet. The child has this process's variables and tables,
    and what it changes in memory is lost with it; its output is thrown away. Only the calling thread exists
    in it, so `call` must not use engines with threads of their own that are running already (delta-rs).

    Args:
        call: a function of no arguments that uses the current Spark session.
        table_path: the table's folder on this machine, as a path or a file: URI.
        commits: how many commits to let happen.
        timeout: seconds after which the child is killed anyway and its Spark jobs are cancelled.

    Raises:
        CannotFork: there is no classic Spark session here, or no fork (Windows).
        ValueError: a negative number of commits, or a table that is not on this machine.
    """
    if commits < 0:
        raise ValueError(f"commits must be 0 or more, not {commits}")
    session, log, group = _classic_session(), _local(table_path) / "_delta_log", f"crash-{uuid4()}"
    before = newest_version(log)
    watch = _Watch(log, before + commits)
    with _session_kept(session):
        last_words = _in_child(lambda say: _live(call, session, group, watch, say), timeout)
        if last_words["state"] == "timeout":
            _cancel_jobs(session, group)
    drop_objects(session, last_words.pop("held", []))
    return Crash(commits=newest_version(log) - before, **last_words)


def newest_version(log: Path) -> int:
    """The highest commit in a Delta log folder, -1 where there is none."""
    names = os.listdir(log) if log.is_dir() else []
    return max((int(found[1]) for name in names if (found := _COMMIT.fullmatch(name))), default=-1)


# --- the parent ------------------------------------------------------------------------------------------

Say = Callable[[dict[str, Any]], None]


def _classic_session() -> "SparkSession":
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

    session = SparkSession.getActiveSession() or SparkSession._instantiatedSession
    if SparkContext._active_spark_context is None or session is None:
        raise CannotFork(
            "A crash test kills a copy of this process, which needs a Spark session in a JVM of its own. "
            "There is none here: start one first. On Spark Connect this check cannot run."
        )
    if not hasattr(os, "fork"):
        raise CannotFork("A crash test copies this process with fork, which this system does not have.")
    return session


def _local(table_path: str | Path) -> Path:
    parts = urlsplit(str(table_path))
    if parts.scheme not in ("", "file"):
        raise ValueError(f"{table_path} is not on this machine; its commits cannot be watched.")
    return Path(unquote(parts.path)) if parts.scheme else Path(table_path)


def _in_child(live: Callable[[Say], None], timeout: float) -> dict[str, Any]:
    """Fork, let the child live, and return its last words: what it wrote before it was gone."""
    reading, writing = os.pipe()
    child = _fork()
    if child == 0:
        try:
            live(lambda words: _write(writing, words))
        finally:
            os._exit(3)  # `live` ends the process itself; whatever happens, the child never returns from here
    os.close(writing)
    try:
        heard, ended = _read_until_end(reading, timeout)
    finally:
        os.close(reading)
        os.kill(child, signal.SIGKILL)  # not reaped yet, so the number is still this child's
        os.waitpid(child, 0)
    if not ended:
        return {"state": "timeout", "error": f"not finished after {timeout:g} s"}
    words: dict[str, Any] = json.loads(heard.splitlines()[0]) if heard else {"state": "died"}
    return words


def _fork() -> int:
    with warnings.catch_warnings():
        # Python 3.12 warns that other threads do not exist in the child; that is what leave_parent is for.
        warnings.filterwarnings("ignore", message=".*fork", category=DeprecationWarning)
        return os.fork()


def _read_until_end(pipe: int, timeout: float) -> tuple[bytes, bool]:
    """What comes out of the pipe, and whether its other end was closed (the child is gone) in time."""
    deadline, heard = time.monotonic() + timeout, b""
    while select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))[0]:
        piece = os.read(pipe, 65_536)
        if not piece:
            return heard, True
        heard += piece
    return heard, False


def _cancel_jobs(session: "SparkSession", group: str) -> None:
    # The JVM goes on with what the child asked of it. First the job it may be about to start, then the rest.
    session.sparkContext._jsc.sc().cancelJobGroupAndFutureJobs(group)
    session.sparkContext.cancelAllJobs()


@contextmanager
def _session_kept(session: "SparkSession") -> Iterator[None]:
    """Afterwards, take the JVM's callbacks back and stop the child's streams, whose Python half is dead."""
    known = {query.runId for query in session.streams.active}
    try:
        yield
    finally:
        take_callbacks_back(session)
        for query in session.streams.active:
            if query.runId not in known:
                query.stop()


# --- the child -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Watch:
    log: Path
    fatal: int  # the version that must not be outlived

    def check(self, say: Say) -> None:
        if newest_version(self.log) >= self.fatal:
            say({"state": "killed", "held": objects_held()})
            os.kill(os.getpid(), signal.SIGKILL)


def _live(call: Callable[[], object], session: "SparkSession", group: str, watch: _Watch, say: Say) -> None:
    gc.freeze()  # the parent's garbage stays as it is: finalizers must not run twice
    _be_silent()
    leave_parent(session)
    session.sparkContext.setJobGroup(group, "crash test")
    before_and_after_commands(lambda: watch.check(say))
    try:
        call()
    except BaseException as error:  # SystemExit too: whatever ends the call is the result
        say({"state": "raised", "error": f"{type(error).__name__}: {error}", "held": objects_held()})
        os._exit(3)
    say({"state": "finished", "held": objects_held()})
    os._exit(0)


def _be_silent() -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    # In a notebook stdout, stderr and display reach the page through this thread, also by way of a logging
    # handler that has kept the old stderr.
    publisher = getattr(sys.stdout, "pub_thread", None)
    if publisher is not None:
        publisher.send_multipart = lambda *_, **__: None
    sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 -- until the end


def _write(pipe: int, words: dict[str, Any]) -> None:
    rest = json.dumps(words).encode() + b"\n"
    while rest:
        rest = rest[os.write(pipe, rest) :]
