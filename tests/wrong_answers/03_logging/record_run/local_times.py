"""Cuts the zone off: 09:50 in Tokyo becomes 09:50 in UTC."""

KILLED_BY = 1
ALSO = (2, 4)
REPLACE = {
    'row = asdict(run) | {"metrics": json.dumps(json_value(run.metrics))}': 'row = asdict(run) | {"metrics": json.dumps(json_value(run.metrics)), "started_at": run.started_at.replace(tzinfo=None)}',
}
