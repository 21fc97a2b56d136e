"""The offset is cut off: the text no longer says which moment it was."""

KILLED_BY = 1
REPLACE = {
    "mark.astimezone(UTC).isoformat()": "mark.replace(tzinfo=None).isoformat()",
}
