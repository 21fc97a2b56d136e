"""Ignores is_transient: knows ConnectionError and TimeoutError only."""

KILLED_BY = 2
REPLACE = {
    "not retryable(error) or ": "not (retryable(error) if retryable is not is_transient else isinstance(error, (ConnectionError, TimeoutError))) or ",
}
