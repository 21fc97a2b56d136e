"""Looks at the keys of a map."""

KILLED_BY = 5
REPLACE = {
    'yield from below("value", now, then)': 'pass',
}
