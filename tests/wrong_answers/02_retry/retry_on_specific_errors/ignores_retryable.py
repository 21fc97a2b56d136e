"""Retries everything."""

KILLED_BY = 2
REPLACE = {
    "not retryable(error) or ": "",
}
