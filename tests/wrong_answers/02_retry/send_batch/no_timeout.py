"""Gives no timeout: the job hangs with the server."""

KILLED_BY = 6
REPLACE = {"headers=headers, timeout=timeout": "headers=headers"}
