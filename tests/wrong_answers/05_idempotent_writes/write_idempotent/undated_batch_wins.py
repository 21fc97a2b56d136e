"""Missing dates on either side let the batch win, also over a row that has one."""

KILLED_BY = 5
ALSO = (13,)  # more rows are updated than should be
REPLACE = {"t.{date} IS NULL OR ": "t.{date} IS NULL OR s.{date} IS NULL OR "}
