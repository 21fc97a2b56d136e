"""The delays grow for ever: the tenth retry waits a quarter of an hour."""

KILLED_BY = 1
REPLACE = {
    "ceiling = min(cap, base)": "ceiling = base",
    "ceiling = min(cap, ceiling * factor)": "ceiling = ceiling * factor",
}
