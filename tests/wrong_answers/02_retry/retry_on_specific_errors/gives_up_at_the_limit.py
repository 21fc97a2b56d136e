"""Gives up when asked for exactly max_delay."""

KILLED_BY = 3
REPLACE = {
    "asked > max_delay": "asked >= max_delay",
}
