"""Counts retries where attempts are meant."""

KILLED_BY = 1
REPLACE = {
    "max_attempts - 1)": "max_attempts)",
}
