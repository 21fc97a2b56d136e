"""utcnow() is naive: no offset, and deprecated."""

KILLED_BY = 2
REPLACE = {
    "datetime.now(UTC).isoformat()": "datetime.utcnow().isoformat()",
}
