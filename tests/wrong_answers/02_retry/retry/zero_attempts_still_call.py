"""max_attempts=0 is accepted; the function is called once all the same."""

KILLED_BY = 7
REPLACE = {
    "if max_attempts < 1 or delay < 0:": "if delay < 0:",
}
