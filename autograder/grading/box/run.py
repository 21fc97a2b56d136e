"""Runs a job in a box and brings back what its notebooks showed."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder import exercises
from autograder.cells import checked_exercise
from autograder.checks.model import Json
from autograder.grading.box.command import bwrap_command
from autograder.grading.box.limits import MOST_CONTAINERS, Fence, containers, fence
from autograder.grading.box.syscalls import filter_file
from autograder.grading.box.witness import MOST_BYTES as WITNESS_BYTES
from autograder.grading.course.limits import Limits
from autograder.grading.course.states import EndState

if TYPE_CHECKING:
    from nbformat import NotebookNode  # a witness imports this package, and no notebooks

GRACE = 180  # seconds beside the notebooks' own: starting a JVM, reading witnesses
LOOK_EVERY = 0.2  # seconds


@dataclass(frozen=True)
class Room:
    """How large an answer may be: its bytes, and the lists and objects in it, which take more memory."""

    bytes: int
    containers: int


SMALL = Room(2**20, 2**16)
BARE = {"PATH": "/usr/bin:/bin"}  # bubblewrap's environment: no secret of the grader's is near the box


@dataclass(frozen=True)
class Job:
    """What one learner's box has to run.

    notebooks: lesson → notebook as it is to be run. seeds: lesson → seed. files: relative name → file handed
    in beside the notebooks. needs_spark: the lessons whose notebooks get a JVM. own: notebooks
    that are an instructor's and have no checks of ours.
    """

    notebooks: Mapping[str, NotebookNode]
    seeds: Mapping[str, str]
    files: Mapping[str, Path] = field(default_factory=dict)
    needs_spark: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()

    def checks(self, name: str) -> dict[str, str]:
        """Cell number → exercise, of a notebook's check cells."""
        return {} if name in self.own else _checks(self.notebooks[name])

    def beyond(self, name: str, limits: Limits) -> float:
        """What a notebook may take longer than others because of what its exercises declare, in seconds."""
        own = map(own_seconds, self.checks(name).values())
        return sum(max(0.0, seconds - limits.cell_seconds) for seconds in own)


@dataclass(frozen=True)
class NotebookRun:
    """What came out of one notebook: outputs by number of the cells that ran, witnesses by exercise."""

    state: EndState
    outputs: dict[int, list[Json]] = field(default_factory=dict)
    witnesses: dict[str, Json] = field(default_factory=dict)
    seconds: float = 0.0
    problem: str = ""


@dataclass(frozen=True)
class BoxResult:
    """What came out of a box. flags: reasons for a person to look at it, whatever the points are."""

    notebooks: dict[str, NotebookRun]
    flags: tuple[str, ...] = ()
    seconds: float = 0.0
    peak_mb: int = 0


def run_box(job: Job, limits: Limits | None = None, *, extra: Sequence[str] = ()) -> BoxResult:
    """Run a job in a new box and wait for it. Nothing that the box does can make this raise.

    Raises NoBox and CannotLimit when no box can be had on this machine. Whether the box is closed is for
    ``doctor.require_closed_box`` to say.
    """
    limits = limits or Limits()
    started = time.monotonic()
    program = [sys.executable, "-P", "-m", "autograder.grading.box.inside"]
    answer, killed, peak = run_program(
        program,
        _request(job, limits),
        limits,
        seconds=_deadline(job, limits),
        room=_room(job, limits),
        extra=extra,
    )
    seconds = time.monotonic() - started
    if answer is None:
        state = {"memory": EndState.OUT_OF_MEMORY, "processes": EndState.CRASHED, "time": EndState.TIMEOUT}
        ended = state.get(killed or "", EndState.CRASHED)
        lost = {name: NotebookRun(ended, seconds=seconds, problem=_why(killed)) for name in job.notebooks}
        return BoxResult(lost, _flags({}, killed), seconds, peak)
    runs = {name: _notebook_run(answer, name, killed) for name in job.notebooks}
    return BoxResult(runs, _flags(answer, killed), seconds, peak)


def run_program(
    program: Sequence[str],
    request: bytes,
    limits: Limits,
    *,
    seconds: float,
    room: Room = SMALL,
    extra: Sequence[str] = (),
) -> tuple[Json | None, str | None, int]:
    """Run a program in a box with ``request`` on its stdin; an answer that is larger than ``room`` is none.

    Returns the JSON object that it printed (None when it printed none), what it was killed for ("memory",
    "processes", "time", None) and the most memory it used in MiB.
    """
    work = _launcher().submit(_run, list(program), request, limits, seconds, room, list(extra))
    return work.result()


@cache
def _launcher() -> ThreadPoolExecutor:
    """One thread that lives as long as this process: a box dies with the thread that started it."""
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="box")


