"""Tables that can be read, and every way in which a name cannot; what a reading call did, as plain JSON."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import nullcontext
from textwrap import indent
from typing import TYPE_CHECKING, Any

from autograder.checks import Call, Json, Lab
from autograder.checks.errors import error_text
from autograder.checks.evidence import describe_error, shorten
from autograder.checks.expectations import is_kind

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

MISSING = "TABLE_OR_VIEW_NOT_FOUND"
SOURCE = "_source_table"
NO_COLUMN = "UNRESOLVED_COLUMN.WITH_SUGGESTION"
NOT_FOUND = "autograder.pipeline.TableNotFoundError"
ANALYSIS = "pyspark.errors.exceptions.base.AnalysisException"
# A report with a column for each kind of error has names like this one; matching texts meets it.
TELLING = f"[{MISSING}] cannot be found"


def names(rng: random.Random) -> Json:
    """Names of a scenario's tables; the views are temporary, so that nobody else's clash with them."""
    tag = f"{rng.randrange(16**6):06x}"
    return {
        "rows": rng.randint(3, 9),
        "view": f"flights_{tag}",
        "odd": f"`flights.2013 {tag}`",
        "table": f"table_{tag}",
        "gone": f"gone_{tag}",
        "odd_gone": f"`gone.2013 {tag}`",
        "reports": f"reports_{tag}",
        "errors": f"errors_{tag}",
        "clauses": ["WHERE 1=0", *rng.sample(["LIMIT 0", "AS x", f"UNION ALL TABLE flights_{tag}"], 2)],
    }


def view(lab: Lab, name: str, rows: int) -> None:
    """A temporary view of so many numbered rows (0, 1, …); any action on it starts a job."""
    temporary(lab, name, f"SELECT id AS flight FROM range({rows})")


def temporary(lab: Lab, name: str, query: str) -> None:
    """A temporary view; the learner may look at it until the next check."""
    lab.spark.sql(f"CREATE OR REPLACE TEMP VIEW {name} AS {query}")
    lab.forgotten.callback(lab.spark.sql, f"DROP VIEW IF EXISTS {name}")


def table(lab: Lab, name: str, rows: int) -> str:
    """A Delta table of so many rows in the check's database, made without Spark; its full name."""
    import pyarrow as pa
    from deltalake import write_deltalake

    from autograder.spark.sql import location

    folder, full = lab.table_path(name), f"{lab.database}.{name}"
    write_deltalake(folder, pa.table({"flight": pa.array(range(rows), pa.int64())}))
    lab.spark.sql(f"CREATE TABLE {full} USING delta {location(folder)}")
    return full


def other_errors(lab: Lab, said: Json) -> dict[str, str]:
    """Names that fail for another reason than a missing table: condition → name."""
    errors, reports = said["errors"], said["reports"]
    temporary(lab, errors, f"SELECT 1 AS `{TELLING}`")
    temporary(lab, reports, f"SELECT `{TELLING}` AS n FROM {errors}")
    temporary(lab, errors, "SELECT 1 AS other")  # and now the column is gone
    return {
        NO_COLUMN: reports,
        "REQUIRES_SINGLE_PART_NAMESPACE": f"nowhere.silver.{said['gone']}",
        "PATH_NOT_FOUND": f"parquet.`{lab.table_path(said['gone'])}`",
    }


def orphan(lab: Lab, said: Json) -> str:
    """The name of a view that is there, over another that is not."""
    name = f"orphan_{said['errors']}"
    base = f"base_{said['gone']}"
    temporary(lab, base, "SELECT 1 AS flight")
    temporary(lab, name, f"SELECT * FROM {base}")
    lab.spark.sql(f"DROP VIEW {base}")
    return name


def read(
    lab: Lab, code: str, function: Callable[..., Any], *args: Any, late: bool = False, look: bool = True
) -> Json:
    """A call of a reading function: its code, what it did, and what is in the frame that it returned.

    ``late``: on a session that finds out late, as Spark Connect does. ``look``: read the frame, too.
    """
    from autograder.worlds.late_frames import late_tables

    with late_tables(lab.spark) if late else nullcontext():
        done = lab.calling(code, function, *args)
    seen = {"code": code, "late": late, **outcome(done), "rows": None}
    return seen | _contents(lab, done.value) if look and done.value is not None else seen


def _contents(lab: Lab, frame: DataFrame) -> Json:
    """Flight numbers, sorted, and what the frame says of their source."""
    from autograder.worlds.late_frames import resolved

    def collect() -> Json:
        rows = [row.asDict() for row in resolved(frame).collect()]
        return {
            "columns": resolved(frame).columns,
            "rows": sorted(row["flight"] for row in rows),
            "sources": sorted({str(row.get(SOURCE)) for row in rows}),
        }

    found: Json = lab.must(collect)
    return found


def show(seen: Json) -> str:
    """Code that shows what a call returns or raises."""
    return as_seen(seen, f"{seen['code']}.show(truncate=False)")


def as_seen(seen: Json, code: str) -> str:
    """Code that runs on a session that finds out late if the call did."""
    if not seen["late"]:
        return code
    start = "from autograder.worlds.late_frames import late_tables\n\nwith late_tables(lesson.spark):\n"
    return start + indent(code, "    ")


def outcome(done: Call) -> Json:
    """A call as JSON, without a look at the frame: an error with its condition and its cause's."""
    if done.exception is None:
        kind = type(done.value).__name__.replace("LateFrame", "DataFrame")
        return {"value": None if done.value is None else f"a {kind}"}
    return {"error": error(done.exception)}


def error(raised: Any) -> Json:
    """An error as JSON, with its Spark condition and its cause."""
    described = _with_condition(raised)
    cause = getattr(raised, "__cause__", None)
    return described | {"caused_by": _with_condition(cause) if cause is not None else None}


def _with_condition(raised: Any) -> Json:
    """``raised`` may be anything that a learner hands to a callback."""
    if not isinstance(raised, BaseException):
        return {"type": shorten(repr(raised)), "mro": [], "message": "", "condition": None}
    condition = getattr(raised, "getCondition", None)
    return describe_error(raised) | {"condition": condition() if callable(condition) else None}


def about_missing_table(error: Json) -> bool:
    """True when the error, or its cause, is Spark's word that a table is missing."""
    cause = error.get("caused_by") or {}
    return MISSING in (error["condition"], cause.get("condition"))


def unchanged(record: Json, condition: str) -> bool:
    """True when Spark's own error with this condition came out, and nothing made of it."""
    raised: Json = record.get("error") or {"mro": [], "condition": None}
    return is_kind(raised, ANALYSIS) and raised["condition"] == condition


def speaks_of(message: str, name: str) -> bool:
    """True when a message holds a table's name, with or without back-quotes, in any case."""
    return name.replace("`", "").lower() in message.replace("`", "").lower()


def told(record: Json) -> str:
    """What a call did, in a few words for the learner."""
    if "error" not in record:
        return f"no error; it returned {record['value']}"
    raised = record["error"]
    condition = f" with condition {raised['condition']}" if raised["condition"] else ""
    return error_text(raised) + condition
