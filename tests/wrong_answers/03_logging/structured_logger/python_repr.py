"""Writes the dict as Python shows it: single quotes are no JSON."""

KILLED_BY = 1
ALSO = (2, 3, 4, 5, 6, 8, 9, 10)
REPLACE = {
    "json.dumps(line, allow_nan=False)": "str(line)",
}
