"""A key that is a number breaks it."""

KILLED_BY = 2
REPLACE = {
    "return isinstance(name, str) and f": "return f",
}
