"""Refuses with another class, so that callers cannot tell a refusal from a failure."""

KILLED_BY = 3
REPLACE = {"raise CircuitOpenError(": "raise RuntimeError("}
