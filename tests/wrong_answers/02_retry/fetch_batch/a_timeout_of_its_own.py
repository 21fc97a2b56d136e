"""Has a timeout, but not the caller's."""

KILLED_BY = 3
REPLACE = {"requests.get(url, timeout=timeout)": "requests.get(url, timeout=10)"}
