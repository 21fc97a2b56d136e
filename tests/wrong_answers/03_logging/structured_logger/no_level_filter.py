"""Writes everything."""

KILLED_BY = 5
REPLACE = {
    "logger.setLevel(level.upper())": "logger.setLevel(logging.DEBUG)",
}
