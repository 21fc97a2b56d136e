"""Prints a sample of the bad rows sorted by flight: a pass of its own, for a log that nobody reads."""

KILLED_BY = 5
REPLACE = {
    "    total, bad = counts": "    marked.where(is_bad).orderBy('flight').show(3)\n    total, bad = counts"
}
