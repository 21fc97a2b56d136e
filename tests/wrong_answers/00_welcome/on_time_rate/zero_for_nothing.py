"""Reports 0 % on time when nothing departed: an alert about a number that does not exist."""

KILLED_BY = 3
REPLACE = {"return None": "return 0.0"}
