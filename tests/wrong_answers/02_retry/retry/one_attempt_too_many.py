"""Counts retries where attempts are meant."""

KILLED_BY = 2
REPLACE = {
    "in range(1, max_attempts):": "in range(1, max_attempts + 1):",
}
