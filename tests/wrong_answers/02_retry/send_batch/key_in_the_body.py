"""Writes the key into the query, where the server does not look for it."""

KILLED_BY = 4
REPLACE = {"headers=headers, timeout": 'params={"key": idempotency_key}, timeout'}
