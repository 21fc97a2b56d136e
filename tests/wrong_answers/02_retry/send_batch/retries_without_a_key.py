"""Retries every POST: where the answer got lost, the rows are stored twice."""

KILLED_BY = 2
REPLACE = {"attempts = 1 if idempotency_key is None else max_attempts": "attempts = max_attempts"}
