"""Retries for ever, as tenacity does by default."""

KILLED_BY = 2
REPLACE = {
    "in range(1, max_attempts):": "in itertools.count(1):",
}
