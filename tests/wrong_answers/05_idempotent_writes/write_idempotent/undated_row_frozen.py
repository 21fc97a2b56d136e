"""s.date >= t.date is NULL where the table has no date: such a row is never updated again."""

KILLED_BY = 5
ALSO = (13,)  # fewer rows are updated than should be
REPLACE = {"t.{date} IS NULL OR ": ""}
