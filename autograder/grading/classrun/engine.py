"""Grades a class: what the ledger lacks is spread over workers, and every record is kept as it comes."""

from __future__ import annotations

import time
import traceback
from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any

from autograder.grading.box import Limits
from autograder.grading.box.command import NoBox
from autograder.grading.box.doctor import OpenBox
from autograder.grading.box.limits import CannotLimit
from autograder.grading.classrun.workers import client_of
from autograder.grading.course.folder import CourseFolder
from autograder.grading.course.ledger import Record, light, record_key
from autograder.grading.course.seeds import course_key
from autograder.grading.course.states import EndState
from autograder.grading.nbg.miniature import grade_learner
from autograder.grading.nbg.template import template

LOOK_EVERY = 0.05  # seconds


@dataclass(frozen=True)
class Wanted:
    """One submission to grade, and the key that its record will have."""

    learner: str
    lesson: str
    key: str
    attempt: int


@dataclass(frozen=True)
class Plan:
    """What a run has to do: light records that are there, and what is missing, one list per learner.

    refused: how many records are there that do not count (`Ledger`).
    """

    done: list[Record]
    tasks: list[list[Wanted]]
    refused: int = 0


def plan(
    course: CourseFolder, submissions: Iterable[tuple[str, str]], limits: Limits, *, reseed: bool = False
) -> Plan:
    """Look every (learner, lesson) up in the ledger; ``reseed`` asks for one attempt more than there was."""
    ledger, made_by = course.ledger, f"{limits} {course.rules().counting()}"
    done: list[Record] = []
    missing: list[Wanted] = []
    for learner, lesson in sorted(submissions):
        attempt = ledger.attempt(learner, lesson) + reseed
        key = _key(course, learner, lesson, made_by, attempt)
        record = ledger.get(key)
        if record is not None and _counts(record):
            done.append(light(record))
        else:
            missing.append(Wanted(learner, lesson, key, attempt))
    tasks = [list(group) for _, group in groupby(missing, key=lambda one: one.learner)]
    return Plan(done, tasks, len(ledger.refused))


def _counts(record: Record) -> bool:
    """Our own failure is no grade: the next run tries again."""
    return record.state is not EndState.GRADER_ERROR


def _key(course: CourseFolder, learner: str, lesson: str, made_by: str, attempt: int) -> str:
    digest = course.submission(learner, lesson).digest()
    source = course.source_bytes(lesson) + b"".join(path.read_bytes() for path in course.bank())
    return record_key(digest, learner, lesson, source, made_by, attempt)


def run(
    course: CourseFolder,
    tasks: Sequence[list[Wanted]],
    limits: Limits,
    *,
    workers: int,
    scheduler: str | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> Generator[list[Record], None, None]:
    """Grade the tasks on ``workers`` processes of this machine, or on the cluster at ``scheduler``.

    Yields each learner's records as they come; they are in the ledger then. When a worker dies, Dask gives
    its task to another; a task that takes worker after worker with it ends as a grader error.

    To be closed when it is not read to its end, which ends the workers. ``stopped`` is asked again and again.

    Raises NoCertificates for a scheduler that cannot be trusted; KeyboardInterrupt when ``stopped`` says so;
    OpenBox, NoBox and CannotLimit when a worker's machine has no box to be trusted.
    """
    if not tasks:
        return
    for lesson in {one.lesson for task in tasks for one in task}:
        template(course, lesson)  # once, before many workers want it
    with client_of(min(workers, len(tasks)), scheduler, course.tls) as client:
        busy = _Busy(course, client, limits, stopped)
        waiting = deque(tasks)
        while waiting or busy:
            while waiting and busy.wants_more():
                busy.begin(waiting.popleft())
            yield busy.next_done()


class _Busy:
    """The tasks that are being graded: a few more than there are workers, so that none of them idles."""

    def __init__(
        self, course: CourseFolder, client: Any, limits: Limits, stopped: Callable[[], bool]
    ) -> None:
        from distributed import as_completed

        self._course, self._client, self._limits, self._stopped = course, client, limits, stopped
        self._key, self._ledger = course_key(course.key), course.ledger
        self._done = as_completed([])
        self._running: dict[Any, list[Wanted]] = {}

    def __bool__(self) -> bool:
        return bool(self._running)

    def wants_more(self) -> bool:
        """Whether a worker could run out of work."""
        workers: int = sum(self._client.nthreads().values())
        return len(self._running) < max(2, 2 * workers)

    def begin(self, task: list[Wanted]) -> None:
        """Hand a task to the workers."""
        wanted = [asdict(one) for one in task]
        future = self._client.submit(
            grade_learner, str(self._course.root), wanted, self._key, asdict(self._limits), pure=False
        )
        self._running[future] = task
        self._done.add(future)

    def next_done(self) -> list[Record]:
        """Wait for a task; its records are in the ledger when this returns."""
        while self._stopped() or not self._done.has_ready():
            if self._stopped():
                raise KeyboardInterrupt
            time.sleep(LOOK_EVERY)
        future = next(self._done)
        records = _records(future, self._running.pop(future))
        for record in records:
            self._ledger.put(record)
        return records


def _records(future: Any, task: Sequence[Wanted]) -> list[Record]:
    """What a task returned, or why it has no result."""
    from distributed import KilledWorker

    try:
        records: list[Record] = future.result()
        return records
    except (OpenBox, NoBox, CannotLimit):
        raise
    except KilledWorker as error:
        problem = f"every worker that took this up died: {error}"
    except Exception as error:
        problem = "".join(traceback.format_exception_only(error))
    return [_failed(one, problem) for one in task]


def _failed(one: Wanted, problem: str) -> Record:
    return Record(
        one.key, one.learner, one.lesson, EndState.GRADER_ERROR, {}, attempt=one.attempt, problem=problem
    )
