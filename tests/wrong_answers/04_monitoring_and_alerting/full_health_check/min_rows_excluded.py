"""Exactly min_rows is not enough."""

KILLED_BY = 1
REPLACE = {
    'if count < min_rows:': 'if count <= min_rows:',
}
