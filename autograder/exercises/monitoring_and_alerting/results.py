"""Results of health checks as evidence, and the views that they are made on."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from autograder.checks import Call, Json, Lab, expect, expect_equal, expect_returned
from autograder.checks.evidence import to_json

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

FIELDS = ("check", "table", "status", "outcome", "observed", "expected", "action")
STATUS = {
    **dict.fromkeys(("fresh", "enough", "no_baseline", "same", "recent"), "passed"),
    **dict.fromkeys(("low", "additive"), "warning"),
    "error": "error",
}
"""Outcome → status; all other outcomes fail."""


def clock(moment: str) -> Callable[[], datetime]:
    """A clock that stands still at an ISO text with a zone."""
    at = datetime.fromisoformat(moment)
    return lambda: at


def result_record(lab: Lab, done: Call) -> Json:
    """One call of a check: the fields of its result and its truth, or its error."""
    if done.error:
        return done.record()
    fields = {name: to_json(getattr(done.value, name, None)) for name in FIELDS}
    return {"value": {**fields, "truth": lab.must(bool, done.value)}}


def view(lab: Lab, frame: DataFrame) -> str:
    """A frame as a view of this check's own, for learners to look at afterwards; its name."""
    name = f"check_{uuid.uuid4().hex[:8]}"
    frame.createOrReplaceTempView(name)
    lab.forgotten.callback(lab.spark.catalog.dropTempView, name)
    return name


def status_of(outcome: str) -> str:
    """The status that goes with an outcome, of whichever check."""
    return STATUS.get(outcome, "failed")


def expect_result(record: Json, outcome: str, *, case: str) -> Json:
    """Fail unless the call returned a result with this outcome and its status; its fields."""
    status = status_of(outcome)
    what = f"{outcome!r}, {status!r} for {case}"
    result: Json = expect_returned(record, what=what)
    got = f"{result['outcome']!r}, {result['status']!r}; observed {result['observed']!r}"
    expect((result["outcome"], result["status"]) == (outcome, status), expected=what, got=got)
    expect_equal(result["truth"], status == "passed", what=f"bool() of the result for {case}")
    return result


def age_of(result: Json) -> Any:
    """The age that a result says it saw; None where it says none."""
    observed = result["observed"]
    return observed.get("age_hours") if isinstance(observed, dict) else None
