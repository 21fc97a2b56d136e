"""Gives no timeout: requests waits for ever, and the pipeline with it."""

KILLED_BY = 3
REPLACE = {"requests.get(url, timeout=timeout)": "requests.get(url)"}