def _run(
    program: list[str], request: bytes, limits: Limits, seconds: float, room: Room, extra: list[str]
) -> tuple[Json | None, str | None, int]:
    with (
        tempfile.TemporaryDirectory(prefix="autograder-etc-") as etc,
        _filter() as seccomp,
        fence(limits) as around,
    ):
        command = bwrap_command(program, limits, etc=Path(etc), seccomp=seccomp, extra=extra)
        process = subprocess.Popen(
            [*around.enter(), *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=_log(),
            env=BARE,
            pass_fds=(seccomp,),
        )
        around.begin(process.pid)
        printed, in_time = _converse(process, request, around, seconds, room.bytes)
        around.kill()
        process.wait()
        killed = around.killed_for() or (None if in_time else "time")
        return _parse(printed, room), killed, around.peak_mb()


@contextmanager
def _filter() -> Iterator[int]:
    descriptor = filter_file()
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _log() -> Any:
    """The box's stderr is our own programs' only; kernels print into their cells."""
    return subprocess.DEVNULL if "AUTOGRADER_BOX_STDERR" not in os.environ else None


def _converse(
    process: subprocess.Popen[bytes], request: bytes, around: Fence, seconds: float, answer_bytes: int
) -> tuple[bytes, bool]:
    """Send the request, read the answer up to a limit, and kill what takes longer than it may."""
    heard: list[bytes] = []

    def read() -> None:
        assert process.stdout is not None
        left = answer_bytes
        while left > 0 and (piece := os.read(process.stdout.fileno(), min(left, 2**20))):
            heard.append(piece)
            left -= len(piece)

    def write() -> None:
        assert process.stdin is not None
        try:
            process.stdin.write(request)
            process.stdin.close()
        except BrokenPipeError:
            pass  # it ended before it had heard all

    threads = [threading.Thread(target=work, daemon=True) for work in (read, write)]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + seconds
    while threads[0].is_alive() and time.monotonic() < deadline:
        threads[0].join(LOOK_EVERY)
        around.watch()
    in_time = not threads[0].is_alive()
    if not in_time:
        around.kill()
        process.kill()
    for thread in threads:
        thread.join(10)
    return b"".join(heard), in_time


def _parse(printed: bytes, room: Room) -> Json | None:
    """The answer; None for what is none, or would take much more memory than its bytes."""
    text = printed.decode("utf-8", "replace")
    if containers(text) > room.containers:
        return None
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) else None


def _request(job: Job, limits: Limits) -> bytes:
    request = {
        "notebooks": {name: _one(name, notebook, job, limits) for name, notebook in job.notebooks.items()},
        "files": {name: base64.b64encode(path.read_bytes()).decode() for name, path in job.files.items()},
        "needs_spark": bool(job.needs_spark),
        "cell_seconds": limits.cell_seconds,
        "output_bytes": limits.output_bytes,
        "check_bytes": limits.check_bytes,
        "processes": limits.processes,
    }
    return json.dumps(request).encode()


def _one(name: str, notebook: NotebookNode, job: Job, limits: Limits) -> Json:
    checks = job.checks(name)
    return {
        "notebook": notebook,
        "seconds": limits.notebook_seconds + job.beyond(name, limits),
        "lesson": name,
        "seed": job.seeds[name],
        "needs_spark": name in job.needs_spark,
        "checks": checks,
        "own_seconds": {number: own for number, name in checks.items() if (own := own_seconds(name))},
        "witnessed": [exercise for exercise in checks.values() if exercises.get(exercise).witnesses],
    }


def own_seconds(exercise: str) -> float:
    """The time that an exercise declares for its check; 0 for one that goes by a cell's limit."""
    return exercises.get(exercise).check_seconds


def _checks(notebook: NotebookNode) -> dict[str, str]:
    found = {}
    for number, cell in enumerate(notebook.cells):
        own = cell.metadata.get("nbgrader", {})
        if own.get("grade") and cell.cell_type == "code":
            found[str(number)] = checked_exercise(own["grade_id"]) or own["grade_id"]
    return found


def _room(job: Job, limits: Limits) -> Room:
    """What an honest box can need: its outputs are measured in it, as they stand in the answer."""
    checks = sum(len(job.checks(name)) for name in job.notebooks)
    outputs = len(job.notebooks) * limits.output_bytes + checks * limits.check_bytes
    parts = len(job.notebooks) + 2 * checks  # other cells; checks and their witnesses
    return Room(outputs + checks * WITNESS_BYTES + SMALL.bytes, parts * MOST_CONTAINERS + SMALL.containers)


def _deadline(job: Job, limits: Limits) -> float:
    return GRACE + sum(limits.notebook_seconds + job.beyond(name, limits) for name in job.notebooks)


def _notebook_run(answer: Json, name: str, killed: str | None) -> NotebookRun:
    """One notebook's part of the answer; it comes from beside the learner's code and may be anything."""
    try:
        ran = answer["notebooks"][name]
        outputs = {int(number): list(found) for number, found in ran["outputs"].items()}
        state = _state(ran["state"], killed)
        witnesses = dict(answer["witnesses"][name])
        return NotebookRun(state, outputs, witnesses, float(ran["seconds"]), str(ran["problem"])[:1000])
    except (KeyError, TypeError, ValueError, AttributeError):
        return NotebookRun(EndState.CRASHED, problem="the box gave an answer that cannot be read")


def _state(said: str, killed: str | None) -> EndState:
    if said == "finished":
        return EndState.GRADED
    if killed == "memory":
        return EndState.OUT_OF_MEMORY
    return EndState.TIMEOUT if said == "timeout" else EndState.CRASHED


def _why(killed: str | None) -> str:
    return {
        "memory": "the box used more memory than it may",
        "processes": "the box started more processes than it may",
        "time": "the box ran longer than it may",
    }.get(killed or "", "the box ended without an answer")


def _flags(answer: Json, killed: str | None) -> tuple[str, ...]:
    flags = [_why(killed)] if killed in ("memory", "processes") else []
    if answer.get("scratch_full"):
        flags.append("the box filled its disk")
    return tuple(flags)
