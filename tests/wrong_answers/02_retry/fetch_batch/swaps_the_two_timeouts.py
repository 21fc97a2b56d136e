"""Takes the pair for (read, connect): the connection gets little time, the answer a lot."""

KILLED_BY = 3
REPLACE = {"requests.get(url, timeout=timeout)": "requests.get(url, timeout=timeout[::-1])"}
