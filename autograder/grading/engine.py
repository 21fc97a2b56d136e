"""Grades a class: what the ledger lacks is spread over workers, and every record is kept as it comes."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from autograder.grading.box import Limits
from autograder.grading.box.command import NoBox
from autograder.grading.box.doctor import OpenBox
from autograder.grading.box.limits import CannotLimit
from autograder.grading.ledger import Ledger, Record, record_key
from autograder.grading.miniature import grade_learner
from autograder.grading.seeds import course_key
from autograder.grading.states import EndState
from autograder.grading.submission import read_submission
from autograder.grading.template import template


@dataclass(frozen=True)
class Wanted:
    """One submission to grade, and the key that its record will have."""

    learner: str
    lesson: str
    key: str
    attempt: int


@dataclass(frozen=True)
class Plan:
    """What a run has to do: records that are there, and what is missing, one list per learner."""

    done: list[Record]
    tasks: list[list[Wanted]]


def plan(
    course: Path, submissions: Iterable[tuple[str, str]], limits: Limits, *, reseed: bool = False
) -> Plan:
    """Look every (learner, lesson) up in the ledger; ``reseed`` asks for one attempt more than there was."""
    ledger = ledger_of(course)
    done: list[Record] = []
    missing: list[Wanted] = []
    for learner, lesson in sorted(submissions):
        attempt = ledger.attempt(learner, lesson) + reseed
        key = _key(course, learner, lesson, limits, attempt)
        record = ledger.get(key)
        # Our own failure is no grade: the next run tries again.
        if record is None or record.state is EndState.GRADER_ERROR:
            missing.append(Wanted(learner, lesson, key, attempt))
        else:
            done.append(record)
    return Plan(done, [list(group) for _, group in groupby(missing, key=lambda one: one.learner)])


def ledger_of(course: Path) -> Ledger:
    """The ledger of a course folder."""
    return Ledger(course / ".autograder" / "ledger")


def _key(course: Path, learner: str, lesson: str, limits: Limits, attempt: int) -> str:
    digest = read_submission(course / "submitted", learner, lesson).digest()
    source = (course / "source" / lesson / f"{lesson}.ipynb").read_bytes()
    source += b"".join(path.read_bytes() for path in sorted((course / "bank").glob("*.yaml")))
    return record_key(digest, learner, lesson, source, repr(limits), attempt)


def run(
    course: Path, tasks: Sequence[list[Wanted]], limits: Limits, *, workers: int, scheduler: str | None = None
) -> Iterator[list[Record]]:
    """Grade the tasks on ``workers`` processes of this machine, or on the cluster at ``scheduler``.

    Yields each learner's records as they come; they are in the ledger then. When a worker dies, Dask gives
    its task to another; a task that takes worker after worker with it ends as a grader error.

    Raises OpenBox, NoBox and CannotLimit when a worker's machine has no box to be trusted.
    """
    if not tasks:
        return
    from distributed import as_completed

    template(course)  # once, before many workers want it
    key, ledger = course_key(course), ledger_of(course)
    with _client(min(workers, len(tasks)), scheduler) as client:
        futures = {}
        for task in tasks:
            wanted = [asdict(one) for one in task]
            future = client.submit(grade_learner, str(course), wanted, key, asdict(limits), pure=False)
            futures[future] = task
        for future in as_completed(list(futures)):
            records = _records(future, futures[future])
            for record in records:
                ledger.put(record)
            yield records


@contextmanager
def _client(workers: int, scheduler: str | None) -> Iterator[Any]:
    """A client of the given scheduler, or of processes here that end with it."""
    from distributed import Client, LocalCluster

    if scheduler:
        with Client(scheduler) as client:
            yield client
        return
    options = {
        "threads_per_worker": 1,
        "dashboard_address": "127.0.0.1:0",
        "memory_limit": 0,
        "silence_logs": "ERROR",
    }
    with LocalCluster(n_workers=workers, **options) as cluster, Client(cluster) as client:
        yield client


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
