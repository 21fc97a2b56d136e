"""Knows https, not jdbc."""

KILLED_BY = 4
REPLACE = {
    "(\\w://)": "(https?://)",
}
