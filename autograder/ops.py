"""The pipeline's own records: `ops.pipeline_runs`, which lesson 03 writes and later lessons read.

The Delta table holds one row per run, found by its `run_id`. A run may be recorded when it starts (status
`running`) and is recorded when it ends (`succeeded` or `failed`); the later record replaces the earlier one,
so a run whose process died stays `running`. Times are moments in UTC. What a run counted, such as rows read
and written, stands in `metrics` as the text of one JSON object, because no two pipelines count the same
things. Whoever asks for the last good run asks for the newest `finished_at` of a pipeline among the
`succeeded` ones; no row at all means that it never ran.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

PIPELINE_RUNS_TABLE = "ops.pipeline_runs"

#: ops.pipeline_runs, column by column: name -> Spark type.
PIPELINE_RUNS = {
    "run_id": "string",  # unique; the same in every line the run logged
    "pipeline": "string",
    "status": "string",  # running, succeeded or failed
    "started_at": "timestamp",
    "finished_at": "timestamp",  # NULL while it runs
    "duration_seconds": "double",  # by a monotonic clock, so not always finished_at - started_at
    "metrics": "string",  # a JSON object: {"rows_read": 939, "rows_written": 934}
    "error": "string",  # NULL, or class and message: "ValueError: no rows"
}


@dataclass(frozen=True)
class PipelineRun:
    """One run, as `ops.pipeline_runs` keeps it; the fields are its columns, `metrics` still a mapping."""

    run_id: str
    pipeline: str
    status: str
    started_at: datetime
    finished_at: datetime | None = None
    duration_seconds: float | None = None
    metrics: Mapping[str, Any] = field(default_factory=dict)
    error: str | None = None
