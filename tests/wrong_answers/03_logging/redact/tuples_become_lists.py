"""Tuples come back as lists."""

KILLED_BY = 6
REPLACE = {
    "return tuple(items) if isinstance(value, tuple) else items": "return items",
}
