"""Calls the data stale that is just as old as it may be."""

KILLED_BY = 2
REPLACE = {
    'if age > max_age_hours:': 'if age >= max_age_hours:',
}
