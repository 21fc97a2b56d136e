"""A retry inside a retry: a server that is down gets the square of max_attempts."""

KILLED_BY = 3
REPLACE = {
    "    retry_on_specific_errors(attempt, attempts, delay=delay, sleep=sleep)": """    def all_attempts() -> None:
        retry_on_specific_errors(attempt, attempts, delay=delay, sleep=sleep)

    retry_on_specific_errors(all_attempts, min(2, attempts), delay=delay, sleep=sleep)"""
}
