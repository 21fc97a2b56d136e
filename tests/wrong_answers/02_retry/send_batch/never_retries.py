"""Sends once, key or not: safe, and of no use on a bad day."""

KILLED_BY = 3
REPLACE = {"attempts = 1 if idempotency_key is None else max_attempts": "attempts = 1"}
