"""Logs, and counts nothing."""

KILLED_BY = 5
REPLACE = {
    'self.lost += 1': 'pass',
}
