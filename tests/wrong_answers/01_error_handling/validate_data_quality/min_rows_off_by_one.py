"""`<=`: as many rows as are needed are not enough."""

KILLED_BY = 4
REPLACE = {"total < min_rows": "total <= min_rows"}
