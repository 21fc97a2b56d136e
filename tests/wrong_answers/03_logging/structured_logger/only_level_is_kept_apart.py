"""Knows of level only."""

KILLED_BY = 3
ALSO = (6,)
REPLACE = {
    'f"field_{name}" if name in line else name': 'f"field_{name}" if name == "level" else name',
}
