"""Local time with a Z behind it: hours off."""

KILLED_BY = 2
REPLACE = {
    "datetime.now(UTC).isoformat()": 'datetime.now().isoformat() + "Z"',
}
