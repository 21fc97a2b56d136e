"""Retries Python's ConnectionError and TimeoutError, which requests does not raise."""

KILLED_BY = 1
REPLACE = {
    "retry_on_specific_errors(attempt, max_attempts, delay=delay, sleep=sleep)": (
        "retry(max_attempts=max_attempts, delay=delay, sleep=sleep)(attempt)()"
    )
}
