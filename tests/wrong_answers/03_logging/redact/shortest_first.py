"""Replaces the shorter value first, so the end of the longer one stays."""

KILLED_BY = 3
REPLACE = {
    "key=len, reverse=True": "key=len",
}
