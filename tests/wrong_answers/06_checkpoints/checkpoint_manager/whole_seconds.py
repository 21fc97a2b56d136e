"""Microseconds are cut off: the mark is a little earlier than the row it was made of."""

KILLED_BY = 1
REPLACE = {
    "mark.astimezone(UTC).isoformat()": 'mark.astimezone(UTC).isoformat(timespec="seconds")',
}
