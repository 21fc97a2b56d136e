"""Knows one status."""

KILLED_BY = 1
REPLACE = {
    "{408, 429, 500, 502, 503, 504}": "{503}",
}
