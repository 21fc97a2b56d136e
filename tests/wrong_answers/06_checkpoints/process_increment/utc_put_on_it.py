"""The naive moment that collect() gives is taken for UTC; it is the process's local time."""

KILLED_BY = 7
REPLACE = {
    "hi.astimezone(UTC)": "hi.replace(tzinfo=UTC)",
}
