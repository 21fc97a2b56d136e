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
    """A frame as a view of this check's own; its name."""
    name = f"check_{uuid.uuid4().hex[:8]}"
    frame.createOrReplaceTempView(name)
    lab.cleanup.callback(lab.spark.catalog.dropTempView, name)
    return name


def expect_result(record: Json, status: str, outcome: str, *, case: str, reproduce: str = "") -> Json:
    """Fail unless the call returned a result with this status and outcome; its fields."""
    what = f"{outcome!r}, {status!r} for {case}"
    result: Json = expect_returned(record, what=what, reproduce=reproduce)
    got = f"{result['outcome']!r}, {result['status']!r}; observed {result['observed']!r}"
    expect(
        (result["outcome"], result["status"]) == (outcome, status),
        expected=what,
        got=got,
        reproduce=reproduce,
    )
    expect_equal(
        result["truth"], status == "passed", what=f"bool() of the result for {case}", reproduce=reproduce
    )
    return result


def age_of(result: Json) -> Any:
    """The age that a result says it saw; None where it says none."""
    observed = result["observed"]
    return observed.get("age_hours") if isinstance(observed, dict) else None
