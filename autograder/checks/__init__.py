"""Checks: draw a scenario, observe the learner's code in it, judge what was seen by pure functions."""

from autograder.checks.errors import CannotRun, Failed, GraderError, LearnerError, Runaway, error_text
from autograder.checks.evidence import Call, Evidence
from autograder.checks.exercise import Exercise
from autograder.checks.expectations import (
    expect,
    expect_equal,
    expect_raised,
    expect_returned,
    expect_rows,
    seeing,
)
from autograder.checks.judge import judge
from autograder.checks.lab import Lab
from autograder.checks.marks import criterion, probe, programs, table, witness
from autograder.checks.model import Collected, Criterion, HandedIn, Json, Outcome, Report, Status, Verdict
from autograder.checks.observation import Observation
from autograder.checks.result import Result
from autograder.checks.run import check, observe
from autograder.checks.tables import Row

__all__ = [
    "Call",
    "CannotRun",
    "Collected",
    "Criterion",
    "Evidence",
    "Exercise",
    "Failed",
    "GraderError",
    "HandedIn",
    "Json",
    "Lab",
    "LearnerError",
    "Observation",
    "Outcome",
    "Report",
    "Result",
    "Row",
    "Runaway",
    "Status",
    "Verdict",
    "check",
    "criterion",
    "error_text",
    "expect",
    "expect_equal",
    "expect_raised",
    "expect_returned",
    "expect_rows",
    "judge",
    "observe",
    "probe",
    "programs",
    "seeing",
    "table",
    "witness",
]
