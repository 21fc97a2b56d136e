"""Ignores the rule that was passed in."""

KILLED_BY = 1
REPLACE = {
    "not retryable(error) or ": "not is_transient(error) or ",
}
