"""A day that is not there is a KeyError."""

KILLED_BY = 1
REPLACE = {
    'counts.get(day, 0)': 'counts[day]',
}
