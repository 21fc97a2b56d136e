"""Looks back four weeks in place of eight."""

KILLED_BY = 3
REPLACE = {
    'first, local_day = day - timedelta(weeks=8)': 'first, local_day = day - timedelta(weeks=4)',
}
