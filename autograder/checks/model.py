"""The words of checking — criterion, verdict, report — as plain data that can travel as JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

Json = dict[str, Any]
"""A JSON object: str, int, float, bool, None, and lists and dicts of these."""


class Status(StrEnum):
    """What became of one criterion."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"  # something it builds on failed first
    LEFT_OUT = "not asked for"  # a core check leaves the stretch criteria out
    UNAVAILABLE = "cannot run here"  # the platform lacks what it needs; never the learner's fault


class Outcome(StrEnum):
    """What became of the whole exercise."""

    NOT_ATTEMPTED = "not attempted"
    DID_NOT_RUN = "did not run"  # the answer's cell failed, or defines another name
    INCORRECT = "incorrect"
    CORRECT = "correct"
    GRADER_ERROR = "error in the check"
    OBSERVED = "observed"  # a graded run: the judge sits elsewhere


class HandedIn(StrEnum):
    """What became of a file that an exercise reads beside the notebook."""

    READ = "read"
    MISSING = "missing"
    UNREADABLE = "unreadable"
    FOREIGN = "foreign"  # somebody else's, or made for another task


@dataclass(frozen=True)
class Collected:
    """How files came to be graded.

    learner: who handed them in. course: the instructor's folder. at: when they were handed in, in seconds
    since 1970, None when nothing says so. attempts: how many attempts count where a file holds several.
    """

    learner: str
    course: Path | None = None
    at: float | None = None
    attempts: int | None = None


@dataclass(frozen=True)
class Criterion:
    """One numbered promise of an exercise's contract.

    ``needs`` names the criteria without which this one cannot be judged: when one of them
    fails, this one is skipped instead of failing for the same reason again.
    """

    number: int
    title: str
    points: int
    core: bool
    needs: tuple[int, ...]
    hint: str


@dataclass(frozen=True)
class Verdict:
    """The judgement of one criterion; the texts are for the learner."""

    number: int
    status: Status
    expected: str = ""
    got: str = ""
    reproduce: str = ""
    earned: int = 0  # points of a criterion that failed and is worth something all the same


@dataclass(frozen=True)
class Report:
    """All verdicts of one exercise, and what they add up to."""

    exercise: str
    outcome: Outcome
    verdicts: tuple[Verdict, ...] = ()
    points: int = 0
    max_points: int = 0
    core_passed: bool = False
    problem: str = ""  # for GRADER_ERROR: what went wrong in our code; for DID_NOT_RUN: in the learner's cell
    seed: str = ""
    seconds: float = 0.0
    printed: str = ""  # what the learner's code printed meanwhile
    extra: Json = field(default_factory=dict)

    def failed(self) -> tuple[int, ...]:
        """Numbers of the criteria that failed (skipped ones do not count)."""
        return tuple(v.number for v in self.verdicts if v.status is Status.FAILED)

    def to_json(self) -> Json:
        """The report as a JSON object."""
        return asdict(self)
