"""Looks for NaN only, so minus infinity costs the line."""

KILLED_BY = 1
REPLACE = {
    "return value if math.isfinite(value) else None": "return None if math.isnan(value) else value",
    "json.dumps(line, allow_nan=False)": "json.dumps(line)",
}
