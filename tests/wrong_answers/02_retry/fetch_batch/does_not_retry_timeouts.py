"""Retries what the server said, but not that it said nothing in time."""

KILLED_BY = 1
REPLACE = {
    "max_attempts, delay=delay": (
        "max_attempts, lambda e: is_transient(e) and not isinstance(e, requests.Timeout), delay=delay"
    )
}
