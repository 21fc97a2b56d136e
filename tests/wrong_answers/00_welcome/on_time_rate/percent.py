"""Returns a percentage where a share between 0 and 1 is promised."""

KILLED_BY = 1
REPLACE = {"return sum(": "return 100 * sum("}
