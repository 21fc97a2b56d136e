"""All days of eight weeks: every Saturday looks like a broken Friday."""

KILLED_BY = 3
ALSO = (2,)
REPLACE = {
    ' and d.weekday() == day.weekday()]': ']',
}
