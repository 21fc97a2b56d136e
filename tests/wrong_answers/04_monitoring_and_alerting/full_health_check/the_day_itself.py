"""The day is compared with itself too, and with later ones."""

KILLED_BY = 3
ALSO = (2,)
REPLACE = {
    'if first <= d < day and d.weekday()': 'if first <= d and d.weekday()',
}
