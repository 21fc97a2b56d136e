"""default=str takes the Decimal, and NaN stays bare."""

KILLED_BY = 4
REPLACE = {
    "json.dumps(json_value(run.metrics))": "json.dumps(run.metrics, default=str)",
}
