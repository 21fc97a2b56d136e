"""The right moment, but in the machine's own zone."""

KILLED_BY = 2
REPLACE = {
    "datetime.now(UTC).isoformat()": "datetime.now().astimezone().isoformat()",
}
