"""Tries until it succeeds, however few attempts were allowed."""

KILLED_BY = 11
REPLACE = {
    "            if attempt == max_attempts:\n                raise\n": "",
    "range(1, max_attempts + 1)": "range(1, 1000)",
}
