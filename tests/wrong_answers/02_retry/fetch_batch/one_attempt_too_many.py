"""Counts retries, not attempts: one request more than allowed."""

KILLED_BY = 1
REPLACE = {"attempt, max_attempts, delay": "attempt, max_attempts + 1, delay"}
