"""Divides by the good rows: a quarter of all becomes a third."""

KILLED_BY = 4
REPLACE = {"if total and bad / total > max_bad_ratio:": 'if total and bad / max(1, counts["good"]) > max_bad_ratio:'}
