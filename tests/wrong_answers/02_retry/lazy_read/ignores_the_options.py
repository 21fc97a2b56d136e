"""Retries by numbers of its own, whatever the caller asks for."""

KILLED_BY = 2
REPLACE = {"retry(**retry_options)": "retry(max_attempts=3, delay=0)"}
