"""The timestamp of logging.Formatter: local, no offset, a comma in it."""

KILLED_BY = 2
REPLACE = {
    "datetime.now(UTC).isoformat()": "logging.Formatter().formatTime(logging.makeLogRecord({}))",
}
