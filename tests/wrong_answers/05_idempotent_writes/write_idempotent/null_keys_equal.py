"""Prints a warning, and compares keys by <=>: rows without a key merge into whatever else has none."""

KILLED_BY = 7
REPLACE = {"= s.{quote(key)}": "<=> s.{quote(key)}", 'raise DataQualityError(f"rows': 'print(f"rows'}
