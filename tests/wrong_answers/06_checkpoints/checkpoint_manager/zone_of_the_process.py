"""Written and read as the process's local time: right as long as nobody changes TZ."""

KILLED_BY = 1
REPLACE = {
    "mark.astimezone(UTC).isoformat()": "datetime.fromtimestamp(mark.timestamp()).isoformat()",
    '{"timestamp": datetime.fromisoformat,': '{"timestamp": lambda text: datetime.fromisoformat(text).astimezone(UTC),',
}
