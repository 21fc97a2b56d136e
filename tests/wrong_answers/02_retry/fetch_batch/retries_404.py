"""Retries every HTTPError: a page that is not there is asked for again and again."""

KILLED_BY = 4
REPLACE = {
    "max_attempts, delay=delay": (
        "max_attempts, lambda e: is_transient(e) or isinstance(e, requests.HTTPError), delay=delay"
    )
}
