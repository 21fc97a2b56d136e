"""Hides everything, to be safe."""

KILLED_BY = 7
REPLACE = {
    '"details": redact(details)': '"details": {k: v for k, v in details.items() if k in ("check", "table", "hours", "day", "share")}',
}
