"""Timestamps become texts."""

KILLED_BY = 1
REPLACE = {
    "for name, kind in PIPELINE_RUNS.items())": 'for name, kind in (PIPELINE_RUNS | {"started_at": "string", "finished_at": "string"}).items())',
    '{"metrics": json.dumps(json_value(run.metrics))}': '{"metrics": json.dumps(json_value(run.metrics)), "started_at": str(run.started_at.isoformat(" ", "hours"))[:13]}',
}
