"""Retries every status from 400 on, as long as there is a key."""

KILLED_BY = 5
REPLACE = {
    "attempt, attempts, delay": "attempt, attempts, lambda e: is_transient(e) or isinstance(e, requests.HTTPError), delay=delay, sleep=sleep) if headers else retry_on_specific_errors(attempt, 1, delay"
}
