"""Everything since the beginning: last winter decides about November."""

KILLED_BY = 3
REPLACE = {
    'if first <= d < day and d.weekday()': 'if d < day and d.weekday()',
}
