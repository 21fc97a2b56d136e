"""Wants min_rows good rows."""

KILLED_BY = 4
REPLACE = {'if total < min_rows:': 'if counts["good"] < min_rows:'}
