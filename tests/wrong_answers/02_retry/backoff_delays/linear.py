"""Grows by addition, not by a factor."""

KILLED_BY = 1
REPLACE = {
    "ceiling = min(cap, ceiling * factor)": "ceiling = min(cap, ceiling + base)",
}
