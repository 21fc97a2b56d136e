"""Begins with a delay of zero."""

KILLED_BY = 1
REPLACE = {
    "ceiling = min(cap, base)": """ceiling = min(cap, base)
    yield 0.0""",
}
