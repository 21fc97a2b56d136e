"""Thinks that a connection that broke off means that nothing arrived."""

KILLED_BY = 2
REPLACE = {
    "retry_on_specific_errors(attempt, attempts,": (
        "retry_on_specific_errors(attempt, max_attempts, "
        "lambda e: is_transient(e) if attempts > 1 else type(e) is requests.ConnectionError,"
    )
}
