"""Takes 429 for a refusal, as it is a 4xx: the server only asked to come back later."""

KILLED_BY = 1
REPLACE = {
    "max_attempts, delay=delay": (
        "max_attempts, lambda e: is_transient(e) and getattr(e.response, 'status_code', 0) != 429, delay=delay"
    )
}
