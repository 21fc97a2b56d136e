"""A negative delay is accepted and fails when it is first slept."""

KILLED_BY = 7
REPLACE = {
    "if max_attempts < 1 or delay < 0:": "if max_attempts < 1:",
}
