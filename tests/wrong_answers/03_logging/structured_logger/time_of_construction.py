"""The timestamp is drawn when the module is loaded, once for all lines."""

KILLED_BY = 2
REPLACE = {
    "datetime.now(UTC).isoformat()": "datetime(2013, 11, 3, tzinfo=UTC).isoformat()",
}
