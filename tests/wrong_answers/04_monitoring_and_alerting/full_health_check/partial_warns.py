"""Half a day is only a warning."""

KILLED_BY = 2
ALSO = (3,)
REPLACE = {
    'return "failed", "partial", observed': 'return "warning", "low", observed',
}
