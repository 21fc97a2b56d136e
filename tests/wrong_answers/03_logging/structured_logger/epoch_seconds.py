"""Seconds since 1970 are no ISO 8601."""

KILLED_BY = 2
REPLACE = {
    "datetime.now(UTC).isoformat()": "time.time()",
}
