"""Checks: draw a scenario, observe the learner's code in it, judge what was seen by pure functions."""

from autograder.checks.evidence import Call, Evidence, LearnerError, Runaway
from autograder.checks.exercise import Exercise, criterion, probe
from autograder.checks.judging import (
    CannotRun,
    Failed,
    expect,
    expect_equal,
    expect_raised,
    expect_returned,
    expect_rows,
)
from autograder.checks.lab import Lab
from autograder.checks.model import Criterion, HandedIn, Outcome, Plain, Report, Status, Verdict
from autograder.checks.result import Result
from autograder.checks.run import check, judge, observe

__all__ = [
    "Call",
    "CannotRun",
    "Criterion",
    "Evidence",
    "Exercise",
    "Failed",
    "HandedIn",
    "Lab",
    "LearnerError",
    "Outcome",
    "Plain",
    "Report",
    "Result",
    "Runaway",
    "Status",
    "Verdict",
    "check",
    "criterion",
    "expect",
    "expect_equal",
    "expect_raised",
    "expect_returned",
    "expect_rows",
    "judge",
    "observe",
    "probe",
]
