"""Measures from the start of the run: it may have begun and never come back."""

KILLED_BY = 6
REPLACE = {
    'F.max("finished_at")': 'F.max("started_at")',
}
