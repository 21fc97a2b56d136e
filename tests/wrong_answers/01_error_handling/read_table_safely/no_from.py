"""No `from`: the cause is empty, though Python still knows the context."""

KILLED_BY = 2
REPLACE = {"view {missing}\") from error": "view {missing}\")"}
