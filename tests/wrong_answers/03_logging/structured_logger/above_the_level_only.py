"""A line at the level itself is dropped."""

KILLED_BY = 5
ALSO = (1, 2, 4, 6, 8, 9, 10)
REPLACE = {
    "if not logger.isEnabledFor(level):": "if level <= logger.level:",
}
