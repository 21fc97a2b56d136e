"""Retries every RequestException, and requests' JSONDecodeError is one: four times the same bad body."""

KILLED_BY = 1
REPLACE = {
    "max_attempts, delay=delay": (
        "max_attempts, lambda e: is_transient(e) or isinstance(e, requests.exceptions.JSONDecodeError), delay=delay"
    )
}
