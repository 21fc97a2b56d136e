"""The first retry already waits base * factor."""

KILLED_BY = 1
REPLACE = {
    "ceiling = min(cap, base)": "ceiling = min(cap, base * factor)",
}
